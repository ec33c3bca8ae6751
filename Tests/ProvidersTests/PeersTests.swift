import Foundation
import Providers
import TestSupport
import Testing
import Vocabulary

private let needsPeers = ConditionTrait.enabled(
    if: Place.runsLongTests && Place.hasPeers,
    "long, and needs the SDKs that scripts/setup test puts into .venv")

/// Every kind of thing that a prompt can hold, alone and together.
private let plainPrompts: [Prompt] = {
    let words = [Message(.system, "Be brief."), Message(.user, "Hi")]
    let image = Message(
        .user,
        [
            .text("What is this?"), .image(.url("https://example.com/a.png")),
            .image(.data(mediaType: "image/png", base64: "iVBORw0KGgo=")),
        ])
    let tool = Tool(
        name: "weather", summary: "Weather of a city",
        schema: #"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#)
    let talk = [
        Message(.user, "Weather in Rome?"),
        Message(
            .assistant, [.toolCall(id: "call_1", name: "weather", arguments: #"{"city":"Rome"}"#)]),
        Message(.tool, [.toolResult(id: "call_1", text: "sunny", isError: false)]),
        Message(.assistant, "Sunny."), Message(.user, "And tomorrow?"),
    ]
    let sampled = Parameters(temperature: "0", topP: "0.9", maxTokens: 300, seed: 7, stop: ["END"])
    let schema = AnswerFormat.schema(
        name: "city", schema: #"{"type":"object","properties":{},"additionalProperties":false}"#,
        isStrict: true)
    return [
        Prompt(messages: words), Prompt(messages: words, parameters: sampled),
        Prompt(messages: [image]), Prompt(messages: talk, tools: [tool]),
        Prompt(messages: words, tools: [tool], toolChoice: .required),
        Prompt(messages: words, tools: [tool], toolChoice: .named("weather")),
        Prompt(messages: words, tools: [tool], toolChoice: ToolChoice.none),
        Prompt(messages: words, format: .json), Prompt(messages: words, format: schema),
        Prompt(messages: words, parameters: sampled, metadata: ["task": "triage"]),
    ]
}()

/// The same, with each effort besides.
private let prompts: [Prompt] =
    plainPrompts
    + Parameters.Effort.allCases.map {
        Prompt(messages: [Message(.user, "Hi")], parameters: Parameters(effort: $0))
    }

/// An SDK's types, and the providers and models whose requests they judge. One process hears them all,
/// since starting it takes longer than its work.
private struct Judge: Sendable {
    var script: String
    var asked: [(provider: String, model: String)]
    var options: [String] = []

    init(_ script: String, _ asked: (provider: String, models: [String])...) {
        self.script = script
        self.asked = asked.flatMap { each in each.models.map { (each.provider, $0) } }
    }

    static let makers = [
        Judge(
            "openai", ("openai", ["gpt-4o", "gpt-5.4-mini", "o3"]), ("azure", ["gpt-4o", "o3"])),
        Judge(
            "openai_responses",
            ("openai-responses", ["gpt-4o", "gpt-5.4-mini", "o3", "gpt-5", "gpt-6-astra"]),
            ("azure-responses", ["gpt-4o", "my-deployment"])),
        Judge(
            "anthropic", ("anthropic", ["claude-haiku-4-5", "claude-opus-4-8", "claude-fable-5-2"])),
        Judge(
            "google",
            (
                "google",
                [
                    "gemini-2.0-flash", "gemini-2.5-pro", "gemini-2.5-flash-lite",
                    "gemini-3-pro-preview", "gemini-4-argon",
                ]
            )),
        Judge(
            "mistral", ("mistral", ["mistral-large-2512", "mistral-small-2603", "magistral-small"])),
        Judge("ollama", ("ollama", ["qwen3:4b", "gpt-oss:20b", "llama3.2"])),
        Judge(
            "cohere",
            (
                "cohere",
                ["command-a-03-2025", "command-a-reasoning-08-2025", "command-r7b-12-2024"]
            )),
        // Amazon's SDK has no types of its own: it reads the service's model.
        Judge(
            "bedrock",
            (
                "bedrock",
                [
                    "us.anthropic.claude-opus-4-6-v1:0", "us.amazon.nova-2-lite-v1:0",
                    "openai.gpt-oss-120b-1:0",
                ]
            )),
    ]
}

@Test(needsPeers)
func `the official SDKs' own types accept every request that we build`() async throws {
    try await atOnce(Judge.makers) { judge in
        let judged = try await judge.judge(prompts)
        #expect(judged == judge.asked.count * prompts.count * 2, "\(judge.script)")
    }
}

/// Members of their own are known to the judge, all else must be OpenAI's.
@Test(needsPeers)
func `OpenAI's own types accept what its language's other speakers are sent`() async throws {
    var judge = Judge("openai")
    judge.options = ["--version", "others"]
    judge.asked = [
        ("deepseek", "deepseek-flash"), ("qwen", "qwen-plus"), ("qwen", "qwen3-32b"),
        ("kimi", "kimi-k2.6"), ("minimax", "MiniMax-M3"), ("minimax-native", "MiniMax-M3"),
        ("glm", "glm-4.7"), ("doubao", "doubao-seed-2-1-pro-260628"), ("vllm", "qwen3-32b"),
        ("llamacpp", "qwen3-4b"), ("openrouter", "openai/gpt-5.4-mini"),
        ("litellm", "fast-chat"), ("portkey", "gpt-5.4-mini"), ("novastack", "kimi-2.6"),
        ("tokenmix", "qwen/qwen3.7-max"), ("generic", "m"),
    ]
    let thoughtful = [Parameters.Effort.none, .high].map { effort in
        var prompt = plainPrompts[1]
        prompt.parameters.effort = effort
        return prompt
    }
    #expect(try await judge.judge(plainPrompts + thoughtful) == judge.asked.count * 24)
}

extension Judge {
    /// Writes a request for each prompt and lets the SDK's types judge them; says how many there were.
    fileprivate func judge(_ prompts: [Prompt]) async throws -> Int {
        let folder = try TemporaryFolder()
        let endpoint = Endpoint(baseURL: "https://example.com", key: nil)
        var files: [String] = []
        for (name, model) in asked {
            let provider = try #require(allProviders.first { $0.name == name })
            for (index, prompt) in prompts.enumerated() {
                for isStreamed in [false, true] {
                    let request = provider.request(
                        for: prompt, to: model, stream: isStreamed, at: endpoint)
                    let plainModel = model.replacing("/", with: "_")
                    let file = "\(name)-\(plainModel)-\(index)-\(isStreamed).json"
                    files.append(try folder.write(file, Array(request.body)))
                }
            }
        }
        let outcome = try await Peer.run("\(script)_accepts", options + files)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return files.count
    }
}
