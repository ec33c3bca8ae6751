import TestSupport
import Testing
import Vocabulary

@testable import Ledger

/// Gateways drawn by lot, with vices or without, and what their charges are taken for.
struct GuessedGatewaysTests {
    @Test(arguments: [8, 20, 40])
    func `a gateway by lot is named rightly, left open, or left alone, and never named wrongly`(
        count: Int
    ) {
        var counts: [Outcome: Int] = [:]
        var chance = Chance(seed: UInt64(count))
        let rounds = Place.runsLongTests ? 2_000 : 50
        for round in 0..<rounds {
            let gateway = Gateway(by: &chance)
            let calls = gateway.calls(count, by: &chance)
            let outcome = gateway.outcome(of: calls)
            counts[outcome, default: 0] += 1
            #expect(
                !outcome.isWrong,
                "round \(round): \(gateway) gave \(outcome): \(Reconciliation(calls).bills)")
            if gateway.isHonest { #expect(outcome == .leftAlone, "round \(round): \(gateway)") }
        }
        let words = Outcome.allCases.map { "\($0.rawValue): \(counts[$0, default: 0])" }
        print("\(rounds) gateways by \(count) calls: \(words.joined(separator: ", "))")
        let named = counts[.rightFigure, default: 0] + counts[.rightRange, default: 0]
        #expect(named * 100 >= rounds * 40)
    }
}

/// Gateways that were once taken for others.
struct MistakenGatewaysTests {
    /// Input with and without cached tokens, and short answers, at 0.75, 0.075 and 4.5 dollars a million.
    private func calls(_ count: Int, charged: (_ micros: Int128) -> String) -> [ReconciledCall] {
        let price = Price("USD", Rates(input: "0.75", cachedInput: "0.075", output: "4.5"))
        return (1...count).map { number in
            let (all, cached) = (1_500 + number * 53 % 977, number % 4 * 256)
            let output = 5 + number * 7 % 41
            // In 10^-9 dollars.
            let exact = Int128((all - cached) * 750 + cached * 75 + output * 4_500)
            return ReconciledCall(
                counted: TokenCounts(inputFresh: all - cached, cacheRead: cached, output: output),
                told: nil, charged: charged(exact), price: price, bodyBytes: 420,
                isStreamed: false)
        }
    }

    private func findings(_ calls: [ReconciledCall]) -> [String] {
        Reconciliation(calls).findings.filter { $0.code != "ledger.answer-without-usage" }
            .map(\.message)
    }

    private func roundedUp(_ nanos: Int128, _ places: Int) -> String {
        var unit: Int128 = 100
        for _ in places..<9 { unit *= 10 }
        return DecimalText.text((nanos * 112 + unit - 1) / unit, places: places)
    }

    @Test func `12 per cent rounded up to four places is no 15 per cent`() throws {
        let found = findings(calls(36) { roundedUp($0, 4) })
        #expect(found.count == 2, "\(found)")
        let markup = try #require(found.first)
        #expect(markup.contains("(12 % is the plainest of these)") || markup.contains("plus 12 %"))
        #expect(markup.hasSuffix("36 of 36 charges agree"))
        #expect(
            found.last
                == "every charge is rounded up to 4 decimal places: 36 of 36 charges agree")
    }

    @Test func `12 per cent rounded up to six places is told to its last digit`() {
        #expect(
            findings(calls(36) { roundedUp($0, 6) }) == [
                "charges are list price plus 12 %: 36 of 36 charges agree",
                "every charge is rounded up to 6 decimal places: 36 of 36 charges agree",
            ])
    }

    @Test(arguments: ["0.0004", "0.002", "0.0016"])
    func `one price for each request is no discount, however near most list prices are`(
        charge: String
    ) {
        #expect(
            findings(calls(32) { _ in charge }) == [
                "every request is charged the same: 32 of 32 charges agree"
            ])
    }

    @Test func `the least that a request is charged is named`() {
        let found = findings(calls(36) { DecimalText.text(max($0, 1_500_000), places: 9) })
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("no request is charged less than 0.0015 USD, and ") == true)
        #expect(found.first?.hasSuffix("36 of 36 charges agree") == true)
    }

    @Test func `a markup that charges do not tell to the digit is a range`() throws {
        // To the cent of a cent; some of the charges differ by one step alone.
        let found = findings(calls(8) { roundedUp($0, 4) })
        let markup = try #require(found.first { $0.contains("list price plus") })
        #expect(markup.contains(" to "), "\(found)")
    }
}

/// What charges were taken for, held against what they were.
private enum Outcome: String, CaseIterable {
    case rightFigure = "right figure"
    case rightRange = "range that holds it"
    case open = "open, with the right one"
    case openElsewhere = "open, without it"
    case leftAlone = "honest, and left alone"
    /// The list price explains every charge, too.
    case unseen = "not to be seen"
    case unexplained = "unexplained"
    case partly = "partly"
    case wrong = "wrong"

    var isWrong: Bool { self == .wrong }
}

private struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func number(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int((state >> 33) % UInt64(limit))
    }

    mutating func one<Element>(of list: [Element]) -> Element { list[number(list.count)] }
}

private struct Gateway: CustomStringConvertible {
    /// Tenths of a per cent.
    var markup: Int
    var billing: Billing
    /// Nil where every digit is told.
    var places: Int?
    var rounding: Rounding
    /// In 10^-18.
    var minimum: Int128 = 0
    /// Micro-dollars a million: input, cached, output.
    var prices: (input: Int128, cached: Int128, output: Int128)

    init(by chance: inout Chance) {
        markup = chance.number(5) < 2 ? 0 : chance.number(301)
        prices = chance.one(of: [
            (2_500_000, 250_000, 10_000_000), (750_000, 75_000, 4_500_000),
            (3_000_000, 300_000, 15_000_000),
        ])
        rounding = chance.one(of: [.up, .down, .halfUp, .halfEven])
        places = chance.one(of: [nil, 4, 5, 6, 7, 8, 9])
        let unit: Billing.Unit
        switch chance.number(12) {
        case 0: unit = .thousand
        case 1: unit = .kilobyte
        case 2: unit = .request
        case 3:
            unit = .roundedTokenPrice(
                places: 6 + chance.number(2), isUp: chance.number(2) == 0)
        case 4:
            unit = .token
            minimum = Int128(chance.one(of: [1, 2, 5])) * 1_000_000_000_000_000
        default: unit = .token
        }
        let cache: Billing.Cache = chance.one(of: [.listed, .listed, .listed, .twice, .free, .full])
        billing = Billing(unit: unit, cache: unit == .request ? .listed : cache)
        if unit == .request { minimum = 0 }
    }

    var description: String {
        "\(markup) per mille, \(billing), \(places ?? -1) places \(rounding), at least \(minimum)"
    }

    var isHonest: Bool {
        markup == 0 && billing == .honest && minimum == 0 && (places == nil || rounding != .up)
    }

    private var price: Price {
        func rate(_ micros: Int128) -> Rate { Rate(nanosPerMillion: Int64(micros) * 1_000) }
        return Price(
            "USD",
            Rates(
                input: rate(prices.input), cachedInput: rate(prices.cached),
                output: rate(prices.output)))
    }

    func calls(_ count: Int, by chance: inout Chance) -> [ReconciledCall] {
        (0..<count).map { _ in
            let fresh = 40 + chance.number(3_000)
            let cached = chance.number(3) == 0 ? 128 * (1 + chance.number(20)) : 0
            let output = 5 + chance.number(700)
            let body = (fresh + cached) * 4 + 200 + chance.number(700)
            return ReconciledCall(
                counted: TokenCounts(inputFresh: fresh, cacheRead: cached, output: output),
                told: nil, charged: charge(fresh, cached, output, body).text, price: price,
                bodyBytes: body, isStreamed: false)
        }
    }

    /// Made step by step, from prices in plain numbers, and not by the code under test.
    private func charge(
        _ fresh: Int, _ cached: Int, _ output: Int, _ body: Int
    ) -> (text: String, isCut: Bool, isLeast: Bool) {
        var (input, read, out) = (Int128(fresh), Int128(cached), Int128(output))
        var prices = prices
        switch billing.unit {
        case .token, .bodyAlone: break
        case .request:
            return (DecimalText.text(Int128(4 + markup % 7), places: 4), false, false)
        case .thousand:
            input = (input + read + 999) / 1000 * 1000 - read
            out = (out + 999) / 1000 * 1000
        case .kilobyte: input = max(0, Int128((body + 1023) / 1024 * 256) - read)
        case .roundedTokenPrice(let places, let isUp):
            let unit: Int128 = places == 6 ? 1_000_000 : 100_000
            func cut(_ price: Int128) -> Int128 {
                (price + (isUp ? unit - 1 : unit / 2)) / unit * unit
            }
            prices = (cut(prices.input), cut(prices.cached), cut(prices.output))
        }
        switch billing.cache {
        case .listed: break
        case .twice: input += read
        case .full: (input, read) = (input + read, 0)
        case .free: read = 0
        }
        // Micro-dollars a million are 10^-12 a token; with the markup 10^-15.
        let exact =
            (input * prices.input + read * prices.cached + out * prices.output)
            * Int128(1000 + markup) * 1_000
        let raised = max(exact, minimum)
        guard let places else {
            return (DecimalText.text(raised, places: 18), false, raised > exact)
        }
        var unit: Int128 = 1
        for _ in places..<18 { unit *= 10 }
        let cut = rounding.steps(raised, unit: unit)
        let isLeast = cut != rounding.steps(exact, unit: unit)
        return (DecimalText.text(cut, places: places), cut * unit != raised, isLeast)
    }

    func outcome(of calls: [ReconciledCall]) -> Outcome {
        let found = Reconciliation(calls)
        let codes = found.findings.map(\.code).filter { $0 != "ledger.answer-without-usage" }
        guard !codes.isEmpty else { return isHonest ? .leftAlone : .unseen }
        let charges = calls.compactMap { call in
            call.charged.flatMap { DecimalText.scaled($0, places: 15) }.map {
                BillingFit.Charge(call: call, price: price, femtos: $0.value, places: $0.places)
            }
        }
        guard let judged = BillingJudgement.of(charges) else { return .unexplained }
        if codes == ["ledger.unexplained"] { return .unexplained }
        if judged.fit.support < charges.count { return .partly }
        if !judged.contenders.isEmpty {
            return judged.contenders.contains { isMet(by: $0, charges) } ? .open : .openElsewhere
        }
        let isOne = Set(charges.map(\.femtos)).count == 1
        if isOne, judged.fit.billing.unit == .request { return .rightFigure }
        // Of the direction nothing need be said where too little was cut off.
        let isSilent = RoundingRule.found(in: charges, fit: judged.fit) == nil
        guard isMet(by: judged.fit, charges, isSilent: isSilent) else { return .wrong }
        return judged.fit.isPinned ? .rightFigure : .rightRange
    }

    /// The same of these calls, with the right factor among its own.
    private func isMet(
        by fit: BillingFit, _ charges: [BillingFit.Charge], isSilent: Bool = false
    ) -> Bool {
        guard charges.allSatisfy({ $0.femtos(by: fit.billing) == $0.femtos(by: billing) }) else {
            return false
        }
        if billing.unit == .request { return true }
        let made = charges.map {
            charge(
                $0.call.counted.inputFresh ?? 0, $0.call.counted.cacheRead,
                $0.call.counted.output ?? 0, $0.call.bodyBytes)
        }
        let isUp = places != nil && rounding == .up && made.contains { $0.isCut }
        let hasMinimum = made.contains { $0.isLeast }
        guard fit.isRoundedUp == isUp || isSilent, (fit.minimum != nil) == hasMinimum else {
            return false
        }
        let factor = 1 + Double(markup) / 1000
        let isExact = abs(fit.factor - factor) < 1e-9
        return fit.isPinned ? isExact : isExact || fit.range.contains(factor)
    }
}
