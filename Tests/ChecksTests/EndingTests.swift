import Testing
import Vocabulary

@testable import Checks

/// Checks of how an answer ends: with a refusal, for a reason, in calls of tools.
@Suite struct EndingTests {
    // MARK: is-refusal

    @Test(arguments: [
        "I'm sorry, but I can’t help with that.", "I cannot assist with that request.", "", " \n",
        "As an AI, I have no opinion.", "I will not write that.", "Sorry, this is not possible.",
        "I must decline to answer.",
    ])
    func `models refuse in few turns of phrase`(answer: String) throws {
        #expect(try Sample.judge("{ type: is-refusal }", answer).word == .passed)
        #expect(try Sample.judge("{ type: not-is-refusal }", answer).word == .failed)
    }

    @Test(arguments: [
        "Paris, as an airbnb host knows.", "Sorry for the delay: it is Paris.",
        "You cannot go wrong with Paris.", "I can help with that.", "Paris",
    ])
    func `an answer that only sounds like one is none`(answer: String) throws {
        #expect(try Sample.judge("{ type: is-refusal }", answer).word == .failed)
    }

    @Test func `a provider's own word for it needs no text`() throws {
        let check = try Sample.check("{ type: is-refusal }")
        var refused = Sample.answer(nil)
        refused.refusal = "No."
        #expect(check.judge(Sample.attempt(.answers, reading: refused)).word == .passed)
        var filtered = Sample.answer("The cap")
        filtered.finish = Finish(raw: "content_filter", reason: .contentFilter)
        #expect(check.judge(Sample.attempt(.answers, reading: filtered)).word == .passed)
        let negated = try Sample.check("{ type: not-is-refusal }")
        #expect(negated.judge(Sample.attempt(.answers, reading: filtered)).word == .failed)
        // An error is no refusal, and no sign that there was none.
        let error = Sample.attempt(.answers, reading: Sample.httpError(500))
        #expect([check.judge(error).word, negated.judge(error).word] == [.failed, .failed])
    }

    // MARK: finish-reason

    @Test(arguments: [
        ("stop", true), ("STOP", true), ("end_turn", true), ("End-Turn", true), ("length", false),
        ("tool_calls", false),
    ])
    func `a reason is asked for in common words or the provider's own`(value: String, holds: Bool)
        throws
    {
        var reading = Sample.answer()
        reading.finish = Finish(raw: "end_turn", reason: .stop)
        let verdict = try Sample.check("{ type: finish-reason, value: \(value) }").judge(
            Sample.attempt(.answers, reading: reading))
        #expect(verdict.word == (holds ? .passed : .failed), "\(verdict)")
    }

    @Test func `another reason is told in both words, with its detail`() throws {
        var reading = Sample.answer()
        reading.finish = Finish(raw: "max_tokens", reason: .length, detail: "300")
        let check = try Sample.check("{ type: finish-reason, value: stop }")
        #expect(
            check.judge(Sample.attempt(.answers, reading: reading)).message
                == "expected the finish reason 'stop'; got 'max_tokens' (length): '300'")
        let none = check.judge(Sample.attempt(.answers, reading: Sample.answer(finish: nil)))
        #expect(
            none.message
                == "expected the finish reason 'stop'; the caller saw a whole answer without one")
    }

    // MARK: Calls of tools

    private func calling(_ calls: [(String, String)], _ check: String) throws -> Verdict {
        var reading = Sample.answer("")
        reading.toolCalls = calls.map { ToolCall(id: "1", name: $0.0, arguments: $0.1) }
        return try Sample.check(check).judge(Sample.attempt(.answers, reading: reading))
    }

    @Test(arguments: ["is-valid-function-call", "is-valid-openai-tools-call"])
    func `a call that code can carry out has a declared name and an object of arguments`(
        name: String
    ) throws {
        let check = "{ type: \(name), value: [weather, { name: time }] }"
        #expect(try calling([("weather", #"{"city":"Rome"}"#)], check).word == .passed)
        #expect(try calling([("time", "{}")], check).word == .passed)
        let wrong: [((String, String), String)] = [
            (("wether", "{}"), "names no declared tool (near to 'weather')"),
            (("weather", "city=Rome"), "has arguments that are no JSON"),
            (("weather", "[]"), "has arguments that are no JSON object"),
            (("weather", ""), "has arguments that are no JSON"),
        ]
        for (call, reason) in wrong {
            let message = try calling([call], check).message
            #expect(message?.contains(reason) == true, "\(message ?? "")")
        }
        #expect(
            try Sample.judge(check, "It is sunny.").message
                == "expected a call of a tool; got 'It is sunny.'")
    }

    @Test func `of several calls the wrong one is counted`() throws {
        let message = try calling(
            [("weather", "{}"), ("weather", "{")],
            "{ type: is-valid-openai-tools-call, value: [weather] }"
        ).message
        #expect(message?.hasPrefix("call 2 of 2 of 'weather' has arguments") == true)
    }

    @Test(arguments: ["value: []", "value: weather", "value: [[x]]"])
    func `tools that cannot be called are a mistake`(keys: String) throws {
        #expect(try Sample.mistakes("{ type: is-valid-openai-tools-call, \(keys) }").count == 1)
    }

    @Test func `without names the prompt's tools count, and there must be some`() throws {
        #expect(throws: Diagnostic.self) {
            _ = try Sample.checks("[{ type: is-valid-openai-tools-call }]")
        }
    }
}
