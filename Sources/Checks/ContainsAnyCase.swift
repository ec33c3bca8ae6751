public import Vocabulary

/// The answer must have this text in it, in capitals or not, in any script that has them.
public struct ContainsAnyCase: TextCheck {
    public static let name = "icontains"
    public static let summary = "the answer has this text in it, in capitals or not"
    public static let arguments = [(key: "value", summary: "the text to look for")]

    private var value: TemplateText
    private var lowered: String

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        value = try arguments.text("value", needs: Self.arguments[0].summary)
        lowered = ECMAText.lowercased(value.text)
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> ContainsAnyCase {
        guard value.isTemplate else { return self }
        var bound = self
        bound.value = try value.rendered(in: context)
        bound.lowered = ECMAText.lowercased(bound.value.text)
        return bound
    }

    public var wish: String { "contain \(Excerpt.quoted(value.text)) in any case" }

    public func objection(to text: String) -> String? {
        TextSearch.text(ECMAText.lowercased(text), contains: lowered) ? nil : ""
    }
}
