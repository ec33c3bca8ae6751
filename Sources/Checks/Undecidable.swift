import Vocabulary

/// Attempts that say nothing about the gateway's routes: it was never reached, we stopped by ourselves,
/// or its two sides tell different stories. Such a case is errored, never failed and never passed.
enum Undecidable {
    static func row(for attempt: Attempt, legs: [Leg]) -> CheckRow? {
        if let breakage = attempt.breakage, attempt.reading.status == nil || breakage.isOurs {
            if let words = unreached(breakage) { return errored("gateway-reached", words) }
        }
        guard attempt.looksLikeSuccess, let calls = attempt.calls,
            let story = disagreement(attempt, calls, legs: legs)
        else { return nil }
        return errored(
            "sides-agree",
            "\(story): the caller saw \(Sight.words(for: attempt)); "
                + "the journals show \(Sight.journal(calls))")
    }

    private static func errored(_ name: String, _ message: String) -> CheckRow {
        CheckRow(name: name, verdict: .errored, message: message, location: nil)
    }

    private static func unreached(_ breakage: Breakage) -> String? {
        switch breakage.kind {
        case .badURL, .dnsFailure, .refused, .unreachable, .proxyFailure, .tlsFailure,
            .tlsUntrusted,
            .connectTimeout:
            "the gateway was not reached: \(breakage.kind.rawValue) (\(breakage.reason))"
        case .cancelled: "the request was cancelled before its end"
        case .headersTooLarge, .bodyTooLarge:
            "the answer passed our own limit: \(breakage.kind.rawValue) (\(breakage.reason))"
        case .keyRefused: "the key was refused: \(breakage.reason)"
        case .other: "the request broke in a way that has no name: \(breakage.reason)"
        case .firstByteTimeout, .idleTimeout, .totalTimeout, .reset, .emptyReply, .cut,
            .malformedHTTP,
            .damagedEncoding:
            nil
        }
    }

    private static func disagreement(
        _ attempt: Attempt, _ calls: [LaneCall], legs: [Leg]
    ) -> String? {
        if calls.isEmpty {
            return attempt.path.expected.calls.contains { $0.value > 0 }
                ? "an answer came although no leg was called" : nil
        }
        let expectsAnswer = [.answers, .movesOn].contains(attempt.path.expected.outcome)
        if expectsAnswer, attempt.answeringLeg == nil {
            return "an answer came although no called leg gave one"
        }
        if let leg = legToldOf(attempt.reading, among: legs, asked: attempt.path.requested) {
            let ofLeg = calls.filter { $0.leg == leg }
            if ofLeg.isEmpty { return "the answer names \(leg), which was never called" }
            if attempt.answeringLeg != nil, !ofLeg.contains(where: \.claimsSuccess) {
                return "the answer names \(leg), which gave none"
            }
        }
        return legOfText(attempt, calls).map { leg in
            "the answer is what \(leg) said, and another leg answered after it"
        }
    }

    /// A leg that said the caller's text word for word, where the last one to answer said another.
    private static func legOfText(_ attempt: Attempt, _ calls: [LaneCall]) -> LegID? {
        guard let last = attempt.answeringCall, let said = last.answer?.text,
            let text = attempt.reading.text, !text.isEmpty, said != text
        else { return nil }
        return calls.first { $0.leg != last.leg && $0.answer?.text == text }?.leg
    }

    /// The one leg that the answer names as its maker; a gateway that echoes the route's name names none.
    private static func legToldOf(_ reading: Reading, among legs: [Leg], asked: String) -> LegID? {
        guard !legs.isEmpty, let model = reading.model, model != asked else { return nil }
        var found: LegID?
        for leg in legs where leg.pin == model || leg.model == model {
            if found != nil { return nil }
            found = leg.id
        }
        return found
    }
}

extension Breakage {
    /// It tells of us rather than of the gateway, even when an answer had begun.
    fileprivate var isOurs: Bool {
        switch kind {
        case .cancelled, .headersTooLarge, .bodyTooLarge, .other: true
        default: false
        }
    }
}
