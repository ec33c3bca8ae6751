import Vocabulary

/// What a gateway did that its caller cannot see, or should not have had done: each by a stable name.
enum DrillFindings {
    static func all(
        of attempt: Attempt, names: [LegID: String], retryAfter: Duration
    ) -> [Finding] {
        let calls = attempt.calls ?? []
        return successes(attempt) + stream(attempt) + fallbacks(attempt, calls)
            + retries(attempt, calls, retryAfter) + claims(attempt, names)
    }

    // MARK: What looks like success

    private static func successes(_ attempt: Attempt) -> [Finding] {
        guard attempt.looksLikeSuccess else { return [] }
        let reading = attempt.reading
        let isEmpty =
            reading.text?.isEmpty != false && reading.toolCalls.isEmpty && reading.refusal == nil
        if isEmpty {
            let isNull = !attempt.isStreamed && attempt.exchange.bodyBytes == 4
            return [
                isNull
                    ? Finding(
                        "drill.success.null-body", .error, "status 200 with the body null")
                    : Finding(
                        "drill.success.empty", .error, "status 200 without any answer in it")
            ]
        }
        guard let call = attempt.answeringCall, let cause = call.cause else { return [] }
        switch cause {
        case .wrongModel:
            return reading.model == attempt.path.route
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

    private static func retries(
        _ attempt: Attempt, _ calls: [LaneCall], _ retryAfter: Duration
    ) -> [Finding] {
        var found: [Finding] = []
        for (leg, own) in Dictionary(grouping: calls, by: \.leg).sorted(by: { $0.key < $1.key }) {
            if own.count > callsMax {
                found.append(
                    Finding(
                        "drill.retry.storm", .warning,
                        "\(leg) was called \(own.count) times for one request"))
            }
            let limited = own.filter { $0.cause == .rateLimit && $0.status == 429 }
            guard own.count > 1, limited.count > 0, asksToWait(leg, attempt.isStreamed) else {
                continue
            }
            for (before, after) in zip(own, own.dropFirst())
            where before.cause == .rateLimit
                && after.arrived - (before.ended ?? before.arrived) < retryAfter * 9 / 10
            {
                found.append(
                    Finding(
                        "drill.retry-after.ignored", .warning,
                        "\(leg) asked for \(retryAfter.components.seconds) s of patience and was "
                            + "called again before"))
                break
            }
        }
        return found
    }

    /// Of the four forms of a rate limit one has no time in it; lanes deal them out by place.
    private static func asksToWait(_ leg: LegID, _ isStreamed: Bool) -> Bool {
        (leg.index * 2 + (isStreamed ? 1 : 0)) % 4 != 3
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
