import TestSupport
import Testing
import Vocabulary

@testable import Providers

/// The languages of Mistral, Ollama, DashScope, Cohere and Bedrock, by fixtures made after their documents.
struct NativeReaderTests {
    @Test(arguments: ["mistral", "ollama", "qwen-native", "cohere", "bedrock"])
    func `reasoning and tool calls are read alike, plain and streamed`(name: String) throws {
        let thought = name == "mistral" ? "144 plus 10." : "Six by seven."
        let answer = name == "mistral" ? "154" : "42"
        for path in try fixtures(of: name, endingIn: "").filter({ $0.contains("/reasoning") }) {
            let reading = try readFixture(path)
            #expect(reading.reasoning == thought, "\(path)")
            #expect(reading.text == answer, "\(path)")
            #expect(reading.findings.filter { $0.severity != .note } == [], "\(path)")
        }
        for path in try fixtures(of: name, endingIn: "").filter({ $0.contains("/tools") }) {
            let reading = try readFixture(path)
            let rome = try #require(reading.toolCalls.first)
            #expect(rome.name == "weather")
            #expect(rome.arguments.filter { $0 != " " } == #"{"city":"Rome"}"#, "\(path)")
            #expect(rome.id?.isEmpty == false)
            if !path.contains("hosted") {
                #expect(reading.toolCalls.count == 2, "\(path)")
                #expect(reading.toolCalls.last?.name == "time")
            }
            #expect(reading.finish?.reason == .toolCalls)
            #expect(reading.findings == [], "\(path)")
        }
    }

    @Test(arguments: ["mistral", "ollama", "qwen-native", "cohere", "bedrock"])
    func `an error inside of a stream ends it with what came before`(name: String) throws {
        let path = try #require(
            fixtures(of: name, endingIn: "").first { $0.contains("/error-in-stream") })
        let reading = try readFixture(path)
        #expect(reading.outcome == .error)
        #expect(reading.error?.isInStream == true)
        #expect(reading.error?.status == 200)
        #expect(reading.error?.message?.isEmpty == false)
        if name != "cohere" { #expect(reading.text == "Par") }
        #expect(reading.findings == [])
    }

    /// Each error body with its status, and what a gateway would react to.
    private static let errors: [(String, Int, Trigger)] = [
        ("mistral/error-400.json", 400, .badRequest), ("mistral/error-401.json", 401, .auth),
        ("mistral/error-422.json", 422, .badRequest),
        ("mistral/error-422-message.json", 422, .badRequest),
        ("mistral/error-429.json", 429, .rateLimit), ("mistral/error-500.json", 500, .serverError),
        ("mistral/error-in-stream.sse", 200, .serverError),
        ("ollama/error-400.json", 400, .badRequest), ("ollama/error-404.json", 404, .badRequest),
        ("ollama/error-503.json", 503, .serverError),
        ("qwen-native/error-400.json", 400, .contextLength),
        ("qwen-native/error-400-arrears.json", 400, .quota),
        ("qwen-native/error-400-content.json", 400, .contentPolicy),
        ("qwen-native/error-401.json", 401, .auth), ("qwen-native/error-429.json", 429, .rateLimit),
        ("qwen-native/error-500.json", 500, .serverError),
        ("qwen-native/error-in-stream.sse", 200, .rateLimit),
        ("cohere/error-400.json", 400, .contextLength), ("cohere/error-401.json", 401, .auth),
        ("cohere/error-404.json", 404, .badRequest), ("cohere/error-429.json", 429, .rateLimit),
        ("cohere/error-500.json", 500, .serverError),
        ("bedrock/error-400.json", 400, .badRequest), ("bedrock/error-403.json", 403, .auth),
        ("bedrock/error-429.json", 429, .rateLimit), ("bedrock/error-500.json", 500, .serverError),
        ("bedrock/error-in-stream.bin", 200, .rateLimit),
    ]

    @Test(arguments: errors)
    func `an error concerns whom its words say`(path: String, status: Int, trigger: Trigger) throws
    {
        let reading = try readFixture(path, status: status)
        #expect(reading.outcome == .error)
        #expect(reading.error?.message?.isEmpty == false)
        let owner = try #require(provider(named: String(path.prefix { $0 != "/" })))
        #expect(owner.trigger(for: reading, nil) == trigger)
    }

    @Test(arguments: ["mistral", "qwen-native", "cohere", "bedrock", "ollama"])
    func `an error under status 200 is an error, and told`(name: String) throws {
        for path in try fixtures(of: name, endingIn: ".json") where path.contains("/error-") {
            let reading = try readFixture(path)
            #expect(reading.outcome == .error, "\(path)")
            #expect(reading.findingCodes.contains("wire.error-in-200"), "\(path)")
        }
    }

    // MARK: Mistral

    @Test func `Mistral's full window is a length, and its error has type and code`() throws {
        #expect(try readFixture("mistral/window-full.json").finish?.reason == .length)
        let error = try readFixture("mistral/error-429.json", status: 429).error
        #expect(error?.type == "rate_limited")
        #expect(error?.code == "1300")
        #expect(error?.codeIsNumber == false)
    }

    // MARK: Ollama

    @Test func `the last line of Ollama's stream may lack its end`() throws {
        let reading = try readFixture("ollama/no-newline.ndjson")
        #expect(reading.findings == [])
        #expect(reading.stream?.events == 2)
        #expect(reading.stream?.hasTrailingEvent == false)
        #expect(reading.stream?.terminator == "done")
    }

    @Test func `Ollama's stream without its last line is truncated`() throws {
        let reading = try readFixture("ollama/no-done.ndjson")
        #expect(reading.outcome == .truncated)
        #expect(reading.text == "Paris is")
        #expect(reading.findingCodes == ["wire.stream.no-finish", "wire.stream.no-terminator"])
        #expect(try readFixture("ollama/length.json").finish?.reason == .length)
    }

    // MARK: DashScope

    @Test(arguments: ["repeating.sse", "repeating-text.sse"])
    func `DashScope's events that repeat the text give it once`(name: String) throws {
        let reading = try readFixture("qwen-native/\(name)")
        #expect(reading.text == "Paris – 巴黎 🗼")
        #expect(reading.findingCodes == ["wire.stream.repeated-text"])
        #expect(reading.finish?.raw == "stop")
        #expect(reading.clocks.contentEvents >= 2)
        #expect(reading.usage?.output?.value == 4)
    }

    @Test func `DashScope's old forms and split lines are read as the usual one`() throws {
        for name in ["text.json", "parts.json"] {
            let reading = try readFixture("qwen-native/\(name)")
            #expect(reading.text == "Paris – 巴黎 🗼")
            #expect(reading.findings == [])
            #expect(reading.id == "566e3621-0000-9ca4-ae78-b792393eb840")
        }
        let split = try readFixture("qwen-native/split-data.sse")
        #expect(split.text == "Paris")
        #expect(split.findings == [])
    }

    // MARK: Cohere

    @Test func `Cohere's plans and citations are no part of the answer`() throws {
        #expect(try readFixture("cohere/tools.sse").text == "")
        #expect(try readFixture("cohere/tools.sse").reasoning == nil)
        #expect(try readFixture("cohere/citations.sse").text == "Quack.")
        #expect(try readFixture("cohere/citations.sse").findings == [])
        let open = try readFixture("cohere/no-end.sse")
        #expect(open.outcome == .truncated)
        let failed = try readFixture("cohere/error-in-stream.sse")
        #expect(failed.finish?.reason == .error)
        #expect(failed.reasoning == "Okay")
    }

    // MARK: Bedrock

    @Test func `Bedrock's errors have their type in a header or a frame`() throws {
        let body = try fixture("bedrock/error-400.json")
        let reading = read(
            Bedrock().reader(isStreamed: false), body, status: 400,
            headers: [
                "content-type": "application/json", "x-amzn-RequestId": "r-1",
                "x-amzn-ErrorType": "ValidationException:http://internal.amazon.com/coral/x/",
            ])
        #expect(reading.error?.type == "ValidationException")
        #expect(reading.evidence == [.requestID("r-1")])
        let thrown = try readFixture("bedrock/error-in-stream.bin")
        #expect(thrown.error?.type == "throttlingException")
        let open = try readFixture("bedrock/no-stop.bin")
        #expect(open.outcome == .truncated)
        #expect(open.text == "Par")
    }

    @Test func `a router's choice is the model, a guardrail's stop is a filter`() throws {
        let routed = try readFixture("bedrock/routed.json")
        #expect(routed.model?.hasSuffix("claude-haiku-4-5-20251001-v1:0") == true)
        #expect(try readFixture("bedrock/guarded.json").finish?.reason == .contentFilter)
    }
}

struct GrowingTextTests {
    private func read(_ texts: [String]) -> (pieces: [String], repeats: Bool) {
        var text = GrowingText()
        var pieces: [String] = []
        for each in texts { pieces += text.take(each) }
        pieces += text.rest()
        return (pieces, text.repeats)
    }

    @Test func `texts that only grow are one text, told once`() {
        #expect(read(["我是", "我是阿里"]).pieces == ["我是", "阿里"])
        #expect(read(["", "a", "ab", "abc", "abc"]).pieces == ["a", "bc"])
        #expect(read(["a", "ab", "abc", ""]).pieces.joined() == "abc")
        #expect(read(["a", "ab", "abc"]).repeats)
    }

    @Test func `texts that do not grow are pieces`() {
        #expect(read(["a", "b", "ab"]).pieces == ["a", "b", "ab"])
        // A second piece that begins with the first waits for the third.
        #expect(read(["1", "10", "0"]).pieces.joined() == "1100")
        #expect(read(["\n", "\n\n", "x"]).pieces.joined() == "\n\n\nx")
        #expect(read(["ha", "ha", "!"]).pieces.joined() == "haha!")
        #expect(!read(["ha", "ha", "!"]).repeats)
        #expect(read(["a", "ab", ""]).pieces.joined() == "aab")
        #expect(read([]).pieces == [])
        let laughs = [String](repeating: "ha", count: 20)
        #expect(read(laughs).pieces == laughs)
    }
}
