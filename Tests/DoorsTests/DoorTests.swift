import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Doors

private func answer(_ change: (inout DoorAnswer) -> Void = { _ in }) -> DoorAnswer {
    var answer = DoorAnswer([
        .start(id: nil, model: "pin-1"), .text("Paris"),
        .finish(Finish(raw: "stop", reason: .stop)),
        .usage(Usage(input: .init(19, "prompt_tokens"), output: .init(10, "completion_tokens"))),
    ])
    change(&answer)
    return answer
}

@Test func `a plain OpenAI answer has the members of the wire page`() throws {
    let door = OpenAIChatDoor()
    let reply = door.plain(answer(), to: try simple(door), stamp: stamp)
    let json = try Value(reply.body)
    let page = try Value(
        #"""
        {"id":"chatcmpl-…","object":"chat.completion","created":1741569952,"model":"gpt-4.1-nano-2025-04-14",
         "choices":[{"index":0,"message":{"role":"assistant","content":"…","refusal":null,"annotations":[]},
                     "logprobs":null,"finish_reason":"stop"}],
         "usage":{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29,
                  "prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},
                  "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,
                     "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},
         "service_tier":"default","system_fingerprint":"fp_…"}
        """#)
    #expect(json.paths == page.paths)
    #expect(reply.status == 200)
    #expect(json["model"]?.text == "pin-1")
    #expect(json["usage"]?["total_tokens"]?.number == 29)
    #expect(json["choices"]?[0]?["message"]?["content"]?.text == "Paris")
    #expect(json["id"]?.text?.utf8.count == 38)
}

@Test func `a plain Anthropic answer has the members of the wire page`() throws {
    let door = AnthropicDoor()
    let reply = door.plain(
        answer { $0.usage?.reasoning = .init(4, "thinking_tokens") }, to: try simple(door),
        stamp: stamp)
    let json = try Value(reply.body)
    let page = try Value(
        #"""
        {"id":"msg_…","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",
         "content":[{"type":"text","text":"…"}],
         "stop_reason":"end_turn","stop_sequence":null,"stop_details":null,
         "usage":{"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,
           "cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},
           "output_tokens":30,"output_tokens_details":{"thinking_tokens":0},
           "service_tier":"standard","inference_geo":"not_available"}}
        """#)
    #expect(json.paths == page.paths)
    #expect(json["stop_reason"]?.text == "end_turn")
    #expect(json["usage"]?["input_tokens"]?.number == 19)
    #expect(json["id"]?.text?.hasPrefix("msg_01") == true)
}

@Test func `calls of a plain answer are text at OpenAI and objects at Anthropic`() throws {
    let called = answer {
        $0.text = nil
        $0.toolCalls = [
            ToolCall(id: nil, name: "a", arguments: #"{"x": [1, 2]}"#),
            ToolCall(id: "c", name: "b", arguments: ""),
            ToolCall(id: "d", name: "b", arguments: "{broken"),
        ]
        $0.finish = Finish(raw: "STOP", reason: .stop)
    }
    let openAI = try Value(
        OpenAIChatDoor().plain(called, to: try simple(OpenAIChatDoor()), stamp: stamp).body)
    let choice = try #require(openAI["choices"]?[0])
    #expect(choice["finish_reason"]?.text == "tool_calls")
    #expect(choice["message"]?["content"] == .null)
    let calls = try #require(choice["message"]?["tool_calls"])
    #expect(calls[0]?["function"]?["arguments"]?.text == #"{"x": [1, 2]}"#)
    #expect(calls[0]?["id"]?.text?.hasPrefix("call_") == true && calls[1]?["id"]?.text == "c")
    #expect(calls[2]?["function"]?["arguments"]?.text == "{broken")

    let anthropic = try Value(
        AnthropicDoor().plain(called, to: try simple(AnthropicDoor()), stamp: stamp).body)
    #expect(anthropic["stop_reason"]?.text == "tool_use")
    #expect(anthropic["content"]?[0]?["input"] == (try Value(#"{"x":[1,2]}"#)))
    #expect(anthropic["content"]?[1]?["input"] == .object([:]))
    #expect(anthropic["content"]?[2]?["input"]?.text == "{broken", "no JSON: wrong, and plainly so")
}

@Test(arguments: allDoors)
func `an answer that broke or never finished comes out as an error`(door: any Door) throws {
    for broken in [
        answer { $0.finish = nil }, answer { $0.finish = Finish(raw: "error", reason: .error) },
        answer { $0.error = ProviderError(status: 503, message: "down") },
        DoorAnswer([.toolArguments(index: 0, "{}"), .finish(Finish(raw: "stop", reason: .stop))]),
    ] {
        let reply = door.plain(broken, to: try simple(door), stamp: stamp)
        #expect(reply.status >= 500 || door.saysAllWith200)
        #expect(try door.words(reply)?.isEmpty == false)
    }
}

@Test(arguments: allDoors)
func `usage that is not known is not told`(door: any Door) throws {
    let reply = door.plain(answer { $0.usage = nil }, to: try simple(door), stamp: stamp)
    for member in ["usage", "usageMetadata", "eval_count", "prompt_eval_count"] {
        #expect(try Value(reply.body)[member] == nil)
    }
}

@Test func `each choice is answered`() throws {
    let door = OpenAIChatDoor()
    var asked = try simple(door)
    asked.choices = 2
    let json = try Value(door.plain(answer(), to: asked, stamp: stamp).body)
    #expect(json["choices"]?.count == 2)
    #expect(json["choices"]?[1]?["index"]?.number == 1)
}

@Test(arguments: [("fast", "priority"), ("auto", "default"), ("flex", "flex"), (nil, "default")])
func `the tier that served is told`(asked: String?, served: String) throws {
    let door = OpenAIChatDoor()
    var question = try simple(door)
    question.serviceTier = asked
    let json = try Value(door.plain(answer(), to: question, stamp: stamp).body)
    #expect(json["service_tier"]?.text == served)
}

@Test(arguments: allDoors)
func `the same stamp gives the same bytes and another seed other ids`(door: any Door) throws {
    let question = try simple(door)
    let one = door.plain(answer(), to: question, stamp: stamp)
    #expect(one == door.plain(answer(), to: question, stamp: stamp))
    var other = stamp
    other.seed = 8
    let two = door.plain(answer(), to: question, stamp: other)
    // Of an answer without calls Ollama's and Bedrock's have no id at all.
    #expect((one.body == two.body) == (door is OllamaChatDoor || door is BedrockConverseDoor))
}

@Test func `ids of a million calls are a million`() {
    var ids: Set<String> = []
    for seed in 0..<20_000 {
        let stamp = DoorStamp(seed: UInt64(seed), unixSeconds: 0)
        ids.insert(stamp.openAIAnswerID)
        ids.insert(stamp.openAIRequestID)
        for index in 0..<3 { ids.insert(stamp.openAICallID(index)) }
    }
    #expect(ids.count == 100_000)
}

@Test(arguments: allDoors)
func `models are listed with their names`(door: any Door) throws {
    let list = door.manner.models
    #expect(list(try Value(door.models(["a", "b/c"], stamp: stamp).body)) == ["a", "b/c"])
    #expect(list(try Value(door.models([], stamp: stamp).body)) == [])
    let one = String(decoding: door.model("b-1", stamp: stamp).body, as: UTF8.self)
    #expect(one.contains("b-1"))
}

@Test func `no request is in two languages`() {
    let requests: [(String, String, Headers, String)] = [
        ("POST", "/v1/chat/completions", [:], "openai-chat"),
        ("GET", "/v1/models", [:], "openai-chat"),
        ("GET", "/v1/models/gemini-2.5-flash", [:], "openai-chat"),
        ("GET", "/v1beta/openai/models", [:], "openai-chat"),
        ("GET", "/v1/models", ["anthropic-version": "2023-06-01"], "anthropic-messages"),
        ("POST", "/v1/messages", [:], "anthropic-messages"),
        ("POST", "/v1/responses", [:], "openai-responses"),
        ("POST", "/openai/v1/responses?api-version=preview", [:], "openai-responses"),
        ("GET", "/v1/responses/resp_1", [:], "openai-responses"),
        ("POST", "/v1/responses/input_tokens", [:], "openai-responses"),
        ("GET", "/v1beta/models", [:], "gemini-generate"),
        ("GET", "/v1beta/models/x", [:], "gemini-generate"),
        (
            "GET", "/v1beta/models?key=k", ["anthropic-version": "2023-06-01"],
            "gemini-generate"
        ),
        ("POST", "/v1beta/models/x:generateContent", [:], "gemini-generate"),
        ("POST", "/v1/models/x%3AgenerateContent", [:], "gemini-generate"),
        ("POST", "/v1beta/models/x/responses:streamGenerateContent", [:], "gemini-generate"),
        (
            "POST",
            "/v1beta1/projects/p/locations/l/publishers/google/models/x:streamGenerateContent",
            [:], "gemini-generate"
        ),
    ]
    for (method, path, headers, dialect) in requests {
        let serving = allDoors.filter {
            type(of: $0).serves(method: method, path: path, headers: headers)
        }
        #expect(Set(serving.map(\.name)) == [dialect], "\(method) \(path)")
    }
}

@Test func `each provider's API lies where its clients look for it`() {
    #expect(allDoors.standing(for: "openai-responses")?.basePath == "/v1")
    #expect(allDoors.standing(for: "azure-responses")?.basePath == "/openai/v1")
    #expect(allDoors.standing(for: "google")?.basePath == "/v1beta")
    #expect(allDoors.standing(for: "anthropic")?.basePath == "")
    #expect(allDoors.speaking("openai-responses")?.provider == "openai-responses")
}

@Test func `tokens are counted where the dialect can be asked`() throws {
    let reply = AnthropicDoor().tokenCount(12, stamp: stamp)
    #expect(reply.status == 200)
    #expect(try Value(reply.body) == .object(["input_tokens": .number(12)]))
    #expect(OpenAIChatDoor().tokenCount(12, stamp: stamp).status == 404)
    let responses = OpenAIResponsesDoor().tokenCount(12, stamp: stamp)
    #expect(try Value(responses.body)["input_tokens"]?.number == 12)
    let google = GeminiDoor().tokenCount(12, stamp: stamp)
    #expect(try Value(google.body)["totalTokens"]?.number == 12)
}

@Test func `doors are found by their dialect`() {
    #expect(allDoors.speaking("openai-chat")?.name == "openai-chat")
    #expect(allDoors.speaking("anthropic-messages")?.name == "anthropic-messages")
    #expect(allDoors.speaking("openai") == nil)
}

@Test func `doors never import the parsers that they are to test`() throws {
    let room = Place.root.appending(path: "Sources/Doors")
    let files = try FileManager.default.subpathsOfDirectory(atPath: room.path)
        .filter { $0.hasSuffix(".swift") }
    #expect(files.count > 30)
    for file in files {
        let text = try String(contentsOf: room.appending(path: file), encoding: .utf8)
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"),
                words[..<place].allSatisfy({ $0 == "public" })
            else { continue }
            #expect(["Vocabulary", "Documents"].contains(words[place + 1]), "\(file): \(line)")
        }
    }
}
