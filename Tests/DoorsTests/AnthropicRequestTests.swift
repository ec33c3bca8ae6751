import Testing
import Vocabulary

@testable import Doors

private let door = AnthropicDoor()

private func messages(_ json: String) throws -> [Message] {
    try question(#"{"model":"m","max_tokens":9,"messages":\#(json)}"#, door).prompt.messages
}

@Test func `an Anthropic request with everything in it becomes a question`() throws {
    let asked = try question(
        #"""
        {"model":"claude-sonnet-4-5","max_tokens":300,"stream":true,
         "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Be kind."}],
         "messages":[{"role":"user","content":"Weather in Rome?"}],
         "temperature":0.10,"top_p":0.9,"top_k":4,"stop_sequences":["END"],
         "tools":[{"name":"weather","description":"the weather","strict":true,
           "input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}],
         "tool_choice":{"type":"any","disable_parallel_tool_use":true},
         "service_tier":"auto","metadata":{"user_id":"u-1","task":"triage"},
         "output_config":{"effort":"low","format":{"type":"json_schema","schema":{"type":"object"}}}}
        """#, door)
    #expect(asked.model == "claude-sonnet-4-5")
    #expect(
        asked.prompt
            == Prompt(
                messages: [
                    Message(.system, [.text("Be brief."), .text("Be kind.")], isKept: true),
                    Message(.user, "Weather in Rome?"),
                ],
                tools: [
                    Tool(
                        name: "weather", summary: "the weather",
                        schema: #"{"type":"object","properties":{"city":{"type":"string"}}}"#,
                        isStrict: true)
                ],
                toolChoice: .required,
                parameters: Parameters(
                    temperature: "0.10", topP: "0.9", maxTokens: 300, stop: ["END"],
                    parallelToolCalls: false, serviceTier: "auto"),
                format: .schema(name: "output", schema: #"{"type":"object"}"#, isStrict: true),
                metadata: ["task": "triage"]))
    #expect(asked.isStreamed && asked.wantsUsageInStream)
    #expect(asked.serviceTier == "auto" && asked.user == "u-1" && asked.effort == "low")
    #expect(asked.apiVersion == "2023-06-01")
    #expect(asked.notCarried == ["top_k"])
}

@Test func `a system text may be a bare string`() throws {
    let asked = try question(
        #"{"model":"m","max_tokens":9,"system":"Be brief.","messages":[{"role":"user","content":"Hi"}]}"#,
        door)
    #expect(asked.prompt.messages == [Message(.system, "Be brief."), Message(.user, "Hi")])
}

@Test func `blocks of every kind are read, and results of tools become messages of their own`()
    throws
{
    let read = try messages(
        #"""
        [{"role":"user","content":[{"type":"text","text":"See"},
           {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0="}},
           {"type":"image","source":{"type":"url","url":"https://a.example/i.png"}}]},
         {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},
           {"type":"text","text":"I ask."},
           {"type":"tool_use","id":"toolu_1","name":"a","input":{"x": 1}},
           {"type":"tool_use","id":"toolu_2","name":"b","input":{}}]},
         {"role":"user","content":[
           {"type":"tool_result","tool_use_id":"toolu_1","content":"one"},
           {"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"content":[{"type":"text","text":"tw"},{"type":"text","text":"o"}]},
           {"type":"text","text":"Well?"}]}]
        """#)
    #expect(
        read == [
            Message(
                .user,
                [
                    .text("See"), .image(.data(mediaType: "image/png", base64: "iVBORw0=")),
                    .image(.url("https://a.example/i.png")),
                ]),
            Message(
                .assistant,
                [
                    .text("I ask."), .toolCall(id: "toolu_1", name: "a", arguments: #"{"x": 1}"#),
                    .toolCall(id: "toolu_2", name: "b", arguments: "{}"),
                ]),
            Message(.tool, [.toolResult(id: "toolu_1", text: "one", isError: false)]),
            Message(.tool, [.toolResult(id: "toolu_2", text: "two", isError: true)]),
            Message(.user, "Well?"),
        ])
}

@Test func `messages of one role in a row are one turn, so answers may be spread over two`() throws
{
    let read = try messages(
        #"""
        [{"role":"user","content":"Go"},
         {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"a","input":{}}]},
         {"role":"assistant","content":[{"type":"tool_use","id":"t2","name":"b","input":{}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"t2"}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1"}]}]
        """#)
    #expect(read.map(\.answeredCall) == [nil, nil, nil, "t2", "t1"])
}

@Test func `what a neutral prompt cannot hold is named in an Anthropic request`() throws {
    let asked = try question(
        #"""
        {"model":"m","max_tokens":9,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":[
           {"type":"document","source":{"type":"url","url":"https://a.example/d.pdf"}},
           {"type":"text","text":"Read"}]}],
         "tools":[{"type":"web_search_20250305","name":"web_search"}]}
        """#, door)
    #expect(asked.notCarried == ["messages.0.content.0", "tools.0", "thinking"])
    #expect(asked.prompt.messages == [Message(.user, "Read")])
}

@Test(arguments: [
    (#"{"type":"auto"}"#, ToolChoice.auto), (#"{"type":"any"}"#, .required),
    (#"{"type":"none"}"#, ToolChoice.none), (#"{"type":"tool","name":"f"}"#, .named("f")),
])
func `every form of Anthropic's tool_choice is understood`(json: String, choice: ToolChoice) throws
{
    let asked = try question(
        #"""
        {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tool_choice":\#(json),
         "tools":[{"name":"f","input_schema":{"type":"object"}}]}
        """#, door)
    #expect(asked.prompt.toolChoice == choice)
}

@Test func `both places of a key are known, and counting tokens needs no limit`() {
    let body = Array(#"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#.utf8)
    for headers: Headers in [["x-api-key": "k"], ["Authorization": "Bearer k"]] {
        var headers = headers
        headers.append("anthropic-version", "2026-10-21")
        let inquiry = door.inquiry(
            method: "POST", path: "/v1/messages/count_tokens", headers: headers, body: body)
        guard case .tokenCount(let asked) = inquiry else {
            Issue.record("\(inquiry)")
            continue
        }
        #expect(asked.key?.revealed == "k")
        #expect(asked.prompt.parameters.maxTokens == nil)
    }
}

@Test func `Anthropic's other paths`() {
    func inquiry(_ method: String, _ path: String) -> Inquiry {
        door.inquiry(method: method, path: path, headers: [:], body: [])
    }
    #expect(inquiry("GET", "/v1/models") == .models)
    #expect(inquiry("GET", "/v1/models/claude-opus-5") == .model("claude-opus-5"))
    for (method, path, status) in [("GET", "/v1/messages", 405), ("POST", "/v1/nothing", 404)] {
        guard case .refusal(let error) = inquiry(method, path) else {
            Issue.record("\(method) \(path) was taken")
            continue
        }
        #expect(door.error(error, stamp: stamp).status == status)
    }
}

// MARK: Refusals

private func simple(with member: String) -> String {
    #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],\#(member)}"#
}

private func asking(_ messages: String) -> String {
    #"{"model":"m","max_tokens":9,"messages":\#(messages)}"#
}

private let refused: [(String, String)] = [
    ("", "The request body is not valid JSON"),
    ("[]", "Input should be a valid dictionary"),
    (#"{"max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}"#, "model: Field required"),
    (#"{"model":4,"max_tokens":9,"messages":[]}"#, "model: Input should be a valid string"),
    (#"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#, "max_tokens: Field required"),
    (
        #"{"model":"m","max_tokens":"9","messages":[{"role":"user","content":"Hi"}]}"#,
        "max_tokens: Input should be a valid integer"
    ),
    (
        #"{"model":"m","max_tokens":-1,"messages":[{"role":"user","content":"Hi"}]}"#,
        "max_tokens: Input should be greater than or equal to 0"
    ),
    (#"{"model":"m","max_tokens":9}"#, "messages: Field required"),
    (asking("[]"), "messages: at least one message is required"),
    (asking("{}"), "messages: Input should be a valid list"),
    (asking(#"["Invalid content"]"#), "messages.0: Input does not match the expected shape."),
    (asking(#"[{"content":"Hi"}]"#), "messages.0.role: Field required"),
    (
        asking(#"[{"role":"tool","content":"Hi"}]"#),
        #"messages: Unexpected role "tool". Allowed roles are "user" or "assistant"."#
    ),
    (asking(#"[{"role":"user"}]"#), "messages.0.content: Field required"),
    (
        asking(#"[{"role":"user","content":""}]"#),
        "messages.0: all messages must have non-empty content"
    ),
    (
        asking(#"[{"role":"user","content":[]}]"#),
        "messages.0: all messages must have non-empty content"
    ),
    (
        asking(#"[{"role":"user","content":[{"type":"text","text":""}]}]"#),
        "messages: text content blocks must be non-empty"
    ),
    (
        asking(#"[{"role":"user","content":[{"text":"Hi"}]}]"#),
        "messages.0.content.0.type: Field required"
    ),
    (
        asking(#"[{"role":"user","content":[{"type":"input_audio"}]}]"#),
        "messages.0.content.0: Input tag 'input_audio' found using 'type' does not match any of the expected tags:"
    ),
    (
        asking(
            #"[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/tiff","data":""}}]}]"#
        ),
        "media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'"
    ),
    (
        asking(
            #"[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"x"}]}]"#
        ),
        "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: t1."
    ),
    (
        asking(
            #"[{"role":"user","content":"Go"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"a","input":{}}]},{"role":"user","content":"x"},{"role":"assistant","content":"y"}]"#
        ),
        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1."
    ),
    (
        asking(
            #"[{"role":"user","content":"Go"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"a","input":{}}]}]"#
        ),
        "messages.1: `tool_use` ids were found without"
    ),
    (
        asking(
            #"[{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"a","input":"{}"}]}]"#
        ),
        "input: Input should be a valid dictionary"
    ),
    (simple(with: #""temperature":1.5"#), "temperature: Input should be less than or equal to 1"),
    (
        simple(with: #""temperature":-0.1"#),
        "temperature: Input should be greater than or equal to 0"
    ),
    (simple(with: #""temperature":"0""#), "temperature: Input should be a valid number"),
    (simple(with: #""system":3"#), "system: Input should be a valid string or list of text blocks"),
    (
        simple(with: #""stop_sequences":["  "]"#),
        "stop_sequences: each stop sequence must contain non-whitespace"
    ),
    (simple(with: #""stream":1"#), "stream: Input should be a valid boolean"),
    (simple(with: #""tools":{}"#), "tools: Input should be a valid list"),
    (
        simple(with: #""tools":[{"input_schema":{"type":"object"}}]"#),
        "tools.0.custom.name: Field required"
    ),
    (
        simple(with: #""tools":[{"name":"a b","input_schema":{"type":"object"}}]"#),
        "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"
    ),
    (simple(with: #""tools":[{"name":"a"}]"#), "tools.0.custom.input_schema: Field required"),
    (
        simple(with: #""tools":[{"name":"a","input_schema":{"type":"string"}}]"#),
        "tools.0.custom.input_schema.type: Input should be 'object'"
    ),
    (
        simple(
            with:
                #""tools":[{"name":"a","input_schema":{"type":"object"}},{"name":"a","input_schema":{"type":"object"}}]"#
        ),
        "tools: Tool names must be unique."
    ),
    (
        simple(with: #""tool_choice":{"type":"auto"}"#),
        "tool_choice: may only be specified while providing tools"
    ),
    (
        simple(
            with:
                #""tools":[{"name":"a","input_schema":{"type":"object"}}],"tool_choice":{"type":"required"}"#
        ),
        "tool_choice: Input tag 'required' found using 'type' does not match any of the expected tags: 'any', 'auto', 'none', 'tool'"
    ),
    (
        simple(
            with:
                #""tools":[{"name":"a","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"b"}"#
        ),
        "tool_choice: Tool 'b' not found in provided tools"
    ),
    (
        simple(with: #""output_config":{"format":{"type":"json_object"}}"#),
        "output_config.format.type: Input should be 'json_schema'"
    ),
]

@Test(arguments: refused)
func `Anthropic's refusals come in its words`(body: String, words: String) throws {
    let (status, error) = try refusal(body, door)
    #expect(status == 400)
    #expect(error.keys == ["type", "message"])
    #expect(error["type"]?.text == "invalid_request_error")
    #expect(error["message"]?.text?.contains(words) == true, "\(error)")
}

@Test func `a request without a known version is refused`() throws {
    for version in [nil, "", "2030-01-01"] {
        let (status, error) = try refusal(simpleAnthropic, door, version: version)
        #expect(status == 400)
        #expect(error["message"]?.text?.hasPrefix("anthropic-version: ") == true)
    }
}

// MARK: Rules of versions and models

@Test(arguments: [
    ("claude-sonnet-4-5", "2023-06-01", #""temperature":0"#, nil),
    ("claude-sonnet-4-5", "2026-10-21", #""temperature":1"#, "anthropic-version 2026-10-21"),
    (
        "claude-sonnet-4-5", "2023-06-01", #""temperature":0,"top_p":0.5"#,
        "cannot both be specified"
    ),
    ("claude-opus-4-7", "2023-06-01", #""temperature":1"#, "deprecated"),
    ("claude-sonnet-5", "2023-06-01", #""temperature":1"#, nil),
    ("claude-sonnet-5", "2023-06-01", #""temperature":0"#, "deprecated"),
    ("claude-opus-5-5", "2023-06-01", #""top_k":3"#, "deprecated"),
    ("claude-3-5-haiku-latest", "2023-06-01", #""temperature":0,"top_p":0.5"#, nil),
    ("some-model", "2023-06-01", #""temperature":0,"top_p":0.5"#, nil),
    ("claude-sonnet-4-5", "2023-06-01", #""seed":7"#, "seed: Extra inputs are not permitted"),
    ("claude-sonnet-4-5", "2023-06-01", #""metadata":{"task":"x"}"#, "metadata.task: Extra inputs"),
])
func `Anthropic refuses what the version or the model named does not take`(
    model: String, version: String, member: String, words: String?
) throws {
    let body =
        #"{"model":"\#(model)","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],\#(member)}"#
    guard case .question(let asked) = ask(body, door, version: version) else {
        Issue.record("refused by its shape")
        return
    }
    let message = door.refusal(of: asked)?.message
    if let words {
        #expect(message?.contains(words) == true, "\(message ?? "taken")")
    } else {
        #expect(message == nil)
    }
}

@Test func `an answer that was begun is refused from Claude 4_6 on`() throws {
    for (model, isTaken) in [("claude-sonnet-4-5-20250929", true), ("claude-opus-4-6", false)] {
        let asked = try question(
            #"""
            {"model":"\#(model)","max_tokens":9,"messages":[{"role":"user","content":"Hi"},
             {"role":"assistant","content":"{"}]}
            """#, door)
        #expect((door.refusal(of: asked) == nil) == isTaken, "\(model)")
    }
}

@Test(arguments: [
    ("claude-sonnet-4-5-20250929", 405), ("claude-opus-4-8", 408), ("claude-opus-5", 500),
    ("claude-haiku-5-5", 505), ("claude-3-5-haiku-latest", 305), ("claude-sonnet-4-20250514", 400),
    ("claude-3-opus-20240229", 300), ("gpt-4o", 0),
])
func `a Claude model's generation is read from its name`(name: String, number: Int) {
    #expect(ModelGeneration(name).number == number)
}
