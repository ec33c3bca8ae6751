import Testing

@testable import Vocabulary

struct MoneyTests {
    @Test(
        arguments: [
            ("0", 0, "0"), ("1", 1_000_000_000, "1"), ("0.014624", 14_624_000, "0.014624"),
            ("-0.5", -500_000_000, "-0.5"), ("12.340", 12_340_000_000, "12.34"),
            ("0.000000001", 1, "0.000000001"), (".5", 500_000_000, "0.5"),
            ("7.", 7_000_000_000, "7"), ("1.5e-7", 150, "0.00000015"),
            ("2E3", 2_000_000_000_000, "2000"),
            ("+3", 3_000_000_000, "3"), ("0.1000000000", 100_000_000, "0.1"),
        ] as [(String, Int128, String)])
    func `amounts are read and printed exactly`(text: String, nanos: Int128, printed: String) {
        let money = Money(text, "USD")
        #expect(money?.nanos == nanos)
        #expect(money?.amount == printed)
    }

    @Test(arguments: [
        "", ".", "-", "1,5", "0x10", "1e", "e5", "1.2.3", "NaN", "inf", " 1", "1 ", "--1",
        "0.0000000001", "1e999", "1e61", "99999999999999999999999999999999999999999",
        "1e-61", "0." + String(repeating: "1", count: 80),
    ])
    func `what is no amount, or too fine for one, is refused`(text: String) {
        #expect(Money(text, "USD") == nil)
    }

    @Test func `every amount that is printed is read back`() {
        var value: Int128 = 1
        while value < Int128.max / 7 {
            for nanos in [value, -value, value + 1] {
                let money = Money(nanos: nanos, "CNY")
                #expect(Money(money.amount, "CNY") == money)
            }
            value = value * 7 + 3
        }
    }

    @Test func `digits beyond the last place are told`() throws {
        let cut = try #require(DecimalText.scaled("1.23456", places: 3))
        #expect(cut == DecimalText.Scaled(value: 1234, isExact: false, places: 5))
        let whole = try #require(DecimalText.scaled("1.2340", places: 3))
        #expect(whole == DecimalText.Scaled(value: 1234, isExact: true, places: 4))
        let small = try #require(DecimalText.scaled("2.73e-05", places: 15))
        #expect(small == DecimalText.Scaled(value: 27_300_000_000, isExact: true, places: 7))
    }

    @Test func `sums keep currencies apart and count what nobody knows`() {
        var sum = MoneySum()
        #expect(sum.isEmpty)
        sum.add(Money(nanos: 5, "USD"))
        sum.add(Money(nanos: 7, "CNY"))
        sum.add(Money(nanos: 6, "USD"))
        sum.add(nil as Money?)
        #expect(sum.amounts == [Money(nanos: 11, "USD"), Money(nanos: 7, "CNY")])
        #expect(sum.unknown == 1)
        var both = sum
        both.add(sum)
        #expect(both.amount(in: "CNY") == Money(nanos: 14, "CNY"))
        #expect(both.unknown == 2)
        #expect(both.amount(in: "EUR") == nil)
    }

    @Test func `a sum is the same in whichever order its currencies came`() {
        let amounts = [("CNY", 3), ("USD", 5), ("EUR", 7), ("CNY", 2), ("USD", 1)].map {
            Money(nanos: Int128($0.1), $0.0)
        }
        var (one, other) = (MoneySum(), MoneySum())
        for money in amounts { one.add(money) }
        for money in amounts.reversed() { other.add(money) }
        #expect(one == other)
        #expect(one.amounts.map(\.currency) == ["USD", "CNY", "EUR"])
    }

    @Test func `sums beyond all money end nothing`() {
        var sum = MoneySum()
        sum.add(Money(nanos: .max, "USD"))
        sum.add(Money(nanos: .max, "USD"))
        #expect(sum.amounts == [Money(nanos: .max, "USD")])
    }

    @Test func `nothing is nothing in any currency, and two currencies have no sum`() {
        let (none, yuan) = (Money(nanos: 0, "USD"), Money(nanos: 7, "CNY"))
        #expect(Money.sum(none, yuan) == yuan)
        #expect(Money.sum(yuan, none) == yuan)
        #expect(Money.sum(Money(nanos: 1, "USD"), yuan) == nil)
        #expect(Money.sum(nil, none) == nil)
    }
}
