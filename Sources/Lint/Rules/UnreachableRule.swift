import GatewayMaps
import Vocabulary

extension LintRule {
    /// The reader of routes.yaml finds them: a plan tells of them, too.
    static let unreachableRule = LintRule(
        "unreachable-rule", .warning, "a rule of `routes:` behind others that take all it asks for"
    ) { subject in
        guard let map = subject.map else { return [] }
        let rules = Set(map.rules.map(\.location))
        return map.notes.filter { note in note.location.map(rules.contains) ?? false }
    }
}
