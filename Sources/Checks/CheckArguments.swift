package import Documents
package import Vocabulary

/// What one entry of `assert:` gives to its check, read by key with messages that point at the value.
package struct CheckArguments: Sendable {
    /// As written, `not-` included.
    package let name: String
    /// The mapping of the entry.
    package let node: Node

    package init(name: String, node: Node) {
        self.name = name
        self.node = node
    }

    /// A value that must be there; `null` counts as missing.
    package func value(_ key: String, needs what: String) throws(Diagnostic) -> Node {
        if let value = optional(key) { return value }
        throw node.diagnostic(
            "'\(name)' needs '\(key)': \(what)", hint: "for example { type: \(name), \(key): … }")
    }

    package func optional(_ key: String) -> Node? {
        guard let value = node[key], !value.isNull else { return nil }
        return value
    }

    /// Text, or a number or a flag as it was written.
    package func text(_ key: String, needs what: String) throws(Diagnostic) -> TemplateText {
        let value = try value(key, needs: what)
        guard let text = value.text else {
            throw value.diagnostic(
                "'\(key)' of '\(name)' must be text, found \(value.kindWord)", hint: what)
        }
        guard !text.isEmpty else {
            throw value.diagnostic(
                "'\(key)' of '\(name)' is empty: every answer would pass", hint: what)
        }
        return TemplateText(text)
    }
}

/// Text of a suite in which `{{ name }}` may stand for a variable of the test.
package struct TemplateText: Sendable, Equatable {
    package let text: String
    package let isTemplate: Bool

    package init(_ text: String) {
        self.text = text
        isTemplate = TextSearch.text(text, contains: "{{") || TextSearch.text(text, contains: "{%")
    }

    /// What rendering gives is final: braces in a variable's value are no template.
    package func rendered(in context: CheckContext) throws(Diagnostic) -> TemplateText {
        guard isTemplate else { return self }
        return TemplateText(rendered: try context.render(text))
    }

    private init(rendered text: String) {
        self.text = text
        isTemplate = false
    }
}
