import Documents

/// The recommended routing as a routes.yaml: a rule for each task, each with its reason.
public enum RecommendedRoutes {
    /// A model that the catalogue does not know.
    public struct Declaration: Sendable, Equatable {
        public var provider: String
        public var pin: String
        /// Nobody said what goes over the wire: the name stands in for it.
        public var isGuess: Bool

        public init(provider: String, pin: String, isGuess: Bool) {
            self.provider = provider
            self.pin = pin
            self.isGuess = isGuess
        }
    }

    /// Of a `provider:model`; nil where the catalogue knows it.
    public typealias Declare = @Sendable (String) -> Declaration?

    static let title = "Recommended routes"

    /// Nil where nothing is recommended.
    public static func text(
        _ comparison: Comparison, declaration: (String) -> Declaration?
    ) -> String? {
        let decided = comparison.choices.compactMap { choice in
            choice.model.map { (choice: choice, model: $0) }
        }
        guard let first = decided.first?.model else { return nil }
        let usual = comparison.routings.single?.model ?? first
        var text = "# Recommended by `pathproof compare`: \(comment(comparison.savingWords))\n"
        for remark in comparison.remarks { text += "# \(comment(remark))\n" }
        text += declarations(decided.map(\.model) + [usual], declaration)
        text += "routes:\n"
        for choice in comparison.choices where choice.model == nil {
            text += "  # \(comment("\(choice.task): \(choice.reason)"))\n"
        }
        for (choice, model) in decided {
            text += "  # \(comment(choice.reason))\n"
            text += "  - match: \(match(choice.task))\n    model: \(quoted(name(model)))\n"
        }
        return text + "  - default: \(quoted(name(usual)))\n"
    }

    private static func declarations(
        _ models: [String], _ declaration: (String) -> Declaration?
    ) -> String {
        var seen: Set<String> = []
        var text = ""
        for model in models where seen.insert(model).inserted {
            guard let declared = declaration(model) else { continue }
            text += "  \(quoted(name(model))): { provider: \(quoted(declared.provider)), "
            text += "pin: \(quoted(declared.pin)) }"
            text +=
                declared.isGuess ? "  # the catalogue does not know it: is this its pin?\n" : "\n"
        }
        return text.isEmpty ? "" : "models:\n" + text
    }

    /// Without its provider.
    static func name(_ model: String) -> String {
        model.firstIndex(of: ":").map { String(model[model.index(after: $0)...]) } ?? model
    }

    private static func match(_ task: String) -> String {
        if task.utf8.allSatisfy(isPlain) { return "task_type == \"\(task)\"" }
        let escaped = task.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return quoted("task_type == \"\(escaped)\"")
    }

    private static func comment(_ text: String) -> String { TerminalText.safe(text) }

    /// A double-quoted text of YAML may hold what one of JSON may.
    private static func quoted(_ text: String) -> String {
        let begins = text.utf8.first.map { $0 >= 0x41 } ?? false
        if begins, text.utf8.allSatisfy(isPlain),
            !["true", "false", "null", "yes", "no"].contains(text)
        {
            return text
        }
        var json = JSONWriter()
        json.string(text)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
