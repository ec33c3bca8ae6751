import GatewayMaps
import Vocabulary

extension LintRule {
    static let oneProviderChain = LintRule(
        "one-provider", .warning, "legs of one chain that fail together, being one provider's"
    ) { subject in
        subject.routes.flatMap { route in
            route.legs.enumerated().compactMap { index, leg in
                let earlier = route.legs[..<index].first { $0.provider == leg.provider }
                guard let earlier, earlier.pin != leg.pin else { return nil }
                return subject.diagnostic(
                    at: leg.id,
                    "leg \(leg.id) is at \(leg.provider) as leg \(earlier.id) is: "
                        + "an outage there takes both",
                    hint: "put another provider's model between or behind them")
            }
        }
            + subject.fallbackChains.flatMap { chain in
                chain.pairs.filter { !$0.isRepeated }.map { pair in
                    Diagnostic(
                        "the fallback '\(pair.later.name)' of '\(chain.entry.source)' is where "
                            + "'\(pair.earlier.name)' is: an outage there takes both",
                        at: chain.entry.location,
                        hint: "put another provider's model between or behind them")
                }
            } + subject.findings(.oneProvider)
    }
}
