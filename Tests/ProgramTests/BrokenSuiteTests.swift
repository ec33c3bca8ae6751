import Foundation
import TestSupport
import Testing

/// What `run suites/broken` says of one suite: its legs' verdicts, and the checks that failed.
private struct Shown: Sendable, CustomTestStringConvertible {
    var suite: String
    /// The leg whose cases fail; cases of every other leg pass.
    var leg: String
    /// Of its cases those with this cause; nil: all.
    var cause: String?
    /// By all failing cases together, in the order of their names.
    var checks: [String]

    var testDescription: String { suite }
}

private let shown: [Shown] = [
    Shown(
        suite: "broken-tool-call", leg: "orders/2",
        checks: ["is-valid-openai-tools-call", "wire.tool.arguments"]),
    Shown(suite: "cut-document", leg: "archive/1", checks: ["canary"]),
    Shown(suite: "cut-system-prompt", leg: "orders/1", checks: ["prompt-whole"]),
    Shown(suite: "inflated-usage", leg: "orders/1", checks: ["usage-consistent"]),
    Shown(suite: "lost-cache", leg: "orders/1", checks: ["cache-hit"]),
    Shown(suite: "marked-up", leg: "orders/1", checks: ["markup"]),
    Shown(suite: "paid-twice", leg: "orders/1", checks: ["attempts", "no-double-spend"]),
    Shown(
        suite: "premium-failover", leg: "newsletter/1",
        checks: ["answered-by", "attempts", "cost", "legs-allowed", "served-model"]),
    Shown(
        suite: "unread-stream", leg: "letters/1", cause: "caller-leaves",
        checks: ["cancel-propagates"]),
    Shown(suite: "swapped-model", leg: "orders/1", checks: ["served-model"]),
    Shown(suite: "table-on-fallback", leg: "orders/2", checks: ["is-json"]),
    Shown(suite: "truncated-stream", leg: "orders/1", checks: ["no-truncated-success"]),
]

private struct BrokenRun: Sendable {
    let outcome: Program.Outcome
    let results: String

    static let done = Result { () throws -> BrokenRun in
        let scratch = try Scratch()
        let out = scratch.folder.appending(path: "out").path
        let outcome = try Program.run(["run", "suites/broken", "--out", out])
        return BrokenRun(outcome: outcome, results: try scratch.text("out/results.jsonl"))
    }

    func cases(of suite: String) throws -> [[String: Any]] {
        try rows("case", of: results).filter { $0["suite"] as? String == suite }
    }
}

private func failing(_ row: [String: Any]) -> [String] {
    let checks = row["checks"] as? [[String: Any]] ?? []
    return checks.filter { ["failed", "errored"].contains($0["verdict"] as? String) }
        .compactMap { $0["check"] as? String }
}

@Test func `each suite that shows a failure is run, and the run fails`() throws {
    let run = try BrokenRun.done.get()
    #expect(run.outcome.status == 1, "\(run.outcome.errors)")
    let suites = Set(try rows("case", of: run.results).compactMap { $0["suite"] as? String })
    #expect(suites == Set(shown.map(\.suite) + ["blind"]))
}

@Test(arguments: shown)
private func `a planted fault is found by the checks meant for it, and by no others`(
    _ shown: Shown
) throws {
    let cases = try BrokenRun.done.get().cases(of: shown.suite)
    let failed = cases.filter { $0["verdict"] as? String == "failed" }
    #expect(!failed.isEmpty)
    #expect(Set(failed.flatMap(failing)).sorted() == shown.checks)
    for row in cases {
        let isPlanted =
            row["leg"] as? String == shown.leg
            && (shown.cause == nil || row["cause"] as? String == shown.cause)
        #expect(row["verdict"] as? String == (isPlanted ? "failed" : "passed"), "\(row)")
    }
    // Its description is what a reader looks at first: it names what finds the fault.
    let file = Place.root.appending(path: "suites/broken/\(shown.suite).yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    for check in shown.checks { #expect(text.contains("`\(check)`"), "\(check)") }
}

@Test func `a suite that is blind to a fault is told so, and what would see it`() throws {
    let run = try BrokenRun.done.get()
    let failed = try run.cases(of: "blind").filter { $0["verdict"] as? String == "failed" }
    #expect(failed.allSatisfy { failing($0) == ["unnoticed"] })
    let causes = Set(failed.compactMap { $0["cause"] as? String })
    #expect(causes.isSuperset(of: ["markdown-table", "prose-for-json", "wrong-schema"]))
    #expect(run.outcome.output.contains("'is-json' would see it"))
}

@Test func `what is planted and is not there is told with the nearest name`() throws {
    let routes = "aliases: { chat: [{ model: gpt-5.4-mini }, { model: claude-haiku-4-5 }] }"
    let mistakes = [
        ("{ gpt-5.4-mini: markdown-tabel }", "unknown cause 'markdown-tabel'", "markdown-table"),
        ("{ gpt-5.4-mni: cut }", "no leg of this suite's routes is called", "gpt-5.4-mini"),
        ("{ gateway: invented-stp }", "unknown vice of a gateway", "invented-stop"),
    ]
    for (planted, message, nearest) in mistakes {
        let scratch = try Scratch([
            "routes.yaml": routes,
            "s.yaml": "planted: \(planted)\nprompts: [x]\ntests: [{ vars: { a: b } }]",
        ])
        let outcome = try Program.run(["run", "s.yaml"], in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("s.yaml:1:"))
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.errors.contains("did you mean '\(nearest)'"), "\(outcome.errors)")
    }
}
