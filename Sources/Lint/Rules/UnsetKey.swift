import Documents
import Vocabulary

extension LintRule {
    static let unsetKey = LintRule(
        "unset-key", .note, "a `${NAME}` that the environment here does not have"
    ) { subject in
        subject.documents.flatMap { unset(in: $0) }
    }

    private static func unset(in node: Node) -> [Diagnostic] {
        // Without quotes nothing is left of it, not even an empty text.
        if let written = node.unexpanded, node.text?.isEmpty ?? true {
            return [node.diagnostic("nothing is set for \(written): a live call would have no key")]
        }
        return (node.items ?? []).flatMap { unset(in: $0) }
            + (node.entries ?? []).flatMap { unset(in: $0.value) }
    }
}
