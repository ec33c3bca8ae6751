import Documents
public import Vocabulary

/// The answer must have so many words, by the word boundaries of Unicode.
///
/// A word has a letter or a digit in it: a dash between spaces is none, where promptfoo, which counts what
/// stands between spaces, takes it for one. Ideographs count one by one.
public struct WordCount: TextCheck {
    public static let name = "word-count"
    public static let summary = "the answer has so many words"
    public static let arguments = [
        (
            key: "value",
            summary: "the number of words, or { min: 10, max: 50 } with one of them or both"
        )
    ]

    private enum Wanted: Sendable {
        case template(TemplateText)
        case range(min: Int?, max: Int?)
    }

    private var wanted: Wanted

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        let needs = Self.arguments[0].summary
        let value = try arguments.value("value", needs: needs)
        if value.entries != nil {
            wanted = try Self.range(value, of: arguments.name)
        } else if let text = value.text, value.asString != nil, TemplateText(text).isTemplate {
            wanted = .template(TemplateText(text))
        } else if let count = value.asInt ?? value.asString.flatMap({ Int($0) }), count >= 0 {
            wanted = .range(min: count, max: count)
        } else {
            throw value.diagnostic(
                "'\(arguments.name)' counts words in whole numbers from 0, found \(value.shown)",
                hint: "write 50, or { min: 10, max: 50 }")
        }
    }

    private static func range(_ value: Node, of name: String) throws(Diagnostic) -> Wanted {
        var bounds: [String: Int] = [:]
        for (key, bound) in value.entries ?? [] {
            guard let word = key.text, ["min", "max"].contains(word) else {
                throw key.diagnostic(
                    "unknown key \(key.shown) in 'value' of '\(name)'",
                    hint: didYouMean(key.text ?? "", among: ["min", "max"])
                        ?? "known keys: min, max")
            }
            guard let count = bound.asInt, count >= 0 else {
                throw bound.diagnostic(
                    "'\(word)' of '\(name)' must be a whole number from 0, found \(bound.shown)")
            }
            bounds[word] = count
        }
        guard !bounds.isEmpty else {
            throw value.diagnostic(
                "'value' of '\(name)' needs 'min' or 'max'", hint: "write { min: 10, max: 50 }")
        }
        if let min = bounds["min"], let max = bounds["max"], min > max {
            throw value.diagnostic("'min' of '\(name)' is \(min), more than 'max', which is \(max)")
        }
        return .range(min: bounds["min"], max: bounds["max"])
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> WordCount {
        guard case .template(let text) = wanted else { return self }
        let rendered = try text.rendered(in: context).text
        guard let count = Int(rendered), count >= 0 else {
            throw Diagnostic(
                "words are counted in whole numbers from 0, found \(Excerpt.quoted(rendered))")
        }
        var bound = self
        bound.wanted = .range(min: count, max: count)
        return bound
    }

    public var wish: String {
        switch wanted {
        case .template(let text): "have \(text.text) words"
        case .range(let min?, let max?) where min == max: "have \(Self.words(min))"
        case .range(let min?, let max?): "have \(min) to \(Self.words(max))"
        case .range(let min?, nil): "have at least \(Self.words(min))"
        case .range(nil, let max?): "have at most \(Self.words(max))"
        case .range(nil, nil): "have words"
        }
    }

    public func objection(to text: String) throws(Diagnostic) -> String? {
        guard case .range(let min, let max) = wanted else {
            throw Diagnostic("the number of words has variables without values")
        }
        let count = WordBoundaries.count(in: text)
        return count >= min ?? 0 && count <= max ?? .max ? nil : "it has \(Self.words(count))"
    }

    private static func words(_ count: Int) -> String { count == 1 ? "1 word" : "\(count) words" }
}
