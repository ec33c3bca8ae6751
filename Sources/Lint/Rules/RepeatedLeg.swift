import GatewayMaps
import Vocabulary

extension LintRule {
    static let repeatedLeg = LintRule(
        "repeated-leg", .warning, "a chain that falls back to a model that has just failed"
    ) { subject in
        subject.routes.flatMap { route in
            route.legs.enumerated().compactMap { index, leg in
                let earlier = route.legs[..<index].first {
                    $0.provider == leg.provider && $0.pin == leg.pin
                }
                guard let earlier else { return nil }
                return subject.diagnostic(
                    at: leg.id,
                    "leg \(leg.id) asks \(leg.provider):\(leg.pin) again, as leg \(earlier.id) did",
                    hint:
                        "`retry:` at the earlier leg asks again; a fallback should be another model"
                )
            }
        }
            + subject.fallbackChains.flatMap { chain in
                chain.pairs.filter(\.isRepeated).map { pair in
                    Diagnostic(
                        "the fallback '\(pair.later.name)' of '\(chain.entry.source)' asks the same "
                            + "model at the same place as '\(pair.earlier.name)' did",
                        at: chain.entry.location,
                        hint: "`num_retries` asks again; a fallback should be another model")
                }
            } + subject.findings(.repeatedLeg)
    }
}
