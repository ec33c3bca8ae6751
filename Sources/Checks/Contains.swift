public import Vocabulary

/// The answer must have this text in it, byte for byte.
public struct Contains: TextCheck {
    public static let name = "contains"
    public static let summary = "the answer has this text in it"
    public static let arguments = [(key: "value", summary: "the text to look for")]

    private var value: TemplateText

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        value = try arguments.text("value", needs: Self.arguments[0].summary)
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> Contains {
        var bound = self
        bound.value = try value.rendered(in: context)
        return bound
    }

    public var wish: String { "contain \(Excerpt.quoted(value.text))" }

    public func objection(to text: String) -> String? {
        TextSearch.text(text, contains: value.text) ? nil : ""
    }
}
