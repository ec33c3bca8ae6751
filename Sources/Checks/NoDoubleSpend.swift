public import Vocabulary

/// A leg that has answered whole is paid: no leg may be called after it, and its answer must reach the caller.
///
/// Asked of every case. A leg that was broken on purpose is excused, since what it said was no answer.
public struct NoDoubleSpend: Check {
    public static let name = "no-double-spend"
    public static let summary = "nothing is called after a whole answer, and none is thrown away"
    public static let family = CheckFamily.path

    private let isAsked: Bool

    public init(_ arguments: CheckArguments) throws(Diagnostic) { isAsked = true }

    init() { isAsked = false }

    public func judge(_ attempt: Attempt) -> Verdict {
        guard let calls = attempt.calls else {
            return isAsked ? .skipped(reason: noJournals) : .passed
        }
        guard let first = calls.firstIndex(where: \.isPaid) else { return .passed }
        let paid = calls[first]
        if let other = calls.dropFirst(first + 1).first(where: { isFurther($0, after: paid) }) {
            let isSame = other.leg == paid.leg
            return .failed(
                Diagnostic(
                    "\(paid.leg) had answered whole, yet \(isSame ? "it was called again" : "\(other.leg) was called"); "
                        + "the journals show \(Sight.journal(calls))"))
        }
        if calls.count(where: \.isPaid) == 1, !attempt.looksLikeSuccess {
            return .failed(
                Diagnostic(
                    "\(paid.leg) answered whole, and its answer was thrown away: the caller saw "
                        + Sight.words(for: attempt)))
        }
        return .passed
    }

    /// A call that was under way already is a second answer only where it comes to its end.
    private func isFurther(_ call: LaneCall, after paid: LaneCall) -> Bool {
        if call.isPaid { return true }
        guard let ended = paid.ended else { return false }
        return call.arrived > ended && call.isQuestion
    }
}

extension LaneCall {
    /// The leg was healthy, and all of its answer went out.
    fileprivate var isPaid: Bool { cause == nil && claimsSuccess && isComplete && answer != nil }

    /// It asks a model; the list of models, for one, costs nothing.
    fileprivate var isQuestion: Bool { answer != nil || cause != nil || refused != nil }
}
