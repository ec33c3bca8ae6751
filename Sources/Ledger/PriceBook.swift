import Vocabulary

/// Every price that is known: the shipped list, and before it what the user says.
package struct PriceBook: Sendable, Equatable {
    /// Where two rows answer to one name, the first one counts.
    package private(set) var models: [ListedModel]

    package static let shipped = PriceBook(
        models: openAIPrices + anthropicPrices + googlePrices + mistralPrices + deepSeekPrices
            + qwenPrices + kimiPrices + miniMaxPrices + glmPrices + doubaoPrices + azurePrices)

    package init(models: [ListedModel]) { self.models = models }

    /// The row for a model's name, alias or pin at a provider; in a currency where one is asked for.
    package func model(
        _ name: String, of provider: String, currency: String? = nil
    ) -> ListedModel? {
        model([name], of: provider, currency: currency)
    }

    /// The price of the first row that answers to one of these names. A row without a price gives none:
    /// nobody knows what a retired model would cost.
    package func price(
        of names: [String], at provider: String, currency: String? = nil
    ) -> Price? {
        model(names, of: provider, currency: currency)?.price
    }

    /// The price in dollars of a model by the name that an answer has for it, whoever serves it: gateways put the
    /// provider's name before it, as in `openai/gpt-5.4`. Nil where providers ask different prices for it.
    package func price(served name: String) -> Price? {
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        let short = parts.last ?? name
        let rows = models.filter {
            $0.price?.currency == Money.dollars && ($0.answers(to: name) || $0.answers(to: short))
        }
        if parts.count == 2, let own = rows.first(where: { $0.provider == parts[0] }) {
            return own.price
        }
        guard let first = rows.first?.price,
            rows.allSatisfy({ $0.price?.rates == first.rates && $0.price?.tiers == first.tiers })
        else { return nil }
        return first
    }

    private func model(
        _ names: [String], of provider: String, currency: String?
    ) -> ListedModel? {
        let listed = models.first { row in
            (row.provider == provider || row.provider == Self.anyProvider)
                && names.contains(where: row.answers)
                && (currency == nil || row.price?.currency == currency)
        }
        return listed ?? (Self.unbilled.contains(provider) ? Self.own(names[0], provider) : nil)
    }

    /// The same list with the user's rows in front.
    package func overridden(by overrides: [PriceOverride]) -> PriceBook {
        PriceBook(models: overrides.map(\.row) + models)
    }

    fileprivate static let anyProvider = "*"

    /// Programs that run on the user's own machine: what they answer is billed by nobody.
    private static let unbilled: Set<String> = ["ollama", "vllm", "llamacpp"]

    private static func own(_ name: String, _ provider: String) -> ListedModel {
        let rates = Rates(input: .free, cachedInput: .free, output: .free)
        return ListedModel(
            provider, name, price: Price("USD", rates), source: Source.own, asOf: Source.day,
            proof: .own)
    }
}

/// A price that a suite or a routes file gives.
package struct PriceOverride: Sendable, Equatable {
    /// Nil where it counts for a model of that name at every provider.
    package var provider: String?
    package var model: String
    package var price: Price
    /// Where it stands, for whoever wonders: `routes.yaml:12`.
    package var source: String

    package init(provider: String? = nil, model: String, price: Price, source: String) {
        self.provider = provider
        self.model = model
        self.price = price
        self.source = source
    }

    /// From what a file says in dollars per million tokens; nil where that is no price.
    package init?(
        provider: String?, model: String, input: String, output: String, source: String
    ) {
        guard let input = Rate(text: input), let output = Rate(text: output) else { return nil }
        self.init(
            provider: provider, model: model,
            price: Price(Money.dollars, Rates(input: input, output: output)), source: source)
    }

    fileprivate var row: ListedModel {
        ListedModel(
            provider ?? PriceBook.anyProvider, model, price: price, source: source,
            asOf: Source.day, proof: .user)
    }
}
