import Vocabulary

/// What a reconciliation can find, in words.
enum LedgerFinding {
    // MARK: Tokens

    static func tokens(_ differences: TokenDifferences) -> [Finding] {
        let counts: [(TokenDifferences.Count, String, Finding.Severity, String, String)] = [
            (
                differences.reasoningMissing, "ledger.reasoning-missing", .warning,
                "calls with reasoning", "the gateway leaves out its tokens"
            ),
            (
                differences.cacheCountedTwice, "ledger.cache-counted-twice", .error,
                "calls with cached tokens", "the gateway adds these to the input once more"
            ),
            (
                differences.cacheNotTold, "ledger.cache-not-told", .warning,
                "calls with cached tokens", "the gateway tells of none"
            ),
            (
                differences.inputDiffers, "ledger.input-differs", .error, "calls",
                "the gateway tells another input than the leg counted"
            ),
            (
                differences.outputDiffers, "ledger.output-differs", .error, "calls",
                "the gateway tells another output than the leg counted"
            ),
            (
                differences.streamsWithoutUsage, "ledger.stream-without-usage", .warning,
                "streams", "the gateway tells no tokens"
            ),
            (
                differences.plainWithoutUsage, "ledger.answer-without-usage", .warning,
                "plain answers", "the gateway tells no tokens"
            ),
            (
                differences.tellsCost ? differences.streamsWithoutCost : .init(),
                "ledger.stream-without-cost", .warning, "streams",
                "the gateway, which tells a cost elsewhere, tells none"
            ),
        ]
        return counts.compactMap { count, code, severity, what, words in
            count.seen == 0
                ? nil : Finding(code, severity, "in \(count.words(what)) \(words)")
        }
    }

    // MARK: Money

    static func money(
        _ fit: BillingFit, _ rounding: RoundingRule?, _ charges: [BillingFit.Charge],
        at model: String?
    ) -> [Finding] {
        let place = model.map { " at \($0)" } ?? ""
        let support = "\(fit.support) of \(charges.count) charges\(place) agree"
        var findings: [Finding] = []
        if fit.hasListFactor, fit.factor != 1 {
            let isMore = fit.factor > 1
            let isNamed = isMore && charges.count { $0.call.namesMargin } * 2 > charges.count
            findings.append(
                Finding(
                    isMore ? "ledger.markup" : "ledger.discount", isMore ? .warning : .note,
                    "charges are \(words(for: fit.factor))"
                        + (isNamed ? ", which the gateway names as its margin" : "")
                        + ": \(support)"))
        }
        if let words = words(for: fit.billing.unit) {
            findings.append(Finding("ledger.rounding-unit", .warning, "\(words): \(support)"))
        }
        findings += cache(fit, charges, place)
        if !fit.billing.billsReasoning {
            findings.append(
                Finding(
                    "ledger.reasoning-free", .note, "reasoning is not charged for: \(support)"))
        }
        if let rounding, rounding.rounding == .up {
            findings.append(
                Finding(
                    "ledger.rounded-up", .warning,
                    "every charge is rounded up to \(rounding.places) decimal places: "
                        + "\(rounding.support) of \(charges.count) charges\(place) agree"))
        }
        return findings
    }

    private static func cache(
        _ fit: BillingFit, _ charges: [BillingFit.Charge], _ place: String
    ) -> [Finding] {
        let cached = zip(charges, fit.explained).filter { $0.0.call.counted.cacheRead > 0 }
        let support =
            "\(cached.count { $0.1 }) of \(cached.count) charges with cached tokens\(place) agree"
        guard let words = words(for: fit.billing.cache) else { return [] }
        let (code, severity): (String, Finding.Severity) =
            switch fit.billing.cache {
            case .listed, .twice: ("ledger.cache-billed-twice", .error)
            case .full: ("ledger.cache-full-price", .warning)
            case .free: ("ledger.cache-free", .note)
            }
        return [Finding(code, severity, "\(words): \(support)")]
    }

    static func ambiguous(
        _ judged: BillingJudgement, _ charges: [BillingFit.Charge], at model: String?
    ) -> Finding {
        let ways = judged.contenders.map { words(for: $0, charges) }.joined(separator: "; or ")
        return Finding(
            "ledger.ambiguous", .warning,
            "\(judged.fit.support) of \(charges.count) charges\(model.map { " at \($0)" } ?? "") fit "
                + "several ways of billing, and no call tells them apart: \(ways). Prompts and answers "
                + "of different lengths would: vary them, beyond a thousand tokens and a kilobyte too"
        )
    }

    /// A way of billing that may be, among others.
    static func words(for contender: BillingFit, _ charges: [BillingFit.Charge]) -> String {
        if contender.billing == .honest, contender.factor == 1 {
            return "list price, rounded up to \(charges.map(\.places).max() ?? 0) decimal places"
        }
        var parts: [String] = []
        if contender.hasListFactor, contender.factor != 1 {
            parts.append(words(for: contender.factor))
        }
        if let unit = words(for: contender.billing.unit) { parts.append(unit) }
        if let cache = words(for: contender.billing.cache) { parts.append(cache) }
        if !contender.billing.billsReasoning { parts.append("reasoning is not charged for") }
        return parts.joined(separator: " and ")
    }

    private static func words(for cache: Billing.Cache) -> String? {
        switch cache {
        case .listed: nil
        case .twice: "cached tokens are charged at the full price and at the cache's"
        case .full: "cached tokens are charged at the full price"
        case .free: "cached tokens are not charged for"
        }
    }

    static func unexplained(_ support: Int, of count: Int, _ overcharge: Double?) -> Finding {
        let all = overcharge.map { share in
            ", in all \(percent(abs(share))) \(share < 0 ? "under" : "over") the list"
        }
        return Finding(
            "ledger.unexplained", .warning,
            "no way of billing that is known explains the charges (the best explains \(support) of "
                + "\(count))\(all ?? "")")
    }

    private static func words(for unit: Billing.Unit) -> String? {
        switch unit {
        case .token: nil
        case .roundedTokenPrice(let places, let isUp):
            "the price of a token is rounded \(isUp ? "up " : "")to \(places) decimal places"
        case .thousand: "tokens are charged by begun thousands"
        case .kilobyte: "input is charged by begun kilobytes of the request's body"
        case .bodyAlone: "begun kilobytes of the request's body are charged, and nothing else"
        case .request: "every request is charged the same"
        }
    }

    /// `list price plus 12 %`.
    private static func words(for factor: Double) -> String {
        if factor == 1 { return "list price" }
        return "list price \(factor > 1 ? "plus" : "minus") \(percent(abs(factor - 1)))"
    }

    /// All of it in a line, how it was rounded included.
    static func words(for bill: Reconciliation.Bill) -> String {
        if !bill.contenders.isEmpty {
            return (bill.model.map { "\($0): " } ?? "") + bill.contenders.joined(separator: "; or ")
                + " (\(bill.support) of \(bill.charges) charges agree with each)"
        }
        var words: [String] = []
        switch bill.billing.unit {
        case .bodyAlone, .request: break
        case .token: words.append("by the token at \(self.words(for: bill.factor))")
        case .thousand, .kilobyte, .roundedTokenPrice:
            words.append("at \(self.words(for: bill.factor))")
        }
        if let unit = self.words(for: bill.billing.unit) { words.append(unit) }
        switch bill.billing.cache {
        case .listed: break
        case .twice: words.append("cached tokens twice")
        case .full: words.append("cached tokens at the full price")
        case .free: words.append("cached tokens not at all")
        }
        if !bill.billing.billsReasoning { words.append("reasoning not at all") }
        words = [
            words.joined(separator: "; ") + " (\(bill.support) of \(bill.charges) charges agree)"
        ]
        if let rounding = bill.rounding {
            words.append(
                "rounded \(rounding.rounding.rawValue) at \(rounding.places) decimal places "
                    + "(\(rounding.support) of \(bill.charges))")
        }
        return (bill.model.map { "\($0): " } ?? "") + words.joined(separator: ", ")
    }

    /// `12 %`, `0.25 %`.
    private static func percent(_ share: Double) -> String {
        let thousandths = Int128((share * 100_000).rounded())
        return DecimalText.text(thousandths, places: 3) + " %"
    }
}
