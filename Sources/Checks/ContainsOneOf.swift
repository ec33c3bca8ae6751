package import Vocabulary

/// The answer must have at least one of some texts in it, byte for byte.
package struct ContainsOneOf: TextCheck {
    package static let name = "contains-any"
    package static let summary = "the answer has at least one of these texts in it"
    package static let arguments = [
        (key: "value", summary: "a list of texts, or one text with commas between them")
    ]

    private var texts: TextList

    package init(_ arguments: CheckArguments) throws(Diagnostic) {
        texts = try TextList(arguments, ignoresCase: false)
    }

    package func bound(to context: CheckContext) throws(Diagnostic) -> ContainsOneOf {
        var bound = self
        bound.texts = try texts.rendered(in: context)
        return bound
    }

    package var wish: String { "contain one of \(texts.words)" }

    package func objection(to text: String) -> String? {
        texts.isContained(in: text).contains(true) ? nil : ""
    }
}
