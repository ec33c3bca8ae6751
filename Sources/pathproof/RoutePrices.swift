import Documents
import GatewayMaps
import Ledger
import Providers
import Vocabulary

extension RouteMap {
    /// The shipped prices, under those that the file itself gives to its models.
    var priceBook: PriceBook {
        PriceBook.shipped.overridden(
            by: models.compactMap { model in
                guard let price = model.price else { return nil }
                return PriceOverride(
                    provider: model.provider, model: model.pin, input: price.input,
                    output: price.output, source: "\(file):\(model.location.line)")
            })
    }
}

/// What a gateway that serves these routes counts against its clients' budgets, which are in US dollars.
struct RoutePrices: Sendable {
    private let map: RouteMap
    private let book: PriceBook

    init(_ map: RouteMap) {
        self.map = map
        book = map.priceBook
    }

    func cost(provider name: String, pin: String, usage: Usage) -> Money? {
        guard let price = price(of: [pin], at: name),
            let counts = provider(named: name)?.usageRule.canonical(usage)
        else { return nil }
        return Pricing.cost(of: counts, at: price)
    }

    private func price(of names: [String], at provider: String) -> Price? {
        book.price(of: names, at: provider, currency: Money.dollars)
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
                hint: "models: { NAME: { price: { input: \"0.25\", output: \"2.00\" } } }",
                severity: .warning)
        ])
    }
}
