import GatewayMaps
import Vocabulary

extension LintRule {
    static let withoutEffect = LintRule(
        "without-effect", .warning,
        "what a file says and nothing comes of: a key for a name that nobody answers to, say"
    ) { subject in
        let rules = Set(subject.map?.rules.map(\.location) ?? [])
        return (subject.map?.notes ?? []).filter { note in
            note.location.map { !rules.contains($0) } ?? true
        } + subject.warnings(.withoutEffect) + subject.findings(.withoutEffect)
    }
}
