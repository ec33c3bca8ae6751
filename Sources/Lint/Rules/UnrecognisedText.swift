import GatewayMaps
import Vocabulary

extension LintRule {
    /// LiteLLM knows an overflow and a refused prompt by the provider's words, and does not know all of them.
    static let unrecognisedText = LintRule(
        "unrecognised-text", .warning,
        "a special fallback for errors that LiteLLM does not recognise of that provider"
    ) { subject in
        guard let config = subject.litellmConfig else { return [] }
        let predictor = LiteLLMPredictor(config, said: subject.said)
        let lists: [(String, FallbackList?, Cause, LiteLLMError.Class, String)] = [
            (
                "context_window_fallbacks", config.routing.context, .contextLength, .contextWindow,
                "a prompt that is too long"
            ),
            (
                "content_policy_fallbacks", config.routing.policy, .contentPolicy, .contentPolicy,
                "a refused prompt"
            ),
        ]
        return lists.flatMap { name, list, cause, kind, what in
            (list?.entries ?? []).compactMap { entry -> Diagnostic? in
                let group = config.group(askedAs: entry.source)
                let unheard = (group?.deployments ?? []).filter { deployment in
                    guard let lane = deployment.provider?.lane, subject.said(lane, cause) != nil
                    else { return false }
                    let fault = predictor.fault(of: cause, at: deployment.leg, isStreamed: false)
                    return !recognises(fault, as: kind)
                }
                guard !unheard.isEmpty else { return nil }
                let providers = Set(unheard.compactMap { $0.provider?.name }).sorted()
                return Diagnostic(
                    "LiteLLM does not know \(what) by the words of "
                        + "\(providers.joined(separator: " and ")): the `\(name)` of "
                        + "'\(entry.source)' are not asked for it",
                    at: entry.location, hint: "give '\(entry.source)' general fallbacks, too")
            }
        }
    }

    private static func recognises(
        _ fault: LiteLLMFault?, as kind: LiteLLMError.Class
    ) -> Bool {
        switch fault {
        case .fails(let error): error.kind == kind
        // An answer that was held back counts as a refused prompt.
        case .filtered: kind == .contentPolicy
        default: false
        }
    }
}
