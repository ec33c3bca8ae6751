import Vocabulary

/// What a gateway did that its caller cannot see, or should not have had done: each by a stable name.
///
/// An error is a fault that costs whoever relies on the gateway an answer: it fails its case. A warning is a
/// manner of the gateway that its owner should know, and fails none.
enum DrillFindings {
    static func all(of attempt: Attempt, names: [LegID: String]) -> [Finding] {
        let calls = attempt.calls ?? []
        return successes(attempt) + stream(attempt) + fallbacks(attempt, calls) + retries(calls)
            + waits(calls) + claims(attempt, names)
    }

    /// The gateway did otherwise than its configuration says.
    static let prediction = "drill.prediction"

    /// The answer is of a model that the configuration does not have.
    static let wrongModel = "drill.served.wrong-model"

    /// The checks that see the same as a finding does, and know no name for it.
    static func explained(by code: String) -> [String] {
        switch code {
        case "drill.retry-after.ignored": ["retry-after-honoured"]
        case "drill.spend.hidden": ["no-double-spend"]
        case _ where code.hasPrefix("drill.success."):
            ["no-truncated-success", "stream-equals-plain", "usage-consistent"]
        case prediction: ["answered-by", "attempts"]
        default: []
        }
    }

    // MARK: What looks like success

    private static func successes(_ attempt: Attempt) -> [Finding] {
        let reading = attempt.reading
        let isEmpty =
            reading.text?.isEmpty != false && reading.toolCalls.isEmpty && reading.refusal == nil
        if isEmpty, attempt.answersSomehow, !attempt.isStreamed, attempt.exchange.bodyBytes == 4 {
            return [
                Finding("drill.success.null-body", .error, "status 200 with the body null")
            ]
        }
        guard attempt.looksLikeSuccess else { return [] }
        if isEmpty, attempt.answeringCall?.cause == .refusal {
            return [
                Finding(
                    "drill.success.refusal-lost", .warning,
                    "the model declined in words, and the caller gets status 200 without any")
            ]
        }
        if isEmpty {
            return [
                Finding("drill.success.empty", .error, "status 200 without any answer in it")
            ]
        }
        guard let call = attempt.answeringCall, let cause = call.cause else { return [] }
        switch cause {
        case .wrongModel:
            return reading.model == attempt.path.requested
                ? [
                    Finding(
                        "drill.served.hidden-model", .warning,
                        "another model answered, and the answer names the one that was asked for")
                ] : []
        case _ where cause.family == .content:
            return [
                Finding(
                    "drill.success.wrong-content", .warning,
                    "the gateway hands '\(cause.name)' on: only a check of the content sees it")
            ]
        default: break
        }
        guard !call.isComplete else { return [] }
        if attempt.isStreamed, reading.finish != nil {
            return [
                Finding(
                    "drill.success.invented-stop", .error,
                    "the leg's stream broke off, and the caller was told '"
                        + "\(reading.finish?.raw ?? "")'")
            ]
        }
        return [
            Finding("drill.success.cut", .error, "part of an answer is handed on as a whole one")
        ]
    }

    private static func stream(_ attempt: Attempt) -> [Finding] {
        guard attempt.isStreamed, let stream = attempt.reading.stream else { return [] }
        var found: [Finding] = []
        if attempt.reading.outcome == .error, stream.isTerminated {
            found.append(
                Finding(
                    "drill.stream.done-after-break", .warning,
                    "the stream broke, and [DONE] came all the same"))
        }
        let codes = Set(attempt.reading.findings.map(\.code))
        if !codes.isDisjoint(with: ["wire.stream.model-changed", "wire.stream.role-repeated"]),
            Set((attempt.calls ?? []).map(\.leg)).count > 1
        {
            found.append(
                Finding(
                    "drill.stream.two-models", .warning,
                    "two models speak in one stream: the head names the first of them"))
        }
        return found
    }

    // MARK: What was called and paid for

    private static func fallbacks(_ attempt: Attempt, _ calls: [LaneCall]) -> [Finding] {
        var found: [Finding] = []
        let ownMistakes: [Cause] = [.badRequest, .unprocessable, .tooLarge]
        if let first = calls.first, let cause = first.cause, ownMistakes.contains(cause),
            let other = calls.first(where: { $0.leg != first.leg })
        {
            found.append(
                Finding(
                    "drill.fallback.own-mistake", .warning,
                    "the caller's own mistake ('\(cause.name)') was put to \(other.leg) as well"))
        }
        let answered = calls.filter { ($0.status ?? 0) / 100 == 2 && !$0.callerLeft }
        let wasted = answered.count - (attempt.answersSomehow ? 1 : 0)
        if wasted > 0 {
            found.append(
                Finding(
                    "drill.spend.hidden", .warning,
                    "\(wasted == 1 ? "one answer was" : "\(wasted) answers were") given and "
                        + "thrown away: the providers bill them, the caller sees none of it"))
        }
        return found
    }

    /// More calls of one leg than anybody asks for.
    private static let callsMax = 4

    private static func retries(_ calls: [LaneCall]) -> [Finding] {
        var found: [Finding] = []
        for (leg, own) in Dictionary(grouping: calls, by: \.leg).sorted(by: { $0.key < $1.key }) {
            if own.count > callsMax {
                found.append(
                    Finding(
                        "drill.retry.storm", .warning,
                        "\(leg) was called \(own.count) times for one request"))
            }
            for (before, after) in zip(own, own.dropFirst()) {
                guard let asked = before.retryAfter, let told = before.firstByteSent,
                    after.arrived - told < asked
                else { continue }
                found.append(
                    Finding(
                        "drill.retry-after.ignored", .warning,
                        "\(leg) asked for \(milliseconds(asked)) of patience and was called again "
                            + "after \(milliseconds(after.arrived - told))"))
                break
            }
        }
        return found
    }

    /// A gateway that has waited long enough hangs up. Where a silent lane had to do it, nothing would have ended the
    /// wait for a provider.
    private static func waits(_ calls: [LaneCall]) -> [Finding] {
        let silent: [Cause] = [.hang, .stall, .roleThenSilence]
        let call = calls.first { call in
            call.cause.map(silent.contains) == true && call.ended != nil && !call.callerLeft
        }
        guard let call, let ended = call.ended else { return [] }
        return [
            Finding(
                "drill.wait.endless", .warning,
                "\(call.leg) fell silent, and nobody gave up waiting for it: it hung up itself after "
                    + milliseconds(ended - call.arrived))
        ]
    }

    private static func milliseconds(_ time: Duration) -> String {
        "\(time.inNanoseconds / 1_000_000) ms"
    }

    // MARK: What the gateway says of itself

    private static func claims(_ attempt: Attempt, _ names: [LegID: String]) -> [Finding] {
        guard attempt.answersSomehow, let answering = attempt.answeringLeg else { return [] }
        var found: [Finding] = []
        for evidence in attempt.reading.evidence {
            switch evidence {
            case .deployment(let id) where names[answering].map({ $0 != id }) ?? false:
                found.append(
                    Finding(
                        "drill.headers.wrong-leg", .warning,
                        "the head names deployment '\(id)', \(answering) answered"))
            case .fallbacks(0)
            where attempt.calls?.contains { $0.leg.route != answering.route } == true:
                found.append(
                    Finding(
                        "drill.headers.no-fallback", .warning,
                        "the head tells of no fallback, and there was one"))
            default: break
            }
        }
        return found
    }
}

extension Attempt {
    var answeringCall: LaneCall? { calls?.last { ($0.status ?? 0) / 100 == 2 } }
}
