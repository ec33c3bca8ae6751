import Documents
import Testing
import Vocabulary

@testable import Checks

private let tool = Tool(
    name: "weather",
    schema: #"{"type":"object","required":["city"],"properties":{"city":{"type":"string"}}}"#)

private func verdict(_ arguments: String, tools: [Tool] = [tool], _ more: String = "") throws
    -> Verdict
{
    let mistakes = Mistakes()
    let text = "[{ type: is-valid-openai-tools-call\(more) }]"
    let read = CheckReader.checks(
        from: try YAMLReader.read(SourceText(file: "s.yaml", text: text)), in: mistakes)
    try mistakes.check()
    let check = try #require(read.first).bound(to: CheckContext(tools: tools) { $0 })
    var reading = Sample.answer(nil, finish: "tool_calls")
    reading.toolCalls = [ToolCall(id: "1", name: "weather", arguments: arguments)]
    return check.judge(Sample.attempt(.answers, reading: reading))
}

@Test(arguments: [
    (#"{"city":"Rome"}"#, true), (#"{"city":"Rome","day":1}"#, true), (#"{}"#, false),
    (#"{"city":[]}"#, false), (#"{"city":"#, false), (#"["Rome"]"#, false),
])
func `arguments must fit what the prompt declares for the tool`(arguments: String, holds: Bool)
    throws
{
    #expect(try verdict(arguments).word == (holds ? .passed : .failed))
    #expect(try verdict(arguments, ", value: [weather]").word == (holds ? .passed : .failed))
}

@Test func `what departs is said, and a schema that is none holds nothing against them`() throws {
    let words = "\(try verdict(#"{"city":[]}"#))"
    #expect(words.contains("that the tool does not take") && words.contains("city"))
    let loose = [Tool(name: "weather", schema: #"{"type":"nothing"}"#)]
    #expect(try verdict("{}", tools: loose) == .passed)
}
