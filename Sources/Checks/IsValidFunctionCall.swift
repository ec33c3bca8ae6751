package import Vocabulary

/// The same as `is-valid-openai-tools-call`, under the name that suites written for other providers use.
package struct IsValidFunctionCall: Check {
    package static let name = "is-valid-function-call"
    package static let summary =
        "the answer calls a tool, and each call has a declared name and JSON arguments"
    package static let family = CheckFamily.content
    package static let arguments = [(key: "value", summary: ToolCalls.summary)]

    private var calls: ToolCalls

    package init(_ arguments: CheckArguments) throws(Diagnostic) {
        calls = try ToolCalls(arguments)
    }

    package func bound(to context: CheckContext) throws(Diagnostic) -> IsValidFunctionCall {
        var bound = self
        bound.calls = try calls.bound(to: context, for: Self.name)
        return bound
    }

    package func judge(_ attempt: Attempt) -> Verdict { calls.verdict(on: attempt) }
}
