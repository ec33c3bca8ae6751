package import Vocabulary

/// The answer must have each of some texts in it, byte for byte and in any order.
package struct ContainsAll: TextCheck {
    package static let name = "contains-all"
    package static let summary = "the answer has each of these texts in it"
    package static let arguments = [
        (key: "value", summary: "a list of texts, or one text with commas between them")
    ]

    private var texts: TextList

    package init(_ arguments: CheckArguments) throws(Diagnostic) {
        texts = try TextList(arguments, ignoresCase: false)
    }

    package func bound(to context: CheckContext) throws(Diagnostic) -> ContainsAll {
        var bound = self
        bound.texts = try texts.rendered(in: context)
        return bound
    }

    package var wish: String { "contain all of \(texts.words)" }

    package func objection(to text: String) -> String? {
        texts.missing(from: text)
    }
}
