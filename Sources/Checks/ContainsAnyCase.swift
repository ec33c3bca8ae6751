package import Vocabulary

/// The answer must have this text in it, in capitals or not, in any script that has them.
package struct ContainsAnyCase: TextCheck {
    package static let name = "icontains"
    package static let summary = "the answer has this text in it, in capitals or not"
    package static let arguments = [(key: "value", summary: "the text to look for")]

    private var value: TemplateText
    private var lowered: String

    package init(_ arguments: CheckArguments) throws(Diagnostic) {
        value = try arguments.text("value", needs: Self.arguments[0].summary)
        lowered = value.text.lowercased()
    }

    package func bound(to context: CheckContext) throws(Diagnostic) -> ContainsAnyCase {
        guard value.isTemplate else { return self }
        var bound = self
        bound.value = try value.rendered(in: context)
        bound.lowered = bound.value.text.lowercased()
        return bound
    }

    package var wish: String { "contain \(Excerpt.quoted(value.text)) in any case" }

    package func objection(to text: String) -> String? {
        TextSearch.text(text.lowercased(), contains: lowered) ? nil : ""
    }
}
