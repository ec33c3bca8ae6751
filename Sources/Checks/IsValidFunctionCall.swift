public import Vocabulary

/// The same as `is-valid-openai-tools-call`, under the name that suites written for other providers use.
public struct IsValidFunctionCall: ReversibleCheck {
    public static let name = "is-valid-function-call"
    public static let summary =
        "the answer calls a tool, and each call has a declared name and JSON arguments"
    public static let family = CheckFamily.content
    public static let arguments = [(key: "value", summary: ToolCalls.summary)]

    private var calls: ToolCalls

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        calls = try ToolCalls(arguments)
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> IsValidFunctionCall {
        var bound = self
        bound.calls = try calls.bound(to: context, for: Self.name)
        return bound
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        calls.verdict(on: attempt, isNegated: isNegated)
    }
}
