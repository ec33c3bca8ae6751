import Foundation
import TestSupport
import Testing
import Vocabulary

/// Two currencies, two tiers beside the usual one, another model than the leg's, repeats, retries and two keys.
private let files = [
    "routes.yaml": """
    aliases:
      chat:
        - { model: gpt-5.4-mini, timeout: 10s, retry: { times: 1, on: [server-error] } }
        - { model: doubao-seed-2-1-pro-260628, timeout: 10s, on: [any] }
      code: [claude-haiku-4-5, gpt-5.4]
    keys:
      tiny: { key: "tiny-test-key" }
      large: { key: "large-test-key" }
    """,
    "a.yaml": """
    task: capitals
    key: tiny
    params: { service_tier: flex }
    stream: both
    repeat: 2
    causes: [server-error, rate-limit, cut, wrong-model]
    paths: causes
    prompts: ["Answer with the capital only: {{ country }}"]
    tests:
      - vars: { country: France }
        tags: [europe]
        simulate: { text: Paris }
      - vars: { country: Japan }
        simulate: { text: "Tokyo, the largest city of the world", service_tier: default }
      - vars: { country: Peru }
        simulate: { text: Lima, service_tier: scale }
    """,
    "b.yaml": """
    task: sums
    key: large
    stream: true
    paths: legs
    prompts: ["{{ n }}+{{ n }}"]
    tests: [{ vars: { n: [1, 2, 3, 4, 5, 6, 7] }, simulate: "4" }]
    """,
]

/// What calls or cases come to: how many, what they cost by currency, and of how many nobody knows.
private typealias Sum = [String: Int128]

private func sums(
    _ rows: [[String: Any]], by key: ([String: Any]) -> String?
) throws -> [String: Sum] {
    var sums: [String: Sum] = [:]
    for row in rows {
        guard let key = key(row) else { continue }
        sums[key, default: [:]]["rows", default: 0] += 1
        guard let text = row["cost"] as? String, let currency = row["currency"] as? String else {
            sums[key, default: [:]]["unknown", default: 0] += 1
            continue
        }
        let money = try #require(Money(text, currency))
        if money.nanos != 0 { sums[key, default: [:]][currency, default: 0] += money.nanos }
    }
    return sums
}

private func joined(_ sums: some Sequence<Sum>) -> Sum {
    sums.reduce(into: [:]) { all, sum in all.merge(sum, uniquingKeysWith: +) }
}

/// One finished run, summed in every way from its rows alone.
private struct Totals: Equatable {
    var ways: [String: [String: Sum]] = [:]
    /// As the run itself tells them, and as text, order and all.
    var told: [String: [String: Sum]] = [:]
    var text = ""
    var findings: [String] = []

    init(_ scratch: Scratch, _ folder: String) throws {
        let results = "\(folder)/results.jsonl"
        let calls = try scratch.rows("call", in: results)
        let cases = try scratch.rows("case", in: results)
        var byID: [String: [String: Any]] = [:]
        for row in cases { byID[try #require(row["id"] as? String)] = row }
        func ofCase(_ name: String) -> ([String: Any]) -> String? {
            { call in (call["case"] as? String).flatMap { byID[$0]?[name] } as? String }
        }
        let names = try scratch.rows("path", in: results).reduce(into: [:]) { names, row in
            names[row["leg"] as? String ?? ""] = row["leg_name"] as? String
        }
        let tasks = ["a": "capitals", "b": "sums"]
        ways["leg"] = try sums(calls) { $0["leg"] as? String }
        ways["model"] = try sums(calls) { names[$0["leg"] as? String ?? ""] ?? nil }
        ways["route"] = try sums(calls, by: ofCase("route"))
        ways["suite"] = try sums(calls, by: ofCase("suite"))
        ways["task"] = try sums(calls) { ofCase("suite")($0).flatMap { tasks[$0] } }
        ways["cause"] = try sums(calls) { ofCase("cause")($0) ?? "healthy" }
        ways["key"] = try sums(calls) { call in
            let tags = byID[call["case"] as? String ?? ""]?["tags"] as? [String] ?? []
            return tags.first { $0.hasPrefix("key=") }.map { String($0.dropFirst(4)) }
        }
        ways["case"] = try sums(calls) { $0["case"] as? String }
        ways["tier"] = try sums(calls) { $0["service_tier"] as? String ?? "usual" }
        findings = try scratch.rows("finding", in: results).map {
            "\($0["severity"] ?? "") \($0["code"] ?? ""): \($0["message"] ?? "")"
        }.sorted()
        let summary = try #require(
            try JSONSerialization.jsonObject(
                with: Data(try scratch.text("\(folder)/summary.json").utf8)) as? [String: Any])
        text = String(
            decoding: try JSONSerialization.data(
                withJSONObject: try #require(summary["spend_by"]), options: .sortedKeys),
            as: UTF8.self)
        for (way, lines) in try #require(summary["spend_by"] as? [String: [[String: Any]]]) {
            for line in lines {
                var sum: Sum = ["rows": Int128(line["calls"] as? Int ?? 0)]
                let unknown = line["calls_of_unknown_cost"] as? Int ?? 0
                if unknown > 0 { sum["unknown"] = Int128(unknown) }
                for (currency, text) in line["all"] as? [String: String] ?? [:] {
                    let money = try #require(Money(text, currency))
                    if money.nanos != 0 { sum[currency] = money.nanos }
                }
                told[way, default: [:]][line["name"] as? String ?? ""] = sum
            }
        }
    }
}

@Test(arguments: [11])
func `totals are one number however they are summed: whole, resumed, and merged of shards`(
    keptCases: Int
) throws {
    let scratch = try Scratch(files)
    func run(_ words: [String], _ out: String) throws -> Program.Outcome {
        let outcome = try Program.run(
            ["run"] + words + ["--exit-zero", "--out", out], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        return outcome
    }
    _ = try run(["a.yaml", "b.yaml"], "whole")
    let whole = try Totals(scratch, "whole")
    // Every way of telling calls apart comes to the same, and the run says so itself.
    let all = joined(try #require(whole.ways["leg"]).values)
    #expect(try #require(all["USD"]) > 0 && #require(all["CNY"]) > 0)
    #expect(try #require(all["unknown"]) > 0)
    #expect(Set(try #require(whole.ways["tier"]).keys) == ["usual", "flex", "scale"])
    for (way, sums) in whole.ways { #expect(joined(sums.values) == all, "by \(way)") }
    for way in ["model", "route", "suite", "task", "cause", "key"] {
        #expect(whole.told[way] == whole.ways[way], "by \(way)")
    }
    // A case is the sum of its calls where each of them is known and in its currency.
    let cases = try scratch.rows("case", in: "whole/results.jsonl").filter { $0["cost"] != nil }
    #expect(cases.count > 20)
    for (id, sum) in try sums(cases, by: { $0["id"] as? String }) {
        let calls = try #require(whole.ways["case"]?[id])
        #expect(calls["unknown"] == nil)
        for currency in ["USD", "CNY"] { #expect(calls[currency] == sum[currency], "\(id)") }
    }
    for code in ["served-tier-price", "tier-unlisted"] {
        #expect(whole.findings.contains { $0.contains("ledger.\(code)") }, "\(whole.findings)")
    }

    // As a kill leaves it, after some of its cases.
    try FileManager.default.copyItem(
        at: scratch.folder.appending(path: "whole"), to: scratch.folder.appending(path: "killed"))
    let lines = try scratch.text("whole/results.jsonl").split(separator: "\n")
    let ends = lines.indices.filter { lines[$0].hasPrefix(#"{"type":"case""#) }
    let kept = lines[...ends[keptCases]].joined(separator: "\n") + "\n"
    try kept.replacing("--out\",\"whole\"", with: "--out\",\"killed\"").write(
        to: scratch.folder.appending(path: "killed/results.jsonl"), atomically: true,
        encoding: .utf8)
    let resumed = try Program.run(
        ["run", "--resume", "--exit-zero", "--out", "killed"], in: scratch.folder)
    #expect(resumed.status == 0, "\(resumed.output)\(resumed.errors)")
    #expect(try Totals(scratch, "killed") == whole)

    for number in 1...3 {
        _ = try run(["a.yaml", "b.yaml", "--shard", "\(number)/3"], "part\(number)")
    }
    let merged = try Program.run(
        ["report", "part2", "part3", "part1", "--exit-zero", "--out", "merged"],
        in: scratch.folder)
    #expect(merged.status == 0, "\(merged.output)\(merged.errors)")
    #expect(try Totals(scratch, "merged") == whole)
}
