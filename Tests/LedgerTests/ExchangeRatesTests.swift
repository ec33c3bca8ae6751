import Testing
import Vocabulary

@testable import Ledger

struct ExchangeRatesTests {
    private let rates = ExchangeRates([("CNY", "0.14"), ("EUR", "1.1"), ("XXX", "none")])

    @Test func `an amount is turned exactly, and what nobody fixed is not turned`() {
        #expect(
            rates.dollars(Money(nanos: 1_000_000_001, "CNY")) == Money(nanos: 140_000_000, "USD"))
        #expect(rates.dollars(Money(nanos: -10, "EUR")) == Money(nanos: -11, "USD"))
        #expect(rates.dollars(Money(nanos: 7, "USD")) == Money(nanos: 7, "USD"))
        #expect(rates.dollars(Money(nanos: 7, "XXX")) == nil)
        #expect(rates.dollars(Money(nanos: .max, "EUR")) == nil)
        #expect(
            rates.words(for: ["EUR", "USD", "CNY", "EUR", "XXX"]) == [
                "1 CNY = 0.14 USD", "1 EUR = 1.1 USD",
            ])
    }

    @Test func `amounts are less or not, or nobody knows`() {
        let (yuan, dollars) = (Money(nanos: 700, "CNY"), Money(nanos: 100, "USD"))
        #expect(rates.isLess(yuan, dollars) == true && rates.isLess(dollars, yuan) == false)
        #expect(ExchangeRates.none.isLess(yuan, dollars) == nil)
        #expect(ExchangeRates.none.isLess(Money(nanos: 699, "CNY"), yuan) == true)
        // Nothing is nothing in any.
        #expect(ExchangeRates.none.isLess(Money(nanos: 0, "EUR"), yuan) == true)
        #expect(ExchangeRates.none.isLess(yuan, Money(nanos: 0, "EUR")) == false)
    }

    @Test func `one file's rates go before another's, and conflicts are known`() {
        let other = ExchangeRates([("CNY", "0.2"), ("EUR", "1.10")])
        #expect(rates.conflicts(with: other) == ["CNY"])
        #expect(rates.overridden(by: other).texts.map(\.dollars) == ["0.2", "1.1"])
    }
}
