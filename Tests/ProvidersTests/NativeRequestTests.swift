import Foundation
import Testing
import Vocabulary

@testable import Providers

/// Requests in the languages of Mistral, Ollama, DashScope, Cohere and Bedrock against bodies written by hand.
struct NativeRequestTests {
    private let key = Secret("k-1")

    private func body(
        _ provider: any Provider, _ prompt: Prompt, _ model: String, stream: Bool = false
    ) -> Request {
        provider.request(
            for: prompt, to: model, stream: stream,
            at: Endpoint(baseURL: "https://llm.example.com", key: key))
    }

    private func expect(
        _ request: Request, _ expected: String,
        _ location: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let wanted = try JSONSerialization.jsonObject(with: Data(expected.utf8))
        let found = try JSONSerialization.jsonObject(with: Data(request.body))
        let text = String(decoding: request.body, as: UTF8.self)
        #expect(isSameJSON(found, wanted), "\(text)", sourceLocation: location)
    }

    private let hello = Prompt(
        messages: [Message(.system, "Be brief."), Message(.user, "Hi")],
        parameters: Parameters(temperature: "0.10", maxTokens: 30, seed: 7, stop: ["END"]))

    private let talk = Prompt(
        messages: [
            Message(.system, "A"),
            Message(
                .user,
                [.text("What is this?"), .image(.data(mediaType: "image/png", base64: "aGk="))]),
            Message(
                .assistant,
                [
                    .text("Let me look."),
                    .toolCall(id: "call_1", name: "look", arguments: #"{"x":1}"#),
                    .toolCall(id: "call_2", name: "time", arguments: ""),
                ]),
            Message(.tool, [.toolResult(id: "call_1", text: "a cat", isError: false)]),
            Message(.tool, [.toolResult(id: "call_2", text: "broken", isError: true)]),
            Message(.user, "So?"),
        ],
        tools: [
            Tool(name: "look", summary: "Looks.", schema: #"{"type":"object"}"#),
            Tool(name: "time", schema: "{}"),
        ],
        toolChoice: .named("look"))

    private static let tools = """
        [{"type":"function","function":{"name":"look","description":"Looks.",\
        "parameters":{"type":"object"}}},\
        {"type":"function","function":{"name":"time","parameters":{}}}]
        """

    // MARK: Heads

    @Test func `each language has its own path and its own word for a stream`() {
        func head(_ provider: any Provider, _ base: String, _ model: String = "m") -> [String] {
            [false, true].map { stream in
                let request = provider.request(
                    for: hello, to: model, stream: stream, at: Endpoint(baseURL: base, key: key))
                #expect(request.secretHeaders == [.init("Authorization", Secret("Bearer k-1"))])
                let accept = request.headers.first { $0.name == "Accept" }?.value ?? ""
                return "\(request.url) \(accept)"
            }
        }
        #expect(
            head(Mistral(), "https://api.mistral.ai/v1") == [
                "https://api.mistral.ai/v1/chat/completions application/json",
                "https://api.mistral.ai/v1/chat/completions text/event-stream",
            ])
        for base in ["http://127.0.0.1:11434", "http://127.0.0.1:11434/api/"] {
            #expect(
                head(Ollama(), base) == [
                    "http://127.0.0.1:11434/api/chat application/json",
                    "http://127.0.0.1:11434/api/chat application/x-ndjson",
                ])
        }
        for base in ["https://api.cohere.com", "https://api.cohere.com/v2"] {
            #expect(
                head(Cohere(), base).first == "https://api.cohere.com/v2/chat application/json")
        }
        let generation = "https://d.example.com/api/v1/services/aigc/"
        for base in ["https://d.example.com", "https://d.example.com/api/v1"] {
            #expect(
                head(QwenNative(), base, "qwen-plus") == [
                    generation + "text-generation/generation application/json",
                    generation + "text-generation/generation text/event-stream",
                ])
        }
        #expect(
            head(QwenNative(), "https://d.example.com", "qwen3-vl-plus").first
                == generation + "multimodal-generation/generation application/json")
        #expect(
            head(Bedrock(), "https://b.example.com", "us.anthropic.claude-haiku-4-5-v1:0") == [
                "https://b.example.com/model/us.anthropic.claude-haiku-4-5-v1%3A0/converse "
                    + "application/json",
                "https://b.example.com/model/us.anthropic.claude-haiku-4-5-v1%3A0/converse-stream "
                    + "application/vnd.amazon.eventstream",
            ])
    }

    @Test func `DashScope streams by a header`() {
        let field = Request.Field("X-DashScope-SSE", "enable")
        #expect(body(QwenNative(), hello, "qwen-plus", stream: true).headers.contains(field))
        #expect(!body(QwenNative(), hello, "qwen-plus").headers.contains(field))
    }

    // MARK: Mistral

    @Test func `text for Mistral, streamed`() throws {
        try expect(
            body(Mistral(), hello, "mistral-large-2512", stream: true),
            """
            {"model":"mistral-large-2512","messages":[{"role":"system","content":"Be brief."},\
            {"role":"user","content":"Hi"}],"temperature":0.10,"max_tokens":30,"random_seed":7,\
            "stop":["END"],"stream":true}
            """)
    }

    @Test func `a talk with tools for Mistral has ids of nine characters`() throws {
        let (one, two) = (MistralChat.callID("call_1"), MistralChat.callID("call_2"))
        #expect(one.utf8.count == 9 && two.utf8.count == 9 && one != two)
        #expect(MistralChat.callID("a1B2c3D4e") == "a1B2c3D4e")
        #expect(MistralChat.callID(one) == one)
        try expect(
            body(Mistral(), talk, "m"),
            """
            {"model":"m","messages":[{"role":"system","content":"A"},{"role":"user","content":[\
            {"type":"text","text":"What is this?"},\
            {"type":"image_url","image_url":"data:image/png;base64,aGk="}]},\
            {"role":"assistant","content":"Let me look.","tool_calls":[\
            {"id":"\(one)","type":"function","function":{"name":"look","arguments":"{\\"x\\":1}"}},\
            {"id":"\(two)","type":"function","function":{"name":"time","arguments":"{}"}}]},\
            {"role":"tool","tool_call_id":"\(one)","content":"a cat"},\
            {"role":"tool","tool_call_id":"\(two)","content":"broken"},\
            {"role":"user","content":"So?"}],"tools":\(Self.tools),\
            "tool_choice":{"type":"function","function":{"name":"look"}}}
            """)
    }

    @Test func `an answer that was begun for Mistral's model says so`() throws {
        let prompt = Prompt(messages: [Message(.user, "Hi"), Message(.assistant, "Well,")])
        try expect(
            body(Mistral(), prompt, "m"),
            """
            {"model":"m","messages":[{"role":"user","content":"Hi"},\
            {"role":"assistant","content":"Well,","prefix":true}]}
            """)
    }

    // MARK: Ollama

    @Test func `text for Ollama has its sampling under options and says that it is plain`() throws {
        try expect(
            body(Ollama(), hello, "qwen3:4b"),
            """
            {"model":"qwen3:4b","messages":[{"role":"system","content":"Be brief."},\
            {"role":"user","content":"Hi"}],"options":{"temperature":0.10,"num_predict":30,\
            "seed":7,"stop":["END"]},"stream":false}
            """)
    }

    @Test func `a talk with tools for Ollama has objects and names`() throws {
        try expect(
            body(Ollama(), talk, "m", stream: true),
            """
            {"model":"m","messages":[{"role":"system","content":"A"},\
            {"role":"user","content":"What is this?","images":["aGk="]},\
            {"role":"assistant","content":"Let me look.","tool_calls":[\
            {"function":{"name":"look","arguments":{"x":1}}},\
            {"function":{"name":"time","arguments":{}}}]},\
            {"role":"tool","content":"a cat","tool_name":"look"},\
            {"role":"tool","content":"broken","tool_name":"time"},\
            {"role":"user","content":"So?"}],"tools":\(Self.tools),"stream":true}
            """)
        #expect(Ollama().unsent(of: talk, to: "m").map(\.field) == ["tool_choice"])
    }

    @Test(arguments: [
        ("qwen3:4b", Parameters.Effort.none, "false"), ("qwen3:4b", .low, "true"),
        ("gpt-oss:20b", .none, #""low""#), ("gpt-oss:20b", .max, #""high""#),
    ])
    func `Ollama thinks or not, one family in steps`(
        model: String, effort: Parameters.Effort, word: String
    ) throws {
        let prompt = Prompt(
            messages: [Message(.user, "Hi")], parameters: Parameters(effort: effort))
        try expect(
            body(Ollama(), prompt, model),
            """
            {"model":"\(model)","messages":[{"role":"user","content":"Hi"}],"think":\(word),\
            "stream":false}
            """)
    }

    // MARK: DashScope

    @Test func `text for DashScope, streamed in pieces`() throws {
        try expect(
            body(QwenNative(), hello, "qwen-plus", stream: true),
            """
            {"model":"qwen-plus","input":{"messages":[{"role":"system","content":"Be brief."},\
            {"role":"user","content":"Hi"}]},"parameters":{"result_format":"message",\
            "incremental_output":true,"temperature":0.10,"max_tokens":30,"seed":7,"stop":["END"]}}
            """)
    }

    @Test func `a talk with tools and an image for DashScope has parts without types`() throws {
        try expect(
            body(QwenNative(), talk, "qwen3-vl-plus"),
            """
            {"model":"qwen3-vl-plus","input":{"messages":[\
            {"role":"system","content":[{"text":"A"}]},\
            {"role":"user","content":[{"text":"What is this?"},\
            {"image":"data:image/png;base64,aGk="}]},\
            {"role":"assistant","content":[{"text":"Let me look."}],"tool_calls":[\
            {"id":"call_1","type":"function","function":{"name":"look","arguments":"{\\"x\\":1}"}},\
            {"id":"call_2","type":"function","function":{"name":"time","arguments":"{}"}}]},\
            {"role":"tool","tool_call_id":"call_1","content":[{"text":"a cat"}]},\
            {"role":"tool","tool_call_id":"call_2","content":[{"text":"broken"}]},\
            {"role":"user","content":[{"text":"So?"}]}]},\
            "parameters":{"result_format":"message","tools":\(Self.tools),\
            "tool_choice":{"type":"function","function":{"name":"look"}}}}
            """)
    }

    @Test func `what a Qwen model does with thinking stands in its name`() {
        #expect(QwenModel("qwen-plus").thinking(nil, stream: false) == nil)
        #expect(QwenModel("qwen-plus").thinking(.high, stream: false) == true)
        #expect(QwenModel("qwen-plus").thinking(Parameters.Effort.none, stream: true) == false)
        // Open weights think unless told not to, and may not without a stream.
        for name in ["qwen3-32b", "qwen3-235b-a22b"] {
            #expect(QwenModel(name).thinking(nil, stream: false) == false)
            #expect(QwenModel(name).thinking(.high, stream: true) == true)
            #expect(QwenModel(name).thinking(nil, stream: true) == nil)
        }
        let fixed = [
            "qwen3.8-max", "qwq-plus", "qwen3-235b-a22b-thinking-2507",
            "qwen3-235b-a22b-instruct-2507", "qwen3-coder-plus", "qwen2.5-72b-instruct",
            "deepseek-v4-pro",
        ]
        for name in fixed {
            #expect(QwenModel(name).thinking(.high, stream: true) == nil, "\(name)")
        }
        #expect(QwenModel("qwen3.8-max").isMultimodal)
        #expect(QwenModel("qwen3.5-plus").isMultimodal)
        #expect(!QwenModel("qwen3-max").isMultimodal)
        #expect(!QwenModel("qwen9999999999999999999.5").isMultimodal)
        #expect(QwenModel("Qwen/QVQ-72B").alwaysThinks)
        #expect(!QwenModel("qwen-plus-2025-09-11").isMultimodal)
    }

    // MARK: Cohere

    @Test func `text for Cohere`() throws {
        var prompt = hello
        prompt.parameters.topP = "0.9"
        prompt.format = .schema(name: "n", schema: #"{"type":"object"}"#, isStrict: true)
        try expect(
            body(Cohere(), prompt, "command-a-03-2025"),
            """
            {"model":"command-a-03-2025","messages":[{"role":"system","content":"Be brief."},\
            {"role":"user","content":"Hi"}],"temperature":0.10,"p":0.9,"max_tokens":30,"seed":7,\
            "stop_sequences":["END"],"response_format":{"type":"json_object",\
            "json_schema":{"type":"object"}},"stream":false}
            """)
    }

    @Test func `for Cohere one named tool is the only one`() throws {
        let prompt = Prompt(
            messages: [Message(.user, "Hi")], tools: talk.tools, toolChoice: .named("time"))
        try expect(
            body(Cohere(), prompt, "m", stream: true),
            """
            {"model":"m","messages":[{"role":"user","content":"Hi"}],"tools":[\
            {"type":"function","function":{"name":"time","parameters":{}}}],\
            "tool_choice":"REQUIRED","stream":true}
            """)
        #expect(Cohere().unsent(of: prompt, to: "m").map(\.field) == ["tools"])
    }

    // MARK: Bedrock

    @Test func `text for Bedrock`() throws {
        var prompt = hello
        prompt.metadata = ["task": "triage"]
        try expect(
            body(Bedrock(), prompt, "amazon.nova-micro-v1:0"),
            """
            {"system":[{"text":"Be brief."}],"messages":[\
            {"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":30,\
            "temperature":0.10,"stopSequences":["END"]},"requestMetadata":{"task":"triage"}}
            """)
    }

    @Test func `a talk with tools for Bedrock: speakers in turn, results together`() throws {
        try expect(
            body(Bedrock(), talk, "m"),
            """
            {"system":[{"text":"A"}],"messages":[{"role":"user","content":[\
            {"text":"What is this?"},{"image":{"format":"png","source":{"bytes":"aGk="}}}]},\
            {"role":"assistant","content":[{"text":"Let me look."},\
            {"toolUse":{"toolUseId":"call_1","name":"look","input":{"x":1}}},\
            {"toolUse":{"toolUseId":"call_2","name":"time","input":{}}}]},\
            {"role":"user","content":[\
            {"toolResult":{"toolUseId":"call_1","content":[{"text":"a cat"}]}},\
            {"toolResult":{"toolUseId":"call_2","content":[{"text":"broken"}],"status":"error"}},\
            {"text":"So?"}]}],"toolConfig":{"tools":[\
            {"toolSpec":{"name":"look","description":"Looks.",\
            "inputSchema":{"json":{"type":"object"}}}},\
            {"toolSpec":{"name":"time","inputSchema":{"json":{}}}}],\
            "toolChoice":{"tool":{"name":"look"}}}}
            """)
    }

    @Test(arguments: [
        ("anthropic.claude-opus-4-6-v1:0", #""outputConfig":{"effort":"max"}"#),
        (
            "openai.gpt-oss-120b-1:0",
            #""additionalModelRequestFields":{"reasoning_effort":"high"}"#
        ),
        (
            "us.amazon.nova-2-lite-v1:0",
            #""additionalModelRequestFields":{"reasoningConfig":{"type":"enabled","#
                + #""maxReasoningEffort":"high"}}"#
        ),
    ])
    func `effort on Bedrock goes where the model's maker wants it`(
        model: String, field: String
    ) throws {
        let prompt = Prompt(messages: [Message(.user, "Hi")], parameters: Parameters(effort: .max))
        try expect(
            body(Bedrock(), prompt, model),
            #"{"messages":[{"role":"user","content":[{"text":"Hi"}]}],\#(field)}"#)
        #expect(Bedrock().unsent(of: prompt, to: model) == [])
        #expect(Bedrock().unsent(of: prompt, to: "m").map(\.field) == ["effort"])
    }

    // MARK: What is not sent

    @Test func `what a provider would refuse is not sent, and told`() throws {
        let prompt = Prompt(
            messages: [Message(.user, [.text("Hi"), .image(.url("https://example.com/a.png"))])],
            parameters: Parameters(
                temperature: "2", topP: "1", seed: 7, parallelToolCalls: true, effort: .high),
            format: .json, metadata: ["task": "t"])
        func unsent(_ provider: any Provider, _ model: String) -> [String] {
            let text = String(decoding: body(provider, prompt, model).body, as: UTF8.self)
            let fields = provider.unsent(of: prompt, to: model).map(\.field)
            for field in fields where ["temperature", "seed", "metadata"].contains(field) {
                #expect(!text.contains(field), "\(provider.name): \(text)")
            }
            return fields
        }
        #expect(unsent(Mistral(), "mistral-large-2512") == ["temperature", "effort"])
        #expect(unsent(Ollama(), "m") == ["parallel_tool_calls", "image", "metadata"])
        #expect(
            unsent(QwenNative(), "qwen-max") == [
                "temperature", "effort", "format", "image", "metadata",
            ])
        #expect(
            unsent(Cohere(), "command-r7b-12-2024") == [
                "top_p", "effort", "parallel_tool_calls", "metadata",
            ])
        #expect(
            unsent(Bedrock(), "amazon.nova-micro-v1:0") == [
                "temperature", "seed", "parallel_tool_calls", "effort", "format", "image",
            ])
    }

    @Test func `Mistral refuses a share of the likely words beside temperature 0`() {
        let prompt = Prompt(
            messages: [Message(.user, "Hi")],
            parameters: Parameters(temperature: "0.0", topP: "0.9"))
        let text = String(decoding: body(Mistral(), prompt, "m").body, as: UTF8.self)
        #expect(!text.contains("top_p"))
        #expect(Mistral().unsent(of: prompt, to: "m").map(\.field) == ["top_p"])
    }
}
