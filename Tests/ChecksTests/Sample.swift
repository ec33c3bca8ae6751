import Documents
import Testing
import TestSupport
import Vocabulary

@testable import Checks

/// Attempts on a route of two legs, as a gateway and its lanes may leave them.
enum Sample {
    static let first = LegID(route: "fast", index: 0)
    static let second = LegID(route: "fast", index: 1)

    static let legs = [
        Leg(
            id: first, provider: "openai", model: "gpt-5.4-mini", pin: "gpt-5.4-mini-2026",
            timeout: .seconds(1)),
        Leg(
            id: second, provider: "anthropic", model: "claude-haiku", pin: "claude-haiku-4-5",
            timeout: .seconds(1)),
    ]

    static func call(
        _ leg: LegID, _ status: Int?, complete: Bool = true, cause: Cause? = nil, left: Bool = false
    ) -> LaneCall {
        var call = LaneCall(leg: leg, arrived: Moment(nanoseconds: 0))
        call.status = status
        call.isComplete = complete && status != nil
        call.cause = cause
        call.callerLeft = left
        return call
    }

    static func answer(_ text: String? = "Paris", finish: String? = "stop") -> Reading {
        var reading = Reading(outcome: .ok)
        reading.status = 200
        reading.text = text
        reading.finish = finish.map { Finish(raw: $0, reason: .stop) }
        return reading
    }

    static func httpError(_ status: Int) -> Reading {
        var reading = Reading(outcome: .error)
        reading.status = status
        reading.error = ProviderError(status: status, type: "overloaded", message: "try later")
        return reading
    }

    static func attempt(
        _ outcome: Vocabulary.Expectation.Outcome, by answering: LegID? = first,
        calls expected: [LegID: Int] = [first: 1],
        cause: Cause? = nil, reading: Reading = answer(), breakage: Breakage? = nil,
        journal: [LaneCall]? = [call(first, 200)]
    ) -> Attempt {
        var exchange = Exchange(queued: Moment(nanoseconds: 0))
        exchange.breakage = breakage
        exchange.status = reading.status
        return Attempt(
            path: Path(
                route: "fast", leg: first, cause: cause, causes: cause.map { [first: $0] } ?? [:],
                expected: Vocabulary.Expectation(
                    outcome: outcome, answeredBy: answering, calls: expected)),
            isStreamed: false, reading: reading, exchange: exchange, calls: journal)
    }

    /// Checks as a suite writes them, bound to the sample's legs and variables.
    static func checks(
        _ yaml: String, _ variables: [String: String] = [:],
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws -> [ConfiguredCheck] {
        let mistakes = Mistakes()
        let read = CheckReader.checks(
            from: try YAMLReader.read(SourceText(file: "suite.yaml", text: yaml)), in: mistakes)
        #expect(mistakes.items.map(\.message) == [], sourceLocation: sourceLocation)
        return try read.map { try $0.bound(to: context(variables)) }
    }

    /// A renderer that knows `{{ name }}` and nothing else.
    static func context(_ variables: [String: String] = [:], legs: [Leg] = legs) -> CheckContext {
        CheckContext(legs: legs, hasJudge: true, hasEmbedder: true) { text throws(Diagnostic) in
            var rendered = text
            for (name, value) in variables {
                while let range = rendered.firstRange(of: "{{ \(name) }}") {
                    rendered.replaceSubrange(range, with: value)
                }
            }
            if rendered.contains("{{"), variables.isEmpty {
                throw Diagnostic("no value for '\(text)'")
            }
            return rendered
        }
    }

    /// An attempt that answered with this text.
    static func saying(_ text: String) -> Attempt { attempt(.answers, reading: answer(text)) }

    static func judge(_ yaml: String, _ text: String) throws -> Verdict {
        try check(yaml).judge(saying(text))
    }

    /// What is wrong with one entry of `assert:`.
    static func mistakes(_ check: String) throws -> [Diagnostic] {
        try mistakes(yaml: "[\(check)]")
    }

    static func mistakes(yaml: String) throws -> [Diagnostic] {
        let mistakes = Mistakes()
        let read = CheckReader.checks(
            from: try YAMLReader.read(SourceText(file: "suite.yaml", text: yaml)), in: mistakes)
        #expect(read.isEmpty == !mistakes.items.isEmpty)
        return mistakes.items
    }

    static func check(_ yaml: String, _ variables: [String: String] = [:]) throws -> ConfiguredCheck
    {
        let checks = try checks("[\(yaml)]", variables)
        return try #require(checks.first)
    }
}

extension Verdict {
    var message: String? {
        switch self {
        case .passed: nil
        case .failed(let diagnostic), .errored(let diagnostic): diagnostic.message
        case .skipped(let reason): reason
        }
    }

    var word: RowVerdict {
        switch self {
        case .passed: .passed
        case .failed: .failed
        case .errored: .errored
        case .skipped: .skipped
        }
    }
}
