import Vocabulary

/// What was not served as it was asked for, where that makes a difference in money, summed up over a run: other models,
/// other tiers, and tiers that nobody knows the price of.
struct SwappedPrices: Sendable {
    fileprivate struct Line {
        /// The first of its kind.
        var swap: Swap
        var calls = 0
        var cost = MoneySum()
        var costAsked = MoneySum()
    }

    private var lines: [Line] = []
    /// Of calls beyond the lines that there is room for.
    private var others = 0
    /// Names come from outside.
    private static let linesMax = 100

    mutating func add(_ swap: Swap) {
        guard let place = lines.firstIndex(where: { $0.swap.isAbout(swap) }) ?? newLine(swap) else {
            others += 1
            return
        }
        lines[place].calls += 1
        lines[place].cost.add(swap.cost)
        lines[place].costAsked.add(swap.costAsked)
    }

    private mutating func newLine(_ swap: Swap) -> Int? {
        guard lines.count < Self.linesMax else { return nil }
        lines.append(Line(swap: swap))
        return lines.count - 1
    }

    /// One for each pair of names, in their order: cases come in another order where a run is in parts.
    var findings: [Finding] {
        let found = lines.sorted { $0.swap.isBefore($1.swap) }.map { $0.finding }
        guard others > 0 else { return found }
        return found + [
            Finding(
                Swap.Kind.model.code, .warning,
                "\(others) further calls were answered by other models or tiers than were asked for"
            )
        ]
    }
}

extension SwappedPrices.Line {
    fileprivate var finding: Finding {
        let answered = calls == 1 ? "one call" : "\(calls) calls"
        let model = swap.model ?? ""
        switch swap.kind {
        case .model:
            return Finding(
                swap.kind.code, .warning,
                "\(swap.asked) was asked for and '\(swap.served)' answered \(answered): "
                    + "\(words(cost)) at the price of the model that served, by which they are counted; "
                    + "\(words(costAsked)) at the price of the model that was asked for")
        case .tier:
            let served =
                swap.served.isEmpty
                ? "\(answered) of \(model) were answered without a word of it"
                : "'\(swap.served)' served \(answered) of \(model)"
            return Finding(
                swap.kind.code, .warning,
                "service tier '\(swap.asked)' was asked for and \(served): \(words(cost)) at the price of "
                    + "\(swap.served.isEmpty ? "the usual tier" : "the tier that served"), by which they are "
                    + "counted; \(words(costAsked)) at the price of the tier that was asked for")
        case .unlistedTier:
            let isCounted = cost.unknown == 0
            return Finding(
                swap.kind.code, isCounted ? .note : .warning,
                "service tier '\(swap.served)' served \(answered) of \(model), and no price is listed for "
                    + "it: "
                    + (isCounted
                        ? "they are counted at the usual one, \(words(cost))"
                        : "what they cost is not known; \(words(costAsked)) at the usual price")
                    + ". `service_tiers: { \(swap.served): … }` of a price under `prices:` says it")
        }
    }

    private func words(_ sum: MoneySum) -> String {
        let amounts = sum.amounts.map(\.description)
        let unknown = sum.unknown == 0 ? [] : ["something unknown"]
        return (amounts + unknown).joined(separator: " and ")
    }
}

extension Swap {
    fileprivate func isAbout(_ other: Swap) -> Bool {
        kind == other.kind && asked == other.asked && served == other.served
            && model == other.model
    }

    fileprivate func isBefore(_ other: Swap) -> Bool {
        (kind.code, model ?? "", asked, served)
            < (other.kind.code, other.model ?? "", other.asked, other.served)
    }
}

extension Swap.Kind {
    var code: String {
        switch self {
        case .model: "ledger.served-model-price"
        case .tier: "ledger.served-tier-price"
        case .unlistedTier: "ledger.tier-unlisted"
        }
    }
}
