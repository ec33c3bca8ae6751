public import Vocabulary

/// The answer must have at least one of some texts in it, byte for byte.
public struct ContainsOneOf: TextCheck {
    public static let name = "contains-any"
    public static let summary = "the answer has at least one of these texts in it"
    public static let arguments = [
        (key: "value", summary: "a list of texts, or one text with commas between them")
    ]

    private var texts: TextList

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        texts = try TextList(arguments, ignoresCase: false)
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> ContainsOneOf {
        var bound = self
        bound.texts = try texts.rendered(in: context)
        return bound
    }

    public var wish: String { "contain one of \(texts.words)" }

    public func objection(to text: String) -> String? {
        texts.isContained(in: text).contains(true) ? nil : ""
    }
}
