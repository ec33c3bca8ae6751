import Documents
import GatewayMaps
import Vocabulary

extension LintRule {
    static let zeroWeight = LintRule(
        GatewayExamination.Code.zeroWeight.rawValue, .warning,
        "a weight of 0: a target that is never picked, or is all the same"
    ) { subject in
        subject.findings(.zeroWeight) + undrawn(in: subject) + vain(in: subject)
    }

    private static func undrawn(in subject: LintSubject) -> [Diagnostic] {
        (subject.litellmConfig?.undrawn ?? []).compactMap { deployment, lacks in
            guard lacks == "weight", deployment.weight == 0 else { return nil }
            return diagnostic(
                at: deployment, in: subject,
                LiteLLMConfig.whyUndrawn(deployment, lacking: lacks),
                hint: "give it a share, or a group of its own that `fallbacks` name, or take it out"
            )
        }
    }

    private static func vain(in subject: LintSubject) -> [Diagnostic] {
        (subject.litellmConfig?.vainWeights ?? []).compactMap { deployments, counts in
            guard let first = deployments.first(where: { $0.weight == 0 }) else { return nil }
            let what =
                deployments.count == 1
                ? "a weight of 0 does not switch off the only deployment of '\(first.leg.route)': it is "
                    + "asked all the same"
                : "no deployment of '\(first.leg.route)' has a weight above 0, and so LiteLLM picks "
                    + (counts.map { "by `\($0)`" } ?? "each as often as the others")
            return diagnostic(
                at: first, in: subject, what, hint: "take out what is not to be asked")
        }
    }

    /// At the weight itself.
    private static func diagnostic(
        at deployment: LiteLLMConfig.Deployment, in subject: LintSubject, _ message: String,
        hint: String
    ) -> Diagnostic {
        let entry = subject.litellm?.document["model_list"]?[deployment.index]
        return entry?["litellm_params"]?["weight"]?.diagnostic(message, hint: hint)
            ?? subject.diagnostic(at: deployment.leg, message, hint: hint)
    }
}
