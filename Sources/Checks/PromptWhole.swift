public import Vocabulary

/// Every leg that was called must have been given all the words of the prompt, system prompt included.
///
/// Asked of every case: a gateway that drops or shortens a prompt answers as well as ever. White space does
/// not count, since languages join and trim by it; a gateway may add words of its own.
public struct PromptWhole: Check {
    public static let name = "prompt-whole"
    public static let summary = "each leg was given all the words of the prompt"
    public static let family = CheckFamily.path

    private let isAsked: Bool

    public init(_ arguments: CheckArguments) throws(Diagnostic) { isAsked = true }

    init() { isAsked = false }

    public func judge(_ attempt: Attempt) -> Verdict {
        guard let calls = attempt.calls, let asked = attempt.promptBytes else {
            return isAsked ? .skipped(reason: noJournals) : .passed
        }
        for call in calls {
            guard let seen = call.promptBytes, seen < asked else { continue }
            return .failed(
                Diagnostic(
                    "\(call.leg) was given \(seen) of the prompt's \(asked) bytes, white space aside: "
                        + "the gateway left something out"))
        }
        return .passed
    }
}
