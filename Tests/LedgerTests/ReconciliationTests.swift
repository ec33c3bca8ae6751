import TestSupport
import Testing
import Vocabulary

@testable import Ledger

/// A gateway with vices, and the calls that it makes of honest ones.
private struct Vices {
    var factor: Int128 = 1_000_000
    var unit = Unit.token
    var cache = Billing.Cache.listed
    var tellsReasoning = true
    var tellsCache = true
    var countsCacheTwice = false
    var tellsStreamCost = true
    var tellsStreamUsage = true
    /// Of the charge; nil for every digit.
    var places: Int? = 9
    var rounding = Rounding.halfEven

    enum Unit { case token, kilobyte, thousand, flat }

    /// The charge is made here step by step, from prices in plain numbers: not by the code under test.
    func charge(_ sample: Sample) -> String {
        var fresh = sample.fresh
        var output = sample.output
        switch unit {
        case .token: break
        case .kilobyte: fresh = max(0, (sample.bodyBytes + 1023) / 1024 * 256 - sample.cached)
        case .thousand:
            fresh = (sample.fresh + sample.cached + 999) / 1000 * 1000 - sample.cached
            output = (output + 999) / 1000 * 1000
        case .flat: return "0.0004"
        }
        var (input, cached) = (fresh, sample.cached)
        switch cache {
        case .listed: break
        case .twice: input += cached
        case .full: (input, cached) = (input + cached, 0)
        case .free: cached = 0
        }
        // Micro-dollars for a million: 2.5, 0.25 and 10 dollars; so the sum is in 10^-12.
        let picos =
            Int128(input) * 2_500_000 + Int128(cached) * 250_000 + Int128(output) * 10_000_000
        let exact = picos * factor
        guard let places else { return DecimalText.text(exact, places: 18) }
        var step: Int128 = 1
        for _ in places..<18 { step *= 10 }
        return DecimalText.text(rounding.steps(exact, unit: step), places: places)
    }

    func told(_ sample: Sample) -> Usage? {
        if sample.isStreamed, !tellsStreamUsage { return nil }
        let input = sample.fresh + sample.cached
        let output = tellsReasoning ? sample.output : sample.output - sample.reasoning
        return Usage(
            input: .init(countsCacheTwice ? input + sample.cached : input, "prompt_tokens"),
            output: .init(output, "completion_tokens"),
            cachedInput: tellsCache ? .init(sample.cached, "cached_tokens") : nil,
            reasoning: tellsReasoning ? .init(sample.reasoning, "reasoning_tokens") : nil)
    }
}

/// A call with everything in it that tells one way of billing from another.
private struct Sample {
    var fresh: Int
    var cached: Int
    var output: Int
    var reasoning: Int
    var bodyBytes: Int
    var isStreamed: Bool

    init(_ number: Int) {
        // A spread without a pattern that a way of billing could follow.
        let noise = (number &* 7919 &+ 104_729) % 1009
        cached = number % 3 == 0 ? 1024 + noise / 128 * 128 : 0
        fresh = 150 + noise * 3 + number * 17
        output = 20 + (noise * 31) % 700
        reasoning = number % 4 == 0 ? output / 2 : 0
        bodyBytes = (fresh + cached) * 4 + 300 + noise % 97
        isStreamed = number % 2 == 1
    }
}

private func calls(_ count: Int, _ vices: Vices) -> [ReconciledCall] {
    let price = Price("USD", Rates(input: "2.5", cachedInput: "0.25", output: "10"))
    return (0..<count).map { number in
        let sample = Sample(number)
        let counted = TokenCounts(
            inputFresh: sample.fresh, cacheRead: sample.cached, output: sample.output,
            reasoning: sample.reasoning)
        let isTold = !sample.isStreamed || vices.tellsStreamCost
        return ReconciledCall(
            counted: counted, told: vices.told(sample),
            charged: isTold ? vices.charge(sample) : nil, price: price,
            bodyBytes: sample.bodyBytes, isStreamed: sample.isStreamed)
    }
}

struct ReconciliationTests {
    private func codes(_ vices: Vices, _ count: Int = 40) -> [String] {
        let findings = Reconciliation(calls(count, vices)).findings
        for finding in findings {
            let listed = allLedgerFindings.first { $0.code == finding.code }
            #expect(listed?.severity == finding.severity, "\(finding.code)")
        }
        return findings.map(\.code)
    }

    @Test(arguments: [nil, 12, 9, 8, 7, 6, 5, 4])
    func `an honest gateway gives no finding, to whatever place it rounds`(places: Int?) {
        for count in [5, 12, 40] + (Place.runsLongTests ? [400] : []) {
            let found = Reconciliation(calls(count, Vices(places: places)))
            #expect(found.findings == [], "\(count) calls, \(places ?? -1) places")
            #expect(found.bills.first?.factor == 1)
            #expect(found.bills.first?.billing == .honest)
            #expect(found.bills.first?.support == count)
        }
    }

    @Test func `binary fractions of an honest gateway are no rounding`() {
        var all = calls(40, Vices(places: nil))
        for index in all.indices {
            let sample = Sample(index)
            let cost =
                Double(sample.fresh) * 2.5e-6 + Double(sample.cached) * 0.25e-6
                + Double(sample.output) * 1e-5
            all[index].charged = "\(cost)"
        }
        let found = Reconciliation(all)
        #expect(found.findings == [])
        #expect(found.bills.first?.support == 40)
    }

    @Test func `a markup, kilobytes and a cache that is billed twice are found together`() throws {
        var vices = Vices(factor: 1_120_000, unit: .kilobyte, cache: .twice)
        vices.places = 9
        let found = Reconciliation(calls(40, vices))
        #expect(
            found.findings.map(\.code) == [
                "ledger.markup", "ledger.rounding-unit", "ledger.cache-billed-twice",
            ])
        #expect(found.bills.first?.factor == 1.12)
        #expect(found.bills.first?.billing == Billing(unit: .kilobyte, cache: .twice))
        #expect(found.bills.first?.support == 40)
        let markup = try #require(found.findings.first)
        #expect(markup.message == "charges are list price plus 12 %: 40 of 40 charges agree")
        #expect(found.findings[1].message.contains("begun kilobytes of the request's body"))
        #expect(found.findings[2].message.contains("14 of 14 charges with cached tokens"))
        #expect(try #require(found.overcharge) > 0.12)
    }

    @Test(arguments: [1_120_000, 1_050_000, 1_055_000, 1_001_000, 2_000_000] as [Int128])
    func `a markup is named to its last digit`(factor: Int128) {
        let found = Reconciliation(calls(40, Vices(factor: factor)))
        #expect(found.findings.map(\.code) == ["ledger.markup"])
        #expect(found.bills.first?.factor == Double(factor) / 1_000_000)
        // Some of these products need no rounding at all.
        #expect(found.bills.first?.rounding ?? nineHalfEven == nineHalfEven)
    }

    private let nineHalfEven = RoundingRule(places: 9, rounding: .halfEven, support: 40)

    @Test func `a charge of which nothing was cut off tells of no rounding`() {
        #expect(Reconciliation(calls(40, Vices(factor: 2_000_000))).bills.first?.rounding == nil)
    }

    @Test func `a discount is merely noted`() {
        let found = Reconciliation(calls(40, Vices(factor: 950_000)))
        #expect(found.findings.map(\.code) == ["ledger.discount"])
        #expect(found.findings.first?.severity == .note)
        #expect(found.findings.first?.message.contains("minus 5 %") == true)
    }

    @Test(arguments: [
        (Billing.Cache.twice, "ledger.cache-billed-twice"), (.full, "ledger.cache-full-price"),
        (.free, "ledger.cache-free"),
    ])
    func `what the cache is charged with is told`(cache: Billing.Cache, code: String) {
        #expect(codes(Vices(cache: cache)) == [code])
        #expect(codes(Vices(factor: 1_120_000, cache: cache)) == ["ledger.markup", code])
    }

    @Test func `begun thousands and flat prices are told`() {
        #expect(codes(Vices(unit: .thousand)) == ["ledger.rounding-unit"])
        let flat = Reconciliation(calls(40, Vices(unit: .flat)))
        #expect(flat.bills.first?.billing.unit == .request)
        #expect(flat.findings.map(\.code) == ["ledger.rounding-unit"])
        #expect(flat.findings.first?.message.contains("every request") == true)
    }

    @Test(arguments: [4, 5])
    func `charges that are always rounded up are told, with the place`(places: Int) throws {
        let found = Reconciliation(calls(40, Vices(places: places, rounding: .up)))
        #expect(found.findings.map(\.code) == ["ledger.rounded-up"])
        #expect(found.bills.first?.rounding?.places == places)
        let down = Reconciliation(calls(40, Vices(places: places, rounding: .down)))
        #expect(down.findings == [])
        #expect(down.bills.first?.rounding?.rounding == .down)
    }

    @Test func `tokens that one side does not tell are counted`() {
        #expect(codes(Vices(tellsReasoning: false)) == ["ledger.reasoning-missing"])
        #expect(codes(Vices(tellsCache: false)) == ["ledger.cache-not-told"])
        #expect(codes(Vices(countsCacheTwice: true)) == ["ledger.cache-counted-twice"])
        #expect(codes(Vices(tellsStreamUsage: false)) == ["ledger.stream-without-usage"])
        let silent = Reconciliation(calls(40, Vices(tellsStreamCost: false)))
        #expect(silent.findings.map(\.code) == ["ledger.stream-without-cost"])
        #expect(silent.findings.first?.message.hasPrefix("in 20 of 20 streams") == true)
        #expect(silent.charged == 20)
    }

    @Test func `a gateway that tells no cost at all has told none falsely`() {
        var all = calls(40, Vices())
        for index in all.indices { all[index].charged = nil }
        let found = Reconciliation(all)
        #expect(found.findings == [])
        #expect(found.charged == 0)
        #expect(found.overcharge == nil)
    }

    @Test func `a margin on one model alone is named with it, and the others stay honest`() {
        let mixed = (0..<60).map { number -> ReconciledCall in
            var call = calls(60, Vices(factor: number % 3 == 0 ? 1_300_000 : 1_000_000))[number]
            call.model = number % 3 == 0 ? "openai:dear" : number % 3 == 1 ? "openai:a" : "kimi:b"
            return call
        }
        let found = Reconciliation(mixed)
        #expect(found.findings.map(\.code) == ["ledger.markup"])
        #expect(
            found.findings.first?.message
                == "charges are list price plus 30 %: 20 of 20 charges at openai:dear agree")
        #expect(found.bills.map(\.factor) == [1, 1, 1.3])
        #expect(found.bills.map(\.model) == ["kimi:b", "openai:a", "openai:dear"])
    }

    @Test func `a margin that the gateway itself names is told so`() {
        var all = calls(40, Vices(factor: 1_120_000))
        for index in all.indices { all[index].namesMargin = true }
        let message = Reconciliation(all).findings.first?.message
        #expect(message?.contains("12 %, which the gateway names as its margin: 40 of 40") == true)
    }

    @Test func `a charge without a price in dollars is counted, and held against nothing`() {
        var all = calls(40, Vices(factor: 2_000_000))
        for index in all.indices where index % 2 == 0 {
            all[index].price = index % 4 == 0 ? nil : Price("CNY", Rates(input: "2", output: "8"))
        }
        let found = Reconciliation(all)
        #expect(found.unpriced == 20 && found.charged == 20)
        #expect(found.bills.first?.factor == 2)
        #expect(found.chargedFemtos == found.listedFemtos * 2)
    }

    @Test func `a long run is summed whole and looked at in part`() {
        var long = Reconciliation()
        let all = calls(500, Vices(factor: 1_120_000))
        for _ in 0..<5 { for call in all { long.take(call) } }
        #expect(long.charged == 2_500)
        #expect(long.findings.map(\.code) == ["ledger.markup"])
        #expect(long.bills.first?.charges == 400)
        let once = Reconciliation(all)
        #expect(long.chargedFemtos == once.chargedFemtos * 5)
    }

    @Test func `how a gateway bills is told in words`() {
        func words(_ vices: Vices) -> String? {
            Reconciliation(calls(40, vices)).bills.first?.description
        }
        #expect(
            words(Vices(places: 5))
                == "by the token at list price (40 of 40 charges agree), rounded half to "
                + "even at 5 decimal places (40 of 40)")
        #expect(
            words(Vices(factor: 1_120_000, unit: .kilobyte))?.hasPrefix(
                "at list price plus 12 %; input is charged by begun kilobytes of the request's body"
            )
                == true)
    }

    @Test func `charges out of the air are called unexplained`() {
        var all = calls(40, Vices())
        for index in all.indices {
            all[index].charged = "0.00\((index &* 7907 &+ 13) % 900 + 100)71"
        }
        let found = Reconciliation(all)
        #expect(found.findings.map(\.code) == ["ledger.unexplained"])
        #expect(found.bills.first?.billing == nil)
    }

    @Test func `a few odd calls do not hide the rule, and the rule does not claim them`() {
        var all = calls(40, Vices(factor: 1_120_000))
        for index in [3, 17, 29] { all[index].charged = "0.5" }
        let found = Reconciliation(all)
        #expect(found.bills.first?.factor == 1.12)
        #expect(found.bills.first?.support == 37)
        #expect(found.findings.map(\.code) == ["ledger.markup", "ledger.unexplained"])
        #expect(found.findings[0].message.hasSuffix("plus 12 %: 37 of 40 charges agree"))
        #expect(found.findings[1].message.hasPrefix("3 of 40 charges are not what"))
    }

    @Test func `an honest gateway stays honest over any mixture of calls and models`() {
        // The second is dearer above a threshold, and has no price for its cache.
        let prices = [
            Price("USD", Rates(input: "2.5", cachedInput: "0.25", output: "10")),
            Price(
                "USD", Rates(input: "0.3", output: "1.2"),
                tiers: [.init(above: 2_000, Rates(input: "0.6", output: "2.4"))]),
        ]
        var state: UInt64 = 7
        func number(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for round in 0..<60 {
            let places = [4, 6, 9, 15][round % 4]
            var unit: Int128 = 1
            for _ in places..<15 { unit *= 10 }
            let all = (0..<(5 + number(60))).map { _ in
                let counts = TokenCounts(
                    inputFresh: 10 + number(3_000), cacheRead: number(2) * number(2_000),
                    output: 1 + number(900), reasoning: 0)
                let price = prices[number(2)]
                let femtos = Pricing.femtos(of: counts, at: price) ?? 0
                return ReconciledCall(
                    counted: counts, told: nil,
                    charged: DecimalText.text(
                        Rounding.halfEven.steps(femtos, unit: unit), places: places),
                    price: price, bodyBytes: 200 + number(20_000), isStreamed: false)
            }
            let found = Reconciliation(all).findings.map(\.code)
            #expect(found == ["ledger.answer-without-usage"], "round \(round)")
        }
    }

    @Test func `too few charges prove nothing, and text that is no number is none`() {
        let few = Reconciliation(calls(4, Vices(factor: 2_000_000)))
        #expect(few.findings == [])
        #expect(few.bills.first?.factor == nil)
        var all = calls(40, Vices(factor: 2_000_000))
        for index in all.indices { all[index].charged = "a lot" }
        #expect(Reconciliation(all).charged == 0)
    }

    @Test func `counts at the ends of their range end nothing`() {
        var all = calls(40, Vices())
        for index in all.indices {
            all[index].counted.inputFresh = .max
            all[index].counted.output = index % 2 == 0 ? .max : .min
            all[index].bodyBytes = .max
        }
        _ = Reconciliation(all)
        #expect(Reconciliation([]).findings == [])
    }

    @Test func `a way of billing that nothing in the calls could show is not claimed`() {
        // Without a cached token nobody can tell how these are billed.
        let all = calls(60, Vices(cache: .twice)).filter { $0.counted.cacheRead == 0 }
        #expect(Reconciliation(all).findings == [])
    }
}

/// Calls that tell little apart: usages, charges or both are alike.
struct AlikeChargesTests {
    /// The same call with cached tokens and reasoning, twenty times.
    private func alike(_ vices: Vices) -> Reconciliation {
        Reconciliation(Array(repeating: calls(13, vices)[12], count: 20))
    }

    /// Twenty short calls of differing lengths and one charge; bodies of less than a kilobyte.
    private func equal(_ charge: String) -> Reconciliation {
        let price = Price("USD", Rates(input: "0.75", cachedInput: "0.075", output: "4.5"))
        return Reconciliation(
            (0..<20).map { number in
                let counts = TokenCounts(inputFresh: 1_039 + number * 13, output: 103 + number)
                return ReconciledCall(
                    counted: counts,
                    told: Usage(
                        input: .init(1_039 + number * 13, "prompt_tokens"),
                        output: .init(103 + number, "completion_tokens")),
                    charged: charge, price: price, bodyBytes: 300 + number, isStreamed: false)
            })
    }

    @Test(arguments: [
        (Billing.Cache.twice, "ledger.cache-billed-twice"), (.full, "ledger.cache-full-price"),
        (.free, "ledger.cache-free"),
    ])
    func `what explains every charge to its last digit needs no markup`(
        cache: Billing.Cache, code: String
    ) {
        let found = alike(Vices(cache: cache))
        #expect(found.findings.map(\.code) == [code])
        #expect(found.findings.first?.message.contains("20 of 20 charges with cached") == true)
        #expect(found.bills.first?.factor == 1)
    }

    @Test func `a markup on calls that are all alike is one way of several, and called so`() throws
    {
        let found = alike(Vices(factor: 1_120_000))
        #expect(found.findings.map(\.code) == ["ledger.ambiguous"])
        let message = try #require(found.findings.first).message
        #expect(message.contains("list price plus 12 %; or every request is charged the same"))
        #expect(message.contains("of different lengths would"))
        #expect(found.bills.map(\.contenders.count) == [3])
        #expect(found.bills.first?.description.contains("; or every request") == true)
    }

    @Test func `a margin that the gateway names is certain even so`() {
        var call = calls(13, Vices(factor: 1_120_000))[12]
        call.namesMargin = true
        let found = Reconciliation(Array(repeating: call, count: 20))
        #expect(found.findings.map(\.code) == ["ledger.markup"])
    }

    @Test func `begun thousands of calls that are all alike are one way of several`() {
        let found = alike(Vices(unit: .thousand))
        #expect(found.findings.map(\.code) == ["ledger.ambiguous"])
        #expect(found.findings.first?.message.contains("begun thousands") == true)
    }

    @Test(arguments: [nil, 9, 6, 5, 4, 3, 2])
    func `an honest gateway gives no finding where all calls are alike`(places: Int?) {
        #expect(alike(Vices(places: places)).findings == [])
        #expect(alike(Vices(places: places, rounding: .down)).findings == [])
    }

    @Test func `one charge for calls that differ is a price for each request`() {
        for charge in ["0.01", "0.0123", "0.01000000"] {
            let found = equal(charge)
            #expect(found.findings.map(\.code) == ["ledger.rounding-unit"], "\(charge)")
            #expect(found.findings.first?.message.hasPrefix("every request is charged") == true)
        }
    }

    @Test func `one charge that is also that of begun thousands is named as both`() {
        let found = equal("0.0060000000")
        #expect(found.findings.map(\.code) == ["ledger.ambiguous"])
        for words in ["by begun thousands; or every request is charged the same", "kilobytes"] {
            #expect(found.findings.first?.message.contains(words) == true, "\(found.findings)")
        }
    }

    @Test func `an honest charge that rounding makes equal stays honest`() {
        // 0.00124 to 0.00151 dollars.
        #expect(equal("0.001").findings.map(\.code) == [])
    }
}

@Test func `findings of the ledger are listed once, in the order of their names`() {
    let codes = allLedgerFindings.map(\.code)
    #expect(codes == Set(codes).sorted())
    #expect(allLedgerFindings.allSatisfy { !$0.summary.isEmpty })
}
