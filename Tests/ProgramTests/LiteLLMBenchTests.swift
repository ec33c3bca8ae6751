import Foundation
import TestSupport
import Testing

/// A LiteLLM of the test's own, in front of a provider that answers at once.
private final class LiteLLM {
    let url: String
    private let process = Process()
    private let scratch: Scratch

    /// - Parameter upstream: what its one model, `m`, calls.
    init(before upstream: String) throws {
        let port = Int.random(in: 30_000..<50_000)
        url = "http://127.0.0.1:\(port)/v1"
        scratch = try Scratch([
            "config.yaml": """
            model_list:
              - model_name: m
                litellm_params: { model: openai/m, api_base: "\(upstream)", api_key: sk-none }
            """
        ])
        let program: URL = try #require(Place.liteLLMProgram)
        process.executableURL = program
        process.arguments = [
            "--config", scratch.folder.appending(path: "config.yaml").path, "--host", "127.0.0.1",
            "--port", "\(port)",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False"]) { $1 }
        let log = scratch.folder.appending(path: "log")
        try Data().write(to: log)
        process.standardOutput = try FileHandle(forWritingTo: log)
        process.standardError = process.standardOutput
        try process.run()
        for _ in 0..<600 {
            if isReady(port) { return }
            guard process.isRunning else {
                Issue.record("LiteLLM ended: \(try scratch.text("log"))")
                return
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        Issue.record("LiteLLM is not ready after a minute")
    }

    private func isReady(_ port: Int) -> Bool {
        guard let url = URL(string: "http://127.0.0.1:\(port)/health/readiness") else {
            return false
        }
        return (try? Data(contentsOf: url)) != nil
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}

@Test(
    .enabled(if: Place.liteLLMProgram != nil, "long tests only, and LiteLLM in .venv-litellm"),
    .timeLimit(.minutes(5)))
func `two benches of a real LiteLLM agree on what it adds, and its header leaves out the queue`()
    throws
{
    let direct = try CountingGateway()
    let gateway = try LiteLLM(before: direct.url)
    let scratch = try Scratch()
    let begun = Date()
    func bench(_ out: String) throws -> (comparison: [String: Any], gateway: [String: Any]) {
        let outcome = try Program.run(
            [
                "bench", "--gateway", gateway.url, "--direct", direct.url, "--model", "m",
                "--pairs", "100", "--at-once", "16", "--ignore-load", "--quiet", "--out", out,
            ], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let object = try JSONSerialization.jsonObject(
            with: Data(scratch.text("\(out)/bench.json").utf8))
        let contest = try #require(
            ((object as? [String: Any])?["contests"] as? [[String: Any]])?.first)
        return (
            try #require((contest["comparisons"] as? [[String: Any]])?.first),
            try #require((contest["contenders"] as? [[String: Any]])?.last)
        )
    }
    func interval(_ figures: [String: Any], _ measure: String) throws -> ClosedRange<Double> {
        let figure = try #require(figures[measure] as? [String: Any])
        let (low, high) = (figure["p50_low_us"] as? Double, figure["p50_high_us"] as? Double)
        return try #require(low)...(try #require(high))
    }
    let (one, two) = (try bench("one"), try bench("two"))
    #expect(Date().timeIntervalSince(begun) < 60)
    let (first, second) = (
        try interval(one.comparison, "plain_answer"), try interval(two.comparison, "plain_answer")
    )
    #expect(first.overlaps(second), "\(first) \(second)")
    // It adds milliseconds, and says of itself that it took less.
    #expect(first.lowerBound > 500)
    for (comparison, gateway) in [one, two] {
        let alone = try interval(comparison, "plain_answer").upperBound
        let crowded = try interval(comparison, "plain_at_once")
        #expect(crowded.lowerBound > 2 * alone, "\(crowded) \(alone)")
        #expect(try interval(gateway, "told_at_once").upperBound < crowded.lowerBound)
    }
}
