import Foundation
import Providers
import TestSupport
import Testing
import Vocabulary

/// Whether the SDK of this module is among the peers: one that came later may be missing.
private func hasPeer(_ module: String) -> Bool {
    guard Place.hasPeers else { return false }
    let asked = Process()
    asked.executableURL = Place.peersPython
    asked.arguments = [
        "-c", "import importlib.util as u, sys; sys.exit(not u.find_spec('\(module)'))",
    ]
    asked.standardError = FileHandle.nullDevice
    guard (try? asked.run()) != nil else { return false }
    asked.waitUntilExit()
    return asked.terminationStatus == 0
}

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

@Test(
    .enabled(if: Place.hasPeers, "no .venv with test peers: scripts/setup test makes it"),
    arguments: [
        ("openai", ["gpt-4o", "gpt-5.4-mini", "o3"]),
        ("anthropic", ["claude-haiku-4-5", "claude-opus-4-8", "claude-fable-5-2"]),
        ("openai-responses", ["gpt-4o", "gpt-5.4-mini", "o3", "gpt-5", "gpt-6-astra"]),
        ("azure-responses", ["gpt-4o", "my-deployment"]), ("azure", ["gpt-4o", "o3"]),
    ])
func `the official SDK's own types accept every request that we build`(
    name: String, models: [String]
) throws {
    try expectAccepted(name, models)
}

@Test(.enabled(if: hasPeer("google.genai"), "no google-genai in .venv"))
func `Google's SDK accepts every request that we build`() throws {
    try expectAccepted(
        "google",
        [
            "gemini-2.0-flash", "gemini-2.5-pro", "gemini-2.5-flash-lite", "gemini-3-pro-preview",
            "gemini-4-argon",
        ])
}

@Test(.enabled(if: hasPeer("mistralai"), "no mistralai in .venv"))
func `Mistral's SDK accepts every request that we build`() throws {
    try expectAccepted("mistral", ["mistral-large-2512", "mistral-small-2603", "magistral-small"])
}

@Test(.enabled(if: hasPeer("ollama"), "no ollama in .venv"))
func `Ollama's SDK accepts every request that we build`() throws {
    try expectAccepted("ollama", ["qwen3:4b", "gpt-oss:20b", "llama3.2"])
}

@Test(.enabled(if: hasPeer("cohere"), "no cohere in .venv"))
func `Cohere's SDK accepts every request that we build`() throws {
    try expectAccepted(
        "cohere", ["command-a-03-2025", "command-a-reasoning-08-2025", "command-r7b-12-2024"])
}

@Test(.enabled(if: hasPeer("botocore"), "no boto3 in .venv"))
func `Amazon's service model accepts every request that we build for Bedrock`() throws {
    try expectAccepted(
        "bedrock",
        [
            "us.anthropic.claude-opus-4-6-v1:0", "us.amazon.nova-2-lite-v1:0",
            "openai.gpt-oss-120b-1:0",
        ])
}

private func expectAccepted(_ name: String, _ models: [String]) throws {
    let script =
        switch name {
        case "azure": "openai"
        case "azure-responses", "openai-responses": "openai_responses"
        default: name
        }
    let count = try judge(models.map { (name, $0) }, prompts, by: "\(script)_accepts.py")
    #expect(count == models.count * prompts.count * 2)
}

/// Members of their own are known to the judge, all else must be OpenAI's. One judge hears them all,
/// since starting him takes longer than his work.
@Test(
    .enabled(if: Place.hasPeers, "no .venv with test peers: scripts/setup test makes it")
)
func `OpenAI's own types accept what its language's other speakers are sent`() throws {
    let asked = [
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
    let count = try judge(
        asked, plainPrompts + thoughtful, by: "openai_accepts.py", ["--version", "others"])
    #expect(count == asked.count * 24)
}

/// Writes a request for each prompt and lets an SDK's types judge them; says how many there were.
private func judge(
    _ asked: [(provider: String, model: String)], _ prompts: [Prompt], by script: String,
    _ options: [String] = []
) throws -> Int {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let endpoint = Endpoint(baseURL: "https://example.com", key: nil)
    var files: [String] = []
    for (name, model) in asked {
        let provider = try #require(allProviders.first { $0.name == name })
        for (index, prompt) in prompts.enumerated() {
            for isStreamed in [false, true] {
                let request = provider.request(
                    for: prompt, to: model, stream: isStreamed, at: endpoint)
                let plainModel = model.replacingOccurrences(of: "/", with: "_")
                let file = folder.appending(
                    path: "\(name)-\(plainModel)-\(index)-\(isStreamed).json")
                try Data(request.body).write(to: file)
                files.append(file.path)
            }
        }
    }
    let judge = Process()
    let errors = Pipe()
    judge.executableURL = Place.peersPython
    judge.arguments = [Place.root.appending(path: "Tests/Peers/\(script)").path] + options + files
    judge.standardError = errors
    try judge.run()
    let report = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    judge.waitUntilExit()
    #expect(judge.terminationStatus == 0, "\(report)")
    return files.count
}
