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
        _ fit: BillingFit, _ charges: [BillingFit.Charge], at model: String?
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
                    "charges are \(price(of: fit))"
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
        if let minimum = fit.minimum {
            let least = charges.count { $0.femtos == minimum }
            findings.append(
                Finding(
                    "ledger.minimum-charge", .warning,
                    "\(words(forMinimum: minimum)), and \(least) of \(charges.count) charges\(place) are that: "
                        + support))
        }
        if fit.isRoundedUp {
            findings.append(
                Finding(
                    "ledger.rounded-up", .warning,
                    "every charge is rounded up to \(fit.places) decimal places: \(support)"))
        }
        let rest = charges.count - fit.support
        if rest > 0 {
            findings.append(
                Finding(
                    "ledger.unexplained", .warning,
                    "\(rest) of \(charges.count) charges\(place) are not what this way of billing gives, "
                        + "and no other that is known gives them all"))
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
        let ways = contenders(of: judged).joined(separator: "; or ")
        return Finding(
            "ledger.ambiguous", .warning,
            "\(judged.fit.support) of \(charges.count) charges\(model.map { " at \($0)" } ?? "") fit "
                + "several ways of billing, and no call tells them apart: \(ways). Prompts and answers "
                + "of different lengths would: vary them, beyond a thousand tokens and a kilobyte too"
        )
    }

    /// In words, the likeliest first; beyond a handful nobody reads on.
    static func contenders(of judged: BillingJudgement) -> [String] {
        let named = judged.contenders.prefix(contendersMax).map { words(for: $0) }
        let more = judged.contenders.count - named.count
        return named + (more > 0 ? ["one of \(more) other ways"] : [])
    }

    private static let contendersMax = 6

    /// A way of billing that may be, among others.
    private static func words(for contender: BillingFit) -> String {
        var parts: [String] = []
        if contender.hasListFactor, contender.factor != 1 { parts.append(price(of: contender)) }
        if let unit = words(for: contender.billing.unit) { parts.append(unit) }
        if let cache = words(for: contender.billing.cache) { parts.append(cache) }
        if !contender.billing.billsReasoning { parts.append("reasoning is not charged for") }
        if let minimum = contender.minimum { parts.append(words(forMinimum: minimum)) }
        if parts.isEmpty { parts.append("list price") }
        return parts.joined(separator: " and ")
            + (contender.isRoundedUp ? ", rounded up to \(contender.places) decimal places" : "")
    }

    private static func words(forMinimum femtos: Int128) -> String {
        "no request is charged less than \(DecimalText.text(femtos, places: 15)) \(Money.dollars)"
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
            ", in all \(percent(abs(share))) % \(share < 0 ? "under" : "over") the list"
        }
        return Finding(
            "ledger.unexplained", .warning,
            "no way of billing that is known explains the charges"
                + (support > 0 ? " (the best explains \(support) of \(count))" : "") + (all ?? ""))
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

    /// `list price plus 12 %`; where charges do not tell one figure from its neighbours, all that may be.
    private static func price(of fit: BillingFit) -> String {
        let factor = fit.factor
        guard factor != 1 else {
            if fit.isPinned { return "list price" }
            let ends = [1 - fit.range.lowerBound, fit.range.upperBound - 1].map { percent($0) }
            return
                "list price (anything from \(ends[0]) % below it to \(ends[1]) % above fits, too)"
        }
        let word = "list price \(factor > 1 ? "plus" : "minus")"
        let plain = percent(abs(factor - 1))
        guard !fit.isPinned else { return "\(word) \(plain) %" }
        return "\(word) \(percents(of: fit.range)) % (\(plain) % is the plainest of these)"
    }

    /// `11.93 to 12.07`, with as many digits as tell the ends apart; what is inside of the ends is inside of these.
    private static func percents(of range: ClosedRange<Double>) -> String {
        let ends = [range.lowerBound, range.upperBound].map { abs($0 - 1) * 100 }.sorted()
        var scale = 10.0
        while (ends[1] - ends[0]) * scale < 4, scale < 1_000 { scale *= 10 }
        let low = (ends[0] * scale).rounded(.down) / scale
        let high = (ends[1] * scale).rounded(.up) / scale
        return "\(percent(low / 100)) to \(percent(high / 100))"
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
        case .token: words.append("by the token at \(price(of: bill.fit))")
        case .thousand, .kilobyte, .roundedTokenPrice:
            words.append("at \(price(of: bill.fit))")
        }
        if let unit = self.words(for: bill.billing.unit) { words.append(unit) }
        switch bill.billing.cache {
        case .listed: break
        case .twice: words.append("cached tokens twice")
        case .full: words.append("cached tokens at the full price")
        case .free: words.append("cached tokens not at all")
        }
        if !bill.billing.billsReasoning { words.append("reasoning not at all") }
        if let minimum = bill.fit.minimum { words.append(self.words(forMinimum: minimum)) }
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

    /// `12`, `0.25`.
    private static func percent(_ share: Double) -> String {
        DecimalText.text(Int128((share * 100_000).rounded()), places: 3)
    }
}
