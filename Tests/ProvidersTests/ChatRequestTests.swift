import Foundation
import Testing
import Vocabulary

@testable import Providers

/// Requests of the speakers of OpenAI's chat against bodies written by hand, and what they leave out.
struct ChatRequestTests {
    private let endpoint = Endpoint(baseURL: "https://llm.example.com/v1", key: Secret("k-1"))

    private func object(_ request: Request) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any] ?? [:]
    }

    private func expectBody(
        _ provider: any Provider, _ model: String, _ prompt: Prompt, stream: Bool = false,
        _ expected: String, _ location: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let request = provider.request(for: prompt, to: model, stream: stream, at: endpoint)
        let wanted = try JSONSerialization.jsonObject(with: Data(expected.utf8))
        let found = try JSONSerialization.jsonObject(with: Data(request.body))
        let text = String(decoding: request.body, as: UTF8.self)
        #expect(isSameJSON(found, wanted), "\(text)", sourceLocation: location)
    }

    private func unsent(_ provider: any Provider, _ model: String, _ prompt: Prompt) -> [String] {
        provider.unsent(of: prompt, to: model).map(\.field)
    }

    /// All that a prompt can hold.
    private func full(effort: Parameters.Effort? = nil) -> Prompt {
        Prompt(
            messages: [
                Message(
                    .user,
                    [.text("Hi, JSON"), .image(.data(mediaType: "image/png", base64: "aGk="))]
                )
            ],
            tools: [Tool(name: "f", schema: "{}", isStrict: true)], toolChoice: .required,
            parameters: Parameters(
                temperature: "0.5", topP: "0.9", maxTokens: 9, seed: 7, stop: ["A", "B"],
                effort: effort),
            format: .schema(name: "s", schema: "{}", isStrict: true),
            metadata: ["task": "t", "user_id": "user-1"])
    }

    private func thinking(_ effort: Parameters.Effort?) -> Prompt {
        Prompt(messages: [Message(.user, "x")], parameters: Parameters(effort: effort))
    }

    // MARK: How hard to think

    @Test(arguments: [
        ("deepseek", "deepseek-flash", Parameters.Effort.none, #""thinking":{"type":"disabled"}"#),
        (
            "deepseek", "deepseek-flash", .minimal,
            #""thinking":{"type":"enabled"},"reasoning_effort":"low""#
        ),
        (
            "deepseek", "deepseek-flash", .medium,
            #""thinking":{"type":"enabled"},"reasoning_effort":"high""#
        ),
        ("qwen", "qwen-plus", .low, #""enable_thinking":true"#),
        ("qwen", "qwen-plus", .none, #""enable_thinking":false"#),
        ("qwen", "qwen3.8-max", .max, #""reasoning_effort":"xhigh""#),
        ("kimi", "kimi-k2.6", .none, #""thinking":{"type":"disabled"}"#),
        ("kimi", "kimi-k3.1-pro", .medium, #""reasoning_effort":"high""#),
        ("minimax", "MiniMax-M3", .low, #""thinking":{"type":"adaptive"},"reasoning_split":true"#),
        ("minimax-native", "MiniMax-M3", .none, #""thinking":{"type":"disabled"}"#),
        ("glm", "glm-4.7", .high, #""thinking":{"type":"enabled"}"#),
        ("glm", "glm-5.2", .none, #""reasoning_effort":"none""#),
        ("glm", "glm-5.3", .max, #""reasoning_effort":"max""#),
        ("doubao", "doubao-seed-1-6-251015", .high, #""thinking":{"type":"enabled"}"#),
        ("doubao", "doubao-seed-2-1-pro-260628", .none, #""thinking":{"type":"disabled"}"#),
        (
            "doubao", "doubao-seed-2-1-pro-260628", .max,
            #""thinking":{"type":"enabled"},"reasoning_effort":"high""#
        ),
        ("vllm", "m", .none, #""chat_template_kwargs":{"enable_thinking":false}"#),
        (
            "vllm", "m", .minimal,
            #""chat_template_kwargs":{"enable_thinking":true},"reasoning_effort":"low""#
        ),
        ("llamacpp", "m", .high, #""chat_template_kwargs":{"enable_thinking":true}"#),
        ("openrouter", "a/m", .minimal, #""reasoning":{"effort":"minimal"}"#),
        ("litellm", "m", .high, #""reasoning_effort":"high""#),
        ("generic", "m", .none, #""reasoning_effort":"none""#),
        ("openai", "gpt-5.4-mini", .low, #""reasoning_effort":"low""#),
    ])
    func `each is told in its own words how hard to think`(
        name: String, model: String, effort: Parameters.Effort, members: String
    ) throws {
        let provider = try listed(name)
        try expectBody(
            provider, model, thinking(effort),
            #"{"model":"\#(model)","messages":[{"role":"user","content":"x"}],\#(members)}"#)
        #expect(unsent(provider, model, thinking(effort)) == [])
    }

    @Test(arguments: [
        ("qwen", "qwen3-32b-thinking", Parameters.Effort.low), ("qwen", "qwen3.8-max", .none),
        ("qwen", "qwen3-coder-plus", .high), ("kimi", "kimi-k2.7-code", .high),
        ("kimi", "kimi-k3", .none), ("kimi", "moonshot-v1-8k", .low),
        ("minimax", "MiniMax-M2.7", .none), ("glm", "glm-5.3", .none), ("openai", "gpt-4.1", .low),
    ])
    func `who cannot be told is not told, and it is said`(
        name: String, model: String, effort: Parameters.Effort
    ) throws {
        let provider = try listed(name)
        #expect(unsent(provider, model, thinking(effort)) == ["effort"])
        let request = provider.request(
            for: thinking(effort), to: model, stream: true, at: endpoint)
        let members = try Set(object(request).keys)
        #expect(members.isDisjoint(with: ["thinking", "enable_thinking", "reasoning_effort"]))
    }

    @Test func `an open-weight Qwen thinks in streams only`() throws {
        for effort in [nil, Parameters.Effort.high] {
            let plain = Qwen().request(
                for: thinking(effort), to: "qwen3-235b-a22b", stream: false, at: endpoint)
            #expect(try object(plain)["enable_thinking"] as? Bool == false)
        }
        let stream = Qwen().request(
            for: thinking(nil), to: "qwen3-235b-a22b", stream: true, at: endpoint)
        #expect(try object(stream)["enable_thinking"] == nil)
    }

    // MARK: What is left out

    @Test(arguments: [
        (
            "deepseek", "deepseek-v4-pro", Parameters.Effort?.none,
            ["temperature", "tool_choice", "seed", "format", "images", "strict", "metadata"]
        ),
        ("deepseek", "deepseek-flash", .some(.none), ["seed", "format", "strict", "metadata"]),
        ("qwen", "qwen-plus", nil, ["metadata"]),
        ("qwen", "qwen3-32b", nil, ["tool_choice", "format", "metadata"]),
        ("kimi", "kimi-k2.6", nil, ["temperature", "seed", "metadata"]),
        ("kimi", "moonshot-v1-8k", nil, ["tool_choice", "seed", "metadata"]),
        ("minimax", "MiniMax-M2.7", nil, ["stop", "seed", "format", "images", "metadata"]),
        ("minimax", "MiniMax-M3", nil, ["metadata"]),
        ("glm", "glm-4.7", nil, ["tool_choice", "format", "stop", "strict", "metadata"]),
        ("doubao", "doubao-seed-2-1-pro-260628", nil, ["metadata"]),
        ("vllm", "m", nil, ["metadata"]),
        ("llamacpp", "m", nil, ["metadata"]), ("openrouter", "m", nil, []),
        ("litellm", "m", nil, []), ("portkey", "m", nil, []), ("novastack", "m", nil, []),
        ("tokenmix", "m", nil, []), ("generic", "m", nil, []),
    ])
    func `what a model refuses or ignores is left out, and it is said`(
        name: String, model: String, effort: Parameters.Effort?, expected: [String]
    ) throws {
        let provider = try listed(name)
        let prompt = full(effort: effort)
        #expect(unsent(provider, model, prompt) == expected)
        let body = try object(provider.request(for: prompt, to: model, stream: true, at: endpoint))
        for (field, member) in [
            ("temperature", "temperature"), ("seed", "seed"), ("stop", "stop"),
            ("format", "response_format"), ("tool_choice", "tool_choice"),
        ] {
            #expect((body[member] == nil) == expected.contains(field), "\(field)")
        }
        let text = String(
            decoding: provider.request(for: prompt, to: model, stream: true, at: endpoint).body,
            as: UTF8.self)
        #expect(text.contains("aGk=") == !expected.contains("images"))
        #expect(provider.unsent(of: thinking(nil), to: model) == [])
        #expect(provider.unsent(of: prompt, to: model).allSatisfy { !$0.reason.isEmpty })
    }

    @Test func `numbers out of range, and JSON without the word for it`() {
        func asked(
            _ temperature: String? = nil, stop: [String] = [], format: AnswerFormat = .text
        ) -> Prompt {
            Prompt(
                messages: [Message(.user, "x")],
                parameters: Parameters(temperature: temperature, stop: stop), format: format)
        }
        #expect(unsent(MiniMax(), "MiniMax-M3", asked("0")) == ["temperature"])
        #expect(unsent(MiniMax(), "MiniMax-M3", asked("1")) == [])
        #expect(unsent(GLM(), "glm-4.7", asked("1.2")) == ["temperature"])
        #expect(unsent(GLM(), "glm-4.7", asked("0")) == [])
        #expect(unsent(Kimi(), "kimi-k3", asked("1.0")) == [])
        #expect(unsent(Kimi(), "kimi-k3", asked(stop: Array(repeating: "x", count: 6))) == ["stop"])
        #expect(unsent(DeepSeek(), "deepseek-flash", asked(format: .json)) == ["format"])
        #expect(unsent(Qwen(), "qwen-plus", asked(format: .json)) == ["format"])
        #expect(unsent(GLM(), "glm-4.7", asked(format: .json)) == [])
    }

    // MARK: Whole bodies

    @Test func `a full request to GLM`() throws {
        try expectBody(
            GLM(), "glm-4.7", full(), stream: true,
            #"""
            {"model":"glm-4.7","messages":[{"role":"user","content":[
               {"type":"text","text":"Hi, JSON"},
               {"type":"image_url","image_url":{"url":"aGk="}}]}],
             "temperature":0.5,"top_p":0.9,"max_tokens":9,"seed":7,
             "tools":[{"type":"function","function":{"name":"f","parameters":{}}}],
             "user_id":"user-1","stream":true}
            """#)
    }

    @Test func `a full request to OpenRouter asks for what takes all of it, and for its routing`()
        throws
    {
        let request = OpenRouter().request(for: full(), to: "a/m", stream: true, at: endpoint)
        #expect(request.headers.contains(Request.Field("X-OpenRouter-Metadata", "enabled")))
        let body = try object(request)
        #expect(isSameJSON(body["provider"] ?? "", ["require_parameters": true]))
        #expect(isSameJSON(body["metadata"] ?? "", ["task": "t", "user_id": "user-1"]))
        let simple = OpenRouter().request(
            for: thinking(nil), to: "a/m", stream: false, at: endpoint)
        #expect(try object(simple)["provider"] == nil)
    }

    @Test func `Portkey's key and metadata stand in its own fields`() throws {
        let request = Portkey().request(for: full(), to: "m", stream: false, at: endpoint)
        #expect(request.secretHeaders == [.init("x-portkey-api-key", Secret("k-1"))])
        #expect(
            request.headers.contains(
                Request.Field("x-portkey-metadata", #"{"task":"t","user_id":"user-1"}"#)))
        #expect(try object(request)["metadata"] == nil)
        var foreign = full()
        foreign.metadata = ["task": "巴黎"]
        #expect(unsent(Portkey(), "m", foreign) == ["metadata"])
        let without = Portkey().request(for: foreign, to: "m", stream: false, at: endpoint)
        #expect(!without.headers.contains { $0.name == "x-portkey-metadata" })
    }

    @Test func `the older MiniMax has a path of its own`() {
        let request = MiniMaxNative().request(
            for: thinking(nil), to: "MiniMax-M3", stream: false, at: endpoint)
        #expect(request.url == "https://llm.example.com/v1/text/chatcompletion_v2")
        #expect(!String(decoding: request.body, as: UTF8.self).contains("reasoning_split"))
    }

    @Test func `turns that called tools carry reasoning again where models think`() throws {
        let prompt = Prompt(messages: [
            Message(.user, "x"),
            Message(.assistant, [.toolCall(id: "a", name: "f", arguments: "{}")]),
            Message(.tool, [.toolResult(id: "a", text: "r", isError: false)]),
        ])
        let call =
            #""tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]"#
        let start = #"{"role":"user","content":"x"}"#
        let end = #"{"role":"tool","tool_call_id":"a","content":"r"}"#
        try expectBody(
            Kimi(), "kimi-k3", prompt,
            #"{"model":"kimi-k3","messages":[\#(start),{"role":"assistant","reasoning_content":" ",\#(call)},\#(end)]}"#
        )
        try expectBody(
            DeepSeek(), "deepseek-flash", prompt,
            #"{"model":"deepseek-flash","messages":[\#(start),{"role":"assistant","content":null,"reasoning_content":" ",\#(call)},\#(end)]}"#
        )
        try expectBody(
            Generic(), "m", prompt,
            #"{"model":"m","messages":[\#(start),{"role":"assistant","content":null,\#(call)},\#(end)]}"#
        )
    }

    @Test(arguments: [
        ("kimi", "max_completion_tokens"), ("minimax", "max_completion_tokens"),
        ("glm", "max_tokens"), ("qwen", "max_tokens"), ("litellm", "max_tokens"),
    ])
    func `the limit has two names`(name: String, field: String) throws {
        let provider = try listed(name)
        let prompt = Prompt(
            messages: [Message(.user, "x")], parameters: Parameters(maxTokens: 5))
        let body = try object(provider.request(for: prompt, to: "m", stream: false, at: endpoint))
        #expect(body[field] as? Int == 5)
    }

    @Test(arguments: allProviders.map(\.name))
    func `usage is asked for in streams, but of those who always send it`(name: String) throws {
        let provider = try listed(name)
        guard provider is any ChatProvider else { return }
        let body = try object(
            provider.request(for: thinking(nil), to: "m", stream: true, at: endpoint))
        #expect((body["stream_options"] == nil) == (name == "glm"))
        #expect(body["stream"] as? Bool == true)
    }
}
