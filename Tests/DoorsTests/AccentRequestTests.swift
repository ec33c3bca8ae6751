import Testing
import Vocabulary

@testable import Doors

private func door(_ provider: String) throws -> any Door {
    try #require(allDoors.standing(for: provider))
}

private func body(_ model: String, _ more: String = "", _ messages: String = hello) -> String {
    #"{"model":"\#(model)","messages":[\#(messages)]\#(more.isEmpty ? "" : "," + more)}"#
}

private let hello = #"{"role":"user","content":"Hi"}"#
private let tools = #""tools":[{"type":"function","function":{"name":"f"}}]"#
private let called =
    hello
    + #",{"role":"assistant","content":"","tool_calls":[{"id":"c","type":"function","#
    + #""function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"x"}"#

/// What each provider takes and what it does not, and the words of its refusal.
private let requests: [(provider: String, body: String, words: String?)] = [
    ("deepseek", body("deepseek-flash", #""user_id":"u","top_k":4"#), nil),
    ("deepseek", body("deepseek-flash", tools + #","tool_choice":"required""#), "tool_choice"),
    (
        "deepseek",
        body(
            "deepseek-flash", tools + #","tool_choice":"required","thinking":{"type":"disabled"}"#),
        nil
    ),
    ("deepseek", body("deepseek-flash", tools, called), "must be passed back"),
    (
        "deepseek",
        body(
            "deepseek-flash", tools,
            called.replacing(#""content":"","tool"#, with: #""reasoning_content":" ","tool"#)), nil
    ),
    ("deepseek", body("deepseek-flash", #""response_format":{"type":"json_object"}"#), "json"),
    ("qwen", body("qwen3-235b-a22b"), "non-streaming calls"),
    ("qwen", body("qwen3-235b-a22b", #""enable_thinking":false"#), nil),
    ("qwen", body("qwen3-235b-a22b", #""stream":true"#), nil),
    ("qwen", body("qwen3-235b-a22b-instruct-2507"), nil),
    ("qwen", body("qwen-plus", tools + #","tool_choice":"required""#), nil),
    (
        "qwen", body("qwen-plus", tools + #","tool_choice":"required","enable_thinking":true"#),
        "thinking mode"
    ),
    ("kimi", body("kimi-k2.6", #""temperature":0"#), "temperature"),
    ("kimi", body("kimi-k2.6", #""temperature":1"#), nil),
    ("kimi", body("moonshot-v1-8k", #""temperature":0"#), nil),
    ("kimi", body("kimi-k3", #""thinking":{"type":"disabled"}"#), "cannot be disabled"),
    ("kimi", body("kimi-k2.6", tools, called), "reasoning_content is missing"),
    ("glm", body("glm-5.3", #""thinking":{"type":"disabled"}"#), "cannot be disabled"),
    ("glm", body("glm-4.6", #""thinking":{"type":"disabled"},"do_sample":false"#), nil),
    ("glm", body("glm-4.6", #""max_tokens":999999"#), "[1,131072]"),
    ("glm", body("glm-4.6", "", #"{"role":"system","content":"x"}"#), "messages"),
    (
        "doubao", body("ep-1", #""thinking":{"type":"disabled"},"reasoning_effort":"high""#),
        "reasoning_effort"
    ),
    ("azure", body("o3-mini", #""max_tokens":5"#), "max_completion_tokens"),
    ("azure", body("gpt-4.1", #""colour":1"#), "Unknown parameter"),
    ("minimax", body("MiniMax-M3", #""reasoning_split":true,"colour":1"#), nil),
    ("vllm", body("m", #""top_k":4,"guided_json":{}"#), nil),
    ("openrouter", body("a/b", #""models":["c/d"],"provider":{"sort":"price"}"#), nil),
    ("litellm", body("m", #""fallbacks":["x"],"num_retries":0"#), nil),
    ("generic", body("m", #""anything":1"#), nil),
]

@Test(arguments: requests)
func `each provider takes and refuses what its page says`(
    provider: String, body: String, words: String?
) throws {
    let door = try door(provider)
    let refusal = door.refusal(of: try question(body, door))
    guard let words else {
        #expect(refusal == nil)
        return
    }
    let told = try #require(refusal)
    #expect(told.message?.contains(words) == true, "\(told)")
    let reply = door.error(told, stamp: stamp)
    #expect(reply.status == 400)
    #expect(try door.words(reply)?.contains(words) == true)
}

@Test func `Azure's path names the deployment and wants a version`() throws {
    let azure = try door("azure")
    func ask(_ path: String) -> Inquiry {
        azure.inquiry(
            method: "POST", path: path,
            headers: ["content-type": "application/json", "api-key": "k"],
            body: Array(body("ignored").utf8))
    }
    let deployed = "/openai/deployments/mine/chat/completions"
    guard case .question(let asked) = ask(deployed + "?api-version=2024-10-21") else {
        Issue.record("it was refused")
        return
    }
    #expect(asked.model == "mine" && asked.key?.revealed == "k")
    guard case .refusal(let error) = ask(deployed) else {
        Issue.record("it was taken")
        return
    }
    #expect(azure.error(error, stamp: stamp).status == 404)
    guard case .question(let new) = ask("/openai/v1/chat/completions") else {
        Issue.record("it was refused")
        return
    }
    #expect(new.model == "ignored")
}

@Test func `a malformed body is refused without OpenAI's codes`() throws {
    let deep = try refusal(#"{"model":"m","messages":5}"#, try door("deepseek"))
    #expect(deep.status == 422)
    #expect(deep.error["message"]?.text?.hasPrefix("Failed to deserialize the JSON body") == true)
    #expect(deep.error["code"]?.text == "invalid_request_error" && deep.error["param"] == .null)
    let ark = try refusal(#"{"model":"m"}"#, try door("doubao"))
    #expect(ark.error["code"]?.text == "MissingParameter")
    let vllm = try refusal(#"{"model":"m"}"#, try door("vllm"))
    #expect(vllm.error["code"]?.number == 400)
}

@Test func `parts and tools that only one provider knows are read and named as not carried`() throws
{
    let video =
        #"{"role":"user","content":[{"type":"video_url","video_url":{"url":"https://x/y"}}]}"#
    let asked = try question(body("m", "", video), try door("qwen"))
    #expect(asked.notCarried == ["messages[0].content[0]"])
    #expect(throws: NotAQuestion.self) {
        try question(body("m", "", video), try door("deepseek"))
    }
    let search = #""tools":[{"type":"builtin_function","function":{"name":"$web_search"}}]"#
    #expect(try question(body("m", search), try door("kimi")).notCarried == ["tools[0]"])
    let bare =
        #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"iVBORw0KGgo="}}]}"#
    #expect(try question(body("m", "", bare), try door("glm")).notCarried.isEmpty)
}
