import Documents
public import Vocabulary

/// The whole answer must be one XML document, with the elements that are asked for.
///
/// Read strictly, as a document of a stranger: what it declares for itself is refused, and nothing is loaded.
public struct IsXML: TextCheck {
    public static let name = "is-xml"
    public static let summary = "the whole answer is XML, with these elements in it"
    public static let arguments = [(key: "value", summary: RequiredElements.summary)]

    private var required: RequiredElements

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        try arguments.refuseWithoutXML()
        required = try RequiredElements(arguments)
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> IsXML {
        var bound = self
        bound.required = try required.rendered(in: context)
        return bound
    }

    public var wish: String { "be XML\(required.words)" }

    public func objection(to text: String) -> String? {
        do throws(Diagnostics) {
            let root = try XMLReader.read(SourceText(file: "answer", text: text))
            let missing = required.missing(from: [root])
            guard !missing.isEmpty else { return nil }
            return "missing: \(Excerpt.list(missing.map { Excerpt.quoted($0, scalarsMax: 60) }))"
        } catch {
            return XMLWords.words(for: error)
        }
    }
}

/// What is wrong with XML, and where in the answer, on one line.
enum XMLWords {
    static func words(for diagnostics: Diagnostics) -> String {
        guard let first = diagnostics.items.first else { return "this is not XML" }
        let place = first.location.map { ", at line \($0.line), column \($0.column)" } ?? ""
        return first.message + place
    }
}
