import GatewayMaps
import Ledger
import Providers
import Reports
import Rows
import Transports
import Vocabulary

/// What is known of a model by its `provider:model`: from a routes file where one is named, from the runs that are
/// compared, and from the catalogue and the price list.
struct KnownModels {
    let rates: ExchangeRates
    private let file: String?
    private let book: PriceBook
    private let models: [ModelSettings]

    /// What the product ships, and models that routes files declare.
    init(_ models: [ModelSettings] = []) {
        (file, book, self.models, rates) = (nil, .shipped, models, .none)
    }

    init(routesFile: String?) throws(Diagnostics) {
        file = routesFile
        guard let routesFile else {
            (book, models, rates) = (.shipped, [], .none)
            return
        }
        let node = try RunJob.document(routesFile) { Environment.value($0) ?? "" }
        let map = try RoutesFile.read(node, knownProviders: allProviders.map { $0.name })
        (book, models, rates) = (try map.priceBook(), map.models, map.rates)
    }

    func declaration(_ name: String) -> RecommendedRoutes.Declaration? {
        let (provider, model) = Self.parts(of: name)
        if catalogue.contains(where: { $0.name == model && $0.provider == provider }) { return nil }
        let pin = models.first { $0.name == model }?.pin
        return RecommendedRoutes.Declaration(
            provider: provider, pin: pin ?? model, isGuess: pin == nil)
    }

    /// What the routes file has for it, which the shipped list has not.
    private func filePrice(of name: String) -> Price? {
        guard file != nil, let price = listPrice(of: name, in: book) else { return nil }
        return price == listPrice(of: name, in: .shipped) ? nil : price
    }

    private func listPrice(of name: String, in book: PriceBook) -> Price? {
        let (provider, model) = Self.parts(of: name)
        return book.price(of: [pin(of: model) ?? model, model], at: provider)
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

// MARK: By which prices traffic is told

extension KnownModels {
    /// What a named routes file says counts before what the runs were priced by, and that before the shipped list.
    func price(of name: String, on task: TaskFigures?) -> Price? {
        if let price = filePrice(of: name) { return price }
        if case .some(.some(let own)) = task?.model(named: name)?.prices.first {
            return Price(text: own.text)
        }
        return listPrice(of: name, in: book)
    }

    /// Throws where runs of one task were made with different prices of a model, and the file does not decide.
    func checkPrices(_ tasks: [TaskFigures]) throws(Diagnostics) {
        var mistakes: [Diagnostic] = []
        for task in tasks {
            for model in task.models
            where model.prices.count > 1 && filePrice(of: model.name) == nil {
                let words = model.prices.map { $0.map(\.source) ?? Self.listWords }
                mistakes.append(
                    Diagnostic(
                        "task '\(task.name)' was run with different prices of '\(model.name)': "
                            + words.joined(separator: " and "),
                        hint: "name a routes file whose `prices:` count with --routes FILE"))
            }
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
    }

    /// By what the models of these tasks are priced.
    func priceWords(_ tasks: [TaskFigures]) -> String {
        var (own, listed): ([String], Bool) = ([], false)
        for task in tasks {
            for model in task.models {
                let source: String
                if let file, filePrice(of: model.name) != nil {
                    source = file
                } else if case .some(.some(let price)) = model.prices.first {
                    source = price.source
                } else {
                    listed = true
                    continue
                }
                let words = "\(model.name) by \(source)"
                if !own.contains(words) { own.append(words) }
            }
        }
        if own.isEmpty { return "the traffic is priced by \(Self.listWords)" }
        return "the traffic is priced by the user's own prices (\(own.joined(separator: "; ")))"
            + (listed ? ", all else by \(Self.listWords)" : "")
    }

    private static let listWords = "the shipped list of \(PriceBook.shippedDay.text)"
}
