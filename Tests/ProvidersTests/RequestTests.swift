import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Providers

/// Requests against bodies written by hand, compared as JSON.
struct RequestTests {
    private let endpoint = Endpoint(baseURL: "https://llm.example.com/v1/", key: Secret("k-1"))

    private let hello = Prompt(
        messages: [Message(.system, "Be brief."), Message(.user, "Hi")],
        parameters: Parameters(temperature: "0.10", maxTokens: 30, seed: 7))

    // MARK: OpenAI

    @Test func `the head of a request to OpenAI`() {
        let request = OpenAI().request(for: hello, to: "gpt-4.1", stream: true, at: endpoint)
        #expect(request.method == "POST")
        #expect(request.url == "https://llm.example.com/v1/chat/completions")
        #expect(request.headers.contains(Request.Field("Content-Type", "application/json")))
        #expect(request.headers.contains(Request.Field("Accept", "text/event-stream")))
        #expect(request.secretHeaders == [.init("Authorization", Secret("Bearer k-1"))])
        let open = Endpoint(baseURL: "http://127.0.0.1:1", key: nil)
        let local = OpenAI().request(for: hello, to: "m", stream: false, at: open)
        #expect(local.secretHeaders == [])
        #expect(local.url == "http://127.0.0.1:1/chat/completions")
    }

    @Test func `a query of the base stays at the end`() {
        let azure = Endpoint(baseURL: "https://a.example.com/openai?api-version=1", key: nil)
        #expect(
            azure.url("/chat/completions")
                == "https://a.example.com/openai/chat/completions?api-version=1")
    }

    @Test func `text for OpenAI, streamed`() throws {
        try expectBody(
            OpenAI().request(for: hello, to: "gpt-4.1", stream: true, at: endpoint),
            #"""
            {"model":"gpt-4.1","messages":[{"role":"system","content":"Be brief."},
             {"role":"user","content":"Hi"}],"temperature":0.10,"max_completion_tokens":30,"seed":7,
             "stream":true,"stream_options":{"include_usage":true}}
            """#)
    }

    @Test func `numbers keep the text that the user wrote`() {
        let request = OpenAI().request(for: hello, to: "gpt-4.1", stream: false, at: endpoint)
        #expect(String(decoding: request.body, as: UTF8.self).contains(#""temperature":0.10,"#))
    }

    @Test func `a whole conversation for OpenAI`() throws {
        try expectBody(
            OpenAI().request(for: conversation, to: "gpt-4.1", stream: false, at: endpoint),
            #"""
            {"model":"gpt-4.1","messages":[
              {"role":"system","content":"A"},{"role":"system","content":"B"},
              {"role":"user","content":[{"type":"text","text":"What is this?"},
                {"type":"image_url","image_url":{"url":"https://example.com/a.png"}},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}},
                {"type":"image_url","image_url":{"url":"data:image/gif;base64,eA=="}}]},
              {"role":"assistant","content":"Let me look.","tool_calls":[
                {"id":"c1","type":"function","function":{"name":"look","arguments":"{\"x\":1}"}},
                {"id":"c2","type":"function","function":{"name":"look","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"a cat"},
              {"role":"tool","tool_call_id":"c2","content":"broken"},
              {"role":"user","content":"So?"}],
             "tools":[{"type":"function","function":{"name":"look","description":"Looks.",
                "parameters":{"type":"object"},"strict":true}},
               {"type":"function","function":{"name":"time","parameters":{}}}],
             "tool_choice":{"type":"function","function":{"name":"look"}},
             "parallel_tool_calls":false,"top_p":0.9,"stop":["END"],
             "response_format":{"type":"json_schema","json_schema":{"name":"my_schema_",
                "schema":{"type":"object","properties":{}},"strict":true}}}
            """#)
    }

    @Test(arguments: [
        (ToolChoice.none, #""none""#), (.auto, #""auto""#), (.required, #""required""#),
    ])
    func `tool choices and JSON mode for OpenAI`(choice: ToolChoice, word: String) throws {
        let prompt = Prompt(
            messages: [Message(.user, "JSON!")], tools: [Tool(name: "f", schema: "{}")],
            toolChoice: choice, format: .json)
        try expectBody(
            OpenAI().request(for: prompt, to: "m", stream: false, at: endpoint),
            #"""
            {"model":"m","messages":[{"role":"user","content":"JSON!"}],
             "tools":[{"type":"function","function":{"name":"f","parameters":{}}}],
             "tool_choice":\#(word),"response_format":{"type":"json_object"}}
            """#)
    }

    @Test(arguments: [
        ("o3", true), ("o4-mini", true), ("gpt-5", true), ("gpt-5.6-sol", true),
        ("gpt-6-astra", true), ("openai/gpt-5-mini", true), ("gpt-4.1", false),
        ("gpt-5-chat-latest", false), ("gpt-4o", false), ("omni", false), ("qwen3", false),
    ])
    func `reasoning models are not sent what they refuse`(model: String, reasons: Bool) {
        let prompt = Prompt(
            messages: [Message(.user, "x")],
            parameters: Parameters(temperature: "0", topP: "1", maxTokens: 5))
        let request = OpenAI().request(for: prompt, to: model, stream: false, at: endpoint)
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.contains("temperature") == !reasons)
        #expect(body.contains("top_p") == !reasons)
        #expect(body.contains(#""max_completion_tokens":5"#))
        let unsent = OpenAI().unsent(of: prompt, to: model).map(\.field)
        #expect(unsent == (reasons ? ["temperature", "top_p"] : []))
    }

    @Test func `a gateway is sent all that the user set, in the older words`() throws {
        let prompt = Prompt(
            messages: [Message(.user, "x")],
            parameters: Parameters(temperature: "0", maxTokens: 5),
            metadata: ["task": "t", "a": "b"])
        try expectBody(
            Generic().request(for: prompt, to: "o3", stream: false, at: endpoint),
            #"""
            {"model":"o3","messages":[{"role":"user","content":"x"}],"temperature":0,"max_tokens":5,
             "metadata":{"task":"t","a":"b"}}
            """#)
        #expect(Generic().unsent(of: prompt, to: "o3") == [])
        #expect(Generic().defaultBaseURL == nil)
    }

    // MARK: Anthropic

    @Test(arguments: [
        ("https://api.anthropic.com", "https://api.anthropic.com/v1/messages"),
        ("https://api.anthropic.com/v1/", "https://api.anthropic.com/v1/messages"),
        ("http://127.0.0.1:8", "http://127.0.0.1:8/v1/messages"),
    ])
    func `the head of a request to Anthropic`(base: String, url: String) {
        let request = Anthropic().request(
            for: hello, to: "claude-sonnet-4-5", stream: false,
            at: Endpoint(baseURL: base, key: Secret("k-2")))
        #expect(request.url == url)
        #expect(request.headers.contains(Request.Field("anthropic-version", "2023-06-01")))
        #expect(request.secretHeaders == [.init("x-api-key", Secret("k-2"))])
    }

    @Test func `text for Anthropic, streamed`() throws {
        try expectBody(
            Anthropic().request(for: hello, to: "claude-sonnet-4-5", stream: true, at: endpoint),
            #"""
            {"model":"claude-sonnet-4-5","max_tokens":30,"system":"Be brief.",
             "messages":[{"role":"user","content":"Hi"}],"temperature":0.10,"stream":true}
            """#)
    }

    @Test func `a whole conversation for Anthropic`() throws {
        try expectBody(
            Anthropic().request(
                for: conversation, to: "claude-sonnet-4-5", stream: false, at: endpoint),
            #"""
            {"model":"claude-sonnet-4-5","max_tokens":4096,"system":"A\n\nB","messages":[
              {"role":"user","content":[{"type":"text","text":"What is this?"},
                {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},
                {"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}},
                {"type":"image","source":{"type":"base64","media_type":"image/gif","data":"eA=="}}]},
              {"role":"assistant","content":[{"type":"text","text":"Let me look."},
                {"type":"tool_use","id":"c1","name":"look","input":{"x":1}},
                {"type":"tool_use","id":"c2","name":"look","input":{}}]},
              {"role":"user","content":[
                {"type":"tool_result","tool_use_id":"c1","content":"a cat"},
                {"type":"tool_result","tool_use_id":"c2","content":"broken","is_error":true},
                {"type":"text","text":"So?"}]}],
             "tools":[{"name":"look","description":"Looks.","input_schema":{"type":"object"},
                "strict":true},{"name":"time","input_schema":{}}],
             "tool_choice":{"type":"tool","name":"look","disable_parallel_tool_use":true},
             "top_p":0.9,"stop_sequences":["END"],"metadata":{"user_id":"u1"},
             "output_config":{"format":{"type":"json_schema",
                "schema":{"type":"object","properties":{}}}}}
            """#)
    }

    @Test(arguments: [
        (ToolChoice.none, #"{"type":"none"}"#), (.auto, #"{"type":"auto"}"#),
        (.required, #"{"type":"any"}"#),
    ])
    func `tool choices for Anthropic`(choice: ToolChoice, object: String) throws {
        let prompt = Prompt(
            messages: [Message(.user, "x")], tools: [Tool(name: "f", schema: "{}")],
            toolChoice: choice)
        try expectBody(
            Anthropic().request(for: prompt, to: "claude-opus-5", stream: false, at: endpoint),
            #"""
            {"model":"claude-opus-5","max_tokens":4096,"messages":[{"role":"user","content":"x"}],
             "tools":[{"name":"f","input_schema":{}}],"tool_choice":\#(object)}
            """#)
    }

    @Test func `what a model wrote in place of its arguments goes on inside an object`() throws {
        let prompt = Prompt(messages: [
            Message(.assistant, [.toolCall(id: "c", name: "f", arguments: "{oops")])
        ])
        try expectBody(
            Anthropic().request(for: prompt, to: "claude-opus-5", stream: false, at: endpoint),
            #"""
            {"model":"claude-opus-5","max_tokens":4096,"messages":[{"role":"assistant","content":[
             {"type":"tool_use","id":"c","name":"f","input":{"arguments":"{oops"}}]}]}
            """#)
    }

    @Test(arguments: [
        ("claude-3-5-sonnet-20241022", 305), ("claude-3-opus-20240229", 300),
        ("claude-sonnet-4-5-20250929", 405), ("claude-opus-4-20250514", 400),
        ("anthropic/claude-opus-4.8", 408), ("claude-haiku-4-5@20251001", 405),
        ("anthropic.claude-3-5-sonnet-20241022-v2:0", 305), ("claude-fable-5-1", 501),
        ("claude-sonnet-5", 500), ("deepseek-chat", nil), ("claude", nil), ("", nil), ("/", nil),
        ("Claude-Opus-4-7", 407), ("CLAUDE-3-5-HAIKU", 305), ("claude/opus-4-7", 407),
        ("claude-4.5/", 405), ("sonnet-4-5-claude", 405), ("claude-2.1-claude-4", 400),
        ("deepseek-4-5", nil), ("claudé-4", nil), ("claude-instant", nil), ("claude-４", nil),
        ("claude-20250514", nil), ("claude-4--5", 405), ("claude-opus-4-latest", 400),
    ])
    func `a Claude's version stands in its name`(name: String, version: Int?) {
        #expect(ClaudeModel(name).version == version)
    }

    @Test func `taking a Claude's name apart costs no more than writing a short prompt`() {
        let bare = Prompt(messages: [Message(.user, "x")])
        func seconds(_ work: () -> Void) -> Double {
            CPUTime.seconds { for _ in 0..<500 { work() } }
        }
        let writing = seconds {
            _ = Anthropic().request(
                for: bare, to: "claude-sonnet-4-5-20250929", stream: false, at: endpoint)
        }
        let naming = CPUTime.least(below: writing) {
            seconds { _ = ClaudeModel("claude-sonnet-4-5-20250929").version }
        }
        #expect(naming < writing)
    }

    @Test(arguments: [
        ("claude-3-5-sonnet-20241022", Optional("0.5"), Optional("0.9"), ["temperature", "top_p"]),
        ("claude-sonnet-4-5", "0.5", "0.9", ["temperature"]),
        ("claude-sonnet-4-5", nil, "0.9", ["top_p"]),
        ("claude-sonnet-4-5", "1.5", "0.9", []), ("claude-opus-4-6", "0", nil, ["temperature"]),
        ("claude-opus-4-7", "0", "0.9", []), ("claude-sonnet-5", "0", nil, []),
        ("kimi-k2", "1.5", "0.9", ["temperature", "top_p"]),
    ])
    func `no model is sent a parameter that it refuses`(
        model: String, temperature: String?, topP: String?, sent: [String]
    ) throws {
        let prompt = Prompt(
            messages: [Message(.user, "x")],
            parameters: Parameters(temperature: temperature, topP: topP, seed: 1))
        let request = Anthropic().request(for: prompt, to: model, stream: false, at: endpoint)
        let parsed = try JSONSerialization.jsonObject(with: Data(request.body))
        let body = try #require(parsed as? [String: Any])
        #expect(body["seed"] == nil)
        let found = ["temperature", "top_p"].filter { body[$0] != nil }
        #expect(found == sent)
        let set = [temperature.map { _ in "temperature" }, topP.map { _ in "top_p" }].compactMap(
            \.self)
        let unsent = Anthropic().unsent(of: prompt, to: model).map(\.field)
        #expect(unsent == set.filter { !sent.contains($0) } + ["seed"])
    }
}
