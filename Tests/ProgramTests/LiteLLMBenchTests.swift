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
            [
                "LITELLM_LOCAL_MODEL_COST_MAP": "True",
                // It listens on this machine alone, and nothing that it calls costs anything.
                "LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY": "true",
            ]) { $1 }
        let log = scratch.folder.appending(path: "log")
        try Data().write(to: log)
        process.standardOutput = try FileHandle(forWritingTo: log)
        process.standardError = process.standardOutput
        try process.run()
        for _ in 0..<1800 {
            if isReady(port) { return }
            guard process.isRunning else {
                Issue.record("LiteLLM ended: \(try scratch.text("log"))")
                return
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        Issue.record("LiteLLM is not ready after three minutes")
    }

    private func isReady(_ port: Int) -> Bool {
        guard let url = URL(string: "http://127.0.0.1:\(port)/health/readiness") else {
            return false
        }
        return (try? Data(contentsOf: url)) != nil
    }

    deinit {
        // Asked to end, it goes on for minutes once it was busy.
        kill(process.processIdentifier, SIGKILL)
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
    // What else goes on here moves one of them now and then: two that agree are what can be asked for.
    var runs = [try bench("1"), try bench("2")]
    func agree() throws -> Bool {
        let intervals = try runs.map { try interval($0.comparison, "plain_answer") }
        return intervals.indices.contains { place in
            intervals[..<place].contains { $0.overlaps(intervals[place]) }
        }
    }
    while runs.count < 4, try !agree() { runs.append(try bench("\(runs.count + 1)")) }
    #expect(try agree())
    for (comparison, gateway) in runs {
        let alone = try interval(comparison, "plain_answer")
        let crowded = try interval(comparison, "plain_at_once")
        // It adds milliseconds, and says of itself that it took less.
        #expect(alone.lowerBound > 500)
        #expect(crowded.lowerBound > 2 * alone.upperBound, "\(crowded) \(alone)")
        #expect(try interval(gateway, "told_at_once").upperBound < crowded.lowerBound)
    }
}
