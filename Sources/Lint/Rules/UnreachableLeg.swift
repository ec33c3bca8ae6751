import GatewayMaps
import Vocabulary

extension LintRule {
    static let unreachableLeg = LintRule(
        "unreachable-leg", .warning,
        "a leg that no failure of the legs before it leads to, or no request's tags"
    ) { subject in
        barredByTags(in: subject) + undrawn(in: subject)
            + subject.routes.flatMap { route in
                route.legs.filter { leg in
                    [false, true].allSatisfy {
                        Prediction.causes(leadingTo: leg.id, on: route, isStreamed: $0) == nil
                    }
                }.map { leg in
                    let triggers = leg.admits.map(\.rawValue).sorted().joined(separator: ", ")
                    return subject.diagnostic(
                        at: leg.id,
                        "nothing leads to leg \(leg.id): no failure of the legs before it gets to its "
                            + "`on: [\(triggers)]`",
                        hint: "give it a trigger of its own, or move it up")
                }
            }
    }

    private static func barredByTags(in subject: LintSubject) -> [Diagnostic] {
        (subject.litellmConfig?.unreachedByTags ?? []).map { deployment, why in
            subject.diagnostic(
                at: deployment.leg,
                "no request for '\(deployment.leg.route)' gets to this deployment: \(why)",
                hint: "give it a tag that callers send, or 'default' among its tags")
        }
    }

    private static func undrawn(in subject: LintSubject) -> [Diagnostic] {
        (subject.litellmConfig?.undrawn ?? []).compactMap { deployment, lacks in
            // Who says so himself is told of by another rule.
            guard lacks != "weight" || deployment.weight == nil else { return nil }
            return subject.diagnostic(
                at: deployment.leg, LiteLLMConfig.whyUndrawn(deployment, lacking: lacks),
                hint: "give it `\(lacks)`, or all of them a `weight`")
        }
    }
}
