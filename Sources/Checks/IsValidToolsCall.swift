public import Vocabulary

/// Every call of a tool in the answer must be one that code can carry out, and there must be one.
///
/// Whatever provider made it: the calls of all wire languages are read into one shape. Arguments are held
/// against the schema that the prompt declares for the tool.
public struct IsValidToolsCall: ReversibleCheck {
    public static let name = "is-valid-openai-tools-call"
    public static let summary =
        "the answer calls a tool, and each call has a declared name and arguments that fit the tool"
    public static let family = CheckFamily.content
    public static let arguments = [(key: "value", summary: ToolCalls.summary)]

    private var calls: ToolCalls

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        calls = try ToolCalls(arguments)
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> IsValidToolsCall {
        var bound = self
        bound.calls = try calls.bound(to: context, for: Self.name)
        return bound
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        calls.verdict(on: attempt, isNegated: isNegated)
    }
}
