public import Vocabulary

/// The answer must have each of some texts in it, in capitals or not and in any order.
public struct ContainsAllAnyCase: TextCheck {
    public static let name = "icontains-all"
    public static let summary = "the answer has each of these texts in it, in capitals or not"
    public static let arguments = [
        (key: "value", summary: "a list of texts, or one text with commas between them")
    ]

    private var texts: TextList

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        texts = try TextList(arguments, ignoresCase: true)
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> ContainsAllAnyCase {
        var bound = self
        bound.texts = try texts.rendered(in: context)
        return bound
    }

    public var wish: String { "contain all of \(texts.words) in any case" }

    public func objection(to text: String) -> String? {
        texts.missing(from: text)
    }
}
