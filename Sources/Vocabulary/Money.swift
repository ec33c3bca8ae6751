/// An exact amount in whole billionths of one currency.
public struct Money: Sendable, Hashable {
    public var nanos: Int128
    /// Its code: `USD`, `CNY`.
    public var currency: String

    public static let dollars = "USD"
    /// How many places an amount has.
    public static let places = 9

    public init(nanos: Int128, _ currency: String) {
        self.nanos = nanos
        self.currency = currency
    }

    /// Reads an amount as people write it; nil where it is no number or is finer than a billionth.
    public init?(_ text: String, _ currency: String) {
        guard let scaled = DecimalText.scaled(text, places: Self.places), scaled.isExact else {
            return nil
        }
        self.init(nanos: scaled.value, currency)
    }

    /// The amount alone, every digit of it: `0.014624`.
    public var amount: String { DecimalText.text(nanos, places: Self.places) }
}

extension Money {
    /// Nil where one is not known, or where they are in two currencies: nothing is nothing in any.
    public static func sum(_ one: Money?, _ other: Money?) -> Money? {
        guard let one, let other else { return nil }
        if one.nanos == 0 { return other }
        if other.nanos == 0 { return one }
        guard one.currency == other.currency else { return nil }
        let (sum, isOver) = one.nanos.addingReportingOverflow(other.nanos)
        return isOver ? nil : Money(nanos: sum, one.currency)
    }
}

extension Money: CustomStringConvertible {
    public var description: String { "\(amount) \(currency)" }
}

/// Amounts added up, each currency for itself: nothing here converts one into another.
public struct MoneySum: Sendable, Equatable {
    /// Dollars first, then by the names of their currencies: in whichever order they came.
    public private(set) var amounts: [Money] = []
    /// Amounts that nobody knows: they are counted, never taken for nothing.
    public private(set) var unknown = 0

    public init() {}

    public mutating func add(_ money: Money?) {
        guard let money else {
            unknown += 1
            return
        }
        guard let place = amounts.firstIndex(where: { $0.currency == money.currency }) else {
            let next = amounts.firstIndex { money.currency.isBefore($0.currency) }
            amounts.insert(money, at: next ?? amounts.endIndex)
            return
        }
        let (sum, isOver) = amounts[place].nanos.addingReportingOverflow(money.nanos)
        // Nobody owes that much: the end of the range is near enough.
        amounts[place].nanos = isOver ? (money.nanos < 0 ? .min : .max) : sum
    }

    public mutating func add(_ other: MoneySum) {
        for money in other.amounts { add(money) }
        unknown += other.unknown
    }

    public func amount(in currency: String) -> Money? {
        amounts.first { $0.currency == currency }
    }

    public var isEmpty: Bool { amounts.isEmpty && unknown == 0 }
}

extension String {
    /// Of two currencies, as sums have them.
    fileprivate func isBefore(_ other: String) -> Bool {
        self == Money.dollars || other != Money.dollars && self < other
    }
}
