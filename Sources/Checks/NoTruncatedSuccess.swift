public import Vocabulary

/// An answer that a lane broke off, or that lacks its finish reason, must not reach the caller as a
/// whole one.
///
/// This is the fault that costs most in production: half an answer, status 200, nobody told. A stream
/// with a finish reason but without `[DONE]` is no such fault, since some providers never send one.
public struct NoTruncatedSuccess: Check {
    public static let name = "no-truncated-success"
    public static let summary = "nothing that was broken off looks like success to the caller"
    public static let family = CheckFamily.path

    public init(_ arguments: CheckArguments) throws(Diagnostic) {}

    init() {}

    public func judge(_ attempt: Attempt) -> Verdict {
        guard attempt.looksLikeSuccess else { return .passed }
        if attempt.reading.finish == nil {
            let end =
                attempt.reading.stream.map { $0.isTerminated ? "" : " and no terminator" } ?? ""
            return .failed(
                Diagnostic("the answer has no finish reason\(end), yet it passes for a whole one"))
        }
        guard let calls = attempt.calls else { return .skipped(reason: noJournals) }
        if let broken = calls.last(where: { ($0.status ?? 0) / 100 == 2 }), wasCut(broken) {
            let cause = broken.cause.map { " (cause '\($0.name)')" } ?? ""
            return .failed(
                Diagnostic(
                    "\(broken.leg) broke its answer off\(cause), yet the caller saw "
                        + Sight.words(for: attempt)))
        }
        return .passed
    }

    /// A gateway that has read the finish reason of a healthy answer may leave before `[DONE]`.
    private func wasCut(_ call: LaneCall) -> Bool {
        !call.isComplete && (call.cause != nil || !call.callerLeft)
    }
}

/// Why path checks have nothing to say where legs are not lanes.
let noJournals = "no journals: the legs behind this gateway are not lanes"
