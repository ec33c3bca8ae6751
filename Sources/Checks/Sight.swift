import Vocabulary

/// The two sides of a gateway in words: what its caller saw, and what the lanes behind it wrote down.
enum Sight {
    static func words(for attempt: Attempt) -> String {
        if let breakage = attempt.breakage {
            let until = attempt.reading.status.map { " after status \($0)" } ?? ""
            return "a broken connection\(until): \(breakage.kind.rawValue) (\(breakage.reason))"
        }
        switch attempt.reading.outcome {
        case .ok: return success(attempt.reading)
        case .error: return error(attempt.reading)
        case .truncated:
            return "a stream that stopped with neither a finish reason nor its terminator"
        }
    }

    private static func success(_ reading: Reading) -> String {
        var words = "a whole answer"
        var facts: [String] = []
        if let finish = reading.finish { facts.append("finish \(Excerpt.quoted(finish.raw))") }
        if let model = reading.model { facts.append("model \(Excerpt.quoted(model))") }
        if let served = reading.servedBy { facts.append("served by \(Excerpt.quoted(served))") }
        if !facts.isEmpty { words += " (\(facts.joined(separator: ", ")))" }
        return words
    }

    private static func error(_ reading: Reading) -> String {
        var words: String
        if let status = reading.status, status >= 400 {
            words = "HTTP \(status)"
        } else if reading.error?.isInStream == true {
            words = "an error inside the stream"
        } else {
            words = "an error under status \(reading.status.map(String.init) ?? "200")"
        }
        guard let error = reading.error else { return words }
        let kind = [error.type, error.code].compactMap(\.self).filter { !$0.isEmpty }
        if !kind.isEmpty { words += " \(kind.map { Excerpt.quoted($0) }.joined(separator: " "))" }
        if let message = error.message, !message.isEmpty { words += ": \(Excerpt.quoted(message))" }
        return words
    }

    /// `fast/1 twice (503, no answer), fast/2 once (200)`, in the order of the first call of each leg.
    static func journal(_ calls: [LaneCall]) -> String {
        guard !calls.isEmpty else { return "no call at any leg" }
        var legs: [LegID] = []
        for call in calls where !legs.contains(call.leg) { legs.append(call.leg) }
        return legs.map { leg in
            let ofLeg = calls.filter { $0.leg == leg }
            let ends = ofLeg.map(end).joined(separator: ", ")
            return "\(leg) \(times(ofLeg.count)) (\(ends))"
        }.joined(separator: ", ")
    }

    private static func end(of call: LaneCall) -> String {
        if let refused = call.refused { return "refused: \(Excerpt.quoted(refused))" }
        guard let status = call.status else {
            return call.callerLeft ? "no answer, the gateway left" : "no answer"
        }
        if call.isComplete { return "\(status)" }
        return call.callerLeft ? "\(status), the gateway left" : "\(status), broken off"
    }

    static func times(_ count: Int) -> String {
        switch count {
        case 0: "never"
        case 1: "once"
        case 2: "twice"
        default: "\(count) times"
        }
    }
}
