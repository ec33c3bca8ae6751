import Documents
public import Vocabulary

/// What the gateway says it charged may be above the price list by no more than so many per cent.
///
/// Held against the call that answered: what its leg counted, at the price of its model; behind a URL, against
/// what the answer tells of itself. Nothing is rounded
/// but the list price, to whole thousand-millionths of a dollar.
public struct Markup: ReversibleCheck {
    public static let name = "markup"
    public static let summary = "the gateway charges no more above the price list"
    public static let family = CheckFamily.budget
    public static let arguments = [
        (key: "threshold", summary: "the most per cent that a charge may be above the list price")
    ]

    /// In millionths of a per cent.
    private let millionths: Int128
    private let written: String

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        let needs = Self.arguments[0].summary
        let value = try arguments.value("threshold", needs: needs)
        _ = try arguments.number("threshold", needs: needs)
        guard let text = value.text, let scaled = DecimalText.scaled(text, places: 6),
            scaled.value <= Self.max
        else {
            throw value.diagnostic(
                "'threshold' of '\(arguments.name)' must be a number of per cent, found \(value.shown)",
                hint: needs)
        }
        (millionths, written) = (scaled.value, text)
    }

    /// A million per cent: what passes it is no limit.
    private static let max: Int128 = 1_000_000 * whole / 100
    /// A hundred per cent.
    private static let whole: Int128 = 100_000_000
    /// Of a thousand-millionth of a dollar.
    private static let femtosPerNano: Int128 = 1_000_000
    /// A billion dollars: no answer costs that, and its products fit.
    private static let femtosMax: Int128 = 1_000_000_000_000_000_000_000_000

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        guard attempt.looksLikeSuccess else {
            return .skipped(reason: "there is no answer to charge")
        }
        guard let charge = attempt.reading.charges.whole(isStreamed: attempt.isStreamed),
            let charged = DecimalText.scaled(charge.dollars, places: 15)?.value,
            (0...Self.femtosMax).contains(charged)
        else {
            return .errored(
                Diagnostic(
                    "the gateway does not tell what it charged",
                    hint: "LiteLLM does in its headers, and in streams with "
                        + "`include_cost_in_streaming_usage: true`; OpenRouter in `usage.cost`"))
        }
        guard let cost = listPrice(of: attempt), cost.currency == Money.dollars,
            cost.nanos <= Self.femtosMax / Self.femtosPerNano
        else {
            return .errored(
                Diagnostic(
                    "unknown price: there is no list price in US dollars to hold the charge against",
                    hint: "a price under `models:` in the routes file would be one"))
        }
        // The list price may have been rounded down by half a unit.
        let listed = cost.nanos * Self.femtosPerNano
        let most = (listed + Self.femtosPerNano / 2) * (Self.whole + millionths)
        if (charged * Self.whole <= most) != isNegated { return .passed }
        let over =
            listed == 0 || charged <= listed
            ? "" : ", \(Self.percent(charged, over: listed)) % above it"
        let wish = isNegated ? "expected more than" : "allowed"
        return .failed(
            Diagnostic(
                "it is charged with \(charge.dollars) US dollars (\(charge.field)), the list price is "
                    + "\(cost.amount)\(over); \(wish) \(written) %"))
    }

    /// Without journals the answer's own word tells who answered, and how many tokens that took.
    private func listPrice(of attempt: Attempt) -> Money? {
        guard attempt.calls == nil else { return attempt.answeringCall?.cost }
        return attempt.costNanos.map { Money(nanos: $0, Money.dollars) }
    }

    /// Rounded up to hundredths, so that what is above a limit never reads as the limit.
    private static func percent(_ charged: Int128, over listed: Int128) -> String {
        let hundredths = ((charged - listed) * 10_000 + listed - 1) / listed
        return DecimalText.text(hundredths, places: 2)
    }
}
