import Testing
import Vocabulary

@testable import Doors

private let doors: [any Door] = allDoors

private func answers() -> [SimulatedAnswer] {
    [
        SimulatedAnswer(text: "Paris"), SimulatedAnswer(text: ""),
        SimulatedAnswer(
            text: "The quick brown fox jumps over the lazy dog, incomprehensibly.\n\nTwice."),
        SimulatedAnswer(text: "日本語の長い文章です。👩‍👩‍👧‍👦 e\u{301}\r\n ok"),
        SimulatedAnswer(
            text: "", toolCalls: [ToolCall(id: nil, name: "f", arguments: #"{"city":"Rome"}"#)]),
        SimulatedAnswer(
            text: "Both.",
            toolCalls: [
                ToolCall(id: "c1", name: "f", arguments: #"{"a":"\"}{"}"#),
                ToolCall(id: "c2", name: "g", arguments: "{}"),
            ]),
    ]
}

@Test func `pieces are like tokens and join to the text`() {
    let text = "The quick  brown fox"
    #expect(
        text.tokenLikePieces == ["The", " quick", "  brown", " fox"]
            || text.tokenLikePieces.joined() == text)
    #expect("Hello world".tokenLikePieces == ["Hello", " world"])
    #expect("".tokenLikePieces == [])
    for answer in answers() {
        #expect(answer.text.tokenLikePieces.joined().utf8.elementsEqual(answer.text.utf8))
        #expect(answer.text.tokenLikePieces.allSatisfy { (1...12).contains($0.utf8.count) })
    }
}

@Test(arguments: allDoors)
func `plain and streamed say the same`(door: any Door) throws {
    for answer in answers() {
        var asked = try simple(door, streamed: true)
        asked.wantsUsageInStream = true
        let deltas = answer.deltas(to: asked, as: "pin-1")
        let plain = try Value(door.plain(DoorAnswer(deltas), to: asked, stamp: stamp).body)
        var stream = door.stream(for: asked, stamp: stamp)
        let bytes = stream.events(of: deltas).bytes
        let input = TokenRule.tokens(of: asked.prompt)
        let output = TokenRule.tokens(of: answer)
        if door is AnthropicDoor {
            let heard = Heard(anthropic: bytes)
            #expect(heard.text == answer.text)
            #expect(heard.finish == plain["stop_reason"]?.text)
            #expect(heard.input == input && heard.output == output)
            #expect(plain["usage"]?["input_tokens"]?.number == input)
            #expect(plain["usage"]?["output_tokens"]?.number == output)
            #expect(heard.calls.count == answer.toolCalls.count)
        } else if door is OllamaChatDoor || door is DashScopeDoor || door is CohereChatDoor
            || door is BedrockConverseDoor
        {
            let heard = Heard(door, stream: bytes)
            let whole =
                switch door.name {
                case OllamaChatDoor.name: Heard(ollama: [plain])
                case CohereChatDoor.name: Heard(cohere: [plain])
                case BedrockConverseDoor.name: Heard(bedrock: [plain])
                default: Heard(dashScope: [plain])
                }
            #expect(heard == whole)
            #expect(heard.text == answer.text && heard.calls.count == answer.toolCalls.count)
            #expect(heard.input == input && heard.output == output)
        } else if door is OpenAIResponsesDoor || door is GeminiDoor {
            let heard = Heard(bytes, by: door)
            let whole = Heard(plain: plain, by: door)
            #expect(heard.text == answer.text && whole.text == answer.text)
            #expect(heard.finish == whole.finish)
            #expect(heard.input == input && whole.input == input)
            #expect(heard.output == output && whole.output == output)
            #expect(heard.calls.count == answer.toolCalls.count)
            #expect(heard.calls.mapValues { "\($0)" } == whole.calls.mapValues { "\($0)" })
        } else {
            let heard = Heard(openAI: bytes)
            #expect(heard.text == answer.text)
            #expect(heard.finish == plain["choices"]?[0]?["finish_reason"]?.text)
            #expect(heard.input == input && heard.output == output)
            #expect(plain["usage"]?["prompt_tokens"]?.number == input)
            let message = try #require(plain["choices"]?[0]?["message"])
            for (index, call) in answer.toolCalls.enumerated() {
                #expect(heard.calls[index]?.arguments == call.arguments)
                #expect(heard.calls[index]?.id == message["tool_calls"]?[index]?["id"]?.text)
            }
        }
    }
}

@Test(arguments: allDoors)
func `max_tokens cuts and says so`(door: any Door) throws {
    var asked = try simple(door)
    asked.prompt.parameters.maxTokens = 2
    let cut = DoorAnswer(SimulatedAnswer(text: "0123456789").deltas(to: asked, as: "m"))
    #expect(cut.text == "01234567")
    #expect(cut.finish?.reason == .length)
    #expect(cut.usage?.output?.value == 2)
    asked.prompt.parameters.maxTokens = 3
    let whole = DoorAnswer(SimulatedAnswer(text: "0123456789").deltas(to: asked, as: "m"))
    #expect(whole.text == "0123456789" && whole.finish?.reason == .stop)
    asked.prompt.parameters.maxTokens = 0
    #expect(DoorAnswer(SimulatedAnswer(text: "x").deltas(to: asked, as: "m")).text == nil)
    asked.prompt.parameters.maxTokens = 3
    let called = SimulatedAnswer(
        text: "abcd", toolCalls: [ToolCall(id: nil, name: "ff", arguments: #"{"a":123456}"#)])
    let half = DoorAnswer(called.deltas(to: asked, as: "m"))
    #expect(half.toolCalls.first?.arguments == #"{"a":1"#)
    #expect(half.finish?.reason == .length)
}

@Test func `a cut falls between scalars`() throws {
    var asked = try simple(OpenAIChatDoor())
    asked.prompt.parameters.maxTokens = 1
    #expect(DoorAnswer(SimulatedAnswer(text: "日本").deltas(to: asked, as: "m")).text == "日")
}

@Test func `a stop sequence ends the text before it`() throws {
    var asked = try simple(AnthropicDoor())
    asked.prompt.parameters.stop = ["###", "END", ""]
    let stopped = SimulatedAnswer(text: "one END two ###").deltas(to: asked, as: "m")
    #expect(DoorAnswer(stopped).text == "one ")
    let body = try Value(AnthropicDoor().plain(DoorAnswer(stopped), to: asked, stamp: stamp).body)
    #expect(body["stop_reason"]?.text == "stop_sequence")
    #expect(body["stop_sequence"]?.text == "END")
    let openAI = OpenAIChatDoor().plain(DoorAnswer(stopped), to: asked, stamp: stamp)
    #expect(try Value(openAI.body)["choices"]?[0]?["finish_reason"]?.text == "stop")
}

@Test func `a cache that served part of the prompt is told`() throws {
    let asked = try question(
        #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"0123456789abcdef"}]}"#,
        AnthropicDoor())
    let deltas = SimulatedAnswer(text: "Hi").deltas(to: asked, as: "m", cachedTokens: 3)
    let usage = try Value(AnthropicDoor().plain(DoorAnswer(deltas), to: asked, stamp: stamp).body)[
        "usage"]
    #expect(usage?["input_tokens"]?.number == 1)
    #expect(usage?["cache_read_input_tokens"]?.number == 3)
    let openAI = try Value(
        OpenAIChatDoor().plain(DoorAnswer(deltas), to: asked, stamp: stamp).body)["usage"]
    #expect(openAI?["prompt_tokens"]?.number == 4)
    #expect(openAI?["prompt_tokens_details"]?["cached_tokens"]?.number == 3)
}

@Test func `each of several choices is counted`() throws {
    var asked = try simple(OpenAIChatDoor())
    asked.choices = 3
    #expect(
        DoorAnswer(SimulatedAnswer(text: "01234").deltas(to: asked, as: "m")).usage?.output?.value
            == 6)
}
