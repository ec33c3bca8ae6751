public import Vocabulary

/// The answer must begin with this text, byte for byte; white space before it counts.
public struct StartsWith: TextCheck {
    public static let name = "starts-with"
    public static let summary = "the answer begins with this text"
    public static let arguments = [(key: "value", summary: "the text to begin with")]

    private var value: TemplateText

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        value = try arguments.text("value", needs: Self.arguments[0].summary)
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> StartsWith {
        var bound = self
        bound.value = try value.rendered(in: context)
        return bound
    }

    public var wish: String { "begin with \(Excerpt.quoted(value.text))" }

    public func objection(to text: String) -> String? {
        TextSearch.text(text, startsWith: value.text) ? nil : ""
    }
}
