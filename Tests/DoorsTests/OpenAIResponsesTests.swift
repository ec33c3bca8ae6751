import Testing
import Vocabulary

@testable import Doors

private let door = OpenAIResponsesDoor()
private let azure = OpenAIResponsesDoor(provider: "azure-responses")

// MARK: Requests

@Test func `a Responses request becomes a question in neutral words`() throws {
    let asked = try question(
        #"""
        {"model":"gpt-5.4","instructions":"Be terse.","input":[
          {"role":"developer","content":"Rules."},
          {"role":"user","content":[{"type":"input_text","text":"Hi"},
            {"type":"input_image","image_url":"data:image/png;base64,AAAA"}]},
          {"type":"reasoning","id":"rs_1","summary":[]},
          {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Wait."}]},
          {"type":"function_call","call_id":"c1","name":"f","arguments":"{\"a\":1}"},
          {"type":"function_call","call_id":"c2","name":"g","arguments":"{}"},
          {"type":"function_call_output","call_id":"c2","output":"two"},
          {"type":"function_call_output","call_id":"c1","output":[{"type":"input_text","text":"one"}]}],
         "tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"}},
                  {"type":"web_search"}],
         "tool_choice":{"type":"function","name":"f"},"parallel_tool_calls":false,
         "temperature":0.10,"max_output_tokens":99,"stream":true,
         "stream_options":{"include_obfuscation":false},"reasoning":{"effort":"low"},
         "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true}},
         "metadata":{"task":"x"}}
        """#, door)
    #expect(asked.model == "gpt-5.4" && asked.isStreamed && !asked.allowsPadding)
    #expect(
        asked.prompt.messages == [
            Message(.system, "Be terse."), Message(.system, "Rules."),
            Message(
                .user, [.text("Hi"), .image(.data(mediaType: "image/png", base64: "AAAA"))]),
            Message(
                .assistant,
                [
                    .text("Wait."), .toolCall(id: "c1", name: "f", arguments: #"{"a":1}"#),
                    .toolCall(id: "c2", name: "g", arguments: "{}"),
                ]),
            Message(.tool, [.toolResult(id: "c2", text: "two", isError: false)]),
            Message(.tool, [.toolResult(id: "c1", text: "one", isError: false)]),
        ])
    #expect(asked.prompt.tools.map(\.name) == ["f"] && asked.prompt.toolChoice == .named("f"))
    #expect(asked.prompt.parameters.temperature == "0.10")
    #expect(asked.prompt.parameters.maxTokens == 99)
    #expect(asked.prompt.parameters.parallelToolCalls == false)
    #expect(asked.prompt.parameters.effort == .low)
    #expect(
        asked.prompt.format == .schema(name: "n", schema: #"{"type":"object"}"#, isStrict: true))
    #expect(asked.prompt.metadata == ["task": "x"])
    #expect(asked.notCarried == ["input[2]", "tools[1]"])
}

@Test(arguments: [
    (#"{"input":"x"}"#, "Missing required parameter: 'model'.", "model"),
    (#"{"model":"m"}"#, "One of \"input\" or \"previous_response_id\"", "input"),
    (#"{"model":"m","messages":[]}"#, "this parameter has moved to 'input'", "messages"),
    (#"{"model":"m","input":5}"#, "Invalid type for 'input'", "input"),
    (
        #"{"model":"m","input":[{"role":"tool","content":"x"}]}"#, "Invalid value: 'tool'.",
        "input[0].role"
    ),
    (
        #"{"model":"m","input":[{"role":"user","content":[{"type":"text","text":"x"}]}]}"#,
        "Invalid value: 'text'. Supported values are: 'input_text'", "input[0].content[0].type"
    ),
    (
        #"{"model":"m","input":[{"type":"function_call_output","call_id":"c","output":"x"}]}"#,
        "No tool call found for function call output with call_id c.", "input"
    ),
    (
        #"{"model":"m","input":[{"type":"function_call","call_id":"c","name":"f","arguments":""}]}"#,
        "No tool output found for function call c.", "input"
    ),
    (#"{"model":"m","input":"x","max_output_tokens":5}"#, ">= 16", "max_output_tokens"),
    (
        #"{"model":"m","input":"x","tools":[{"type":"function","function":{"name":"f"}}]}"#,
        "Missing required parameter: 'tools[0].name'.", "tools[0].name"
    ),
    (
        #"{"model":"m","input":"x","text":{"format":{"type":"json_schema","schema":{}}}}"#,
        "Missing required parameter: 'text.format.name'.", "text.format.name"
    ),
    (#"{"model":"m","input":"x","stream_options":{}}"#, "only allowed when", "stream_options"),
])
func `a malformed Responses request is refused in OpenAI's words`(
    body: String, words: String, param: String
) throws {
    let (status, error) = try refusal(body, door)
    #expect(status == 400)
    #expect(error["message"]?.text?.contains(words) == true, "\(error)")
    #expect(error["param"]?.text == param)
    #expect(error["type"]?.text == "invalid_request_error")
}

@Test(arguments: [
    (#""stop":["x"]"#, "Unknown parameter: 'stop'."),
    (#""max_tokens":5"#, "this parameter has moved to 'max_output_tokens'"),
    (#""previous_response_id":"resp_1""#, "Previous response with id 'resp_1' not found."),
    (#""text":{"format":{"type":"json_object"}}"#, "must contain the word 'json'"),
    (
        #""tools":[{"type":"function","name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{"type":"object","properties":{}}},"required":["a"],"additionalProperties":false}}]"#,
        "In context=('properties', 'a'), 'additionalProperties' is required to be supplied and to be false."
    ),
    (#""reasoning":{"effort":"high"},"temperature":0"#, "'temperature' is not supported"),
])
func `what OpenAI itself would not take is refused, and only by its lane`(
    member: String, words: String
) throws {
    let asked = try question(#"{"model":"gpt-5.4","input":"x","# + member + "}", door)
    #expect(door.refusal(of: asked)?.message?.contains(words) == true)
}

@Test func `responses that nobody kept are not found`() throws {
    for (method, path) in [
        ("GET", "/v1/responses/resp_1"), ("DELETE", "/v1/responses/resp_1"),
        ("POST", "/v1/responses/resp_1/cancel"),
    ] {
        let inquiry = door.inquiry(method: method, path: path, headers: [:], body: [])
        guard case .refusal(let error) = inquiry else {
            Issue.record("\(inquiry)")
            continue
        }
        #expect(error.message == "Response with id 'resp_1' not found.")
        #expect(door.error(error, stamp: stamp).status == 404)
    }
    let count = door.inquiry(
        method: "POST", path: "/v1/responses/input_tokens", headers: [:],
        body: Array(simpleResponses.utf8))
    guard case .tokenCount = count else {
        Issue.record("\(count)")
        return
    }
}

@Test func `Azure's key comes before the one that others use`() throws {
    let headers: Headers = ["api-key": "azure", "authorization": "Bearer other"]
    let body = Array(simpleResponses.utf8)
    for (each, key) in [(azure, "azure"), (door, "other")] {
        let inquiry = each.inquiry(
            method: "POST", path: "/openai/v1/responses", headers: headers, body: body)
        guard case .question(let asked) = inquiry else {
            Issue.record("\(inquiry)")
            return
        }
        #expect(asked.key?.revealed == key)
    }
}

// MARK: Answers

private let spoken: [Delta] = [
    .start(id: nil, model: "pin-1"), .reasoning("Hm"), .text("Let "), .text("me see."),
    .toolStart(index: 0, id: "c1", name: "f"), .toolStart(index: 1, id: "c2", name: "g"),
    .toolArguments(index: 1, #"{"b""#), .toolArguments(index: 0, #"{"a":1}"#),
    .toolArguments(index: 1, ":2}"), .finish(Finish(raw: "tool_calls", reason: .toolCalls)),
    .usage(
        Usage(
            input: .init(9, "prompt_tokens"), output: .init(5, "completion_tokens"),
            cachedInput: .init(2, "cached_tokens"), reasoning: .init(3, "reasoning_tokens"))),
]

private func events(
    _ deltas: [Delta], _ door: OpenAIResponsesDoor = door, padded: Bool = false
) throws -> [StreamEvent] {
    var asked = try simple(door, streamed: true)
    asked.allowsPadding = padded
    var stream = door.stream(for: asked, stamp: stamp)
    return streamEvents(stream.events(of: deltas).bytes)
}

@Test func `a streamed response is numbered, and its end says what its pieces said`() throws {
    let events = try events(spoken, padded: true)
    #expect(events.map { $0.json["sequence_number"]?.number } == events.indices.map { $0 })
    #expect(events.allSatisfy { $0.json["type"]?.text == $0.name })
    #expect(events.filter { $0.name == "response.completed" }.count == 1)
    let response = try #require(events.last?.json["response"])
    let output = try #require(response["output"])
    #expect(output.count == 4)
    #expect(output[0]?["summary"]?[0]?["text"]?.text == "Hm")
    #expect(output[1]?["content"]?[0]?["text"]?.text == "Let me see.")
    #expect(output[2]?["arguments"]?.text == #"{"a":1}"#)
    #expect(output[3]?["arguments"]?.text == #"{"b":2}"#)
    #expect(output[3]?["call_id"]?.text == "c2")
    #expect(response["usage"]?["input_tokens_details"]?["cached_tokens"]?.number == 2)
    #expect(response["usage"]?["output_tokens_details"]?["reasoning_tokens"]?.number == 3)
    #expect(response["usage"]?["total_tokens"]?.number == 14)
    // Each item is added once and done once, and its id does not change.
    for place in 0..<4 {
        let own = events.filter { $0.json["output_index"]?.number == place }
        let ids = own.compactMap { $0.json["item_id"]?.text ?? $0.json["item"]?["id"]?.text }
        #expect(Set(ids) == [output[place]?["id"]?.text ?? "none"])
        #expect(own.first?.name == "response.output_item.added")
        #expect(own.last?.name == "response.output_item.done")
        #expect(own.last?.json["item"] == output[place])
    }
    let plain = door.plain(DoorAnswer(spoken), to: try simple(door), stamp: stamp)
    #expect(try Value(plain.body)["output"] == output)
}

@Test(
    arguments: [
        (Finish(raw: "length", reason: .length), "incomplete", "max_output_tokens"),
        (Finish(raw: "content_filter", reason: .contentFilter), "incomplete", "content_filter"),
        (Finish(raw: "refusal", reason: .refusal), "incomplete", "content_filter"),
        (Finish(raw: "incomplete", reason: .unknown, detail: "steered"), "incomplete", "steered"),
        (Finish(raw: "stop", reason: .stop), "completed", nil),
        (Finish(raw: "pause_turn", reason: .pause), "completed", nil),
    ] as [(Finish, String, String?)])
func `a reason to stop is a status here`(
    finish: Finish, status: String, reason: String?
) throws {
    let deltas: [Delta] = [.text("Half"), .finish(finish)]
    let last = try #require(try events(deltas).last)
    #expect(last.name == "response.\(status)")
    let plain = door.plain(DoorAnswer(deltas), to: try simple(door), stamp: stamp)
    for response in [last.json["response"], try Value(plain.body)] {
        #expect(response?["status"]?.text == status)
        #expect(response?["incomplete_details"]?["reason"]?.text == reason)
        #expect(response?["output"]?[0]?["status"]?.text == status)
        #expect((response?["completed_at"] == .null) == (reason != nil))
    }
}

@Test func `a refusal is a part of its own`() throws {
    let deltas: [Delta] = [.refusal("I can't."), .finish(Finish(raw: "stop", reason: .stop))]
    let events = try events(deltas)
    #expect(events.contains { $0.name == "response.refusal.delta" })
    let part = events.last?.json["response"]?["output"]?[0]?["content"]?[0]
    #expect(part?["type"]?.text == "refusal" && part?["refusal"]?.text == "I can't.")
}

@Test func `a stream that breaks ends in an error and a failed response`() throws {
    var stream = door.stream(for: try simple(door, streamed: true), stamp: stamp)
    var output = DoorOutput()
    stream.write(.text("Half"), into: &output)
    stream.fail(DoorError(.quota), into: &output)
    stream.write(.text("more"), into: &output)
    stream.finish(into: &output)
    let events = streamEvents(output.bytes)
    #expect(events.suffix(2).map(\.name) == ["error", "response.failed"])
    let error = events[events.count - 2].json["error"]
    #expect(error?["code"]?.text == "insufficient_quota")
    let failed = events.last?.json["response"]
    #expect(failed?["status"]?.text == "failed")
    #expect(failed?["error"]?["code"]?.text == "insufficient_quota")
    #expect(events.last?.json["sequence_number"]?.number == events.count - 1)
}

@Test func `an answer repeats its request, in one line`() throws {
    let body = """
        {"model":"m","input":"x","temperature":0.20,"metadata":{
          "a":"b"},"tools":[{"type":"function","name":"f",
          "parameters":{"type":"object"}}],"store":false}
        """
    let asked = try question(body, door)
    let reply = door.plain(
        DoorAnswer([.text("Hi"), .finish(Finish(raw: "stop", reason: .stop))]), to: asked,
        stamp: stamp)
    let json = try Value(reply.body)
    #expect(!reply.body.contains(0x0A))
    #expect(String(decoding: reply.body, as: UTF8.self).contains(#""temperature":0.20"#))
    #expect(json["metadata"]?["a"]?.text == "b" && json["store"]?.number == 0)
    #expect(json["tools"]?[0]?["name"]?.text == "f" && json["tools"]?[0]?["strict"] != nil)
    #expect(json["tool_choice"]?.text == "auto" && json["truncation"]?.text == "disabled")
}

// MARK: Azure

@Test(arguments: [
    (DoorError.Kind.rateLimit, 429, "RateLimitReached", "Please retry after 7 seconds."),
    (.auth, 401, "401", "Access denied due to invalid subscription key"),
    (.modelGone, 404, "DeploymentNotFound", "The API deployment for this resource does not exist"),
    (.contentPolicy, 400, "content_filter", "content management policy"),
    (.contextLength, 400, "context_length_exceeded", "context window"),
    (.serverError, 500, "InternalServerError", "The server had an error"),
    (.noSuchPath, 404, "404", "Resource not found"),
])
func `Azure's errors have its status, code and words`(
    kind: DoorError.Kind, status: Int, code: String, words: String
) throws {
    let reply = azure.error(DoorError(kind, retryAfter: .seconds(7)), stamp: stamp)
    #expect(reply.status == status)
    let error = try #require(try Value(reply.body)["error"])
    #expect(error["code"]?.text == code)
    #expect(error["message"]?.text?.contains(words) == true)
    #expect(
        reply.headers["apim-request-id"]?.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
    let isFiltered = kind == .contentPolicy
    #expect((error["innererror"] != nil) == isFiltered)
}

@Test func `Azure tells what its filter found at the end of an answer`() throws {
    let events = try events(spoken, azure)
    #expect(events.first?.json["response"]?["content_filters"] == .null)
    let filters = events.last?.json["response"]?["content_filters"]
    #expect(filters?.count == 2)
    #expect(filters?[1]?["source_type"]?.text == "completion")
    #expect(events.last?.json["response"]?["billing"] == nil)
}
