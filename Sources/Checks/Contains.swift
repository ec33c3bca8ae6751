package import Vocabulary

/// The answer must have this text in it, byte for byte.
package struct Contains: TextCheck {
    package static let name = "contains"
    package static let summary = "the answer has this text in it"
    package static let arguments = [(key: "value", summary: "the text to look for")]

    private var value: TemplateText

    package init(_ arguments: CheckArguments) throws(Diagnostic) {
        value = try arguments.text("value", needs: Self.arguments[0].summary)
    }

    package func bound(to context: CheckContext) throws(Diagnostic) -> Contains {
        var bound = self
        bound.value = try value.rendered(in: context)
        return bound
    }

    package var wish: String { "contain \(Excerpt.quoted(value.text))" }

    package func objection(to text: String) -> String? {
        TextSearch.text(text, contains: value.text) ? nil : ""
    }
}
