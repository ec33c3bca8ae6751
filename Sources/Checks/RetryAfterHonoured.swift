import Documents
public import Vocabulary

/// A leg that says how long to wait must not be called again before that.
///
/// Asked of every case: who calls again at once is the storm that the answer asks to end. Where times are
/// scaled, no more is asked of the gateway than its scale; `max` sets the same for a gateway of one's own.
public struct RetryAfterHonoured: Check {
    public static let name = "retry-after-honoured"
    public static let summary = "no leg is called again before the time that it asked to wait"
    public static let family = CheckFamily.path
    public static let arguments = [
        (
            key: "max",
            summary:
                "the longest wait in milliseconds that is asked of the gateway; none if not given"
        )
    ]

    private let isAsked: Bool
    private var most: Duration?

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        isAsked = true
        most = try arguments.optionalCount("max", needs: Self.arguments[0].summary).map {
            .milliseconds($0)
        }
    }

    init(most: Duration?) {
        isAsked = false
        self.most = most
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> RetryAfterHonoured {
        guard most == nil else { return self }
        var bound = self
        bound.most = context.retryAfterMax
        return bound
    }

    public func judge(_ attempt: Attempt) -> Verdict {
        guard let calls = attempt.calls else {
            return isAsked ? .skipped(reason: noJournals) : .passed
        }
        guard calls.contains(where: { $0.retryAfter != nil }) else {
            return isAsked ? .skipped(reason: "no leg asked to wait") : .passed
        }
        for (index, call) in calls.enumerated() {
            // A gateway counts from the first byte that tells it.
            guard let asked = call.retryAfter, let told = call.firstByteSent,
                let next = calls.dropFirst(index + 1).first(where: { $0.leg == call.leg })
            else { continue }
            let wait = next.arrived - told
            guard wait < min(asked, most ?? asked) else { continue }
            let scale = most.map { $0 < asked ? ", of which \(TimeLimit.words($0)) are held" : "" }
            return .failed(
                Diagnostic(
                    "\(call.leg) asked to wait \(TimeLimit.words(asked))\(scale ?? ""), and was called "
                        + "again after \(TimeLimit.words(wait))"))
        }
        return .passed
    }
}
