package import Vocabulary

/// The caller must get the text that its leg gave, byte for byte, streamed or not: then the stream and the plain
/// answer of one simulated leg are equal, too.
///
/// Asked of every case whose leg is a lane that knows what it said.
package struct StreamEqualsPlain: Check {
    package static let name = "stream-equals-plain"
    package static let summary = "the caller gets the leg's own text, streamed as well as plain"
    package static let family = CheckFamily.contract

    private let isAsked: Bool

    package init(_ arguments: CheckArguments) throws(Diagnostic) { isAsked = true }

    init() { isAsked = false }

    package func judge(_ attempt: Attempt) -> Verdict {
        guard attempt.calls != nil, let call = attempt.answeringCall, call.isComplete,
            let answer = call.answer,
            !answer.callsTools, attempt.looksLikeSuccess
        else {
            return isAsked
                ? .skipped(reason: "what the leg said is known of simulated whole answers only")
                : .passed
        }
        let text = attempt.reading.text ?? ""
        guard let place = TextSearch.firstDifference(text, answer.text) else { return .passed }
        let manner = attempt.isStreamed ? "stream" : "plain answer"
        return .failed(
            Diagnostic(
                "the \(manner) is not what \(call.leg) said, from character \(place) on: "
                    + "the caller got \(Excerpt.quoted(text)), the leg said \(Excerpt.quoted(answer.text))"
            ))
    }
}
