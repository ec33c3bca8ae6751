import Documents
import GatewayMaps
import Ledger
import Providers
import Reports
import Transports

/// What is known of a model by its `provider:model`: from the catalogue and the price list, and from a
/// routes file where one is named.
struct KnownModels {
    let rates: ExchangeRates
    private let book: PriceBook
    private let models: [ModelSettings]

    /// What the product ships, and what routes files say.
    init(_ models: [ModelSettings] = []) {
        (book, self.models, rates) = (.shipped, models, .none)
    }

    init(routesFile: String?) throws(Diagnostics) {
        guard let routesFile else {
            self.init()
            return
        }
        let node = try RunJob.document(routesFile) { Environment.value($0) ?? "" }
        let map = try RoutesFile.read(node, knownProviders: allProviders.map { $0.name })
        (book, models, rates) = (try map.priceBook(), map.models, map.rates)
    }

    func price(of name: String) -> Price? {
        let (provider, model) = Self.parts(of: name)
        return book.price(of: [pin(of: model) ?? model, model], at: provider)
    }

    func declaration(_ name: String) -> RecommendedRoutes.Declaration? {
        let (provider, model) = Self.parts(of: name)
        if catalogue.contains(where: { $0.name == model && $0.provider == provider }) { return nil }
        let pin = models.first { $0.name == model }?.pin
        return RecommendedRoutes.Declaration(
            provider: provider, pin: pin ?? model, isGuess: pin == nil)
    }

    private func pin(of model: String) -> String? {
        models.first { $0.name == model }?.pin
            ?? catalogue.first { $0.name == model }?.pin
    }

    private static func parts(of name: String) -> (provider: String, model: String) {
        guard let colon = name.firstIndex(of: ":") else { return ("", name) }
        return (String(name[..<colon]), String(name[name.index(after: colon)...]))
    }
}
