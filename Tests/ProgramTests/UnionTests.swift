import Foundation
import TestSupport
import Testing
import Vocabulary

private let files = [
    "routes.yaml": ShardTests.routes,
    "a.yaml": """
    task: capitals
    stream: false
    repeat: 2
    pass_rate: 0.5
    causes: [server-error, unavailable, rate-limit, cut]
    paths: causes
    prompts: ["Answer with the capital only: {{ country }}"]
    tests:
      - vars: { country: France }
        tags: [europe]
        simulate: Paris
      - vars: { country: Japan }
        simulate: Tokyo, the largest city of the world
        assert: [{ type: equals, value: Kyoto }]
    """,
    "b.yaml": """
    task: sums
    stream: true
    paths: legs
    prompts: ["2+2"]
    tests: [{ simulate: "4", assert: [{ type: equals, value: "4" }] }]
    """,
]

/// What rows of one kind come to, for each value of what they are grouped by: their number, and their cost in
/// billionths by currency.
private func sums(
    _ rows: [[String: Any]], by key: ([String: Any]) -> String
) throws -> [String: [String: Int128]] {
    var sums: [String: [String: Int128]] = [:]
    for row in rows {
        sums[key(row), default: [:]]["rows", default: 0] += 1
        for name in ["input_tokens", "output_tokens"] {
            sums[key(row), default: [:]][name, default: 0] += Int128(row[name] as? Int ?? 0)
        }
        guard let text = row["cost"] as? String, let currency = row["currency"] as? String else {
            sums[key(row), default: [:]]["unknown", default: 0] += 1
            continue
        }
        let money = try #require(Money(text, currency))
        sums[key(row), default: [:]][currency, default: 0] += money.nanos
    }
    return sums
}

extension Scratch {
    /// A part of summary.json without what the clock says, as text in one order.
    fileprivate func summary(_ folder: String, _ names: [String]) throws -> [String: String] {
        let data = Data(try text("\(folder)/summary.json").utf8)
        let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return try names.reduce(into: [:]) { parts, name in
            let part = try JSONSerialization.data(
                withJSONObject: try #require(whole[name]),
                options: [.sortedKeys, .fragmentsAllowed])
            parts[name] = String(decoding: part, as: UTF8.self)
                .replacing(#/"[a-z0-9_]*_us":\d+/#, with: "T")
        }
    }
}

@Test func `the parts of a job come to the same sums as the whole, however they are grouped`()
    throws
{
    let scratch = try Scratch(files)
    func run(_ words: [String], _ out: String, status: Int32) throws {
        let outcome = try Program.run(["run"] + words + ["--out", out], in: scratch.folder)
        #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
    }
    try run(["a.yaml", "b.yaml"], "whole", status: 1)
    try run(["a.yaml", "--route", "chat", "--filter", "/plain/"], "one", status: 1)
    try run(["a.yaml", "--route", "code"], "two", status: 1)
    try run(["b.yaml"], "three", status: 0)
    let union = try Program.run(
        ["report", "one", "two", "three", "--out", "union"], in: scratch.folder)
    // The whole failed, and so have its parts.
    #expect(union.status == 1 && union.errors.isEmpty, "\(union.errors)")
    let (whole, merged) = ("whole/results.jsonl", "union/results.jsonl")
    let groupings: [(type: String, key: ([String: Any]) -> String)] = [
        ("attempt", { "\($0["case"] ?? "") \($0["number"] ?? "")" }),
        ("call", { "\($0["leg"] ?? "")" }), ("call", { "\($0["cause"] ?? "healthy")" }),
        ("call", { "\($0["case"] ?? "")" }), ("case", { "\($0["id"] ?? "")" }),
        ("case", { "\($0["suite"] ?? "")" }), ("case", { "\($0["route"] ?? "")" }),
        ("case", { "\($0["leg_name"] ?? "")" }), ("case", { "\($0["verdict"] ?? "")" }),
        ("case", { "\($0["tags"] ?? "")" }), ("case", { _ in "all" }),
    ]
    for (place, (type, key)) in groupings.enumerated() {
        let before = try sums(scratch.rows(type, in: whole), by: key)
        #expect(!before.isEmpty)
        #expect(try sums(scratch.rows(type, in: merged), by: key) == before, "grouping \(place)")
    }
    // The same sum down to the last billionth, over cases and over their calls.
    let known = try scratch.rows("case", in: merged).filter { $0["cost"] != nil }
    let ids = Set(known.compactMap { $0["id"] as? String })
    let calls = try scratch.rows("call", in: merged).filter {
        ids.contains($0["case"] as? String ?? "")
    }
    let (ofCalls, ofCases) = (try sums(calls) { _ in "" }[""], try sums(known) { _ in "" }[""])
    for currency in ["USD", "CNY"] {
        #expect(ofCalls?[currency] == ofCases?[currency])
    }
    #expect(try #require(ofCases?["USD"]) > 0)
    let parts = ["verdict", "cases", "requests", "coverage", "spend", "spend_by", "ledger"]
    #expect(try scratch.summary("union", parts) == scratch.summary("whole", parts))
    // A case that failed has both of its sides still.
    let failed = try scratch.rows("case", in: merged).compactMap { $0["transcript"] as? String }
    #expect(!failed.isEmpty && failed.allSatisfy { scratch.has("union/\($0)") })
    // The merged folder is a run like any other.
    let again = try Program.run(["report", "union"], in: scratch.folder)
    #expect(again.status == 1 && again.output == union.output)
    let isJudged = try scratch.rows("case", in: merged).allSatisfy {
        ["passed", "failed"].contains($0["verdict"] as? String)
    }
    for (options, status) in [
        (["--exit-zero"], isJudged ? Int32(0) : 3), (["--fail-on", "regression"], 0),
        (["--fail-on", "failed"], 1),
    ] {
        let told = try Program.run(["report", "union"] + options, in: scratch.folder)
        #expect(told.status == status, "\(options)")
    }
}

@Test func `a report of a run that was killed claims neither its coverage nor its passing`() throws
{
    let scratch = try Scratch(files)
    for route in ["chat", "code"] {
        let outcome = try Program.run(
            ["run", "b.yaml", "--route", route, "--out", route], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
    // Its first case and all before it, as a kill leaves them.
    let lines = try scratch.text("chat/results.jsonl").split(separator: "\n")
    let first = try #require(lines.firstIndex { $0.hasPrefix(#"{"type":"case""#) })
    let killed = lines[...first].joined(separator: "\n") + "\n"
    try killed.write(
        to: scratch.folder.appending(path: "chat/results.jsonl"), atomically: true, encoding: .utf8)
    func report(_ words: String...) throws -> Program.Outcome {
        try Program.run(["report"] + words, in: scratch.folder)
    }
    let alone = try report("chat")
    #expect(alone.status == 3, "\(alone.errors)")
    #expect(alone.output.contains("1 path covered so far"), "\(alone.output)")
    #expect(!alone.output.contains("1 of 1 path"))
    #expect(alone.errors.contains("the run was killed: 1 of its 2 cases came to an end"))
    #expect(alone.errors.contains("`pathproof run --resume --out chat` goes on with it"))
    #expect(try scratch.text("chat/summary.json").contains(#""killed":true"#))
    #expect(try report("chat", "--fail-on", "failed").status == 0)
    let merged = try report("chat", "code", "--out", "union")
    #expect(merged.status == 3, "\(merged.errors)")
    #expect(merged.output.contains("covered so far"), "\(merged.output)")
    #expect(merged.errors.contains("'chat/results.jsonl' was killed before its end"))
    // A drill is gone on with by another command.
    try killed.replacing(#""mode":"#, with: #""command":"drill","mode":"#).write(
        to: scratch.folder.appending(path: "chat/results.jsonl"), atomically: true, encoding: .utf8)
    let drill = try report("chat")
    #expect(drill.errors.contains("`pathproof drill --resume --out chat` goes on with it"))
}

@Test func `a file of rows in the current folder is reported there, and one that is none refused`()
    throws
{
    let scratch = try Scratch(files)
    let outcome = try Program.run(["run", "b.yaml", "--out", "."], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try Program.run(["report", "results.jsonl"], in: scratch.folder)
    #expect(report.status == 0 && report.errors.isEmpty, "\(report.errors)")
    #expect(report.output.contains("reports: ./"))
    for (text, told) in [
        ("", "'other.jsonl' is empty: it holds no run"),
        ("nothing of ours", "'other.jsonl' holds no run"),
        ("nothing\nof ours\n", "other.jsonl:1:1: error:"),
        (#"{"type":"end"}"# + "\n", "other.jsonl"),
    ] {
        try text.write(
            to: scratch.folder.appending(path: "other.jsonl"), atomically: true, encoding: .utf8)
        let refused = try Program.run(
            ["report", "other.jsonl", "--out", "new"], in: scratch.folder)
        #expect(refused.status == 2 && !scratch.has("new"))
        #expect(refused.errors.contains(told), "\(refused.errors)")
    }
}

@Test func `parts that are not of one job, or have a case in common, are refused`() throws {
    let scratch = try Scratch(files)
    for (words, out) in [
        (["b.yaml"], "one"), (["b.yaml", "--route", "chat"], "two"),
        (["b.yaml", "--route", "code"], "three"),
    ] {
        let outcome = try Program.run(["run"] + words + ["--out", out], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
    func report(_ words: String...) throws -> Program.Outcome {
        try Program.run(["report"] + words, in: scratch.folder)
    }
    let twice = try report("one", "two", "--out", "union")
    #expect(twice.status == 2 && !scratch.has("union"))
    #expect(twice.errors.contains("is in 'one/results.jsonl' and in 'two/results.jsonl'"))
    let same = try report("two", "./two/results.jsonl", "two", "--out", "union")
    #expect(same.status == 2 && !same.errors.contains("case '"))
    #expect(same.errors.contains("'./two/results.jsonl' and 'two/results.jsonl' are one file"))
    #expect(same.errors.contains("'two/results.jsonl' is named twice"))
    #expect(try report("two", "three").errors.contains("need a folder of their own"))
    let over = try report("two", "three", "--out", "./three")
    #expect(over.status == 2 && over.errors.contains("would be written over"))
    #expect(try report("two", "four", "--out", "u").errors.contains("'four' cannot be read"))
    try (files["b.yaml"] ?? "").replacing("2+2", with: "2+3").write(
        to: scratch.folder.appending(path: "b.yaml"), atomically: true, encoding: .utf8)
    let changed = try Program.run(
        ["run", "b.yaml", "--route", "code", "--out", "three"], in: scratch.folder)
    #expect(changed.status == 0, "\(changed.errors)")
    let other = try report("two", "three", "--out", "union")
    #expect(other.status == 2)
    #expect(
        other.errors.contains(
            "'three/results.jsonl' was made with another 'b.yaml' than 'two/results.jsonl'"))
}
