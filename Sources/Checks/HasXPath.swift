import Documents
public import Vocabulary

/// The answer, read as XML, must have something at this path, and one of what is there must be this text.
///
/// Without a value XPath itself decides: nodes must be there, text must not be empty, a number not be 0.
public struct HasXPath: TextCheck {
    public static let name = "xpath"
    public static let summary = "the answer is XML with this text at this path"
    public static let arguments = [
        (key: "path", summary: "an XPath 1.0 expression: /order/item[1]/@id, count(//item)"),
        (
            key: "value",
            summary: "what one of the texts there must be; without it there must be something"
        ),
    ]

    private var path: TemplateText
    private var value: TemplateText?

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        try arguments.refuseWithoutXML()
        path = try arguments.text("path", needs: Self.arguments[0].summary)
        if let value = arguments.optional("value") {
            guard let text = value.text else {
                throw value.diagnostic(
                    "'value' of '\(arguments.name)' must be text, found \(value.kindWord)",
                    hint: Self.arguments[1].summary)
            }
            self.value = TemplateText(text)
        }
        guard !path.isTemplate, let mistake = Self.mistake(in: path.text) else { return }
        let node = try arguments.value("path", needs: Self.arguments[0].summary)
        throw node.diagnostic(mistake, hint: "write /order/item[1]/@id")
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> HasXPath {
        var bound = self
        if let value { bound.value = try value.rendered(in: context) }
        guard path.isTemplate else { return bound }
        bound.path = try path.rendered(in: context)
        if let mistake = Self.mistake(in: bound.path.text) { throw Diagnostic(mistake) }
        return bound
    }

    /// What can be said of an expression before there is an answer; its prefixes the answer may yet declare.
    private static func mistake(in path: String) -> String? {
        guard let document = try? XMLReader.document(SourceText(file: "none", text: "<none/>"))
        else {
            return nil
        }
        do throws(XPathError) {
            _ = try document.evaluate(path)
            return nil
        } catch {
            if error.message.hasPrefix("uses a prefix") { return nil }
            return "the XPath \(Excerpt.quoted(path)) \(error.message)"
        }
    }

    public var wish: String {
        let what = value.map { "\(Excerpt.quoted($0.text)) at" } ?? "something at"
        return "have \(what) \(Excerpt.quoted(path.text))"
    }

    public func objection(to answer: String) throws(Diagnostic) -> String? {
        let document: XMLDocument
        do throws(Diagnostics) {
            document = try XMLReader.document(SourceText(file: "answer", text: answer))
        } catch {
            return XMLWords.words(for: error)
        }
        let result: XPathResult
        do throws(XPathError) {
            result = try document.evaluate(path.text)
        } catch {
            // A prefix that is not declared belongs to elements that are not there.
            if error.message.hasPrefix("uses a prefix") { return "it \(error.message)" }
            throw Diagnostic("the XPath \(Excerpt.quoted(path.text)) \(error.message)")
        }
        guard let value else { return Self.isThere(result) ? nil : "there is nothing" }
        return Self.objection(to: result, wanting: value.text)
    }

    private static func isThere(_ result: XPathResult) -> Bool {
        switch result {
        case .nodes(let texts): !texts.isEmpty
        case .string(let text): !text.isEmpty
        case .number(let number): number != 0 && !number.isNaN
        case .bool(let flag): flag
        }
    }

    private static func objection(to result: XPathResult, wanting value: String) -> String? {
        switch result {
        case .nodes(let texts):
            if texts.contains(where: { $0.utf8.elementsEqual(value.utf8) }) { return nil }
            guard let first = texts.first else { return "there is nothing" }
            let shown = Excerpt.quoted(first, scalarsMax: 60)
            return texts.count == 1
                ? "found \(shown)"
                : "none of \(texts.count) texts there is it, the first is \(shown)"
        case .string(let text):
            return text.utf8.elementsEqual(value.utf8)
                ? nil : "found \(Excerpt.quoted(text, scalarsMax: 60))"
        case .number(let number): return number == Double(value) ? nil : "found \(number)"
        case .bool(let flag): return "\(flag)" == value ? nil : "found \(flag)"
        }
    }
}
