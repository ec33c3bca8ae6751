public import Documents
public import Vocabulary

/// What one entry of `assert:` gives to its check, read by key with messages that point at the value.
public struct CheckArguments: Sendable {
    /// As written, `not-` included.
    public let name: String
    /// The mapping of the entry.
    public let node: Node

    public init(name: String, node: Node) {
        self.name = name
        self.node = node
    }

    /// A value that must be there; `null` counts as missing.
    public func value(_ key: String, needs what: String) throws(Diagnostic) -> Node {
        if let value = optional(key) { return value }
        throw node.diagnostic(
            "'\(name)' needs '\(key)': \(what)", hint: "for example { type: \(name), \(key): … }")
    }

    /// For a check that without a value asks what every case is held to.
    func refuseNot() throws(Diagnostic) {
        guard name.hasPrefix("not-") else { return }
        throw node.diagnostic(
            "'\(name)' needs 'value': without one it would be the opposite of what every case is held to",
            hint: "for example { type: \(name), value: … }")
    }

    /// Found out in the middle of a run, what XML lacks ends the process.
    func refuseWithoutXML() throws(Diagnostic) {
        guard let reason = XMLLibrary.lack else { return }
        throw node.diagnostic(
            "'\(name)' needs libxml2, which cannot be used: \(reason)",
            hint: "install it: Debian and Ubuntu have the package libxml2")
    }

    public func optional(_ key: String) -> Node? {
        guard let value = node[key], !value.isNull else { return nil }
        return value
    }

    /// Text, or a number or a flag as it was written.
    public func text(_ key: String, needs what: String) throws(Diagnostic) -> TemplateText {
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

    /// A number of at least 0; nil where it is not given.
    public func optionalNumber(_ key: String, needs what: String) throws(Diagnostic) -> Double? {
        guard let value = optional(key) else { return nil }
        if let number = value.asDouble, number >= 0, number.isFinite { return number }
        throw value.diagnostic(
            "'\(key)' of '\(name)' must be a number from 0, found \(value.shown)", hint: what)
    }

    public func number(_ key: String, needs what: String) throws(Diagnostic) -> Double {
        if let number = try optionalNumber(key, needs: what) { return number }
        _ = try value(key, needs: what)
        preconditionFailure("'\(key)' was there and was not")
    }

    /// A number from 0 to 1; nil where it is not given.
    public func share(_ key: String, needs what: String) throws(Diagnostic) -> Double? {
        guard let value = optional(key) else { return nil }
        if let number = value.asDouble, (0...1).contains(number) { return number }
        throw value.diagnostic(
            "'\(key)' of '\(name)' must be a number from 0 to 1, found \(value.shown)", hint: what)
    }

    /// A whole number of at least 0; nil where it is not given.
    public func optionalCount(_ key: String, needs what: String) throws(Diagnostic) -> Int? {
        guard let value = optional(key) else { return nil }
        if let count = value.asInt, count >= 0 { return count }
        throw value.diagnostic(
            "'\(key)' of '\(name)' must be a whole number from 0, found \(value.shown)", hint: what)
    }
}

/// Text of a suite in which `{{ name }}` may stand for a variable of the test.
public struct TemplateText: Sendable, Equatable {
    public let text: String
    public let isTemplate: Bool

    public init(_ text: String) {
        self.text = text
        isTemplate = TextSearch.text(text, contains: "{{") || TextSearch.text(text, contains: "{%")
    }

    /// What rendering gives is final: braces in a variable's value are no template.
    public func rendered(in context: CheckContext) throws(Diagnostic) -> TemplateText {
        guard isTemplate else { return self }
        return TemplateText(rendered: try context.render(text))
    }

    private init(rendered text: String) {
        self.text = text
        isTemplate = false
    }
}
