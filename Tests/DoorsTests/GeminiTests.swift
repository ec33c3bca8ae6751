import Testing
import Vocabulary

@testable import Doors

private let door = GeminiDoor()

private func inquiry(
    _ body: String, path: String = "/v1beta/models/gemini-2.5-flash:generateContent",
    method: String = "POST", headers: Headers = [:]
) -> Inquiry {
    door.inquiry(method: method, path: path, headers: headers, body: Array(body.utf8))
}

// MARK: Requests

@Test func `a Gemini request becomes a question in neutral words`() throws {
    let asked = try question(
        #"""
        {"systemInstruction":{"parts":{"text":"Be terse."}},
         "contents":[
          {"role":"user","parts":[{"text":"Hi"},{"inlineData":{"mimeType":"image/png","data":"AAAA"}},
             {"fileData":{"fileUri":"https://x/y.png","mimeType":"image/png"}}]},
          {"role":"model","parts":[{"text":"hm","thought":true},
             {"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"S"},
             {"functionCall":{"id":"c2","name":"g"}}]},
          {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"one"}}},
             {"functionResponse":{"id":"c2","name":"g","response":{"error":"two"}}}]}],
         "tools":[{"functionDeclarations":[{"name":"f","description":"d",
            "parameters":{"type":"OBJECT","properties":{"type":{"type":"STRING"}}}},
            {"name":"g","parametersJsonSchema":{"type":"object"}}]},{"googleSearch":{}}],
         "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},
         "generationConfig":{"temperature":0.10,"topP":"0.5","max_output_tokens":"99","seed":7,
            "stopSequences":["END"],"topK":4,"responseMimeType":"application/json",
            "responseSchema":{"type":"OBJECT","properties":{"a":{"type":"INTEGER"}}},
            "thinkingConfig":{"thinkingLevel":"LOW"}},
         "labels":{"task":"x"}}
        """#, door)
    #expect(asked.model == "gemini-2.5-flash" && !asked.isStreamed)
    #expect(
        asked.prompt.messages == [
            Message(.system, "Be terse."),
            Message(
                .user,
                [
                    .text("Hi"), .image(.data(mediaType: "image/png", base64: "AAAA")),
                    .image(.url("https://x/y.png")),
                ]),
            Message(
                .assistant,
                [
                    .toolCall(id: "f-1", name: "f", arguments: #"{"a":1}"#),
                    .toolCall(id: "c2", name: "g", arguments: "{}"),
                ]),
            Message(.tool, [.toolResult(id: "f-1", text: "one", isError: false)]),
            Message(.tool, [.toolResult(id: "c2", text: "two", isError: true)]),
        ])
    #expect(
        asked.prompt.tools.map(\.schema) == [
            #"{"type":"object","properties":{"type":{"type":"string"}}}"#, #"{"type":"object"}"#,
        ])
    #expect(asked.prompt.toolChoice == .named("f"))
    let parameters = asked.prompt.parameters
    #expect(parameters.temperature == "0.10" && parameters.topP == "0.5")
    #expect(parameters.maxTokens == 99 && parameters.seed == 7 && parameters.stop == ["END"])
    #expect(parameters.effort == .low)
    #expect(
        asked.prompt.format
            == .schema(
                name: "response",
                schema: #"{"type":"object","properties":{"a":{"type":"integer"}}}"#,
                isStrict: true))
    #expect(asked.prompt.metadata == ["task": "x"])
    #expect(
        asked.notCarried == [
            "contents[1].parts[0]", "contents[1].parts[1].thought_signature",
            "tools[1].google_search", "generation_config.top_k",
        ])
    #expect(door.refusal(of: asked) == nil)
}

@Test(arguments: [
    ("{", "Invalid JSON payload received."),
    ("[]", "Root element must be a message."),
    ("{}", "contents is not specified"),
    (#"{"contents":[{"role":"user","parts":[]}]}"#, "contents.parts must not be empty."),
    (
        #"{"contents":[{"role":"assistant","parts":[{"text":"x"}]}]}"#,
        "Please use a valid role: user, model."
    ),
    (
        #"{"contents":[{"parts":[{"text":5}]}]}"#,
        "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), 5"
    ),
    (#"{"contents":[{"parts":[{}]}]}"#, "required oneof field 'data'"),
    (
        #"{"contents":[{"parts":[{"text":"x"}]},{"role":"model","parts":[{"functionCall":{"name":"f"}}]},{"parts":[{"text":"y"}]}]}"#,
        "number of function response parts is equal to the number of function call parts"
    ),
    (
        #"{"contents":[{"parts":[{"functionResponse":{"name":"f","response":{}}}]}]}"#,
        "function response turn comes immediately after a function call turn"
    ),
    (
        #"{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"temperature":3}}"#,
        "temperature must be in the range [0.0, 2.0]"
    ),
    (
        #"{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"responseMimeType":"text/html"}}"#,
        "allowed mimetypes are"
    ),
    (
        #"{"contents":[{"parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"a b"}]}]}"#,
        "Invalid function name."
    ),
    (
        #"{"contents":[{"parts":[{"text":"x"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}"#,
        "Function calling config is set without function_declarations."
    ),
    (
        #"{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"thinkingConfig":{"thinkingBudget":0,"thinkingLevel":"LOW"}}}"#,
        "only set only one of thinking budget and thinking level"
    ),
])
func `a malformed Gemini request is refused in Google's words`(
    body: String, words: String
) throws {
    let (status, error) = try refusal(body, door)
    #expect(status == 400 && error["code"]?.number == 400)
    #expect(error["status"]?.text == "INVALID_ARGUMENT")
    #expect(error["message"]?.text?.contains(words) == true, "\(error)")
}

@Test(arguments: [
    (#""messages":[]"#, #"Unknown name "messages": Cannot find field."#),
    (#""generationConfig":{"maxTokens":1}"#, #"Unknown name "max_tokens" at 'generation_config'"#),
    (#""cachedContent":"cachedContents/x""#, "CachedContent not found"),
])
func `what Google itself would not take is refused, and only by its lane`(
    member: String, words: String
) throws {
    let asked = try question(#"{"contents":[{"parts":[{"text":"x"}]}],"# + member + "}", door)
    #expect(door.refusal(of: asked)?.message?.contains(words) == true)
}

@Test(arguments: [
    ("/v1beta/models/m:generateContent", false, false, "m"),
    ("/v1beta/models/m:streamGenerateContent?alt=sse", true, false, "m"),
    ("/v1beta/models/m:streamGenerateContent?key=k&alt=sse", true, false, "m"),
    ("/v1beta/models/m:streamGenerateContent", true, true, "m"),
    ("/v1beta/models/a%2Fb%3AstreamGenerateContent?alt=json", true, true, "a/b"),
    ("/v1/projects/p/locations/l/publishers/google/models/m:generateContent", false, false, "m"),
])
func `the path says what is asked and of which model`(
    path: String, isStreamed: Bool, wantsArray: Bool, model: String
) throws {
    guard case .question(let asked) = inquiry(simpleGemini, path: path) else {
        Issue.record("\(inquiry(simpleGemini, path: path))")
        return
    }
    #expect(asked.isStreamed == isStreamed && asked.wantsArray == wantsArray)
    #expect(asked.model == model)
}

@Test func `lists, counts and other methods are told apart`() {
    #expect(inquiry("", path: "/v1beta/models?pageSize=5", method: "GET") == .models)
    #expect(inquiry("", path: "/v1beta/models/m", method: "GET") == .model("m"))
    let count =
        #"{"generateContentRequest":{"model":"models/m","contents":[{"parts":[{"text":"x"}]}]}}"#
    guard case .tokenCount(let asked) = inquiry(count, path: "/v1beta/models/m:countTokens") else {
        Issue.record("no count")
        return
    }
    #expect(asked.prompt.allText == "x")
    for (path, method) in [
        ("/v1beta/models/m:generateContent", "GET"), ("/v1beta/models/m:embedContent", "POST"),
        ("/v1beta/files", "GET"),
    ] {
        guard case .refusal(let error) = inquiry("{}", path: path, method: method) else {
            Issue.record("\(path)")
            continue
        }
        #expect(door.error(error, stamp: stamp).status == 404)
    }
}

@Test func `the key stands in one of three places`() {
    for (headers, path) in [
        (["x-goog-api-key": "k"], ""), (["authorization": "Bearer k"], ""), ([:], "?key=k"),
    ] as [(Headers, String)] {
        let place = "/v1beta/models/m:generateContent" + path
        guard case .question(let asked) = inquiry(simpleGemini, path: place, headers: headers)
        else {
            Issue.record("no question")
            return
        }
        #expect(asked.key?.revealed == "k")
    }
}

// MARK: Answers

private let spoken: [Delta] = [
    .start(id: nil, model: "pin-1"), .usage(Usage(input: .init(9, "prompt_tokens"))),
    .reasoning("Hm"), .text("Let "), .text("me see."),
    .toolStart(index: 0, id: "c1", name: "f"), .toolStart(index: 1, id: nil, name: "g"),
    .toolArguments(index: 1, #"{"b""#), .toolArguments(index: 0, #"{"a":1}"#),
    .toolArguments(index: 1, ":2}"), .finish(Finish(raw: "tool_calls", reason: .toolCalls)),
    .usage(
        Usage(
            input: .init(9, "prompt_tokens"), output: .init(8, "completion_tokens"),
            cachedInput: .init(2, "cached_tokens"), reasoning: .init(3, "reasoning_tokens"))),
]

private func output(_ deltas: [Delta], asArray: Bool = false) throws -> DoorOutput {
    var asked = try simple(door, streamed: true)
    asked.wantsArray = asArray
    var stream = door.stream(for: asked, stamp: stamp)
    return stream.events(of: deltas)
}

@Test func `a streamed answer is a row of whole ones with the new parts only`() throws {
    let bytes = try output(spoken).bytes
    let events = streamEvents(bytes).map(\.json)
    #expect(
        String(decoding: bytes, as: UTF8.self).unicodeScalars.filter { $0 == "\n" }.count == 2
            * events.count)
    let heard = Heard(gemini: events)
    #expect(heard.text == "Let me see." && heard.finish == "STOP")
    #expect(heard.calls.count == 2 && heard.calls[0]?.id == "c1")
    #expect(heard.calls[1]?.name == "g" && heard.calls[1]?.id.utf8.count == 8)
    #expect(Set(events.map { $0["responseId"]?.text ?? "" }).count == 1)
    #expect(events.allSatisfy { $0["modelVersion"]?.text == "pin-1" })
    #expect(events[0]["candidates"]?[0]?["content"]?["parts"]?[0]?["thought"] != nil)
    // Running totals: they never fall, and the last are the provider's.
    let counts = events.compactMap { $0["usageMetadata"]?["candidatesTokenCount"]?.number }
    #expect(counts.dropLast() == counts.dropLast().sorted()[...])
    let last = try #require(events.last?["usageMetadata"])
    #expect(last["promptTokenCount"]?.number == 9)
    #expect(last["candidatesTokenCount"]?.number == 5, "the thoughts are counted apart")
    #expect(last["thoughtsTokenCount"]?.number == 3)
    #expect(last["totalTokenCount"]?.number == 17)
    #expect(last["cachedContentTokenCount"]?.number == 2)
}

@Test func `without events a stream is one array`() throws {
    let output = try output(spoken, asArray: true)
    guard case .array(let answers) = try Value(output.bytes) else {
        Issue.record("no array")
        return
    }
    #expect(Heard(gemini: answers).text == "Let me see.")
    #expect(output.events.suffix(2).map(\.kind) == [.finish, .terminator])
    var asked = try simple(door, streamed: true)
    asked.wantsArray = true
    var stream = door.stream(for: asked, stamp: stamp)
    var broken = DoorOutput()
    stream.write(.text("Half"), into: &broken)
    stream.keepAlive(into: &broken)
    stream.fail(DoorError(.overloaded), into: &broken)
    let elements = try Value(broken.bytes)
    #expect(elements.count == 2 && elements[1]?["error"]?["code"]?.number == 503)
    #expect(
        stream.head.headers["content-type"] == "application/json; charset=UTF-8")
}

@Test(arguments: [
    (Finish(raw: "length", reason: .length), "MAX_TOKENS"),
    (Finish(raw: "content_filter", reason: .contentFilter), "SAFETY"),
    (Finish(raw: "RECITATION", reason: .contentFilter), "RECITATION"),
    (Finish(raw: "refusal", reason: .refusal), "SAFETY"),
    (Finish(raw: "tool_use", reason: .toolCalls), "STOP"),
    (Finish(raw: "end_turn", reason: .stop), "STOP"),
])
func `the reasons to stop are Google's words`(finish: Finish, word: String) throws {
    let deltas: [Delta] = [.text("Half"), .finish(finish)]
    let plain = try Value(door.plain(DoorAnswer(deltas), to: try simple(door), stamp: stamp).body)
    #expect(plain["candidates"]?[0]?["finishReason"]?.text == word)
    #expect(Heard(gemini: streamEvents(try output(deltas).bytes).map(\.json)).finish == word)
}

@Test func `a blocked prompt has a reason and no candidates`() throws {
    let deltas: [Delta] = [
        .usage(Usage(input: .init(9, "prompt_tokens"))),
        .finish(Finish(raw: "PROHIBITED_CONTENT", reason: .contentFilter)),
    ]
    let reply = door.plain(DoorAnswer(deltas), to: try simple(door), stamp: stamp)
    let events = streamEvents(try output(deltas).bytes)
    #expect(reply.status == 200 && events.count == 1)
    for json in [try Value(reply.body), events[0].json] {
        #expect(json["promptFeedback"]?["blockReason"]?.text == "PROHIBITED_CONTENT")
        #expect(json["candidates"] == nil)
        #expect(json["usageMetadata"]?["totalTokenCount"]?.number == 9)
    }
}

@Test func `calls of a thinking model are signed, the first of them`() throws {
    var asked = try simple(door)
    asked.model = "gemini-3-pro-preview"
    let json = try Value(door.plain(DoorAnswer(spoken), to: asked, stamp: stamp).body)
    guard case .array(let parts)? = json["candidates"]?[0]?["content"]?["parts"] else {
        Issue.record("no parts")
        return
    }
    let calls = parts.filter { $0["functionCall"] != nil }
    #expect(calls.map { $0["thoughtSignature"] != nil } == [true, false])
    let gateway = door.plain(DoorAnswer(spoken), to: asked, stamp: gatewayStamp)
    #expect(!String(decoding: gateway.body, as: UTF8.self).contains("thoughtSignature"))
}

// MARK: Errors

@Test(arguments: [
    (DoorError.Kind.rateLimit, 429, "RESOURCE_EXHAUSTED", "exceeded your current quota"),
    (.quota, 429, "RESOURCE_EXHAUSTED", "exceeded your current quota"),
    (.auth, 400, "INVALID_ARGUMENT", "API key not valid."),
    (.forbidden, 403, "PERMISSION_DENIED", "it is disabled"),
    (.modelGone, 404, "NOT_FOUND", "models/gemini-9 is not found for API version v1beta"),
    (.badRequest, 400, "INVALID_ARGUMENT", "invalid argument"),
    (.tooLarge, 400, "INVALID_ARGUMENT", "Request payload size exceeds the limit"),
    (.unprocessable, 400, "FAILED_PRECONDITION", "Precondition"),
    (.serverError, 500, "INTERNAL", "An internal error has occurred."),
    (.unavailable, 503, "UNAVAILABLE", "currently unavailable"),
    (.overloaded, 503, "UNAVAILABLE", "The model is overloaded."),
    (.gatewayTimeout, 504, "DEADLINE_EXCEEDED", "Deadline expired"),
    (.contextLength, 400, "INVALID_ARGUMENT", "exceeds the maximum number of tokens allowed"),
    (.contentPolicy, 400, "INVALID_ARGUMENT", "The response was blocked."),
])
func `Google's errors have its status, code and words`(
    kind: DoorError.Kind, status: Int, word: String, words: String
) throws {
    let reply = door.error(DoorError(kind, model: "gemini-9"), stamp: stamp)
    #expect(reply.status == status)
    let error = try #require(try Value(reply.body)["error"])
    #expect(error["code"]?.number == status && error["status"]?.text == word)
    #expect(error["message"]?.text?.contains(words) == true)
}

@Test func `a limit per minute and one per day are told apart`() throws {
    let ids = try [DoorError.Kind.rateLimit, .quota].map { kind in
        let body = try Value(door.error(DoorError(kind), stamp: stamp).body)
        return body["error"]?["details"]?[0]?["violations"]?[0]?["quotaId"]?.text
    }
    #expect(ids[0]?.contains("PerMinute") == true && ids[1]?.contains("PerDay") == true)
}
