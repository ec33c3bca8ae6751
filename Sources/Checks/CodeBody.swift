import Documents
import Vocabulary

/// A suite's own code must find the answer right: promptfoo's meaning of what it may give back.
///
/// Code is run by whoever runs the check, in a process of its own, and only where the user allows it.
struct CodeBody: Sendable {
    private let language: Opinion.Code.Language
    private var words: TemplateText?
    private let file: String?
    private let function: String?
    private let threshold: Double?
    /// Of the test, as JSON.
    private var variables = "{}"

    static let arguments: [(key: String, summary: String)] = [
        (
            key: "value",
            summary:
                "code that gives true or false, a number, or { pass, score, reason } of `output` and "
                + "`context`, or file:// with its path from this file's folder"
        ),
        (key: "threshold", summary: "the least number, or score; without it any above 0"),
    ]

    /// - Parameter endings: of files in that language.
    init(
        _ language: Opinion.Code.Language, _ arguments: CheckArguments, endings: [String]
    ) throws(Diagnostic) {
        self.language = language
        let value = try arguments.value("value", needs: "code, or file:// with its path")
        guard let text = value.text, !text.isEmpty else {
            throw value.diagnostic(
                "'value' of '\(arguments.name)' must be code, found \(value.kindWord)",
                hint: "or file:// with the path of a file of it")
        }
        threshold = try arguments.optionalNumber("threshold", needs: "the least number")
        guard text.hasPrefix("file://") else {
            (words, file, function) = (TemplateText(text), nil, nil)
            return
        }
        var path = String(text.dropFirst("file://".count))
        var name: String?
        // `file://checks.py:polite` names a function of it.
        if let colon = path.lastIndex(of: ":"), !path[colon...].contains("/") {
            name = String(path[path.index(after: colon)...])
            path = String(path[..<colon])
        }
        let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        guard endings.contains(ending) else {
            throw value.diagnostic(
                "'\(arguments.name)' cannot run '\(path)'",
                hint: "its ending is one of \(endings.joined(separator: ", "))")
        }
        // Relative to the suite, whose folder is the rest of its name.
        let home = value.location.file
        if !path.hasPrefix("/"), let slash = home.lastIndex(of: "/") {
            path = home[...slash] + path
        }
        let source = try Self.source(path, askedBy: value)
        guard !source.isEmpty else {
            throw value.diagnostic("'\(path)' is empty: it finds nothing")
        }
        (words, file, function) = (nil, path, name)
    }

    /// Read once here, so that a file that is not there is told before anything is sent.
    private static func source(_ path: String, askedBy node: Node) throws(Diagnostic) -> [UInt8] {
        do throws(Diagnostics) {
            return try SourceText.load(path: path, askedBy: node).bytes
        } catch {
            throw error.items.first ?? node.diagnostic("'\(path)' cannot be read")
        }
    }

    /// Values stand in code as text, as in promptfoo; `context['vars']` has them as they are.
    func bound(to context: CheckContext) throws(Diagnostic) -> CodeBody {
        var bound = self
        bound.variables = context.variables()
        do throws(Diagnostic) {
            bound.words = try words?.rendered(in: context)
        } catch {
            var mistake = error
            let own = "code with such braces of its own goes into a file: file:// with its path"
            // A hint that asks has found a nearer name: then the braces are none of the code's.
            mistake.hint = error.hint.map { $0.hasSuffix("?") ? $0 : "\($0); \(own)" } ?? own
            throw mistake
        }
        return bound
    }

    func questions(about attempt: Attempt) -> [Opinion.Question] {
        question(about: attempt).map { [$0] } ?? []
    }

    private func question(about attempt: Attempt) -> Opinion.Question? {
        RubricQuestion.answer(in: attempt.reading).map { .code(code(for: $0)) }
    }

    func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        guard let question = question(about: attempt) else {
            return .failed(
                Diagnostic("\(wish(isNegated)); the caller saw \(Sight.words(for: attempt))"))
        }
        switch attempt.opinions[question] {
        case nil: return .skipped(reason: "code of a suite is run with --allow-code alone")
        case .unasked(let reason): return .skipped(reason: reason)
        case .failed(let reason):
            return .errored(Diagnostic("what the code finds is not known: \(reason)"))
        case .embedded: return .errored(Diagnostic("code answered with an embedding"))
        case .said(let words, _):
            let ruling: CodeRuling
            do throws(CodeRuling.Unreadable) {
                ruling = try CodeRuling(words, threshold: threshold)
            } catch {
                return .errored(
                    Diagnostic("what the code gave cannot be read: \(error.reason)"))
            }
            // What threw an error has found nothing, and the opposite of that is nothing either.
            if ruling.holds != isNegated, !ruling.hasThrown { return .passed }
            return .failed(
                Diagnostic(
                    "\(wish(isNegated)); \(ruling.words(threshold: threshold)); "
                        + "got \(Excerpt.ofAnswer(attempt.reading))"))
        }
    }

    func score(_ attempt: Attempt) -> Double? {
        guard let question = question(about: attempt),
            case .said(let words, _) = attempt.opinions[question]
        else { return nil }
        // What threw has no score that `not-` could turn round.
        guard let ruling = try? CodeRuling(words, threshold: threshold), !ruling.hasThrown
        else { return nil }
        return min(1, max(0, ruling.score))
    }

    private func wish(_ isNegated: Bool) -> String {
        "expected \(shown) \(isNegated ? "not " : "")to hold of the answer"
    }

    private func code(for answer: String) -> Opinion.Code {
        Opinion.Code(
            language, words: words?.text, file: file, function: function, output: answer,
            context: "{\"vars\":\(variables)}")
    }

    private var shown: String {
        if let file { return "'\(file)'" + (function.map { " (\($0))" } ?? "") }
        return Excerpt.quoted(words?.text ?? "")
    }
}
