import Ledger
import Vocabulary

/// Amounts for people: to the millionth, which no bill goes below.
enum MoneyText {
    static func short(_ money: Money) -> String {
        let half: Int128 = money.nanos < 0 ? -500 : 500
        let millionths = (money.nanos + half) / 1000
        return "\(DecimalText.text(millionths, places: 6)) \(money.currency)"
    }

    /// With what it is in dollars, where it is in another currency and a rate says so.
    static func short(_ money: Money, _ rates: ExchangeRates) -> String {
        guard money.currency != Money.dollars, let dollars = rates.dollars(money) else {
            return short(money)
        }
        return "\(short(money)) (\(short(dollars)))"
    }

    /// At the cheapest hour and at the dearest, where these differ.
    static func range(_ low: Money?, _ high: Money, _ rates: ExchangeRates) -> String {
        guard let low, low != high else { return short(high, rates) }
        return "\(short(low, rates)) to \(short(high, rates))"
    }

    static func range(_ low: MoneySum, _ high: MoneySum, _ rates: ExchangeRates) -> String {
        low == high ? short(high, rates) : "\(short(low, rates)) to \(short(high, rates))"
    }

    static func short(_ sum: MoneySum, _ rates: ExchangeRates) -> String {
        var parts = sum.amounts.map { short($0) }
        if sum.unknown > 0 { parts.append("\(Figures.grouped(sum.unknown)) unknown") }
        guard !parts.isEmpty else { return "nothing" }
        let words = parts.joined(separator: " + ")
        guard sum.amounts.contains(where: { $0.currency != Money.dollars }),
            let whole = sum.whole(by: rates).flatMap({ rates.dollars($0) })
        else { return words }
        return "\(words) (\(short(whole)))"
    }
}
