public import Vocabulary

/// Code in JavaScript: an expression, lines that return something, or what a file exports.
public struct JavaScriptHolds: ReversibleCheck {
    public static let name = "javascript"
    public static let summary = "JavaScript of the suite finds the answer right; needs --allow-code"
    public static let family = CheckFamily.content
    public static let isAsking = true
    public static let arguments = CodeBody.arguments

    private var body: CodeBody

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        body = try CodeBody(.javascript, arguments, endings: ["js", "cjs", "mjs"])
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> JavaScriptHolds {
        var bound = self
        bound.body = try body.bound(to: context)
        return bound
    }

    public func questions(about attempt: Attempt) -> [Opinion.Question] {
        body.questions(about: attempt)
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        body.judge(attempt, isNegated: isNegated)
    }

    public func score(_ attempt: Attempt) -> Double? { body.score(attempt) }
}
