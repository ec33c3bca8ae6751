/// An exact amount in whole billionths of one currency.
package struct Money: Sendable, Hashable {
    package var nanos: Int128
    /// Its code: `USD`, `CNY`.
    package var currency: String

    package static let dollars = "USD"
    /// How many places an amount has.
    package static let places = 9

    package init(nanos: Int128, _ currency: String) {
        self.nanos = nanos
        self.currency = currency
    }

    /// Reads an amount as people write it; nil where it is no number or is finer than a billionth.
    package init?(_ text: String, _ currency: String) {
        guard let scaled = DecimalText.scaled(text, places: Self.places), scaled.isExact else {
            return nil
        }
        self.init(nanos: scaled.value, currency)
    }

    /// The amount alone, every digit of it: `0.014624`.
    package var amount: String { DecimalText.text(nanos, places: Self.places) }
}

extension Money {
    /// Nil where one is not known, or where they are in two currencies: nothing is nothing in any.
    package static func sum(_ one: Money?, _ other: Money?) -> Money? {
        guard let one, let other else { return nil }
        if one.nanos == 0 { return other }
        if other.nanos == 0 { return one }
        guard one.currency == other.currency else { return nil }
        let (sum, isOver) = one.nanos.addingReportingOverflow(other.nanos)
        return isOver ? nil : Money(nanos: sum, one.currency)
    }
}

extension Money: CustomStringConvertible {
    package var description: String { "\(amount) \(currency)" }
}

/// Amounts added up, each currency for itself: nothing here converts one into another.
package struct MoneySum: Sendable, Equatable {
    /// In the order in which the currencies came.
    package private(set) var amounts: [Money] = []
    /// Amounts that nobody knows: they are counted, never taken for nothing.
    package private(set) var unknown = 0

    package init() {}

    package mutating func add(_ money: Money?) {
        guard let money else {
            unknown += 1
            return
        }
        guard let place = amounts.firstIndex(where: { $0.currency == money.currency }) else {
            amounts.append(money)
            return
        }
        let (sum, isOver) = amounts[place].nanos.addingReportingOverflow(money.nanos)
        // Nobody owes that much: the end of the range is near enough.
        amounts[place].nanos = isOver ? (money.nanos < 0 ? .min : .max) : sum
    }

    package mutating func add(_ other: MoneySum) {
        for money in other.amounts { add(money) }
        unknown += other.unknown
    }

    package func amount(in currency: String) -> Money? {
        amounts.first { $0.currency == currency }
    }

    package var isEmpty: Bool { amounts.isEmpty && unknown == 0 }
}
