import Documents
public import Vocabulary

/// The answer must be this text, byte for byte; a list or mapping must equal the answer read as JSON.
public struct Equals: TextCheck {
    public static let name = "equals"
    public static let summary = "the answer is exactly this text, or this value as JSON"
    public static let arguments = [
        (key: "value", summary: "the whole answer: text, or a list or mapping to compare as JSON")
    ]

    private enum Wanted: Sendable {
        case text(TemplateText)
        case json(JSONValue)
    }

    private var wanted: Wanted

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        let value = try arguments.value("value", needs: Self.arguments[0].summary)
        wanted = value.text.map { .text(TemplateText($0)) } ?? .json(JSONValue(value))
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> Equals {
        var bound = self
        switch wanted {
        case .text(let text): bound.wanted = .text(try text.rendered(in: context))
        case .json(let value): bound.wanted = .json(try value.rendered(in: context))
        }
        return bound
    }

    public var wish: String {
        switch wanted {
        case .text(let text): "equal \(Excerpt.quoted(text.text))"
        case .json(let value): "equal the JSON \(Excerpt.quoted(value.description))"
        }
    }

    public func objection(to text: String) -> String? {
        switch wanted {
        case .text(let wanted):
            // A short answer shows its difference itself.
            TextSearch.firstDifference(text, wanted.text).map { place in
                text.utf8.count > Excerpt.scalarsMax ? "first difference at character \(place)" : ""
            }
        case .json(let value): value.difference(from: text)
        }
    }
}
