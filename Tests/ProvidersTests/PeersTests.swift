import Foundation
import Providers
import TestSupport
import Testing
import Vocabulary

/// Every kind of thing that a prompt can hold, alone and together.
private let prompts: [Prompt] = {
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

@Test(
    .enabled(if: Place.hasPeers, "no .venv with test peers: scripts/setup test makes it"),
    arguments: [
        ("openai", ["gpt-4o", "gpt-5.4-mini", "o3"]),
        ("anthropic", ["claude-haiku-4-5", "claude-opus-4-8", "claude-fable-5-2"]),
    ])
func `the official SDK's own types accept every request that we build`(
    name: String, models: [String]
) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let provider = try #require(allProviders.first { $0.name == name })
    let endpoint = Endpoint(baseURL: "https://example.com", key: nil)
    var files: [String] = []
    for model in models {
        for (index, prompt) in prompts.enumerated() {
            for isStreamed in [false, true] {
                let request = provider.request(
                    for: prompt, to: model, stream: isStreamed, at: endpoint)
                let file = folder.appending(path: "\(model)-\(index)-\(isStreamed).json")
                try Data(request.body).write(to: file)
                files.append(file.path)
            }
        }
    }
    let judge = Process()
    let errors = Pipe()
    judge.executableURL = Place.peersPython
    judge.arguments =
        [Place.root.appending(path: "Tests/Peers/\(name)_accepts.py").path] + files
    judge.standardError = errors
    try judge.run()
    let report = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    judge.waitUntilExit()
    #expect(files.count == 60)
    #expect(judge.terminationStatus == 0, "\(report)")
}
