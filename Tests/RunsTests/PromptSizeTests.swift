import Testing
import Vocabulary

@testable import Runs

struct PromptSizeTests {
    @Test func `a token stands for a byte at least, whatever a prompt consists of`() {
        let text = "Straße 東京 🗼"
        let call = Message.Part.toolCall(
            id: "call_1", name: "weather", arguments: #"{"city":"東京"}"#)
        let result = Message.Part.toolResult(id: "call_1", text: text, isError: false)
        var prompt = Prompt(messages: [
            Message(.system, text), Message(.user, text), Message(.assistant, [call]),
            Message(.tool, [result]),
        ])
        let plain = PromptSize(of: prompt).inputMax
        let marker = "\n\n[ppcase0123456789ab]".utf8.count
        #expect(
            plain > 3 * text.utf8.count + #"call_1weather{"city":"東京"}call_1"#.utf8.count + marker)
        prompt.tools = [Tool(name: "weather", summary: text, schema: #"{"type":"object"}"#)]
        let withTools = PromptSize(of: prompt).inputMax
        #expect(withTools > plain + text.utf8.count + 17)
        prompt.format = .schema(name: "city", schema: #"{"type":"string"}"#, isStrict: true)
        #expect(PromptSize(of: prompt).inputMax > withTools + 17)
    }

    @Test func `an answer is limited by what the request says of it`() {
        var prompt = Prompt(messages: [Message(.user, "q")])
        #expect(PromptSize(of: prompt).outputMax == nil)
        prompt.parameters.maxTokens = 12
        #expect(PromptSize(of: prompt).outputMax == 12)
    }
}
