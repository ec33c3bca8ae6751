import Foundation
import Lanes
import TestSupport
import Testing
import Vocabulary

/// Providers that LiteLLM's client has a language for.
private let providers = [
    "openai", "azure", "anthropic", "google", "mistral", "deepseek", "qwen", "kimi", "minimax",
    "glm", "doubao", "ollama", "vllm", "openrouter", "generic",
]
private let answer = "The capital of France is Paris."
private let call = ToolCall(id: "call_1", name: "weather", arguments: #"{"city":"Paris"}"#)

/// LiteLLM's own parsers, error classes included, find in each lane what they find in its provider.
@Test(
    .enabled(if: Place.hasLiteLLM, "no PATHPROOF_LITELLM_PYTHON"),
    .enabled(if: Place.runsLongTests, "long: LiteLLM takes its time to start"),
    .timeLimit(.minutes(2)))
func `LiteLLM's client is content with every lane, plain, streamed and with tools`() async throws {
    let legs = providers.enumerated().map { index, provider in
        Leg(
            id: LegID(route: "chat", index: index), provider: provider, model: "some-model-1",
            pin: "some-model-1", timeout: .seconds(10))
    }
    let lanes = try LaneSet(legs: legs)
    defer { lanes.stop() }
    let causes: [(String, Cause?)] = [
        ("text", nil), ("tools", nil), ("rate-limit", .rateLimit),
        ("server-error", .serverError), ("auth", .auth),
    ]
    var plan: [[String: Any]] = []
    for (index, leg) in legs.enumerated() {
        var markers: [String: String] = [:]
        for (number, (what, cause)) in causes.enumerated() {
            let marker = marker(0x4000 + index * 16 + number)
            markers[what] = marker.text
            await lanes.arm(
                marker,
                with: FaultScript(
                    causes: cause.map { [leg.id: $0] } ?? [:],
                    answer: SimulatedAnswer(
                        text: what == "tools" ? "" : answer,
                        toolCalls: what == "tools" ? [call] : [])))
        }
        plan.append([
            "provider": leg.provider, "base": lanes.baseURL(of: leg.id), "model": leg.model,
            "markers": markers,
        ])
    }
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    try JSONSerialization.data(withJSONObject: plan).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let peer = Process()
    let output = Pipe()
    peer.executableURL = Place.liteLLMPython
    peer.arguments = [Place.root.appending(path: "Tests/Peers/litellm_peer.py").path, file.path]
    peer.standardOutput = output
    peer.standardError = FileHandle.nullDevice
    try peer.run()
    // Nobody may wait for ever for a client that hangs.
    let watch = Task.detached {
        try await Task.sleep(for: .seconds(100))
        peer.terminate()
    }
    defer { watch.cancel() }
    let said = output.fileHandleForReading.readDataToEndOfFile()
    peer.waitUntilExit()
    #expect(peer.terminationStatus == 0)
    let lines = try String(decoding: said, as: UTF8.self).split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(lines.count == providers.count * 7)
    for line in lines { judge(line) }
}

/// DeepSeek gives every error the code `invalid_request_error`, which is what LiteLLM goes by.
private let classes = [
    "rate-limit": "RateLimitError", "auth": "AuthenticationError",
    "server-error": "InternalServerError", "deepseek auth": "BadRequestError",
    "deepseek server-error": "BadRequestError", "openrouter server-error": "APIError",
    "azure server-error": "APIError",
]

private func judge(_ line: [String: Any]) {
    let note = Comment(rawValue: "\(line)")
    switch line["what"] as? String {
    case "text":
        #expect(line["text"] as? String == answer, note)
        #expect(line["finish"] as? String == "stop", note)
    case "tools":
        let calls = line["calls"] as? [[Any]] ?? []
        #expect(calls.count == 1 && calls.first?.first as? String == "weather", note)
        #expect((calls.first?.last as? [String: String]) == ["city": "Paris"], note)
    default:
        let key = "\(line["provider"] ?? "") \(line["what"] ?? "")"
        #expect(line["raised"] as? String == classes[key] ?? classes["\(line["what"] ?? "")"], note)
    }
}
