import Testing
import Vocabulary

@testable import Doors

private let door = DashScopeDoor()
private let textPath = "/api/v1/services/aigc/text-generation/generation"
private let multimodalPath = "/api/v1/services/aigc/multimodal-generation/generation"

private func asked(
    _ parameters: String = "{}", model: String = "qwen-plus", path: String = textPath,
    isStreamed: Bool = false
) throws -> Question {
    var headers: Headers = ["content-type": "application/json", "authorization": "Bearer sk-1"]
    if isStreamed { headers.append("x-dashscope-sse", "enable") }
    let body =
        #"{"model":"\#(model)","input":{"messages":[{"role":"user","content":"Hi"}]},"parameters":\#(parameters)}"#
    let inquiry = door.inquiry(
        method: "POST", path: path, headers: headers, body: Array(body.utf8))
    guard case .question(let question) = inquiry else {
        throw NotAQuestion(description: "\(inquiry)")
    }
    return question
}

private let answer: [Delta] = [
    .usage(Usage(input: .init(9, "input_tokens"))), .reasoning("Hm"), .text("Pa"), .text("\"ris"),
    .finish(Finish(raw: "stop", reason: .stop)),
    .usage(Usage(output: .init(5, "output_tokens"), reasoning: .init(1, "reasoning_tokens"))),
]

private func events(_ question: Question, _ deltas: [Delta] = answer) -> [StreamEvent] {
    var stream = door.stream(for: question, stamp: stamp)
    return streamEvents(stream.events(of: deltas).bytes)
}

@Suite struct DashScopeRequestTests {
    @Test func `the header streams, and the parameters lay the answer out`() throws {
        let bare = try asked()
        #expect(!bare.isStreamed && bare.layout == .text && bare.key?.revealed == "sk-1")
        let streamed = try asked(#"{"result_format":"message"}"#, isStreamed: true)
        #expect(streamed.isStreamed && streamed.isCumulative && streamed.layout == .message)
        #expect(try !asked(#"{"incremental_output":true}"#, isStreamed: true).isCumulative)
        #expect(try asked(path: multimodalPath).layout == .parts)
        let tool = #"{"type":"function","function":{"name":"f"}}"#
        #expect(try asked(#"{"tools":[\#(tool)]}"#).layout == .message)
    }

    @Test func `parameters and parts are read`() throws {
        let body =
            #"""
            {"model":"qwen-vl-max","input":{"messages":[
               {"role":"user","content":[{"text":"Look"},{"image":"https://a.b/c.png"},{"video":"v"}]},
               {"role":"assistant","content":"","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},
               {"role":"tool","tool_call_id":"c","content":"1"}]},
             "parameters":{"temperature":0.10,"max_tokens":9,"seed":7,"n":2,"stop":["a"],"enable_thinking":true,
               "enable_search":true,"tool_choice":{"type":"function","function":{"name":"f"}}}}
            """#
        let inquiry = door.inquiry(
            method: "POST", path: multimodalPath, headers: [:], body: Array(body.utf8))
        guard case .question(let asked) = inquiry else {
            throw NotAQuestion(description: "\(inquiry)")
        }
        #expect(
            asked.prompt.messages[0].parts == [.text("Look"), .image(.url("https://a.b/c.png"))])
        #expect(asked.prompt.messages[2].answeredCall == "c")
        #expect(asked.prompt.parameters.temperature == "0.10")
        #expect(asked.prompt.parameters.effort == .medium && asked.choices == 2)
        #expect(asked.prompt.toolChoice == .named("f"))
        #expect(asked.notCarried == ["messages.[0].content.[2]", "parameters.enable_search"])
    }

    @Test(arguments: [
        ("{", "BadRequest.IllegalInput", "The input parameter requires json format."),
        ("{}", "BadRequest.EmptyModel", #"Required parameter "model" missing from request."#),
        (
            #"{"model":"m"}"#, "BadRequest.EmptyInput",
            "Required input parameter missing from request."
        ),
        (
            #"{"model":"m","input":{}}"#, "InvalidParameter",
            #"Either "prompt" or "messages" must exist"#
        ),
        (
            #"{"model":"m","input":{"messages":[{"role":"developer","content":"x"}]}}"#,
            "InvalidParameter", "'developer' is not one of ['system', 'assistant'"
        ),
        (
            #"{"model":"m","input":{"prompt":"x"},"parameters":{"temperature":2}}"#,
            "InvalidParameter", "Temperature should be in [0.0, 2.0)"
        ),
        (
            #"{"model":"m","input":{"prompt":"x"},"parameters":{"n":9}}"#, "InvalidParameter",
            "Range of n should be [1, 4]"
        ),
    ])
    func `what it refuses has its code and words`(
        body: String, code: String, words: String
    ) throws {
        guard case .refusal(let error) = ask(body, door) else {
            Issue.record("it was taken")
            return
        }
        let reply = door.error(error, stamp: stamp)
        let json = try Value(reply.body)
        #expect(reply.status == 400 && json.keys == ["code", "message", "request_id"])
        #expect(json["code"]?.text == code)
        #expect(json["message"]?.text?.hasPrefix(words) == true)
        #expect(json["request_id"]?.text == reply.headers["x-request-id"])
    }

    @Test func `models and paths that do not go together are refused`() throws {
        for (model, path) in [("qwen-vl-max", textPath), ("qwen-plus", multimodalPath)] {
            let error = door.refusal(of: try asked(model: model, path: path))
            #expect(error?.message?.contains("url error") == true, "\(model)")
        }
        for (model, path) in [
            ("qwen-vl-max", multimodalPath), ("qwen-plus", textPath), ("other", multimodalPath),
        ] {
            #expect(door.refusal(of: try asked(model: model, path: path)) == nil, "\(model)")
        }
    }

    @Test func `thinking wants a stream of new pieces only`() throws {
        let thinks = #"{"enable_thinking":true,"result_format":"message"}"#
        let open = "qwen3-235b-a22b"
        #expect(door.refusal(of: try asked(thinks, model: open)) != nil)
        #expect(door.refusal(of: try asked(thinks)) == nil)
        #expect(door.refusal(of: try asked(thinks, isStreamed: true)) != nil)
        let incremental = #"{"enable_thinking":true,"incremental_output":true}"#
        #expect(door.refusal(of: try asked(incremental, model: open, isStreamed: true)) == nil)
    }
}

@Suite struct DashScopeAnswerTests {
    @Test func `events are numbered, framed and counted`() throws {
        let question = try asked(
            #"{"incremental_output":true,"result_format":"message"}"#, isStreamed: true)
        var stream = door.stream(for: question, stamp: stamp)
        let output = stream.events(of: answer)
        #expect(output.events.map(\.kind) == [.content, .content, .content, .finish])
        for (place, event) in output.events.enumerated() {
            let text = String(decoding: output.bytes(of: event), as: UTF8.self)
            #expect(
                text.hasPrefix("id:\(place + 1)\nevent:result\n:HTTP_STATUS/200\ndata:{\"output\":")
            )
        }
        let heard = streamEvents(output.bytes).map(\.json)
        let choices = heard.map { $0["output"]?["choices"]?[0] }
        #expect(choices.map { $0?["finish_reason"]?.text } == ["null", "null", "null", "stop"])
        #expect(choices.map { $0?["message"]?["content"]?.text } == ["", "Pa", "\"ris", ""])
        #expect(choices[0]?["message"]?["reasoning_content"]?.text == "Hm")
        #expect(heard.allSatisfy { $0["usage"]?["input_tokens"]?.number == 9 })
        let counts = heard.compactMap { $0["usage"]?["output_tokens"]?.number }
        #expect(counts.count == 4 && counts == counts.sorted() && counts.last == 5)
        #expect(heard.last?["usage"]?["total_tokens"]?.number == 14)
    }

    @Test(arguments: ["message", "text"])
    func `without incremental output each event repeats all before it`(format: String) throws {
        let question = try asked(#"{"result_format":"\#(format)"}"#, isStreamed: true)
        let texts = events(question).map { event in
            let output = event.json["output"]
            return output?["text"]?.text ?? output?["choices"]?[0]?["message"]?["content"]?.text
        }
        #expect(texts == ["", "Pa", "Pa\"ris", "Pa\"ris"])
    }

    @Test func `calls come in pieces whose id is told once`() throws {
        let deltas: [Delta] = [
            .toolStart(index: 0, id: "c1", name: "f"), .toolArguments(index: 0, #"{"a""#),
            .toolArguments(index: 0, ":1}"),
            .finish(Finish(raw: "tool_calls", reason: .toolCalls)),
        ]
        func calls(_ parameters: String) throws -> [Value?] {
            try events(asked(parameters, isStreamed: true), deltas).map {
                $0.json["output"]?["choices"]?[0]?["message"]?["tool_calls"]?[0]
            }
        }
        let new = try calls(#"{"incremental_output":true,"result_format":"message"}"#)
        #expect(new.map { $0?["id"]?.text } == ["c1", "", "", nil])
        #expect(
            new.map { $0?["function"]?["arguments"]?.text } == ["", #"{"a""#, ":1}", nil])
        // A bare text has no room for a call, and is none from there on.
        let whole = try calls(#"{"result_format":"text"}"#)
        #expect(whole.map { $0?["id"]?.text } == ["c1", "c1", "c1", "c1"])
        #expect(whole.last??["function"]?["arguments"]?.text == #"{"a":1}"#)
    }

    @Test func `a plain answer names no model and has the layout that was asked for`() throws {
        func plain(_ question: Question) throws -> Value {
            try Value(door.plain(DoorAnswer(answer), to: question, stamp: stamp).body)
        }
        let message = try plain(asked(#"{"result_format":"message"}"#))
        #expect(message.keys == ["output", "usage", "request_id"])
        let choice = message["output"]?["choices"]?[0]
        #expect(choice?["message"]?["content"]?.text == "Pa\"ris")
        #expect(choice?["finish_reason"]?.text == "stop")
        #expect(try plain(asked())["output"]?["text"]?.text == "Pa\"ris")
        let parts = try plain(asked(path: multimodalPath))
        let content = parts["output"]?["choices"]?[0]?["message"]?["content"]
        #expect(content?[0]?["text"]?.text == "Pa\"ris")
    }

    @Test func `an error inside a stream has its status in a comment`() throws {
        var stream = door.stream(for: try asked(isStreamed: true), stamp: stamp)
        var output = DoorOutput()
        stream.write(.text("Half"), into: &output)
        stream.fail(DoorError(.rateLimit), into: &output)
        let last = try #require(output.events.last)
        let text = String(decoding: output.bytes(of: last), as: UTF8.self)
        #expect(text.hasPrefix("id:2\nevent:error\n:HTTP_STATUS/429\ndata:{\"code\":\"Throttling"))
    }
}

@Test(arguments: [
    (DoorError.Kind.rateLimit, 429, "Throttling.RateQuota", "Requests rate limit exceeded"),
    (.quota, 400, "Arrearage", "Access denied, please make sure your account is in good standing."),
    (.auth, 401, "InvalidApiKey", "Invalid API-key provided."),
    (.modelGone, 404, "ModelNotFound", "Model not exist."),
    (
        .contextLength, 400, "InvalidParameter",
        "Range of input length should be [1, 200000]"
    ),
    (.contentPolicy, 400, "DataInspectionFailed", "Input data may contain inappropriate content."),
    (.requestTimeout, 500, "RequestTimeOut", "Request timed out"),
])
func `DashScope's errors have its status, code and words`(
    kind: DoorError.Kind, status: Int, code: String, words: String
) throws {
    let reply = door.error(DoorError(kind), stamp: stamp)
    let json = try Value(reply.body)
    #expect(reply.status == status && json["code"]?.text == code)
    #expect(json["message"]?.text?.hasPrefix(words) == true)
}
