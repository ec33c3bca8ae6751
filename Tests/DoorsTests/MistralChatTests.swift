import Testing
import Vocabulary

@testable import Doors

private let door = MistralChatDoor()

/// Status and body of the refusal of that body.
private func refused(_ body: String) throws -> (status: Int, json: Value) {
    let error: DoorError? =
        switch ask(body, door) {
        case .refusal(let error): error
        case .question(let asked): door.refusal(of: asked)
        default: nil
        }
    let reply = door.error(try #require(error), stamp: stamp)
    return (reply.status, try Value(reply.body))
}

@Suite struct MistralRequestTests {
    @Test(arguments: ["[\t\r]", "[\n]", "{\"model\":\r\n7}"])
    func `an error event that repeats a part of the request is one line`(body: String) throws {
        guard case .refusal(let error) = ask(body, door) else {
            Issue.record("taken")
            return
        }
        let event = String(decoding: door.errorEvent(error, stamp: stamp), as: UTF8.self)
        #expect(event.hasPrefix("data: ") && event.hasSuffix("\n\n"))
        let lines = event.dropLast(2).split(whereSeparator: \.isNewline)
        #expect(lines.count == 1)
    }

    @Test func `what differs from OpenAI is read`() throws {
        let asked = try question(
            #"""
            {"model":"mistral-small-latest","random_seed":7,"tool_choice":"any","max_tokens":9,
             "temperature":0.10,"reasoning_effort":"xhigh","n":2,"safe_prompt":false,"stop":"END",
             "tools":[{"function":{"name":"f","parameters":{"type":"object"}}}],
             "messages":[{"role":"user","content":[{"type":"text","text":"Look"},
               {"type":"image_url","image_url":"https://a.b/c.png"},
               {"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]},
              {"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]},
               {"type":"text","text":"So"}],"prefix":true}]}
            """#, door)
        #expect(asked.prompt.parameters.seed == 7)
        #expect(asked.prompt.parameters.temperature == "0.10")
        #expect(asked.prompt.parameters.effort == .max)
        #expect(asked.prompt.parameters.stop == ["END"])
        #expect(asked.prompt.toolChoice == .required)
        #expect(asked.prompt.tools.map(\.name) == ["f"])
        #expect(asked.choices == 2)
        #expect(
            asked.prompt.messages[0].parts == [
                .text("Look"), .image(.url("https://a.b/c.png")),
                .image(.data(mediaType: "image/png", base64: "AA==")),
            ])
        #expect(asked.prompt.messages[1].parts == [.text("So")])
        #expect(asked.notCarried == ["messages.1.content.0"])
    }

    @Test(arguments: [
        (
            #"{"model":"m","messages":[{"role":"user","content":"x"}],"seed":7}"#,
            "extra_forbidden", #"["body","seed"]"#, "Extra inputs are not permitted", "7"
        ),
        (
            #"{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"web_search"}]}"#,
            "enum", #"["body","tools","list[Tool]",0,"type"]"#, "Input should be 'function'",
            #""web_search""#
        ),
        (
            #"{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":2}"#,
            "less_than_equal", #"["body","temperature"]"#,
            "Input should be less than or equal to 1.5", "2"
        ),
        (
            #"{"model":"m"}"#, "missing", #"["body","messages"]"#, "Field required",
            #"{"model":"m"}"#
        ),
        (
            #"{"model":"m","messages":[{"role":"user","content":5}]}"#, "string_type",
            #"["body","messages",0,"content","str"]"#, "Input should be a valid string", "5"
        ),
        (#"{"model":"#, "json_invalid", #"["body",9]"#, "JSON decode error", "{}"),
    ])
    func `what does not fit the types is told by its place and value`(
        body: String, type: String, place: String, words: String, input: String
    ) throws {
        let (status, json) = try refused(body)
        #expect(status == 422)
        let detail = try #require(json["detail"]?[0])
        #expect(detail["type"]?.text == type)
        #expect(detail["loc"] == (try Value(place)))
        #expect(detail["msg"]?.text == words)
        #expect(detail["input"] == (try Value(input)))
    }

    @Test(arguments: [
        (
            #"[{"role":"user","content":"x"},{"role":"assistant","content":"y"}]"#,
            "invalid_request_message_order", "3230", "Expected last role User or Tool"
        ),
        (
            #"[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"call_abc","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_abc","content":"1"}]"#,
            "invalid_function_call", "3280", "Tool call id was call_abc but must be"
        ),
        (
            #"[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"abcDEF123","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"1"}]"#,
            "invalid_request_message_order", "3230", "Not the same number of function calls"
        ),
    ])
    func `an order of messages that it does not serve is refused`(
        messages: String, type: String, code: String, words: String
    ) throws {
        let (status, json) = try refused(#"{"model":"m","messages":\#(messages)}"#)
        #expect(status == 400)
        #expect(json["type"]?.text == type && json["code"]?.text == code)
        #expect(json["message"]?.text?.hasPrefix(words) == true)
    }

    @Test func `its own calls come back and are paired`() throws {
        let id = stamp.mistralCallID(0)
        #expect(id.utf8.count == 9)
        let asked = try question(
            #"{"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"\#(id)","function":{"name":"f","arguments":{"a":1}}}]},{"role":"tool","tool_call_id":"\#(id)","content":"1"}]}"#,
            door)
        #expect(door.refusal(of: asked) == nil)
        #expect(
            asked.prompt.messages[1].parts == [
                .toolCall(id: id, name: "f", arguments: #"{"a":1}"#)
            ])
    }

    @Test func `no request is taken for its own where OpenAI's may be meant`() {
        #expect(
            !MistralChatDoor.serves(method: "POST", path: "/v1/chat/completions", headers: [:]))
        let serving = allDoors.serving(
            method: "POST", path: "/v1/chat/completions", headers: Headers())
        #expect(serving is OpenAIChatDoor)
        #expect(allDoors.standing(for: "mistral") is MistralChatDoor)
    }
}

@Suite struct MistralAnswerTests {
    private func events(_ deltas: [Delta], choices: Int = 1) throws -> [StreamEvent] {
        var asked = try simple(door, streamed: true)
        asked.choices = choices
        var stream = door.stream(for: asked, stamp: stamp)
        return streamEvents(stream.events(of: deltas).bytes)
    }

    @Test func `reason, whole calls and usage come in one chunk`() throws {
        let events = try events([
            .toolStart(index: 0, id: nil, name: "f"), .toolArguments(index: 0, #"{"a""#),
            .toolArguments(index: 0, ":1}"),
            .finish(Finish(raw: "tool_calls", reason: .toolCalls)),
            .usage(Usage(input: .init(9, "prompt_tokens"), output: .init(5, "completion_tokens"))),
        ])
        #expect(events.count == 3 && events.last?.data == "[DONE]")
        #expect(events[0].json["choices"]?[0]?["delta"]?["role"]?.text == "assistant")
        #expect(events[0].json["p"] == nil)
        let last = events[1].json
        let call = last["choices"]?[0]?["delta"]?["tool_calls"]?[0]
        #expect(call?["function"]?["arguments"]?.text == #"{"a":1}"#)
        #expect(call?["id"]?.text?.utf8.count == 9)
        #expect(last["choices"]?[0]?["finish_reason"]?.text == "tool_calls")
        #expect(last["usage"]?["total_tokens"]?.number == 14)
        #expect(last["p"]?.text?.hasPrefix("a") == true)
    }

    @Test func `thoughts are parts of the content`() throws {
        let deltas: [Delta] = [
            .reasoning("Hm"), .text("Yes"), .finish(Finish(raw: "stop", reason: .stop)),
        ]
        let piece = try events(deltas)[1].json["choices"]?[0]?["delta"]?["content"]?[0]
        #expect(piece?["type"]?.text == "thinking")
        #expect(piece?["thinking"]?[0]?["text"]?.text == "Hm")
        let plain = try Value(
            door.plain(DoorAnswer(deltas), to: try simple(door), stamp: stamp).body)
        let content = plain["choices"]?[0]?["message"]?["content"]
        #expect(content?.count == 2 && content?[1]?["text"]?.text == "Yes")
    }

    @Test func `each choice has its chunks, and the last of all the usage`() throws {
        let events = try events(
            [
                .text("a"), .finish(Finish(raw: "stop", reason: .stop)),
                .usage(Usage(output: .init(1, "completion_tokens"))),
            ], choices: 2)
        let indices = events.dropLast().map { $0.json["choices"]?[0]?["index"]?.number ?? -1 }
        #expect(indices == [0, 1, 0, 1, 0, 1])
        #expect(
            events.map { $0.json["usage"] != nil } == [
                false, false, false, false, false, true, false,
            ])
    }

    @Test func `a stream that breaks ends in the flat envelope`() throws {
        var stream = door.stream(for: try simple(door, streamed: true), stamp: stamp)
        var output = DoorOutput()
        stream.write(.text("Half"), into: &output)
        stream.fail(DoorError(.serverError), into: &output)
        stream.finish(into: &output)
        let last = try #require(streamEvents(output.bytes).last?.json)
        #expect(last["object"]?.text == "error" && last["code"]?.text == "1000")
    }
}

@Test(arguments: [
    (DoorError.Kind.rateLimit, 429, "rate_limited", "1300", "Rate limit exceeded"),
    (.modelGone, 400, "invalid_model", "1500", "Invalid model: m-9"),
    (.serverError, 500, "internal_server_error", "1000", "Service unavailable."),
    (
        .contextLength, 400, "invalid_request_invalid_args", "3051",
        "Prompt contains 215000 tokens and 0 draft tokens, too large for model with 200000 maximum context length"
    ),
    (
        .overloaded, 429, "service_tier_capacity_exceeded", "3505",
        "Service tier capacity exceeded for this model."
    ),
])
func `Mistral's errors have its status, type, code and words`(
    kind: DoorError.Kind, status: Int, type: String, code: String, words: String
) throws {
    let reply = door.error(DoorError(kind, model: "m-9"), stamp: stamp)
    let json = try Value(reply.body)
    #expect(reply.status == status)
    #expect(json["object"]?.text == "error" && json["type"]?.text == type)
    #expect(json["code"]?.text == code && json["message"]?.text == words)
    #expect(json["raw_status_code"]?.number == status)
    #expect(reply.headers["mistral-correlation-id"]?.utf8.count == 36)
}

@Test func `a wrong key and an exhausted limit are told as Mistral does`() throws {
    let auth = door.error(DoorError(.auth), stamp: stamp)
    #expect(auth.status == 401)
    #expect(String(decoding: auth.body, as: UTF8.self) == #"{"detail":"Unauthorized"}"#)
    let limited = door.error(DoorError(.rateLimit), stamp: stamp).headers
    #expect(limited["x-ratelimit-remaining-req-minute"] == "0")
}
