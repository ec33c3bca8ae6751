import Testing
import Vocabulary

@testable import Doors

private func messages(_ json: String) throws -> [Message] {
    try question(#"{"model":"m","messages":\#(json)}"#).prompt.messages
}

@Test func `an OpenAI request with everything in it becomes a question`() throws {
    let asked = try question(
        #"""
        {"model":"gpt-4.1-nano","messages":[
          {"role":"developer","content":"Be brief."},
          {"role":"user","content":"Weather in Rome?","name":"ann"}],
         "temperature":0.10,"top_p":1.0,"max_completion_tokens":300,"seed":7,"stop":["END","###"],
         "n":2,"parallel_tool_calls":false,"stream":true,
         "stream_options":{"include_usage":true,"include_obfuscation":false},
         "tools":[{"type":"function","function":{"name":"weather","description":"the weather",
           "parameters":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true}}],
         "tool_choice":"required","service_tier":"flex","user":"u-1","reasoning_effort":"low",
         "metadata":{"task":"triage","tags":["a","b"],"rank":3},
         "response_format":{"type":"json_schema","json_schema":{"name":"out","strict":true,
           "schema":{"type":"object"}}}}
        """#)
    #expect(asked.model == "gpt-4.1-nano")
    #expect(
        asked.prompt
            == Prompt(
                messages: [Message(.system, "Be brief."), Message(.user, "Weather in Rome?")],
                tools: [
                    Tool(
                        name: "weather", summary: "the weather",
                        schema: #"{"type":"object","properties":{"city":{"type":"string"}}}"#,
                        isStrict: true)
                ],
                toolChoice: .required,
                parameters: Parameters(
                    temperature: "0.10", topP: "1.0", maxTokens: 300, seed: 7,
                    stop: ["END", "###"], parallelToolCalls: false, serviceTier: "flex"),
                format: .schema(name: "out", schema: #"{"type":"object"}"#, isStrict: true),
                metadata: ["task": "triage", "tags": "a,b", "rank": "3"]))
    #expect(asked.isStreamed && asked.wantsUsageInStream && !asked.allowsPadding)
    #expect(asked.choices == 2)
    #expect(asked.serviceTier == "flex" && asked.user == "u-1" && asked.effort == "low")
    #expect(asked.notCarried == ["reasoning_effort"])
}

@Test func `null stands for absent in an OpenAI request`() throws {
    let asked = try question(
        #"""
        {"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":null,"stop":null,
         "stream":null,"tools":null,"tool_choice":null,"response_format":null,"n":null,
         "metadata":null,"stream_options":null,"max_tokens":null}
        """#)
    #expect(asked.prompt == Prompt(messages: [Message(.user, "Hi")]))
    #expect(!asked.isStreamed && asked.choices == 1)
}

@Test func `parts of a user's message keep their order`() throws {
    let read = try messages(
        #"""
        [{"role":"user","content":[{"type":"text","text":"What is"},
          {"type":"image_url","image_url":{"url":"https://a.example/i.png","detail":"low"}},
          {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0="}},
          {"type":"text","text":"this?"}]}]
        """#)
    #expect(
        read == [
            Message(
                .user,
                [
                    .text("What is"), .image(.url("https://a.example/i.png")),
                    .image(.data(mediaType: "image/png", base64: "iVBORw0=")), .text("this?"),
                ])
        ])
}

@Test func `calls and their answers pair up`() throws {
    let read = try messages(
        #"""
        [{"role":"user","content":"Go"},
         {"role":"assistant","content":null,"tool_calls":[
           {"id":"call_1","type":"function","function":{"name":"a","arguments":"{\"x\": 1}"}},
           {"id":"call_2","type":"function","function":{"name":"b","arguments":""}}]},
         {"role":"tool","tool_call_id":"call_2","content":"two"},
         {"role":"tool","tool_call_id":"call_1","content":[{"type":"text","text":"o"},{"type":"text","text":"ne"}]},
         {"role":"assistant","content":"done","refusal":"no more"}]
        """#)
    #expect(
        read == [
            Message(.user, "Go"),
            Message(
                .assistant,
                [
                    .toolCall(id: "call_1", name: "a", arguments: #"{"x": 1}"#),
                    .toolCall(id: "call_2", name: "b", arguments: ""),
                ]),
            Message(.tool, [.toolResult(id: "call_2", text: "two", isError: false)]),
            Message(.tool, [.toolResult(id: "call_1", text: "one", isError: false)]),
            Message(.assistant, [.text("done"), .text("no more")]),
        ])
}

@Test func `what a neutral prompt cannot hold is named`() throws {
    let asked = try question(
        #"""
        {"model":"m","logprobs":true,"messages":[{"role":"user","content":[
          {"type":"text","text":"Listen"},{"type":"input_audio","input_audio":{"data":"","format":"wav"}}]}],
         "tools":[{"type":"custom","custom":{"name":"free"}}]}
        """#)
    #expect(asked.notCarried == ["messages[0].content[1]", "tools[0]", "logprobs"])
    #expect(asked.prompt.messages == [Message(.user, "Listen")])
}

@Test(arguments: [
    (#""none""#, ToolChoice.none), (#""auto""#, .auto), (#""required""#, .required),
    (#"{"type":"function","function":{"name":"f"}}"#, .named("f")),
    (#"{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[]}}"#, .required),
    (#"{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]}}"#, .auto),
])
func `every form of tool_choice is understood`(json: String, choice: ToolChoice) throws {
    let asked = try question(
        #"""
        {"model":"m","messages":[{"role":"user","content":"Hi"}],"tool_choice":\#(json),
         "tools":[{"type":"function","function":{"name":"f"}}]}
        """#)
    #expect(asked.prompt.toolChoice == choice)
    #expect(asked.prompt.tools.first?.schema == #"{"type":"object","properties":{}}"#)
}

@Test(arguments: [
    (#"{"type":"text"}"#, AnswerFormat.text), (#"{"type":"json_object"}"#, .json),
    (
        #"{"type":"json_schema","json_schema":{"name":"s","schema":{"a":[1, 2]}}}"#,
        .schema(name: "s", schema: #"{"a":[1, 2]}"#, isStrict: false)
    ),
])
func `every form of response_format is understood`(json: String, format: AnswerFormat) throws {
    let asked = try question(
        #"{"model":"m","messages":[{"role":"user","content":"Hi"}],"response_format":\#(json)}"#)
    #expect(asked.prompt.format == format)
}

@Test(arguments: [
    "/v1/chat/completions", "/chat/completions", "/router/v1/chat/completions",
    "/chat/completions?x=1",
])
func `any prefix leads to the chat door`(path: String) {
    let inquiry = OpenAIChatDoor().inquiry(
        method: "POST", path: path, headers: [:], body: Array(simpleOpenAI.utf8))
    guard case .question = inquiry else {
        Issue.record("\(inquiry)")
        return
    }
}

@Test func `a deployment in the path stands for the model`() {
    let inquiry = OpenAIChatDoor().inquiry(
        method: "POST",
        path: "/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21",
        headers: ["api-key": "k"],
        body: Array(#"{"messages":[{"role":"user","content":"Hi"}]}"#.utf8))
    guard case .question(let asked) = inquiry else {
        Issue.record("\(inquiry)")
        return
    }
    #expect(asked.model == "my-gpt")
    #expect(asked.key?.revealed == "k")
}

@Test func `the key is taken from the bearer header`() {
    let inquiry = OpenAIChatDoor().inquiry(
        method: "POST", path: "/v1/chat/completions",
        headers: ["authorization": "bearer sk-1 2"], body: Array(simpleOpenAI.utf8))
    guard case .question(let asked) = inquiry else {
        Issue.record("\(inquiry)")
        return
    }
    #expect(asked.key?.revealed == "sk-1 2")
}

@Test func `models are listed, one or all, and nothing else is found`() {
    let door = OpenAIChatDoor()
    func inquiry(_ method: String, _ path: String) -> Inquiry {
        door.inquiry(method: method, path: path, headers: [:], body: [])
    }
    #expect(inquiry("GET", "/v1/models") == .models)
    #expect(inquiry("GET", "/models/") == .models)
    #expect(inquiry("GET", "/v1/models/openai/gpt-4o") == .model("openai/gpt-4o"))
    for (method, path, status) in [
        ("GET", "/v1/chat/completions", 405), ("POST", "/v1/models", 405),
        ("POST", "/v1/nothing", 404),
        ("GET", "", 404),
    ] {
        guard case .refusal(let error) = inquiry(method, path) else {
            Issue.record("\(method) \(path) was taken")
            continue
        }
        #expect(door.error(error, stamp: stamp).status == status, "\(method) \(path)")
    }
}

// MARK: Refusals

/// The body, and the `param`, `code` and a part of the message of its refusal.
private let refused: [(String, String?, String?, String)] = [
    ("", nil, nil, "could not parse the JSON body"),
    ("{", nil, nil, "could not parse the JSON body"),
    ("[]", nil, nil, "expected an object, but got an array"),
    (
        #"{"messages":[{"role":"user","content":"Hi"}]}"#, nil, nil,
        "you must provide a model parameter"
    ),
    (
        #"{"model":3,"messages":[]}"#, "model", "invalid_type",
        "expected a string, but got an integer"
    ),
    (
        #"{"model":"m"}"#, "messages", "missing_required_parameter",
        "Missing required parameter: 'messages'."
    ),
    (
        #"{"model":"m","messages":[]}"#, "messages", "empty_array",
        "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead."
    ),
    (
        #"{"model":"m","messages":"Hi"}"#, "messages", "invalid_type",
        "expected an array of objects, but got a string"
    ),
    (#"{"model":"m","messages":["Hi"]}"#, "messages[0]", "invalid_type", "expected an object"),
    (
        #"{"model":"m","messages":[{"content":"Hi"}]}"#, "messages[0].role",
        "missing_required_parameter", "role"
    ),
    (
        #"{"model":"m","messages":[{"role":"robot","content":"Hi"}]}"#, "messages[0].role",
        "invalid_value",
        "Invalid value: 'robot'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'."
    ),
    (
        #"{"model":"m","messages":[{"role":"user"}]}"#, "messages[0].content",
        "missing_required_parameter", "content"
    ),
    (
        #"{"model":"m","messages":[{"role":"user","content":null}]}"#, "messages.[0].content", nil,
        "expected a string, got null"
    ),
    (
        #"{"model":"m","messages":[{"role":"user","content":[]}]}"#, "messages[0].content",
        "empty_array", "content"
    ),
    (
        #"{"model":"m","messages":[{"role":"user","content":7}]}"#, "messages[0].content",
        "invalid_type", "an integer"
    ),
    (
        #"{"model":"m","messages":[{"role":"user","content":[{"type":"movie"}]}]}"#,
        "messages[0].content[0].type", "invalid_value", "Invalid value: 'movie'."
    ),
    (
        #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":"x"}]}]}"#,
        "messages[0].content[0].image_url", "invalid_type", "expected an object, but got a string"
    ),
    (
        #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"ftp://x"}}]}]}"#,
        "messages[0].content[0].image_url.url", "invalid_value", "Expected a valid URL"
    ),
    (
        #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png,abc"}}]}]}"#,
        "messages[0].content[0].image_url.url", "invalid_value", "base64"
    ),
    (
        #"{"model":"m","messages":[{"role":"tool","tool_call_id":"c","content":"x"}]}"#,
        "messages.[0].role", nil, "must be a response to a preceeding message with 'tool_calls'"
    ),
    (
        #"{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c9","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"x"}]}"#,
        "messages.[0].role", nil, "did not have response messages: c9"
    ),
    (
        #"{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c9","type":"function","function":{"name":"f","arguments":"{}"}}]}]}"#,
        "messages.[0].role", nil, "did not have response messages: c9"
    ),
    (
        #"{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c9","type":"function","function":{"name":"f","arguments":{}}}]}]}"#,
        "messages[0].tool_calls[0].function.arguments", "invalid_type",
        "expected a string, but got an object"
    ),
    (
        simple(with: #""temperature":99.0"#), "temperature", "decimal_above_max_value",
        "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 99.0 instead."
    ),
    (
        simple(with: #""temperature":-1"#), "temperature", "decimal_below_min_value",
        "Expected a value >= 0, but got -1"
    ),
    (
        simple(with: #""temperature":1e999"#), "temperature", "decimal_above_max_value",
        "but got 1e999"
    ),
    (
        simple(with: #""temperature":"hot""#), "temperature", "invalid_type",
        "expected a decimal, but got a string"
    ),
    (simple(with: #""top_p":1.5"#), "top_p", "decimal_above_max_value", "<= 1"),
    (
        simple(with: #""presence_penalty":-3"#), "presence_penalty", "decimal_below_min_value",
        ">= -2"
    ),
    (simple(with: #""n":0"#), "n", "integer_below_min_value", "Expected a value >= 1, but got 0"),
    (simple(with: #""max_tokens":0"#), "max_tokens", "integer_below_min_value", "max_tokens"),
    (
        simple(with: #""max_tokens":1.5"#), "max_tokens", "invalid_type",
        "expected an integer, but got a decimal"
    ),
    (
        simple(with: #""max_tokens":5,"max_completion_tokens":5"#), nil,
        "invalid_parameter_combination", "same time"
    ),
    (simple(with: #""stop":["a","b","c","d","e"]"#), "stop", "array_above_max_length", "length 5"),
    (simple(with: #""stop":[1]"#), "stop[0]", "invalid_type", "expected a string"),
    (simple(with: #""stream":"yes""#), "stream", "invalid_type", "expected a boolean"),
    (
        simple(with: #""stream_options":{"include_usage":true}"#), "stream_options", nil,
        "The 'stream_options' parameter is only allowed when 'stream' is enabled."
    ),
    (simple(with: #""tools":[]"#), "tools", "empty_array", "tools"),
    (
        simple(with: #""tools":{}"#), "tools", "invalid_type",
        "expected an array of objects, but got an object"
    ),
    (
        simple(with: #""tools":[{"function":{"name":"f"}}]"#), "tools[0].type",
        "missing_required_parameter", "type"
    ),
    (
        simple(with: #""tools":[{"type":"function"}]"#), "tools[0].function",
        "missing_required_parameter", "function"
    ),
    (
        simple(with: #""tools":[{"type":"hammer"}]"#), "tools[0].type", "invalid_value",
        "'function', and 'custom'"
    ),
    (
        simple(with: #""tools":[{"type":"function","function":{"name":"a b"}}]"#),
        "tools[0].function.name",
        "invalid_value", "does not match pattern"
    ),
    (
        simple(with: #""tools":[{"type":"function","function":{"name":""}}]"#),
        "tools[0].function.name",
        "empty_string", "empty string"
    ),
    (
        simple(
            with:
                #""tools":[{"type":"function","function":{"name":"\#(String(repeating: "x", count: 65))"}}]"#
        ),
        "tools[0].function.name", "string_above_max_length", "length 65"
    ),
    (
        simple(with: #""tools":[{"type":"function","function":{"name":"f","parameters":"{}"}}]"#),
        "tools[0].function.parameters", "invalid_type", "expected an object, but got a string"
    ),
    (
        simple(with: #""tool_choice":"auto""#), "tool_choice", nil,
        "only allowed when 'tools' are specified"
    ),
    (
        simple(with: #""tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"any""#),
        "tool_choice",
        "invalid_value", "Supported values are: 'none', 'auto', and 'required'."
    ),
    (
        simple(
            with:
                #""tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"g"}}"#
        ),
        "tool_choice", nil, "Tool choice 'g' not found"
    ),
    (
        simple(with: #""response_format":{"type":"xml"}"#), "response_format.type", "invalid_value",
        "'xml'"
    ),
    (
        simple(with: #""response_format":{"type":"json_schema"}"#), "response_format.json_schema",
        "missing_required_parameter", "json_schema"
    ),
    (simple(with: #""metadata":[]"#), "metadata", "invalid_type", "expected an object"),
]

private func simple(with member: String) -> String {
    #"{"model":"m","messages":[{"role":"user","content":"Hi"}],\#(member)}"#
}

@Test(arguments: refused)
func `OpenAI's refusals come with its words, param and code`(
    body: String, param: String?, code: String?, words: String
) throws {
    let (status, error) = try refusal(body)
    #expect(status == 400)
    #expect(error.keys == ["message", "type", "param", "code"])
    #expect(error["type"]?.text == "invalid_request_error")
    #expect(error["param"]?.text == param)
    #expect(error["code"]?.text == code)
    #expect(error["message"]?.text?.contains(words) == true, "\(error)")
}

@Test func `a body that is not declared as JSON is refused`() {
    let inquiry = OpenAIChatDoor().inquiry(
        method: "POST", path: "/v1/chat/completions", headers: ["Content-Type": "text/plain"],
        body: Array(simpleOpenAI.utf8))
    guard case .refusal(let error) = inquiry else {
        Issue.record("\(inquiry)")
        return
    }
    #expect(error.code == "unsupported_content_type")
}

// MARK: Rules of models

@Test(arguments: [
    ("o3-mini", #""max_tokens":5"#, "unsupported_parameter"),
    ("gpt-5-nano", #""temperature":0"#, "unsupported_value"),
    ("gpt-5-nano", #""temperature":1"#, nil),
    ("gpt-5.1", #""temperature":0"#, nil),
    ("gpt-5.1", #""temperature":0,"reasoning_effort":"none""#, nil),
    ("gpt-5.1", #""temperature":0,"reasoning_effort":"high""#, "unsupported_value"),
    ("gpt-6-astra", #""logit_bias":{}"#, "unsupported_parameter"),
    ("gpt-4o", #""temperature":0,"max_tokens":5"#, nil),
    ("gpt-5-chat-latest", #""temperature":0"#, nil),
    ("omni", #""temperature":0"#, nil),
    ("gpt-4o", #""thinking":{}"#, "unknown_parameter"),
])
func `OpenAI refuses what the model named does not take`(
    model: String, member: String, code: String?
) throws {
    let asked = try question(
        #"{"model":"\#(model)","messages":[{"role":"user","content":"Hi"}],\#(member)}"#)
    #expect(OpenAIChatDoor().refusal(of: asked)?.code == code)
}

@Test func `JSON mode wants the word JSON in the messages`() throws {
    let format = #""response_format":{"type":"json_object"}"#
    let without = try question(simple(with: format))
    #expect(
        OpenAIChatDoor().refusal(of: without)?.message?.contains("must contain the word 'json'")
            == true)
    let with = try question(
        #"{"model":"m","messages":[{"role":"user","content":"As Json please"}],\#(format)}"#)
    #expect(OpenAIChatDoor().refusal(of: with) == nil)
}
