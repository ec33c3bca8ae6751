import GatewayMaps
import Vocabulary

extension LintRule {
    static let withoutEffect = LintRule(
        "without-effect", .warning,
        "a rule that no request reaches, or a key for a name that nobody answers to"
    ) { subject in
        subject.map?.notes ?? []
    }
}
