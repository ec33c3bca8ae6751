import Documents
import Vocabulary

extension LintRule {
    static let shortKey = LintRule(
        "short-key", .warning,
        "a key of fewer than \(Secret.maskedBytesMin) letters, which reports do not mask"
    ) { subject in
        subject.keyHolders.flatMap { shortKeys(in: $0) }
    }

    /// Written out, or as the environment here has it. Neither is shown.
    private static func shortKeys(in node: Node) -> [Diagnostic] {
        if let items = node.items { return items.flatMap { shortKeys(in: $0) } }
        return (node.entries ?? []).flatMap { key, value -> [Diagnostic] in
            guard secretKeys.contains((key.text ?? "").lowercased()),
                let text = value.asString ?? value.numberText
            else { return shortKeys(in: value) }
            guard !text.isEmpty, !Secret(text).isMasked else { return [] }
            return [
                Diagnostic(
                    "'\(key.text ?? "")' has \(text.count == 1 ? "1 letter" : "\(text.count) letters"): "
                        + "what is shorter than \(Secret.maskedBytesMin) is a word of any text, "
                        + "and reports show it where it comes back", at: value.location,
                    hint: "a key of \(Secret.maskedBytesMin) letters or more is masked everywhere")
            ]
        }
    }
}
