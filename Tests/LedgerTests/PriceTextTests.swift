import Testing
import Vocabulary

@testable import Ledger

struct PriceTextTests {
    @Test func `every price that may count is read back from its text as it was`() throws {
        var count = 0
        for row in PriceBook.shipped.models {
            guard var price = row.price else { continue }
            price.multipliers = ["0.85", "1.234567"]
            for settled in price.settlements {
                var plain = settled
                (plain.batch, plain.services, plain.factors) = (nil, [:], [:])
                #expect(Price(text: settled.text) == plain, "\(settled.text)")
                count += 1
            }
        }
        #expect(count > PriceBook.shipped.models.count / 2)
    }

    @Test func `the hours of a contract are read back from its text`() throws {
        let quiet = try #require(
            QuietHours(hours: "16:30-00:30", zone: "+08:00", coversWeekends: true))
        let price = Price(
            "USD", Rates(input: "2", output: "12"),
            offPeak: .init(Rates(input: "1"), outside: .outside(quiet), multiplier: "0.5"),
            multipliers: ["0.85"])
        #expect(Price(text: price.text) == price, "\(price.text)")
        #expect(price.byHour.count == 2 && price.byHour.allSatisfy { $0.offPeak == nil })
    }

    @Test func `what a contract makes of a list's price keeps its hours`() throws {
        let override = PriceOverride(
            provider: "deepseek", model: nil, .multiplier("0.5"), source: "s.yaml:1")
        let book = PriceBook.shipped.overridden(by: [override])
        var count = 0
        for row in book.models where row.provider == "deepseek" && row.price?.offPeak != nil {
            let price = try #require(book.price(of: [row.pin], at: "deepseek"))
            let told = try #require(Price(text: price.text))
            #expect(told.multipliers == ["0.5"] && told.offPeak == price.offPeak, "\(price.text)")
            #expect(told.byHour.map(\.rates) == price.byHour.map(\.rates))
            count += 1
        }
        #expect(count > 0)
    }

    @Test(arguments: ["", "{}", "[1]", "{\"price\":{},\"multipliers\":[]}", "{\"price\":"])
    func `what is no price's text gives none`(text: String) {
        #expect(Price(text: text) == nil)
    }
}
