import Ledger
import Providers
import Vocabulary

/// Answers of other models than were asked for, where that makes a difference in money: what they cost, and what
/// those would have that were asked for.
struct SwappedPrices: Sendable {
    private struct Line {
        /// `provider:model`, or the name that a gateway was asked by.
        var asked: String
        var served: String
        var calls = 0
        var cost = MoneySum()
        var costAsked = MoneySum()
    }

    static let code = "ledger.served-model-price"
    private var lines: [Line] = []
    /// Of calls beyond the lines that there is room for.
    private var others = 0
    /// Names come from outside.
    private static let linesMax = 100

    mutating func add(_ swap: Swap) {
        let known = lines.firstIndex { $0.asked == swap.asked && $0.served == swap.served }
        guard let place = known ?? newLine(swap) else {
            others += 1
            return
        }
        lines[place].calls += 1
        lines[place].cost.add(swap.cost)
        lines[place].costAsked.add(swap.costAsked)
    }

    private mutating func newLine(_ swap: Swap) -> Int? {
        guard lines.count < Self.linesMax else { return nil }
        lines.append(Line(asked: swap.asked, served: swap.served))
        return lines.count - 1
    }

    /// One for each pair of models.
    var findings: [Finding] {
        let found = lines.map { line in
            Finding(
                Self.code, .warning,
                "\(line.asked) was asked for and '\(line.served)' answered "
                    + "\(line.calls == 1 ? "one call" : "\(line.calls) calls"): "
                    + "\(words(line.cost)) at the price of the model that served, by which they are counted; "
                    + "\(words(line.costAsked)) at the price of the model that was asked for")
        }
        guard others > 0 else { return found }
        return found + [
            Finding(
                Self.code, .warning,
                "\(others) further calls were answered by other models than were asked for")
        ]
    }

    private func words(_ sum: MoneySum) -> String {
        sum.amounts.map(\.description).joined(separator: " and ")
    }
}

/// One answer, at both prices.
struct Swap: Sendable, Equatable {
    var asked: String
    var served: String
    var cost: Money
    var costAsked: Money
}

extension LegPrices {
    /// Where a healthy leg's answer names another model than its own, and that costs another price.
    func swap(of call: LaneCall) -> Swap? {
        guard let told = call.answer?.model, call.cause == nil, call.claimsSuccess, !call.isUnpaid,
            let usage = call.answer?.usage, let entry = entry(of: call.leg),
            let own = entry.price,
            let price = price(of: call.leg, asked: call.model, told: told), price != own
        else { return nil }
        let counts = UsageRule.inclusive.canonical(usage)
        guard let cost = call.cost,
            let costAsked = Pricing.cost(of: counts, at: own, under: Circumstances(time: .now))
        else { return nil }
        return Swap(asked: entry.name, served: told, cost: cost, costAsked: costAsked)
    }

    /// The same of a gateway of which only its own word is known.
    static func swap(
        asked: String, served: String?, _ usage: Usage?
    ) -> Swap? {
        guard let served, served != asked, let usage,
            ModelFamilies.served(served, asked: asked)?.echo == .differs,
            let price = Self.price(served: served),
            let own = Self.price(served: asked), price != own
        else { return nil }
        let counts = UsageRule.inclusive.canonical(usage)
        let circumstances = Circumstances(time: .now)
        guard let cost = Pricing.cost(of: counts, at: price, under: circumstances),
            let costAsked = Pricing.cost(of: counts, at: own, under: circumstances)
        else { return nil }
        return Swap(asked: "'\(asked)'", served: served, cost: cost, costAsked: costAsked)
    }
}
