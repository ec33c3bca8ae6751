import Documents
public import Vocabulary

/// What the answer cost by the price list may be no more than this, compared to the last digit.
public struct Cost: ReversibleCheck {
    public static let name = "cost"
    public static let summary = "the answer costs no more"
    public static let family = CheckFamily.budget
    public static let arguments = [
        (
            key: "threshold",
            summary: "the most US dollars it may cost; other currencies are turned by `rates:`"
        )
    ]

    /// In thousand-millionths of a dollar: what stands behind the ninth digit can decide nothing.
    private let nanosMax: Int128
    private let written: String

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        let needs = Self.arguments[0].summary
        let value = try arguments.value("threshold", needs: needs)
        _ = try arguments.number("threshold", needs: needs)
        guard let text = value.text, let nanos = ExactNumber(text)?.wholePart(timesTenTo: 9) else {
            throw value.diagnostic(
                "'threshold' of '\(arguments.name)' must be an amount of dollars, found \(value.shown)",
                hint: needs)
        }
        (nanosMax, written) = (nanos, text)
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        let foreign = attempt.foreignCost?.value
        guard let cost = attempt.costNanos else {
            if let money = foreign?.money {
                return .errored(
                    Diagnostic(
                        "it cost \(money), and no rate says what that is in US dollars",
                        hint:
                            "`rates: { \(money.currency): 0.14 }` in the suite or the routes file, with "
                            + "the rate that you go by"))
            }
            return .errored(
                Diagnostic(
                    "nothing tells what this answer cost in US dollars",
                    hint: "a price in USD under `prices:` would"))
        }
        if (cost <= nanosMax) != isNegated { return .passed }
        let wish = isNegated ? "expected more than" : "allowed"
        let dollars = "\(Self.dollars(cost)) US dollars"
        guard let foreign, let rate = foreign.rate else {
            return .failed(Diagnostic("it cost \(dollars), \(wish) \(written)"))
        }
        return .failed(
            Diagnostic(
                "it cost \(foreign.money), which is \(dollars) at \(rate), \(wish) \(written)"))
    }

    /// With as many digits as there are: a cost that is rounded may read as the limit that it breaks.
    private static func dollars(_ nanos: Int128) -> String {
        var digits = String(1_000_000_000 + nanos.magnitude % 1_000_000_000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        let whole = (nanos < 0 ? "-" : "") + String(nanos.magnitude / 1_000_000_000)
        return digits.isEmpty ? whole : "\(whole).\(digits)"
    }
}
