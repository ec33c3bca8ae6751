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
    .enabled(if: Place.liteLLMPython != nil, "long tests only, and LiteLLM in .venv-litellm"),
    .timeLimit(.minutes(10)))
func `LiteLLM's client is content with every lane, plain, streamed and with tools`() async throws {
    let outcome = try await asked()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = try outcome.lines.map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(lines.count == providers.count * 7)
    for line in lines { judge(line) }
}

/// How long the client may take: with nothing beside it, it is through in ten seconds.
private let patienceSeconds = 150

/// All that its client has heard, in one process. What stands still in it is told, and asked a second time: LiteLLM has
/// threads of its own that have been seen to wait for each other.
private func asked() async throws -> Peer.Outcome {
    let first = try await askedOnce()
    guard first.status != 0 else { return first }
    print("LiteLLM's client ended with status \(first.status):\n\(first.errors)")
    return try await askedOnce()
}

private func askedOnce() async throws -> Peer.Outcome {
    let legs = providers.enumerated().map { index, provider in
        Leg(
            id: LegID(route: "chat", index: index), provider: provider, model: "some-model-1",
            pin: "some-model-1", timeout: .seconds(10))
    }
    let lanes = try LaneSet(legs: legs, options: LaneOptions(pieceDelay: .milliseconds(5)))
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
    let folder = try TemporaryFolder()
    let file = try folder.write(
        "plan.json", [UInt8](try JSONSerialization.data(withJSONObject: plan)))
    return try await Peer.run(
        "litellm_peer", [file, String(patienceSeconds)], by: Place.liteLLMPython)
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
        judgeAmounts(line, note)
    case "tools":
        let calls = line["calls"] as? [[Any]] ?? []
        #expect(calls.count == 1 && calls.first?.first as? String == "weather", note)
        #expect((calls.first?.last as? [String: String]) == ["city": "Paris"], note)
        #expect(line["finish"] as? String == "tool_calls", note)
        judgeAmounts(line, note)
    default:
        let key = "\(line["provider"] ?? "") \(line["what"] ?? "")"
        #expect(line["raised"] as? String == classes[key] ?? classes["\(line["what"] ?? "")"], note)
    }
}

/// What was counted, and that a stream has come in pieces: all text at once is what a buffer makes of it.
private func judgeAmounts(_ line: [String: Any], _ note: Comment) {
    let usage = line["usage"] as? [Int] ?? []
    #expect(usage.count == 2 && usage.allSatisfy { $0 > 0 }, note)
    let pieces = line["pieces"] as? Int ?? -1
    #expect(line["stream"] as? Bool == true ? pieces > 0 : pieces == 0, note)
    if line["what"] as? String == "text", line["stream"] as? Bool == true {
        #expect(pieces > 1, note)
    }
}
