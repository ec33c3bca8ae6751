import Foundation
import TestSupport
import Testing
import Vocabulary

/// A gateway of vice, and what forty calls through it must show.
private struct Bill: Sendable, CustomTestStringConvertible {
    /// Nil for the embedded gateway as it is.
    var vice: String?
    /// Of the findings, by code.
    var findings: [String: String] = [:]
    /// Per cent over the list price, by the sums of the ledger; nil where no cost is told.
    var over: ClosedRange<Double>?
    var charged = 40

    var testDescription: String { vice ?? "honest" }
}

private let bills = [
    Bill(vice: nil, charged: 0),
    Bill(
        vice: "markup",
        findings: [
            "ledger.markup": "charges are list price plus 12 %: 40 of 40 charges agree"
        ], over: 11.999_9...12.000_1),
    Bill(
        vice: "per-kilobyte",
        findings: [
            "ledger.rounding-unit":
                "input is charged by begun kilobytes of the request's body: 40 of 40 charges agree"
        ], over: 1...100),
    Bill(
        vice: "per-thousand",
        findings: [
            "ledger.rounding-unit":
                "tokens are charged by begun thousands: 40 of 40 charges agree"
        ], over: 100...2_000),
    Bill(
        vice: "flat-price",
        findings: [
            "ledger.rounding-unit": "every request is charged the same: 40 of 40 charges agree"
        ], over: -90...90),
    Bill(
        vice: "cached-billed-twice",
        findings: [
            "ledger.cache-billed-twice":
                "cached tokens are charged at the full price and at the cache's: "
                + "13 of 13 charges with cached tokens agree"
        ], over: 10...200),
    Bill(
        vice: "cached-billed-full",
        findings: [
            "ledger.cache-full-price": "cached tokens are charged at the full price: "
                + "13 of 13 charges with cached tokens agree"
        ], over: 10...200),
    Bill(
        vice: "streams-without-cost",
        findings: [
            "ledger.stream-without-cost":
                "in 20 of 20 streams the gateway, which tells a cost elsewhere, tells none"
        ], over: 0...0, charged: 20),
    Bill(
        vice: "hides-reasoning",
        findings: [
            "ledger.reasoning-missing":
                "in 10 of 10 calls with reasoning the gateway leaves out its tokens"
        ], charged: 0),
]

private let routes = """
    aliases:
      chat:
        - { model: gpt-5.4-mini, timeout: 20s }
        - { model: claude-haiku-4-5, timeout: 20s, on: [server-error] }
    """

/// Twenty tests, plain and streamed: short and long prompts and answers, a third of them with a long common
/// beginning, a quarter with reasoning.
private func suite(_ vice: String?) -> String {
    let rules = (0..<150).map { "Rule \($0): berth \($0 * 37 % 1009) is kept free." }
    var text = vice.map { "planted: { gateway: \($0) }\n" } ?? ""
    text += "through: [chat]\npaths: primary\nprompts: [\"{{ rules }}{{ question }}\"]\ntests:\n"
    for number in 0..<20 {
        let hasRules = number % 3 == 0
        let question = String(repeating: "word ", count: 7 + number * number * 13 % 61 * 11)
        let answer = String(repeating: "answer ", count: 3 + number * 29 % 53)
        text +=
            "  - description: question \(number)\n    metadata: { user: \(users[number % 2]) }\n"
        text += "    vars: { rules: \"\(hasRules ? rules.joined(separator: " ") : "")\", "
        text += "question: \"\(question)\(number)\" }\n"
        text += "    simulate: { text: \"\(answer)\""
        text += number % 4 == 0 ? ", reasoning: \"\(answer)\(answer)\" }\n" : " }\n"
    }
    return text
}

private let users = ["anna", "ben"]

extension Scratch {
    /// The findings of the ledger in a run's results, by code.
    fileprivate func ledgerFindings(_ folder: String = "pathproof-out") throws -> [String: String] {
        let found = try rows("finding", in: "\(folder)/results.jsonl").compactMap { row in
            (row["code"] as? String).flatMap { code in
                code.hasPrefix("ledger.") ? (code, row["message"] as? String ?? "") : nil
            }
        }
        return Dictionary(uniqueKeysWithValues: found)
    }

    fileprivate func json(_ name: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(text(name).utf8))
        return try #require(value as? [String: Any])
    }
}

private func femtos(_ value: Any?) throws -> Int128 {
    let text = try #require(value as? String)
    return try #require(DecimalText.scaled(text, places: 15)).value
}

@Test(arguments: bills)
private func `forty calls show how a gateway bills, and an honest one shows nothing`(
    _ bill: Bill
) throws {
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite(bill.vice)])
    // One after the other, so that every common beginning but the first is found in the leg's cache.
    let outcome = try Program.run(["run", "s.yaml", "-j", "1"], in: scratch.folder)
    #expect(try scratch.rows("case").count == 40, "\(outcome.errors)")
    #expect(try scratch.ledgerFindings() == bill.findings)
    let ledgers = try scratch.rows("ledger")
    let ledger = try #require(ledgers.first)
    #expect(ledgers.count == 1 && ledger["calls"] as? Int == 40)
    #expect(ledger["charged_calls"] as? Int == bill.charged)
    for message in bill.findings.values {
        #expect(outcome.output.contains(message), "\(outcome.output)")
        #expect(try scratch.text("pathproof-out/summary.md").contains(message))
        #expect(try scratch.text("pathproof-out/report.html").contains(message))
    }
    let summary = try scratch.json("pathproof-out/summary.json")
    #expect((summary["findings"] as? [Any])?.count == bill.findings.count)
    #expect((summary["ledger"] as? [Any])?.count == 1)
    let (listed, charged) = (try femtos(ledger["listed"]), try femtos(ledger["charged"]))
    guard let over = bill.over else {
        #expect(listed == 0 && charged == 0)
        return
    }
    #expect(over.contains(Double(charged - listed) / Double(listed) * 100), "\(ledger)")
    #expect(
        try scratch.text("pathproof-out/junit.xml").contains("pathproof.cost_reported_usd"))
}

/// Caches are left out: each shard warms its own.
@Test(
    arguments: bills.filter { !($0.vice ?? "").hasPrefix("cached") && $0.vice != nil }
        .prefix(Place.runsLongTests ? .max : 2))
private func `shards joined have the findings and the counts of the whole run`(_ bill: Bill) throws
{
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite(bill.vice)])
    for shard in ["1", "2", "3"] {
        let outcome = try Program.run(
            ["run", "s.yaml", "--shard", "\(shard)/3", "--out", "part-\(shard)"], in: scratch.folder
        )
        #expect([0, 1].contains(outcome.status), "\(outcome.errors)")
    }
    let joined = try Program.run(
        ["report", "part-2", "part-3", "part-1", "--out", "joined"], in: scratch.folder)
    #expect(joined.errors.isEmpty, "\(joined.errors)")
    #expect(try scratch.ledgerFindings("joined") == bill.findings)
    let ledger = try #require(try scratch.rows("ledger", in: "joined/results.jsonl").first)
    #expect(ledger["calls"] as? Int == 40 && ledger["charged_calls"] as? Int == bill.charged)
    // The sums are those of the parts, to the last digit.
    var sums: [String: Int128] = [:]
    for shard in 1...3 {
        let part = try #require(try scratch.rows("ledger", in: "part-\(shard)/results.jsonl").first)
        for name in ["listed", "charged"] { sums[name, default: 0] += try femtos(part[name]) }
    }
    for (name, sum) in sums { #expect(try femtos(ledger[name]) == sum) }
    // What was joined can be joined no more, and shown again as it is.
    let again = try Program.run(["report", "joined"], in: scratch.folder)
    #expect(again.status == joined.status)
}

@Test(.enabled(if: Place.runsLongTests, "long"))
func `the embedded gateway has nothing to answer for in any suite that ships`() throws {
    let results = try ShippedRun.done.get().results
    let codes = try rows("finding", of: results).compactMap { $0["code"] as? String }
    #expect(codes.filter { $0.hasPrefix("ledger.") } == [])
    let ledger = try #require(rows("ledger", of: results).first)
    #expect(try #require(ledger["calls"] as? Int) > 100)
    for leg in try #require(ledger["legs"] as? [[String: Any]]) {
        #expect(leg["counted"] as? [String: Int] == leg["told"] as? [String: Int], "\(leg)")
    }
}

@Test func `behind a URL the answer's own model and tokens are held against what it charges`()
    throws
{
    // 0.75 and 4.5 dollars a million, and 12 % on them.
    let gateway = try CountingGateway(
        model: "openai/gpt-5.4-mini",
        usage: { question in
            let number = Int(question.filter(\.isNumber)) ?? 0
            let (input, output) = (100 + number * 37, 20 + number * 13 % 29)
            let cost = DecimalText.text(Int128(input * 840 + output * 5_040), places: 9)
            return "{\"prompt_tokens\":\(input),\"completion_tokens\":\(output),"
                + "\"total_tokens\":\(input + output),\"cost\":\(cost)}"
        }, answer: { _ in "right" })
    let suite = """
        through: [m]
        paths: primary
        prompts: ["question {{ n }}"]
        defaultTest: { assert: [{ type: markup, threshold: 12 }, { type: cost, threshold: 0.001 }] }
        tests: [{ vars: { n: [1, 2, 3, 4, 5, 6, 7] } }]
        """
    let scratch = try Scratch(["s.yaml": suite])
    let words = ["run", "s.yaml", "--gateway", gateway.url, "--live", "--allow-unpriced"]
    let outcome = try Program.run(words, in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    for row in try scratch.rows("case") {
        let (input, output) = (row["input_tokens"] as? Int ?? 0, row["output_tokens"] as? Int ?? 0)
        let cost = try #require((row["cost"] as? String).flatMap { Money($0, "USD") })
        #expect(cost.nanos == Int128(input * 750 + output * 4_500))
    }
    #expect(
        try scratch.ledgerFindings()
            == ["ledger.markup": "charges are list price plus 12 %: 14 of 14 charges agree"])
    let dear = try Scratch(["s.yaml": suite.replacing("threshold: 12", with: "threshold: 11.9")])
    #expect(try Program.run(words, in: dear.folder).status == 1)
}

/// A rows file's costs by every way of adding them up.
private struct Sums {
    var calls: [String: Int128] = [:]
    var cases: [String: Int128] = [:]
    var attempts: [String: Int128] = [:]
    var legs: [String: Int128] = [:]

    init(_ scratch: Scratch, _ folder: String) throws {
        func money(_ row: [String: Any]) throws -> (nanos: Int128, currency: String) {
            let currency = try #require(row["currency"] as? String)
            let cost = try #require((row["cost"] as? String).flatMap { Money($0, currency) })
            return (cost.nanos, currency)
        }
        let file = "\(folder)/results.jsonl"
        for row in try scratch.rows("call", in: file) {
            let cost = try money(row)
            calls[cost.currency, default: 0] += cost.nanos
            let leg = try #require(row["leg"] as? String)
            legs["\(leg) \(cost.currency)", default: 0] += cost.nanos
        }
        for row in try scratch.rows("case", in: file) {
            let cost = try money(row)
            cases[cost.currency, default: 0] += cost.nanos
        }
        for row in try scratch.rows("attempt", in: file) {
            let cost = try money(row)
            attempts[cost.currency, default: 0] += cost.nanos
        }
    }
}

/// The amounts of a table of summary.json, added up by currency.
private func total(of lines: Any?) throws -> [String: Int128] {
    var sums: [String: Int128] = [:]
    for line in try #require(lines as? [[String: Any]]) {
        for (currency, amount) in try #require(line["all"] as? [String: String]) {
            sums[currency, default: 0] += try #require(Money(amount, currency)).nanos
        }
    }
    return sums
}

@Test func `costs add up to the same, however they are summed, also after a run is taken up again`()
    throws
{
    // Two currencies, repeats, failing legs, and cases that a cap leaves for later.
    let routes = """
        aliases:
          chat:
            - { model: gpt-5.4-mini, timeout: 20s, retry: { times: 1, on: [rate-limit] } }
            - { model: claude-haiku-4-5, timeout: 20s, on: [server-error, rate-limit] }
          chinese:
            - { model: doubao-seed-2-1-pro-260915, timeout: 20s }
        """
    let suite = """
        planted: { gateway: markup }
        paths: legs
        repeat: 2
        prompts: ["{{ n }} is the number"]
        tests:
          - vars: { n: [one, two, three, four, five, six, seven] }
            tags: [numbers]
            metadata: { user: anna }
            simulate: "one or two or three"
        """
    let scratch = try Scratch(["routes.yaml": routes, "s.yaml": suite])
    let whole = try Program.run(["run", "s.yaml", "--out", "whole"], in: scratch.folder)
    #expect(whole.status == 0, "\(whole.output)\(whole.errors)")
    let capped = ["run", "s.yaml", "--out", "two", "-j", "3", "--max-cases", "17"]
    let first = try Program.run(capped, in: scratch.folder)
    #expect(first.status == 3, "\(first.errors)")
    let second = try Program.run(["run", "--resume", "--out", "two"], in: scratch.folder)
    #expect(second.status == 0, "\(second.output)\(second.errors)")
    var seen: [[String: Int128]] = []
    for folder in ["whole", "two"] {
        let sums = try Sums(scratch, folder)
        seen.append(sums.legs)
        #expect(Set(sums.calls.keys) == ["USD", "CNY"])
        #expect(sums.calls == sums.cases && sums.calls == sums.attempts, "\(folder)")
        let summary = try scratch.json("\(folder)/summary.json")
        #expect(try total(of: summary["spend"]) == sums.calls)
        let ways = try #require(summary["spend_by"] as? [String: Any])
        for way in ["provider", "model", "route", "suite", "cause"] {
            #expect(try total(of: ways[way]) == sums.calls, "\(folder), by \(way)")
        }
        // Each test has both of the tags.
        #expect(try total(of: ways["tag"]) == sums.calls.mapValues { $0 * 2 })
        let again = try Program.run(["report", folder, "--out", "again"], in: scratch.folder)
        #expect(again.status == 0)
        #expect(try scratch.text("again/summary.json") == scratch.text("\(folder)/summary.json"))
        let ledger = try #require(try scratch.rows("ledger", in: "\(folder)/results.jsonl").first)
        // The second route is priced in another currency than charges are told in.
        #expect(ledger["unpriced_calls"] as? Int == 28)
        // Every answer of the first is listed: its legs' failures cost nothing.
        #expect(try femtos(ledger["listed"]) == (sums.calls["USD"] ?? 0) * 1_000_000)
        #expect(
            try femtos(ledger["charged"]) == (sums.calls["USD"] ?? 0) * 1_000_000 * 112 / 100)
    }
    #expect(seen[0] == seen[1])
}
