import Documents
import Vocabulary

/// Texts to look for: a list, or one text with commas between them, as promptfoo takes both.
struct TextList: Sendable {
    private enum Written: Sendable {
        case list([TemplateText])
        /// A template whose value has the commas.
        case joined(TemplateText)
    }

    private var written: Written
    private let ignoresCase: Bool
    private(set) var texts: [String] = []
    /// In small letters where case counts for nothing.
    private var needles: [String] = []

    init(_ arguments: CheckArguments, ignoresCase: Bool) throws(Diagnostic) {
        self.ignoresCase = ignoresCase
        let needs = "a list of texts, or one text with commas between them"
        let value = try arguments.value("value", needs: needs)
        if let items = value.items {
            var list: [TemplateText] = []
            for item in items {
                guard let text = item.text else {
                    throw item.diagnostic(
                        "'value' of '\(arguments.name)' must be a list of texts, found \(item.kindWord)",
                        hint: "put quotes round text that YAML reads otherwise")
                }
                guard !text.isEmpty else {
                    throw item.diagnostic(
                        "'value' of '\(arguments.name)' has an empty text: every answer contains it",
                        hint: "leave it out")
                }
                list.append(TemplateText(text))
            }
            written = .list(list)
        } else if let text = value.text {
            written = .joined(TemplateText(text))
        } else {
            throw value.diagnostic(
                "'value' of '\(arguments.name)' must be a list of texts, found \(value.kindWord)",
                hint: needs)
        }
        do throws(Diagnostic) {
            try take()
        } catch {
            throw value.diagnostic(error.message, hint: error.hint)
        }
    }

    func rendered(in context: CheckContext) throws(Diagnostic) -> TextList {
        var rendered = self
        switch written {
        case .list(let list):
            guard list.contains(where: \.isTemplate) else { return self }
            var texts: [TemplateText] = []
            for text in list { texts.append(try text.rendered(in: context)) }
            rendered.written = .list(texts)
        case .joined(let text):
            guard text.isTemplate else { return self }
            rendered.written = .joined(try text.rendered(in: context))
        }
        try rendered.take()
        return rendered
    }

    /// Which of the texts are there, in their order.
    func isContained(in text: String) -> [Bool] {
        let hay = ignoresCase ? ECMAText.lowercased(text) : text
        return needles.map { TextSearch.text(hay, contains: $0) }
    }

    /// Nil where all texts are there, otherwise which are not.
    func missing(from text: String) -> String? {
        let missing = zip(texts, isContained(in: text)).filter { !$0.1 }.map(\.0)
        return missing.isEmpty ? nil : "missing: \(Self.list(missing))"
    }

    var words: String { Self.list(texts) }

    private static func list(_ texts: [String]) -> String {
        let quoted = texts.prefix(8).map { Excerpt.quoted($0, scalarsMax: 40) }
        return Excerpt.list(
            quoted + (texts.count > quoted.count ? ["\(texts.count - quoted.count) more"] : []))
    }

    private mutating func take() throws(Diagnostic) {
        switch written {
        case .list(let list): texts = list.map(\.text)
        case .joined(let text):
            texts = text.isTemplate ? [text.text] : try Self.parts(of: text.text)
        }
        guard !texts.isEmpty else {
            throw Diagnostic("there is no text to look for", hint: "write value: [one, other]")
        }
        // A variable may be empty; an empty text is in every answer.
        guard !texts.contains("") else {
            throw Diagnostic("one of the texts to look for is empty: every answer contains it")
        }
        needles = ignoresCase ? texts.map(ECMAText.lowercased) : texts
    }

    /// Parts between commas, without the space round them; a part in double quotes may have commas of its own.
    private static func parts(of text: String) throws(Diagnostic) -> [String] {
        var parts: [String] = []
        var rest = Substring(text)
        while true {
            rest = ECMAText.dropping(rest, and: { $0 == "," })
            guard let first = rest.first else { return parts }
            if first == "\"" {
                parts.append(try quoted(&rest))
                rest = ECMAText.dropping(rest)
                guard rest.isEmpty || rest.first == "," else {
                    throw Diagnostic(
                        "after a part in quotes a comma must follow, found \(Excerpt.quoted(String(rest), scalarsMax: 20))"
                    )
                }
            } else {
                let part = rest.prefix { $0 != "," }
                rest = rest[part.endIndex...]
                parts.append(String(ECMAText.trimmed(part)))
            }
        }
    }

    /// A quote inside stands twice, or after a backslash.
    private static func quoted(_ rest: inout Substring) throws(Diagnostic) -> String {
        rest.removeFirst()
        var part = ""
        while let character = rest.popFirst() {
            if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                part.append(next)
                rest.removeFirst()
            } else if character == "\"" {
                guard rest.first == "\"" else { return part }
                part.append(character)
                rest.removeFirst()
            } else {
                part.append(character)
            }
        }
        throw Diagnostic("a part in quotes has no end", hint: "write a list: [one, \"two, three\"]")
    }
}
