import Documents
import GatewayMaps
import Glibc
import Ledger
import Providers
import Runs
import Suites
import Vocabulary

extension RouteMap {
    /// The shipped prices, under those that the file gives, under those that a suite gives.
    func priceBook(for suite: Suite? = nil) throws(Diagnostics) -> PriceBook {
        let listed = PriceBook.shipped.overridden(by: prices)
        guard let suite, !suite.prices.isEmpty else { return listed }
        try suite.checkPrices(models: PricedName.all(of: models))
        return listed.overridden(by: suite.prices.map(\.override))
    }
}

extension Suite {
    /// Throws the names in `prices:` that nobody goes by.
    func checkPrices(models: [PricedName]) throws(Diagnostics) {
        let known = allProviders.map { $0.name }
        let unknown = prices.compactMap { $0.unknown(providers: known, models: models) }
        guard unknown.isEmpty else { throw Diagnostics(unknown) }
    }
}

/// What a gateway that serves these routes counts against its clients' budgets, which are in US dollars.
struct RoutePrices: Sendable {
    private let map: RouteMap
    private let book: PriceBook
    private let served: ServedPrices

    init(_ map: RouteMap) throws(Diagnostics) {
        self.map = map
        book = try map.priceBook()
        served = ServedPrices(book, in: Money.dollars)
    }

    /// - Parameter told: the model that the answer names.
    func cost(
        provider name: String, pin: String, served told: String?, usage: Usage, pictures: Int
    ) -> Money? {
        // A file may have a price by the pin or by its own name for it.
        let leg = map.legs.first { $0.provider == name && $0.pin == pin }
        let own = price(of: [pin, leg?.model ?? pin], at: name)
        let price =
            leg.map { served.price(of: $0, own: own, asked: pin, told: told) } ?? own
        guard let price,
            var counts = provider(named: name)?.usageRule.canonical(usage)
        else { return nil }
        counts.pictures = pictures
        let cost = Pricing.cost(
            of: counts, at: price, under: Circumstances(time: UnixTime(seconds: Glibc.time(nil))))
        return cost.flatMap { map.rates.dollars($0) }
    }

    /// In dollars, or in a currency that a rate turns into them.
    private func price(of names: [String], at provider: String) -> Price? {
        if let price = book.price(of: names, at: provider), map.rates.knows(price.currency) {
            return price
        }
        return book.price(of: names, at: provider, currency: Money.dollars)
    }

    /// Of legs that have a price, and no rate that turns it into dollars.
    private var foreignCurrencies: [String] {
        let currencies = map.legs.compactMap {
            book.price(of: [$0.pin, $0.model], at: $0.provider)?.currency
        }
        return Set(currencies).filter { !map.rates.knows($0) }.sorted()
    }

    /// What keys and providers with a budget may spend uncounted.
    var warnings: String {
        let keys = map.keys.filter { $0.budget != nil }.map { "'\($0.name)'" }
        let providers = map.providers.filter { $0.budget != nil }.map { "'\($0.name)'" }
        var unpriced: [String] = []
        for leg in map.legs where price(of: [leg.pin, leg.model], at: leg.provider) == nil {
            let name = "\(leg.provider):\(leg.pin)"
            if !unpriced.contains(name) { unpriced.append(name) }
        }
        let budgeted = keys + providers
        guard !budgeted.isEmpty, !unpriced.isEmpty else { return "" }
        let names = budgeted.joined(separator: ", ")
        return DiagnosticText.render([
            Diagnostic(
                "no price in US dollars is known for \(unpriced.joined(separator: ", ")): what is "
                    + "asked there does not count against the budget of \(names)",
                hint: foreignCurrencies.first.map { "rates: { \($0): 0.14 }" }
                    ?? "models: { NAME: { price: { input: \"0.25\", output: \"2.00\" } } }",
                severity: .warning)
        ])
    }
}
