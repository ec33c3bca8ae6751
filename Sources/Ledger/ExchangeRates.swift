package import Documents
package import Vocabulary

/// What one unit of other currencies is worth in US dollars: as the user fixed it, never as a market has it.
///
/// Whoever turns an amount by one says by which: trackers turn the same list at 6.96, 7.0 and 7.25.
package struct ExchangeRates: Sendable, Hashable {
    /// By currency, in billionths of a dollar.
    private var nanosOfOne: [String: Int64] = [:]

    package static let none = ExchangeRates()

    private init() {}

    /// As a run's row tells them; what is no rate is left out.
    package init(_ pairs: [(currency: String, dollars: String)]) {
        for pair in pairs {
            nanosOfOne[pair.currency] = Self.nanos(pair.dollars)
        }
    }

    /// Reads `rates: { CNY: 0.14 }`.
    package init(_ node: Node, in mistakes: Mistakes) {
        guard let entries = node.entries else {
            mistakes.add(
                "`rates:` needs a mapping from currencies, found \(node.kindWord)", at: node,
                hint: Self.example)
            return
        }
        for (key, value) in entries {
            guard let currency = key.text, Self.isCode(currency) else {
                mistakes.add(
                    "expected a currency's code, found \(key.shown)", at: key, hint: Self.example)
                continue
            }
            if currency == Money.dollars {
                mistakes.add(
                    "`rates:` says what one unit of another currency is worth in US dollars",
                    at: key, hint: "leave it out")
                continue
            }
            guard let text = value.plainText, let nanos = Self.nanos(text) else {
                mistakes.add(
                    "expected what one \(currency) is worth in US dollars, found \(value.shown)",
                    at: value,
                    hint: "a decimal number above 0, with \(Money.places) places at most: 0.14")
                continue
            }
            nanosOfOne[currency] = nanos
        }
    }

    private static let example = "rates: { CNY: 0.14 }"

    package static func isCode(_ text: String) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
    }

    private static func nanos(_ text: String) -> Int64? {
        guard PriceReader.isDecimal(text), let amount = Money(text, Money.dollars),
            (1...most).contains(amount.nanos)
        else { return nil }
        return Int64(amount.nanos)
    }

    /// No currency's unit is worth a million dollars.
    private static let most: Int128 = 1_000_000 * one
    private static let one: Int128 = 1_000_000_000

    // MARK: Turning

    /// Nil where no rate says what that currency is worth.
    package func dollars(_ money: Money) -> Money? {
        if money.currency == Money.dollars { return money }
        if money.nanos == 0 { return Money(nanos: 0, Money.dollars) }
        guard let rate = nanosOfOne[money.currency] else { return nil }
        let (product, isOver) = money.nanos.multipliedReportingOverflow(by: Int128(rate))
        return isOver
            ? nil : Money(nanos: Rounding.halfEven.steps(product, unit: Self.one), Money.dollars)
    }

    /// Whether one amount is less than another; nil where no rate says what their currencies are worth.
    package func isLess(_ one: Money, _ other: Money) -> Bool? {
        if one.currency == other.currency || one.nanos == 0 || other.nanos == 0 {
            return one.nanos < other.nanos
        }
        guard let one = dollars(one), let other = dollars(other) else { return nil }
        return one.nanos < other.nanos
    }

    package func knows(_ currency: String) -> Bool {
        currency == Money.dollars || nanosOfOne[currency] != nil
    }

    /// `1 CNY = 0.14 USD`; nil where none is needed, or none is known.
    package func words(for currency: String) -> String? {
        text(of: currency).map { "1 \(currency) = \($0) \(Money.dollars)" }
    }

    /// Those of several currencies, each once and in the order of their names.
    package func words(for currencies: some Sequence<String>) -> [String] {
        Set(currencies).sorted().compactMap { words(for: $0) }
    }

    /// By currency, as decimal texts, in the order of their names.
    package var texts: [(currency: String, dollars: String)] {
        nanosOfOne.keys.sorted().map { ($0, text(of: $0) ?? "") }
    }

    private func text(of currency: String) -> String? {
        nanosOfOne[currency].map { DecimalText.text(Int128($0), places: Money.places) }
    }

    // MARK: Several files

    package func overridden(by other: ExchangeRates) -> ExchangeRates {
        var rates = self
        rates.nanosOfOne.merge(other.nanosOfOne) { _, new in new }
        return rates
    }

    /// The currencies for which both have a rate, and not the same.
    package func conflicts(with other: ExchangeRates) -> [String] {
        nanosOfOne.filter { currency, nanos in
            other.nanosOfOne[currency].map { $0 != nanos } ?? false
        }.keys.sorted()
    }
}
