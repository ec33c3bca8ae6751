import Documents
public import Vocabulary

/// A caller who leaves in the middle of a stream must not leave the gateway reading it: the leg's connection must
/// be closed soon after, else tokens are paid for that nobody reads.
///
/// Asked of every case with the cause `caller-leaves`, whose leg goes on for ten seconds.
public struct CancelPropagates: Check {
    public static let name = "cancel-propagates"
    public static let summary = "when its caller leaves a stream, the gateway leaves the leg's"
    public static let family = CheckFamily.path
    public static let arguments = [
        (
            key: "max",
            summary: "the longest time in milliseconds from the one to the other; 4000 if not given"
        )
    ]

    private let isAsked: Bool
    private let most: Duration
    /// Longer than any gateway needs, shorter than the leg goes on.
    private static let usual: Duration = .seconds(4)

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        isAsked = true
        most =
            try arguments.optionalCount("max", needs: Self.arguments[0].summary).map {
                .milliseconds($0)
            } ?? Self.usual
    }

    init() {
        isAsked = false
        most = Self.usual
    }

    public func judge(_ attempt: Attempt) -> Verdict {
        guard attempt.path.cause?.mark == .caller else {
            return isAsked
                ? .skipped(reason: "the caller stayed: only 'caller-leaves' shows it") : .passed
        }
        guard let calls = attempt.calls else { return .skipped(reason: noJournals) }
        guard let call = calls.last(where: { $0.cause?.mark == .caller }) else { return .passed }
        let left = attempt.exchange.lastByte ?? attempt.exchange.queued
        guard let ended = call.ended else {
            return .failed(
                Diagnostic(
                    "\(call.leg) was still answering when its journal was read; \(Self.bill)"))
        }
        if call.callerLeft {
            let wait = ended - left
            guard wait > most else { return .passed }
            return .failed(
                Diagnostic(
                    "\(call.leg) was left \(wait.inNanoseconds / 1_000_000) ms after the caller had gone, "
                        + "and \(most.inNanoseconds / 1_000_000) ms is most"))
        }
        guard call.isComplete, ended > left else {
            return .skipped(
                reason: "the answer of \(call.leg) was over before its caller could leave")
        }
        return .failed(
            Diagnostic("\(call.leg) was read to its end after the caller had gone; \(Self.bill)"))
    }

    private static let bill = "its tokens are paid for, and nobody reads them"
}
