import Testing
import Vocabulary

@testable import Doors

private func door(_ provider: String) throws -> any Door {
    try #require(allDoors.standing(for: provider))
}

private let thoughtful: [Delta] = [
    .start(id: nil, model: "m"), .reasoning("Hm"), .reasoning(" so"), .text("Paris"), .text("!"),
    .finish(Finish(raw: "stop", reason: .stop)),
    .usage(
        Usage(
            input: .init(9, "prompt_tokens"), output: .init(5, "completion_tokens"),
            cachedInput: .init(2, "c"), reasoning: .init(2, "r"))),
]
private let calling: [Delta] = [
    .toolStart(index: 0, id: nil, name: "f"), .toolArguments(index: 0, #"{"a""#),
    .toolArguments(index: 0, ":1}"), .finish(Finish(raw: "tool_calls", reason: .toolCalls)),
]

private func text(
    _ provider: String, _ deltas: [Delta] = thoughtful, asksForUsage: Bool = true,
    _ change: (inout Question) -> Void = { _ in }
) throws -> String {
    let door = try door(provider)
    var asked = try simple(door, streamed: true)
    asked.wantsUsageInStream = asksForUsage
    asked.allowsPadding = false
    change(&asked)
    var stream = door.stream(for: asked, stamp: stamp)
    return String(decoding: stream.events(of: deltas).bytes, as: UTF8.self)
}

private func chunks(_ text: String) -> [Value] {
    streamEvents(text.utf8).filter { $0.data != "[DONE]" }.map(\.json)
}

@Test func `Azure's first chunk has its filters and neither id, model nor choices`() throws {
    let all = chunks(try text("azure"))
    let first = try #require(all.first)
    #expect(first["choices"]?.count == 0)
    #expect(first["id"]?.text == "" && first["model"]?.text == "" && first["object"]?.text == "")
    #expect(
        first["prompt_filter_results"]?[0]?["content_filter_results"]?["hate"]?["severity"]?.text
            == "safe")
    let rest = all.dropFirst().filter { $0["choices"]?.count == 1 }
    #expect(!rest.isEmpty)
    #expect(rest.allSatisfy { $0["choices"]?[0]?["content_filter_results"] != nil })
}

@Test func `DeepSeek thinks beside a null text and tells usage with the reason`() throws {
    let all = chunks(try text("deepseek"))
    let deltas = all.map { $0["choices"]?[0]?["delta"] }
    #expect(
        deltas.first
            == (try Value(#"{"role":"assistant","content":null,"reasoning_content":""}"#)))
    #expect(deltas[1] == (try Value(#"{"content":null,"reasoning_content":"Hm"}"#)))
    #expect(deltas[3] == (try Value(#"{"content":"Paris","reasoning_content":null}"#)))
    let last = try #require(all.last)
    #expect(last["choices"]?[0]?["finish_reason"]?.text == "stop")
    #expect(last["usage"]?["prompt_cache_hit_tokens"]?.number == 2)
    #expect(last["usage"]?["prompt_cache_miss_tokens"]?.number == 7)
    #expect(all.dropLast().allSatisfy { $0["usage"] == .null })
    let unasked = chunks(try text("deepseek", asksForUsage: false))
    #expect(unasked.allSatisfy { $0["usage"] == nil })
}

@Test func `an answer that DeepSeek's backend could not finish ends with its own word`() throws {
    let starved: [Delta] = [
        .text("Half"), .finish(Finish(raw: "insufficient_system_resource", reason: .error)),
    ]
    let last = try #require(chunks(try text("deepseek", starved)).last)
    #expect(last["choices"]?[0]?["finish_reason"]?.text == "insufficient_system_resource")
    let door = try door("deepseek")
    #expect(door.plain(DoorAnswer(starved), to: try simple(door), stamp: stamp).status == 200)
    #expect(try text("openai", starved).contains(#""error":"#))
}

@Test func `Qwen repeats an empty id in the pieces of a call`() throws {
    let all = chunks(try text("qwen", calling))
    let calls = all.compactMap { $0["choices"]?[0]?["delta"]?["tool_calls"]?[0] }
    #expect(calls.count == 3)
    #expect(calls[0]["id"]?.text?.hasPrefix("call_") == true)
    #expect(calls[1]["id"]?.text == "" && calls[1]["type"]?.text == "function")
    #expect(all.first?.keys.contains("id") == true)
}

@Test func `Kimi's usage stands in the choice, and in a chunk of its own for those who ask`() throws
{
    let unasked = chunks(try text("kimi", asksForUsage: false))
    #expect(unasked.last?["choices"]?[0]?["usage"]?["cached_tokens"]?.number == 2)
    #expect(unasked.allSatisfy { $0["usage"] == nil })
    let asked = chunks(try text("kimi"))
    #expect(asked.last?["choices"]?.count == 0)
    #expect(asked.last?["usage"]?["prompt_tokens"]?.number == 9)
    let call = chunks(try text("kimi", calling)).lazy.compactMap {
        $0["choices"]?[0]?["delta"]?["tool_calls"]?[0]?["id"]?.text
    }.first
    #expect(call == "functions.f:0")
}

@Test func `MiniMax thinks within its text unless it is asked to split`() throws {
    #expect(Heard(openAI: try text("minimax").utf8).text == "<think>\nHm so\n</think>\n\nParis!")
    let split = try text("minimax") { $0.splitsReasoning = true }
    #expect(Heard(openAI: split.utf8).text == "Paris!")
    #expect(split.contains(#""reasoning_details":[{"type":"reasoning.text""#))
    // Thoughts that lead to a call are closed before it.
    let called = try text("minimax", [.reasoning("Hm")] + calling)
    #expect(Heard(openAI: called.utf8).text == "<think>\nHm\n</think>\n\n")
    let door = try door("minimax")
    let plain = try Value(
        door.plain(DoorAnswer(thoughtful), to: try simple(door), stamp: stamp).body)
    #expect(
        plain["choices"]?[0]?["message"]?["content"]?.text
            == "<think>\nHm so\n</think>\n\nParis!")
    #expect(plain["base_resp"]?["status_code"]?.number == 0)
}

@Test func `MiniMax's own API ends its stream with the whole answer and nothing else`() throws {
    let all = try text("minimax-native") { $0.splitsReasoning = true }
    #expect(!all.contains("[DONE]"))
    let last = try #require(chunks(all).last)
    #expect(last["object"]?.text == "chat.completion")
    #expect(last["choices"]?[0]?["message"]?["content"]?.text == "Paris!")
    #expect(last["base_resp"]?["status_code"]?.number == 0)
    #expect(last["usage"]?["total_tokens"]?.number == 14)
    #expect(chunks(all).first?["id"] == last["id"])
}

@Test func `GLM gives a call in one piece unless it is asked to stream it`() throws {
    let whole = chunks(try text("glm", calling)).compactMap {
        $0["choices"]?[0]?["delta"]?["tool_calls"]?[0]?["function"]?["arguments"]?.text
    }
    #expect(whole == [#"{"a":1}"#])
    let pieces = chunks(try text("glm", calling) { $0.streamsArguments = true }).compactMap {
        $0["choices"]?[0]?["delta"]?["tool_calls"]?[0]?["function"]?["arguments"]?.text
    }
    #expect(pieces == ["", #"{"a""#, ":1}"])
    let all = chunks(try text("glm", asksForUsage: false))
    #expect(all.last?["usage"]?["total_tokens"]?.number == 14, "asked for or not")
    #expect(all.last?["choices"]?[0]?["finish_reason"]?.text == "stop")
    #expect(all.allSatisfy { $0["choices"]?[0]?["delta"]?["role"]?.text == "assistant" })
    #expect(all.dropLast().allSatisfy { $0["choices"]?[0]?["finish_reason"] == nil })
}

@Test func `GLM stops at what is sensitive with a word of its own`() throws {
    let blocked: [Delta] = [
        .text("x"), .finish(Finish(raw: "content_filter", reason: .contentFilter)),
    ]
    #expect(Heard(openAI: try text("glm", blocked).utf8).finish == "sensitive")
    #expect(Heard(openAI: try text("kimi", blocked).utf8).finish == "content_filter")
}

@Test func `OpenRouter comments first, and its last chunk has the cost that it was told`() throws {
    let charged = thoughtful + [.evidence(.cost(amount: "0.0000112", field: "f", unit: "USD"))]
    let all = try text("openrouter", charged, asksForUsage: false)
    #expect(all.hasPrefix(": OPENROUTER PROCESSING\n\n"))
    #expect(all.contains(#""cost":0.0000112"#))
    let last = try #require(chunks(all).last)
    #expect(last["choices"]?[0]?["native_finish_reason"]?.text == "stop")
    #expect(last["provider"]?.text == "Simulated")
    #expect(try text("openrouter").contains(#""cost":0,"#))
}

@Test func `after an error LiteLLM and vLLM still say that they are done`() throws {
    for (provider, isDone) in [
        ("litellm", true), ("vllm", true), ("openai", false), ("llamacpp", false),
    ] {
        let door = try door(provider)
        var stream = door.stream(for: try simple(door, streamed: true), stamp: stamp)
        var output = DoorOutput()
        stream.write(.text("Half"), into: &output)
        stream.fail(DoorError(.serverError), into: &output)
        let events = streamEvents(output.bytes)
        #expect((events.last?.data == "[DONE]") == isDone)
        let error = events.last { $0.data != "[DONE]" }
        #expect(error?.json["error"] != nil)
        if provider == "litellm" { #expect(error?.json["error"]?["type"] == .null) }
    }
}

@Test func `an error in OpenRouter's stream is a chunk that stops with it`() throws {
    let door = try door("openrouter")
    var stream = door.stream(for: try simple(door, streamed: true), stamp: stamp)
    var output = DoorOutput()
    stream.write(.text("Half"), into: &output)
    stream.fail(DoorError(.badGateway), into: &output)
    let last = try #require(streamEvents(output.bytes).last?.json)
    #expect(last["error"]?["code"]?.number == 502)
    #expect(last["choices"]?[0]?["finish_reason"]?.text == "error")
    #expect(last["id"]?.text?.hasPrefix("gen-") == true)
}

@Test func `llama.cpp tells its timings once, at the end`() throws {
    for asksForUsage in [true, false] {
        let all = chunks(try text("llamacpp", asksForUsage: asksForUsage))
        #expect(all.filter { $0["timings"] != nil }.count == 1)
        #expect(all.last?["timings"]?["prompt_n"]?.number == 7)
    }
}

@Test func `a connection is kept open in each server's own way`() throws {
    for (provider, comment) in [
        ("openrouter", ": OPENROUTER PROCESSING\n\n"), ("llamacpp", ":\n\n"),
        ("litellm", ": ping\n\n"), ("deepseek", ": keep-alive\n\n"),
    ] {
        let door = try door(provider)
        var output = DoorOutput()
        door.stream(for: try simple(door, streamed: true), stamp: stamp).keepAlive(into: &output)
        #expect(String(decoding: output.bytes, as: UTF8.self) == comment)
    }
}

@Test(arguments: [
    ("qwen", "qwen-plus", "qwen-plus-2025-09-11", "qwen-plus"),
    ("qwen", "qwen-plus", "another", "another"), ("doubao", "ep-1", "doubao-seed", "doubao-seed"),
    ("openai", "gpt-4.1", "gpt-4.1-2025-04-14", "gpt-4.1-2025-04-14"),
])
func `an alias is echoed where the provider echoes it`(
    provider: String, asked: String, served: String, echo: String
) throws {
    let door = try door(provider)
    var question = try simple(door)
    question.model = asked
    let deltas = SimulatedAnswer(text: "Hi").deltas(to: question, as: served)
    let plain = try Value(door.plain(DoorAnswer(deltas), to: question, stamp: stamp).body)
    #expect(plain["model"]?.text == echo)
}
