import Documents
public import Vocabulary

/// A regular expression must be found somewhere in the answer.
///
/// JavaScript's language, as in promptfoo: `^` and `$` are the ends of the whole answer unless `(?m)` says otherwise,
/// `.` takes no line end, `\d`, `\w` and `\b` know ASCII alone, `\s` takes every space that Unicode has. A character is
/// a whole one, also where UTF-16 has two halves for it.
public struct MatchesPattern: TextCheck {
    public static let name = "regex"
    public static let summary = "this regular expression is found in the answer"
    public static let arguments = [
        (
            key: "value",
            summary:
                "the expression, as JavaScript reads it; (?i) at its start takes capitals for small letters"
        )
    ]

    private var text: TemplateText
    /// Nil while a template waits for its variables.
    private var pattern: Pattern?

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        text = try arguments.text("value", needs: Self.arguments[0].summary)
        guard !text.isTemplate else { return }
        do throws(Pattern.Mistake) {
            pattern = try Pattern(text.text)
        } catch {
            let value = try arguments.value("value", needs: Self.arguments[0].summary)
            throw value.diagnostic(
                Self.words(for: error, in: text.text), atCharacter: error.character)
        }
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> MatchesPattern {
        guard text.isTemplate else { return self }
        var bound = self
        bound.text = try text.rendered(in: context)
        do throws(Pattern.Mistake) {
            bound.pattern = try Pattern(bound.text.text)
        } catch {
            throw Diagnostic(Self.words(for: error, in: bound.text.text))
        }
        return bound
    }

    private static func words(for mistake: Pattern.Mistake, in text: String) -> String {
        "\(Excerpt.quoted(text)) is no regular expression: "
            + "\(mistake.reason), at character \(mistake.character + 1)"
    }

    public var wish: String { "match the pattern \(Excerpt.quoted(text.text))" }

    public func objection(to answer: String) throws(Diagnostic) -> String? {
        guard let pattern else {
            throw Diagnostic(
                "the pattern \(Excerpt.quoted(text.text)) has variables without values")
        }
        do throws(Pattern.GivenUp) {
            return try pattern.isFound(in: answer) ? nil : ""
        } catch {
            throw Diagnostic(
                "the pattern \(Excerpt.quoted(text.text)) was given up: the search \(error.reason) "
                    + "in an answer of \(answer.utf8.count) bytes",
                hint: "repeats within repeats, as in (a+)+, try every way to part a text")
        }
    }
}
