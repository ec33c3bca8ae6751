import Testing
import Vocabulary

@testable import Providers

struct GeminiReaderTests {
    @Test(arguments: ["google/stream.sse", "google/plain.json"])
    func `text comes with token counts that keep thoughts beside the answer`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.text == "Paris – 巴黎 🗼")
        #expect(reading.finish == Finish(raw: "STOP", reason: .stop))
        #expect(reading.model == "gemini-2.5-flash")
        #expect(reading.id == "rid1")
        #expect(
            reading.usage
                == Usage(
                    input: .init(12, "usageMetadata.promptTokenCount"),
                    output: .init(14, "usageMetadata.candidatesTokenCount"),
                    total: .init(42, "usageMetadata.totalTokenCount"),
                    cachedInput: .init(5, "usageMetadata.cachedContentTokenCount"),
                    reasoning: .init(16, "usageMetadata.thoughtsTokenCount")))
    }

    @Test func `lines end in CRLF, and a finish reason is all the end there is`() throws {
        let stream = try #require(try readFixture("google/stream.sse").stream)
        #expect(stream.terminator == "finishReason")
        #expect(stream.usesCRLF)
        #expect(!stream.hasNamedEvents)
        let cut = try readFixture("google/no-finish.sse")
        #expect(cut.outcome == .truncated)
        #expect(
            cut.findings.filter { $0.severity == .error }.map(\.code) == [
                "wire.stream.no-finish"
            ])
    }

    @Test(arguments: ["google/thoughts.json", "google/thoughts.sse"])
    func `a part marked as a thought is no text`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.reasoning == "France it is.\n")
        #expect(reading.text == "Paris")
        #expect(reading.findings == [])
    }

    @Test(arguments: ["google/tools.json", "google/tools.sse"])
    func `a call may lack its id and its arguments, and ends like a text`(path: String) throws {
        let reading = try readFixture(path)
        #expect(reading.text == "Let me look.")
        #expect(reading.toolCalls.map(\.id) == ["f1", nil])
        #expect(reading.toolCalls.map(\.name) == ["weather", "time"])
        let arguments = reading.toolCalls.map { $0.arguments.filter { !$0.isWhitespace } }
        #expect(arguments == [#"{"city":"Rome"}"#, "{}"])
        #expect(reading.finish == Finish(raw: "STOP", reason: .toolCalls))
        #expect(reading.findings == [])
    }

    @Test func `arguments that come by their paths are put together`() throws {
        let reading = try readFixture("google/partial-arguments.sse")
        #expect(
            reading.toolCalls == [
                ToolCall(
                    id: "f1", name: "weather",
                    arguments:
                        #"{"place":{"city":"Rome \"centro\""},"days":[1,2.5],"metric":true,"a.b":null}"#
                ),
                ToolCall(id: nil, name: "time", arguments: "{}"),
            ])
        #expect(reading.finish?.reason == .toolCalls)
        #expect(reading.findings == [])
    }

    @Test(arguments: ["$", "city", "$.", "$[", "$[x]", "$[99999999]", "$.a[-1]", "$.city.inside"])
    func `a path that leads nowhere is found and changes nothing`(path: String) {
        let body = """
            data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","willContinue":true,\
            "partialArgs":[{"jsonPath":"$.city","stringValue":"Rome"},\
            {"jsonPath":"\(path)","stringValue":"x"}]}}]},"finishReason":"STOP"}]}\n\n
            """
        let reading = read(
            Google().reader(isStreamed: true), Array(body.utf8), headers: streamHead)
        #expect(reading.toolCalls.map(\.arguments) == [#"{"city":"Rome"}"#])
        #expect(reading.findingCodes.contains("wire.tool.arguments"))
    }

    @Test(arguments: [
        ("google/blocked.json", "PROHIBITED_CONTENT"), ("google/blocked.sse", "SAFETY"),
    ])
    func `a blocked prompt has no candidate, only its reason`(path: String, reason: String) throws {
        let reading = try readFixture(path)
        #expect(reading.outcome == .ok)
        #expect(reading.text == "")
        #expect(reading.finish == Finish(raw: "", reason: .contentFilter, detail: reason))
        #expect(reading.usage?.input?.value == 9)
        #expect(reading.findings == [])
    }

    @Test func `thoughts may use up the limit and leave nothing to say`() throws {
        let reading = try readFixture("google/max-tokens.json")
        #expect(reading.text == "")
        #expect(reading.finish == Finish(raw: "MAX_TOKENS", reason: .length))
        #expect(reading.findings == [])
    }

    @Test func `a filter in the middle keeps what came before it`() throws {
        let reading = try readFixture("google/safety.sse")
        #expect(reading.text == "Par")
        #expect(reading.finish == Finish(raw: "SAFETY", reason: .contentFilter))
        #expect(reading.findings == [])
    }

    @Test func `code, its result and images are no text`() throws {
        let reading = try readFixture("google/code.json")
        #expect(reading.text == "Let me count. Two.")
        #expect(reading.toolCalls == [])
    }

    @Test func `an answer with neither candidate nor block reason is none`() throws {
        let reading = try readFixture("google/no-candidate.json")
        #expect(reading.findingCodes == ["wire.answer.no-choice", "wire.answer.no-finish"])
        #expect(Google().trigger(for: reading, nil) == .badAnswer)
    }

    @Test func `what follows the finish is read and told, and traffic alone counts nothing`() throws
    {
        let reading = try readFixture("google/after-finish.sse")
        #expect(reading.text == "Paris is nice")
        #expect(reading.usage?.output?.value == 3)
        #expect(
            reading.findingCodes == [
                "wire.stream.content-after-finish", "wire.stream.duplicate-finish",
                "wire.stream.unknown-event",
            ])
    }

    @Test func `a model on its way out says so itself`() throws {
        let finding = try #require(try readFixture("google/deprecated.json").findings.first)
        #expect(finding.code == "wire.model.retiring")
        #expect(finding.message.contains("2027-01-31"))
    }

    @Test(arguments: [Int.max, 1, 7])
    func `without its word for events the stream is one array`(pieces: Int) throws {
        let reading = read(
            Google().reader(isStreamed: true), try fixture("google/array.json"), headers: jsonHead,
            pieces: pieces)
        #expect(reading.text == "Paris – 巴黎 🗼")
        #expect(reading.stream?.framing == .jsonArray)
        #expect(reading.stream?.events == 2)
        #expect(reading.findings == [])
    }

    @Test(arguments: [
        ("google/error-in-stream.sse", "UNAVAILABLE", Trigger.serverError, [String]()),
        ("google/error-bare.sse", "CANCELLED", .badRequest, ["wire.stream.bare-json"]),
    ])
    func `an error inside the stream keeps what came before it`(
        path: String, type: String, trigger: Trigger, codes: [String]
    ) throws {
        let reading = try readFixture(path)
        #expect(reading.outcome == .error)
        #expect(reading.text == "Par")
        #expect(reading.error?.type == type)
        #expect(reading.error?.isInStream == true)
        #expect(reading.findingCodes == codes)
        #expect(Google().trigger(for: reading, nil) == trigger)
    }

    @Test(arguments: [
        ("400", 400, Trigger.contextLength), ("400-argument", 400, .badRequest),
        ("400-key", 400, .auth), ("400-region", 400, .badRequest), ("401", 401, .auth),
        ("403", 403, .auth), ("404", 404, .badRequest), ("429", 429, .rateLimit),
        ("429-day", 429, .quota), ("500", 500, .serverError), ("503", 503, .serverError),
        ("504", 504, .serverError), ("array", 429, .rateLimit),
    ])
    func `errors are known by status, reason and quota`(
        name: String, status: Int, trigger: Trigger
    ) throws {
        let reading = try readFixture("google/error-\(name).json", status: status)
        #expect(reading.outcome == .error)
        #expect(reading.text == nil)
        #expect(reading.error?.codeIsNumber == true)
        #expect(reading.error?.code == "\(status)")
        #expect(Google().trigger(for: reading, nil) == trigger)
    }

    @Test func `the waiting time stands in the details alone`() throws {
        let reading = try readFixture("google/error-429.json", status: 429)
        #expect(reading.error?.retryAfter == .milliseconds(34_400))
        #expect(reading.error?.type == "RESOURCE_EXHAUSTED")
        #expect(reading.error?.reason == "GenerateRequestsPerMinutePerProjectPerModel")
    }
}
