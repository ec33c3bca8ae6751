package import Vocabulary

/// The answer must begin with this text, byte for byte; white space before it counts.
package struct StartsWith: TextCheck {
    package static let name = "starts-with"
    package static let summary = "the answer begins with this text"
    package static let arguments = [(key: "value", summary: "the text to begin with")]

    private var value: TemplateText

    package init(_ arguments: CheckArguments) throws(Diagnostic) {
        value = try arguments.text("value", needs: Self.arguments[0].summary)
    }

    package func bound(to context: CheckContext) throws(Diagnostic) -> StartsWith {
        var bound = self
        bound.value = try value.rendered(in: context)
        return bound
    }

    package var wish: String { "begin with \(Excerpt.quoted(value.text))" }

    package func objection(to text: String) -> String? {
        TextSearch.text(text, startsWith: value.text) ? nil : ""
    }
}
