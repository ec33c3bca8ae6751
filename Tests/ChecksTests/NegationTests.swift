import Testing
import Vocabulary

@testable import Checks

/// What `not-` makes of checks that ask more than the text.
@Suite struct NegationTests {
    /// What is held in every case has no opposite, and a set is a sum of checks.
    static let oneWay: Set<String> = [
        "served-model", "stream-equals-plain", "usage-consistent", "prompt-whole",
        "no-truncated-success", "no-double-spend", "retry-after-honoured", "cancel-propagates",
        "assert-set",
    ]

    @Test func `every check can be turned round but those that are listed`() {
        let fixed = allChecks.filter { !($0 is any ReversibleCheck.Type) }.map { $0.name }
        #expect(Set(fixed) == Self.oneWay)
    }

    @Test(arguments: oneWay)
    func `what cannot be turned round says why and what to do`(name: String) throws {
        let mistake = try #require(try Sample.mistakes("{ type: not-\(name) }").first)
        #expect(mistake.message.hasPrefix("'not-' cannot turn '\(name)' round: "))
        #expect(mistake.hint?.isEmpty == false)
        #expect(mistake.location?.column == 10)
    }

    static func attempt(
        finish: String? = "stop", calls: [String] = [], text: String? = "Paris", cost: Int128 = 500
    ) -> Attempt {
        var reading = Sample.answer(text, finish: finish)
        reading.toolCalls = calls.map { ToolCall(id: nil, name: $0, arguments: "{}") }
        var attempt = Sample.attempt(.answers, reading: reading)
        attempt.exchange.sent = Moment(nanoseconds: 0)
        attempt.exchange.lastByte = Moment(nanoseconds: 80_000_000)
        attempt.costNanos = cost
        return attempt
    }

    @Test(arguments: [
        ("{ type: finish-reason, value: stop }", true),
        ("{ type: finish-reason, value: length }", false),
        ("{ type: latency, threshold: 80 }", true), ("{ type: latency, threshold: 79.9 }", false),
        ("{ type: cost, threshold: 0.0000005 }", true),
        ("{ type: cost, threshold: 0.000000499 }", false),
        ("{ type: tool-call-f1, value: [weather, time] }", true),
        ("{ type: tool-call-f1, value: weather }", false),
        ("{ type: tool-call-f1, value: weather, threshold: 0.6 }", true),
        ("{ type: is-valid-openai-tools-call, value: [weather, time] }", true),
        ("{ type: is-valid-openai-tools-call, value: [weather] }", false),
        ("{ type: is-valid-function-call, value: [weather, time] }", true),
        ("{ type: is-valid-function-call, value: [weather] }", false),
        ("{ type: answered-by, value: gpt-5.4-mini }", true),
        ("{ type: answered-by, value: anthropic }", false),
        ("{ type: attempts, value: 1 }", true), ("{ type: attempts, value: 2 }", false),
        ("{ type: legs-allowed, value: [openai] }", true),
        ("{ type: legs-allowed, value: [anthropic] }", false),
    ])
    func `what passes fails when it is turned round, and what fails passes`(
        check: String, holds: Bool
    ) throws {
        let attempt = Self.attempt(calls: ["weather", "time"])
        let opposite = check.replacingOccurrence(of: "type: ", with: "type: not-")
        let plain = try Sample.check(check).judge(attempt)
        let negated = try Sample.check(opposite).judge(attempt)
        #expect(plain.word == (holds ? .passed : .failed), "\(plain)")
        #expect(negated.word == (holds ? .failed : .passed), "\(negated)")
        if holds { #expect(negated.message?.isEmpty == false) }
    }

    @Test(arguments: [
        "finish-reason, value: stop", "tool-call-f1, value: weather",
        "is-valid-openai-tools-call, value: [weather]", "canary, value: 1",
    ])
    func `an answer that never came passes neither way`(check: String) throws {
        var attempt = Sample.attempt(.answers, reading: Sample.httpError(503))
        attempt.exchange.breakage = nil
        for name in ["", "not-"] {
            let verdict = try Sample.check("{ type: \(name)\(check) }").judge(attempt)
            #expect(verdict.word == .failed, "\(name)\(check): \(verdict)")
        }
    }

    @Test func `an answer without a finish reason has no other one either`() throws {
        let attempt = Self.attempt(finish: nil)
        for name in ["finish-reason", "not-finish-reason"] {
            let verdict = try Sample.check("{ type: \(name), value: stop }").judge(attempt)
            #expect(verdict.word == .failed)
        }
    }

    @Test func `an answer that calls no tool is what not-is-valid asks for`() throws {
        let check = "{ type: not-is-valid-openai-tools-call, value: [weather] }"
        #expect(try Sample.check(check).judge(Self.attempt()).word == .passed)
        #expect(try Sample.check(check).judge(Self.attempt(calls: ["weather"])).word == .failed)
        #expect(try Sample.check(check).judge(Self.attempt(calls: ["wether"])).word == .passed)
    }

    @Test func `canaries that come back are what not-canary complains of`() throws {
        let words = (1...3).map { Canary.word($0) }
        let whole = Self.attempt(text: words.joined(separator: " "))
        let cut = Self.attempt(text: words[0])
        let check = try Sample.check("{ type: not-canary }")
        #expect(check.judge(whole).word == .failed)
        #expect(check.judge(cut).word == .passed)
    }

    @Test func `nobody who priced nothing is told that it cost more`() throws {
        var attempt = Self.attempt()
        attempt.costNanos = nil
        #expect(
            try Sample.check("{ type: not-cost, threshold: 1 }").judge(attempt).word == .errored)
        attempt.exchange.lastByte = nil
        let verdict = try Sample.check("{ type: not-latency, threshold: 1 }").judge(attempt)
        #expect(verdict.word == .skipped)
    }

    @Test(arguments: ["not-answered-by", "not-attempts"])
    func `the opposite of what is predicted cannot be asked for`(name: String) throws {
        let mistake = try #require(try Sample.mistakes("{ type: \(name) }").first)
        #expect(mistake.message.hasPrefix("'\(name)' needs 'value'"))
    }

    @Test func `a negated check beside the one that every case has replaces nothing`() throws {
        let check = try Sample.check("{ type: not-attempts, value: 2 }")
        #expect(!check.asksTheSame(as: Attempts.self))
        #expect(try Sample.check("{ type: attempts }").asksTheSame(as: Attempts.self))
        let verdict = Judgement(checks: [check]).verdict(on: Self.attempt())
        #expect(verdict.verdict == .passed, "\(verdict)")
        let failing = try Sample.check("{ type: not-attempts, value: 1 }")
        let failed = Judgement(checks: [failing]).verdict(on: Self.attempt())
        #expect(failed.checks.map(\.name) == ["not-attempts"])
    }

    @Test func `what a negated check scores is what is missing to the other end`() throws {
        let check = try Sample.check("{ type: not-tool-call-f1, value: weather }")
        let grade = check.grade(Self.attempt(calls: ["weather", "time"]))
        #expect(grade.verdict == .passed)
        #expect(abs(grade.score - 1 / 3) < 1e-9)
    }
}

extension String {
    fileprivate func replacingOccurrence(of text: String, with other: String) -> String {
        var result = self
        if let range = result.firstRange(of: text) { result.replaceSubrange(range, with: other) }
        return result
    }
}
