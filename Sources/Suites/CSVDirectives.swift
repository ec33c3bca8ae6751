import Documents
import Vocabulary

/// promptfoo's columns: a name that begins with two underscores says something of the test, and is no variable.
struct CSVDirectives: Sendable {
    private enum Directive: Sendable {
        case expected(Int)
        case threshold(of: Int)
        case testThreshold
        case metric, description, prefix, suffix
        case metadata(String, isList: Bool)
    }

    /// By the place of its column.
    private let directives: [Int: Directive]

    var isEmpty: Bool { directives.isEmpty }

    init(_ columns: [Node]) throws(Diagnostics) {
        var directives: [Int: Directive] = [:]
        var unknown: [Diagnostic] = []
        for (place, column) in columns.enumerated() {
            let name = (column.text ?? "").trimmed
            guard name.hasPrefix("__") else { continue }
            if let directive = Self.directive(name) {
                directives[place] = directive
            } else {
                unknown.append(
                    column.diagnostic(
                        "column '\(name)' is not known",
                        hint: didYouMean(name, among: Self.names)
                            ?? "columns that say something of a test: "
                            + Self.names.joined(separator: ", ")))
            }
        }
        guard unknown.isEmpty else { throw Diagnostics(unknown) }
        self.directives = directives
    }

    private static let names = [
        "__expected", "__expected1", "__description", "__prefix", "__suffix", "__metric",
        "__threshold",
        "__metadata:NAME", "__metadata:NAME[]", "__config:__expected:threshold",
    ]

    private static func directive(_ name: String) -> Directive? {
        switch name {
        case "__description": return .description
        case "__prefix": return .prefix
        case "__suffix": return .suffix
        case "__metric": return .metric
        case "__threshold": return .testThreshold
        default: break
        }
        if let number = number(ofExpected: name) { return .expected(number) }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts[0] == "__metadata", parts.count == 2, !parts[1].isEmpty {
            let isList = parts[1].hasSuffix("[]")
            return .metadata(isList ? String(parts[1].dropLast(2)) : parts[1], isList: isList)
        }
        if parts[0] == "__config", parts.count == 3, parts[2] == "threshold" {
            return number(ofExpected: parts[1]).map { .threshold(of: $0) }
        }
        return nil
    }

    /// `__expected` and `__expected1` are the same.
    static func number(ofExpected name: String) -> Int? {
        guard name.hasPrefix("__expected") else { return nil }
        let digits = name.dropFirst("__expected".count)
        return digits.isEmpty ? 1 : Int(digits).flatMap { $0 > 0 ? $0 : nil }
    }

    /// Takes a row's cells into its test; those that are variables are given back.
    func apply(_ row: CSVRow, to test: inout Test) throws(Diagnostics) -> [(String, Node)] {
        var checks: [(number: Int, check: Node)] = []
        var thresholds: [Int: Node] = [:]
        var metric: Node?
        var variables: [(String, Node)] = []
        for (place, cell) in row.cells.enumerated() {
            let text = cell.text ?? ""
            guard let directive = directives[place] else {
                variables.append((row.columns[place], cell))
                continue
            }
            guard !text.trimmed.isEmpty else { continue }
            switch directive {
            case .expected(let number):
                checks.append((number, ExpectedCell.check(text.trimmed, in: cell)))
            case .threshold(let number): thresholds[number] = try Self.threshold(cell)
            case .testThreshold:
                test.threshold = try Self.share(cell)
            case .metric: metric = cell
            case .description: test.name = text
            case .prefix: test.surroundings.prefix = text
            case .suffix: test.surroundings.suffix = text
            case .metadata(let name, let isList):
                let words = isList ? text.split(separator: ",").map { String($0).trimmed } : [text]
                test.metadata[name] = words.joined(separator: ",")
            }
        }
        checks.sort { $0.number < $1.number }
        guard let first = checks.first?.check else { return variables }
        let complete = checks.map { number, check in
            check.adding("threshold", thresholds[number]).adding("metric", metric)
        }
        test.asserts = [Node(.sequence(complete), at: first.location, in: first.source)]
        return variables
    }

    private static func share(_ cell: Node) throws(Diagnostics) -> Double {
        if let share = try threshold(cell).asDouble, (0...1).contains(share) { return share }
        throw Diagnostics([
            cell.diagnostic("expected a number from 0 to 1, found \(cell.shown)")
        ])
    }

    private static func threshold(_ cell: Node) throws(Diagnostics) -> Node {
        let text = (cell.text ?? "").trimmed
        guard Double(text) != nil else {
            throw Diagnostics([cell.diagnostic("expected a number, found \(cell.shown)")])
        }
        return Node(.number(text), at: cell.location, length: cell.length, in: cell.source)
    }
}

/// A cell of `__expected`: `icontains: paris`, `is-json`, `levenshtein(5): Paris`; any other text is the whole
/// answer that is expected.
enum ExpectedCell {
    static func check(_ text: String, in cell: Node) -> Node {
        if let (type, code) = code(text) {
            return made(type, value: code.isEmpty ? nil : string(code, cell), in: cell)
        }
        let head = text.prefix { $0 != ":" && $0 != "(" }
        let name = String(head).trimmed
        guard isCheck(name) else { return made("equals", value: string(text, cell), in: cell) }
        var rest = text[head.endIndex...]
        var threshold: Node?
        if rest.first == "(" {
            guard let close = rest.firstIndex(of: ")") else {
                return made("equals", value: string(text, cell), in: cell)
            }
            let number = String(rest[rest.index(after: rest.startIndex)..<close]).trimmed
            guard Double(number) != nil else {
                return made("equals", value: string(text, cell), in: cell)
            }
            threshold = Node(
                .number(number), at: cell.location, length: cell.length, in: cell.source)
            rest = rest[rest.index(after: close)...]
        }
        let tail = String(rest).trimmed
        guard tail.isEmpty || tail.hasPrefix(":") else {
            return made("equals", value: string(text, cell), in: cell)
        }
        let value = String(tail.dropFirst()).trimmed
        return made(
            type(name), value: value.isEmpty ? nil : self.value(value, of: name, in: cell), in: cell
        )
        .adding("threshold", threshold)
    }

    /// promptfoo's other words for a check that is code, and the code, or the file that has it.
    private static func code(_ text: String) -> (type: String, code: String)? {
        for word in ["fn:", "eval:"] where text.hasPrefix(word) {
            return ("javascript", String(text.dropFirst(word.count)).trimmed)
        }
        guard text.hasPrefix("file://") else { return nil }
        // A function of the file may stand behind it: `file://checks.py:polite`.
        let file = text.dropFirst("file://".count).prefix { $0 != ":" }
        switch FilePath.ending(of: String(file)) {
        case "js", "cjs", "mjs", "ts", "cts", "mts": return ("javascript", text)
        case "py": return ("python", text)
        case "rb": return ("ruby", text)
        default: return nil
        }
    }

    private static func made(_ type: String, value: Node?, in cell: Node) -> Node {
        Node(.mapping([]), at: cell.location, length: cell.length, in: cell.source)
            .adding("type", string(type, cell)).adding("value", value)
    }

    private static func string(_ text: String, _ cell: Node) -> Node {
        Node(.string(text), at: cell.location, length: cell.length, in: cell.source)
    }

    private static func value(_ text: String, of name: String, in cell: Node) -> Node {
        let type = name.hasPrefix("not-") ? String(name.dropFirst(4)) : name
        if lists.contains(type) {
            let items = text.split(separator: ",").map { string(String($0).trimmed, cell) }
            return Node(.sequence(items), at: cell.location, length: cell.length, in: cell.source)
        }
        if numbers.contains(type), Double(text) != nil {
            return Node(.number(text), at: cell.location, length: cell.length, in: cell.source)
        }
        return string(text, cell)
    }

    private static func type(_ name: String) -> String { name == "grade" ? "llm-rubric" : name }

    private static func isCheck(_ name: String) -> Bool {
        let type = name.hasPrefix("not-") ? String(name.dropFirst(4)) : name
        return types.contains(type)
    }

    private static let lists: Set = [
        "contains-all", "contains-any", "icontains-all", "icontains-any",
    ]
    private static let numbers: Set = ["word-count", "numeric", "attempts"]

    /// The words that begin a cell and are no text: promptfoo's types, and ours beside them. Whether a check of
    /// that name is there, is for those to say who read it.
    private static let types: Set = [
        "equals", "contains", "icontains", "contains-all", "contains-any", "icontains-all",
        "icontains-any", "starts-with", "regex", "is-json", "contains-json", "is-xml",
        "contains-xml", "is-html", "contains-html", "is-sql", "contains-sql", "is-refusal",
        "word-count", "finish-reason", "is-valid-function-call", "is-valid-openai-function-call",
        "is-valid-openai-tools-call", "tool-call-f1", "guardrails", "javascript", "python", "ruby",
        "webhook", "rouge-n", "bleu", "gleu", "meteor", "levenshtein", "latency", "cost",
        "perplexity", "perplexity-score", "similar", "classifier", "moderation", "llm-rubric",
        "grade", "g-eval", "answer-relevance", "context-faithfulness", "context-recall",
        "context-relevance", "conversation-relevance", "factuality", "model-graded-factuality",
        "model-graded-closedqa", "pi", "search-rubric", "select-best", "max-score", "human",
        "json-path", "xpath", "numeric", "canary", "answered-by", "attempts", "served-model",
    ]
}

extension Node {
    /// The same mapping with one more entry, where there is a value for it.
    fileprivate func adding(_ key: String, _ value: Node?) -> Node {
        guard let value, let entries else { return self }
        var more = self
        let name = Node(.string(key), at: value.location, length: value.length, in: value.source)
        more.value = .mapping(entries.filter { $0.key.text != key } + [(name, value)])
        return more
    }
}

extension String {
    /// Without white space round it.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
