import Ledger
import Vocabulary

extension LiteLLMConfig {
    /// What is asked for to reach a group: its name, with a model that there is in place of a wildcard's stars, so that
    /// a provider can serve it and its calls have a price.
    func requestName(of group: String) -> String {
        guard group.contains("*") else { return group }
        return realName(of: group)
            ?? String(group.map { $0 == "*" ? Self.anyModel : String($0) }.joined())
    }

    private static let anyModel = "any-model"

    /// Of the cheapest model of the catalogue that leads there; nil where none does.
    private func realName(of name: String) -> String? {
        guard let group = group(named: name) else { return nil }
        let wildcard = LiteLLMWildcard(name)
        for deployment in group.deployments where deployment.model.contains("*") {
            guard
                let taken = LiteLLMProvider.taken(
                    apart: deployment.model, custom: deployment.provider?.name),
                let lane = taken.provider.lane
            else { continue }
            let upstream = LiteLLMWildcard(taken.upstream)
            for pin in Self.pins(of: lane) {
                // A group with a narrower name may take it first.
                guard let name = upstream.segments(of: pin).flatMap({ wildcard.name(of: $0) }),
                    self.group(askedAs: name)?.name == group.name,
                    wildcard.model(deployment.model, askedAs: name)?.hasSuffix(pin) == true
                else { continue }
                return name
            }
        }
        return nil
    }

    /// The cheapest in front, without those that are about to go.
    private static func pins(of provider: String) -> [String] {
        var priced: [(pin: String, rate: Int64)] = []
        for model in catalogue where model.provider == provider && model.shutdown == nil {
            let price = PriceBook.shipped.price(
                of: [model.pin, model.name], at: provider, currency: Money.dollars)
            guard let rate = price?.rates.output else { continue }
            priced.append((model.pin, rate.nanosPerMillion))
        }
        return priced.sorted { ($0.rate, $0.pin) < ($1.rate, $1.pin) }.map(\.pin)
    }
}
