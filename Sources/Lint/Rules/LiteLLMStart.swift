import GatewayMaps
import Vocabulary

extension LintRule {
    static let litellmStart = LintRule(
        "litellm-start", .error, "what LiteLLM does not start with, or leaves no route"
    ) { subject in
        (subject.litellm?.mistakes ?? []).filter { $0.code == nil }
    }
}
