/// What somebody told of a call's cost: US dollars as they were written, and the field that they stood in.
public struct Charge: Sendable, Equatable {
    public var field: String
    public var dollars: String

    public init(field: String, dollars: String) {
        self.field = field
        self.dollars = dollars
    }
}

extension Reading {
    /// Every cost that the answer tells, the whole and its parts, by field; what is no amount is left out.
    public var charges: [Charge] {
        guard !evidence.isEmpty else { return [] }
        let told = evidence.compactMap { evidence -> Charge? in
            guard case .cost(let amount, let field, let unit) = evidence,
                DecimalText.scaled(amount, places: 0) != nil
            else { return nil }
            return Charge(
                field: field, dollars: unit == "usd_ticks" ? Self.dollars(amount) : amount)
        }
        return told.count > 1 ? told.sorted { $0.field < $1.field } : told
    }

    /// A tick is a ten-thousand-millionth of a dollar.
    private static func dollars(_ ticks: String) -> String {
        DecimalText.text(DecimalText.scaled(ticks, places: 0)?.value ?? 0, places: 10)
    }
}

extension [Charge] {
    /// What the caller is asked to pay for the call; nil where that is not told.
    ///
    /// A head is made when the cost of a plain answer is known, and before that of a stream is: there the
    /// usage at its end counts, and a head's zero says nothing.
    public func whole(isStreamed: Bool) -> Charge? {
        let head = first { $0.field == Charge.head }
        let usage = first { Charge.inUsage.contains($0.field) }
        guard isStreamed else { return head ?? usage }
        return usage ?? head.flatMap { $0.isZero ? nil : $0 }
    }

    /// What the gateway itself calls its margin; nil where it names none.
    public var margin: Charge? { first { $0.field == Charge.margin && !$0.isZero } }
}

extension Charge {
    fileprivate static let head = "x-litellm-response-cost"
    fileprivate static let margin = "x-litellm-response-cost-margin-amount"
    fileprivate static let inUsage = [
        "usage.cost", "usage.cost.total_cost", "usage.cost_in_usd_ticks",
    ]

    fileprivate var isZero: Bool { !dollars.utf8.contains { (0x31...0x39).contains($0) } }
}
