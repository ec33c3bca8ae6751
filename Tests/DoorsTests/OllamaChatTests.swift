import Testing
import Vocabulary

@testable import Doors

private let door = OllamaChatDoor()

private func get(_ path: String, method: String = "GET", _ body: String = "") -> Inquiry {
    door.inquiry(method: method, path: path, headers: Headers(), body: Array(body.utf8))
}

@Suite struct OllamaRequestTests {
    @Test func `options, images, calls without ids and thinking are read`() throws {
        let asked = try question(
            #"""
            {"model":"qwen3:4b","think":"high","format":{"type":"object"},
             "options":{"temperature":0.10,"top_p":1,"seed":3,"num_predict":-1,"stop":["a"],"num_ctx":8192},
             "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],
             "messages":[{"role":"user","content":"Look","images":["iVBORw0KGgo="]},
              {"role":"assistant","thinking":"t","tool_calls":[
                {"function":{"name":"f","arguments":{"a":1}}},{"function":{"name":"g","arguments":{}}}]},
              {"role":"tool","tool_name":"g","content":"two"},{"role":"tool","tool_name":"f","content":"one"}]}
            """#, door)
        #expect(asked.isStreamed, "Ollama streams unless told not to")
        #expect(asked.prompt.parameters.temperature == "0.10")
        #expect(asked.prompt.parameters.seed == 3 && asked.prompt.parameters.maxTokens == nil)
        #expect(asked.prompt.parameters.effort == .high)
        #expect(
            asked.prompt.format
                == .schema(name: "answer", schema: #"{"type":"object"}"#, isStrict: true))
        #expect(
            asked.prompt.messages[0].parts == [
                .text("Look"), .image(.data(mediaType: "image/png", base64: "iVBORw0KGgo=")),
            ])
        let ids = asked.prompt.messages[1].callIDs
        #expect(Set(ids).count == 2)
        #expect(asked.prompt.messages[2].answeredCall == ids[1])
        #expect(asked.prompt.messages[3].answeredCall == ids[0])
        #expect(asked.notCarried == ["messages[1].thinking", "options.num_ctx"])
    }

    @Test(arguments: [
        ("", "missing request body"), ("{", "unexpected EOF"), ("{}", "model is required"),
        (#"{"model":"m","messages":"#, "unexpected EOF"), ("{x", "invalid character 'x'"),
        (
            #"{"model":5}"#,
            "json: cannot unmarshal number into Go struct field ChatRequest.model of type string"
        ),
        (
            #"{"model":"m","messages":{}}"#,
            "json: cannot unmarshal object into Go struct field ChatRequest.messages of type []api.Message"
        ),
        (
            #"{"model":"m","options":{"temperature":"hot"}}"#,
            #"option "temperature" must be of type float32"#
        ),
        (
            #"{"model":"m","messages":[{"role":"user","images":["no!"]}]}"#,
            "illegal base64 data at input byte 2"
        ),
        (#"{"model":"m","think":"much"}"#, #"invalid think value: "much""#),
    ])
    func `what its decoder does not take is told in its words`(body: String, words: String) throws {
        guard case .refusal(let error) = ask(body, door) else {
            Issue.record("it was taken")
            return
        }
        let reply = door.error(error, stamp: stamp)
        #expect(reply.status == 400)
        #expect(try Value(reply.body)["error"]?.text?.hasPrefix(words) == true)
        #expect(try Value(reply.body).keys == ["error"])
    }

    @Test func `members that it does not know are passed over`() throws {
        let asked = try question(#"{"model":"m","colour":"red","stream":false}"#, door)
        #expect(!asked.isStreamed && asked.prompt.messages.isEmpty)
    }

    @Test func `models, one model, the version and a greeting are there`() throws {
        #expect(get("/api/tags") == .models)
        #expect(get("/api/show", method: "POST", #"{"model":"a:b"}"#) == .model("a:b"))
        guard case .fact(let version) = get("/api/version"), case .fact(let hello) = get("/") else {
            Issue.record("no facts")
            return
        }
        #expect(try Value(version.body)["version"]?.text?.isEmpty == false)
        #expect(String(decoding: hello.body, as: UTF8.self) == "Ollama is running")
        #expect(get("/api/chat") == .refusal(DoorError(.wrongMethod)))
        let lost = door.error(DoorError(.noSuchPath), stamp: stamp)
        #expect(String(decoding: lost.body, as: UTF8.self) == "404 page not found")
        #expect(allDoors.serving(method: "POST", path: "/api/chat", headers: [:]) is OllamaChatDoor)
    }
}

@Suite struct OllamaAnswerTests {
    private let calls: [Delta] = [
        .reasoning("Hm"), .text("Let me see."), .toolStart(index: 0, id: nil, name: "f"),
        .toolArguments(index: 0, "{\n \"a\": "), .toolStart(index: 1, id: "c2", name: "g"),
        .toolArguments(index: 0, "[1]\r\n}"),
        .finish(Finish(raw: "tool_calls", reason: .toolCalls)),
        .usage(Usage(input: .init(9, "prompt_tokens"), output: .init(5, "completion_tokens"))),
    ]

    @Test func `a stream is lines, each call one of them, the last done`() throws {
        var stream = door.stream(for: try simple(door, streamed: true), stamp: stamp)
        #expect(stream.head.headers["content-type"] == "application/x-ndjson")
        let output = stream.events(of: calls)
        #expect(output.events.map(\.kind) == [.content, .content, .content, .content, .finish])
        let lines = door.events(output.bytes).map(\.json)
        #expect(lines.count == 5 && lines.dropLast().allSatisfy { $0["done"]?.number == 0 })
        #expect(lines[0]["message"]?["thinking"]?.text == "Hm")
        let first = lines[2]["message"]?["tool_calls"]?[0]
        #expect(first?["function"]?["arguments"] == (try Value(#"{"a":[1]}"#)))
        #expect(first?["function"]?["index"]?.number == 0)
        let second = lines[3]["message"]?["tool_calls"]?[0]
        #expect(second?["id"]?.text == "c2")
        #expect(second?["function"]?["arguments"] == .object([:]))
        #expect(lines[4]["done"]?.number == 1 && lines[4]["done_reason"]?.text == "stop")
        #expect(lines[4]["prompt_eval_count"]?.number == 9 && lines[4]["eval_count"]?.number == 5)
        let parts = ["load_duration", "prompt_eval_duration", "eval_duration"]
        #expect(
            lines[4]["total_duration"]?.number
                == parts.reduce(0) { $0 + (lines[4][$1]?.number ?? 0) })
    }

    @Test func `an error inside a stream is a line`() throws {
        var stream = door.stream(for: try simple(door, streamed: true), stamp: stamp)
        var output = DoorOutput()
        stream.write(.text("Half"), into: &output)
        stream.keepAlive(into: &output)
        stream.fail(DoorError(.overloaded), into: &output)
        let lines = door.events(output.bytes)
        #expect(lines.count == 2)
        #expect(lines[1].json["error"]?.text?.hasPrefix("server busy") == true)
    }

    @Test func `a gateway tells counts, and no times that it did not measure`() throws {
        let plain = door.plain(DoorAnswer(calls), to: try simple(door), stamp: gatewayStamp)
        let json = try Value(plain.body)
        #expect(json["eval_count"]?.number == 5 && json["eval_duration"] == nil)
        #expect(json["message"]?["tool_calls"]?.count == 2)
        #expect(json["message"]?["thinking"]?.text == "Hm")
    }
}

@Test(arguments: [
    (DoorError.Kind.modelGone, 404, "model 'm' not found"),
    (.overloaded, 503, "server busy, please try again.  maximum pending requests exceeded"),
    (.contextLength, 400, "the input length exceeds the context length"),
    (.auth, 401, "unauthorized"), (.serverError, 500, "model runner has unexpectedly stopped"),
    (.quota, 429, "you (simulated) have reached your weekly usage limit"),
])
func `Ollama's errors are a status and a text`(
    kind: DoorError.Kind, status: Int, words: String
) throws {
    let reply = door.error(DoorError(kind, model: "m"), stamp: stamp)
    #expect(reply.status == status)
    let json = try Value(reply.body)
    #expect(json.keys == ["error"] && json["error"]?.text?.hasPrefix(words) == true)
    #expect(reply.headers["content-type"] == "application/json; charset=utf-8")
}
