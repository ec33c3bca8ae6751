import Documents
import Testing
import Transports
import Vocabulary

@testable import Lanes

private let first = LegID(route: "chat", index: 0)

/// How an honest provider may write the same stream, or the same plain answer.
private enum Form: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case tight, blanks, pretty, severalLines, carriageReturns, noBlankBehindData

    var testDescription: String { rawValue }

    private var lineEnd: String { self == .carriageReturns ? "\r\n" : "\n" }

    /// - Parameter words: of one JSON value, one by one.
    func json(_ words: [String]) -> String {
        switch self {
        case .tight, .noBlankBehindData: words.joined()
        case .blanks, .carriageReturns: words.joined(separator: " ")
        case .pretty: "\t" + words.joined(separator: "\t ") + " "
        case .severalLines: words.joined(separator: "\n  ")
        }
    }

    func event(_ words: [String]) -> String {
        let lines = json(words).split(separator: "\n").map {
            (self == .noBlankBehindData ? "data:" : "data: ") + $0
        }
        return lines.joined(separator: lineEnd) + lineEnd + lineEnd
    }

    func stream(_ events: [[String]]) -> String {
        events.map(event).joined() + "data: [DONE]\(lineEnd)\(lineEnd)"
    }
}

/// OpenAI's chunks, word by word, with the counts where the test wants them.
private enum Chunks {
    static let usage = [
        #""usage""#, ":", "{", #""prompt_tokens""#, ":", "9", ",", #""completion_tokens""#, ":",
        "4", ",", #""total_tokens""#, ":", "13", "}",
    ]

    private static let head = [
        #""id""#, ":", #""c-1""#, ",", #""object""#, ":", #""chat.completion.chunk""#, ",",
        #""created""#, ":", "1", ",", #""model""#, ":", #""gpt-4.1-2025-04-14""#,
    ]

    private static func choices(_ delta: [String], _ finish: String) -> [String] {
        [
            #""choices""#, ":", "[", "{", #""index""#, ":", "0", ",", #""delta""#, ":", "{",
        ] + delta + ["}", ",", #""finish_reason""#, ":", finish, "}", "]"]
    }

    private static func text(_ text: String) -> [String] {
        [#""content""#, ":", #""\#(text)""#]
    }

    private static func chunk(_ members: [[String]]) -> [String] {
        ["{"] + members.joined(separator: [","]) + ["}"]
    }

    /// - Parameter place: among the last chunk's members.
    static func all(usageAt place: Int) -> [[String]] {
        var last = [head, [#""choices""#, ":", "[", "]"], [#""service_tier""#, ":", "null"]]
        last.insert(usage, at: place)
        let role = [#""role""#, ":", #""assistant""#, ","]
        return [
            chunk([head, choices(role + text("Par"), "null")]),
            chunk([head, choices(text("is, on"), "null")]),
            chunk([head, choices(text(" the Seine {so} it is."), "null")]),
            chunk([head, choices([], #""stop""#)]), chunk(last),
        ]
    }
}

private func played(_ cause: Cause?, _ body: String, isStreamed: Bool = true) async throws -> String
{
    let real = try RealProvider(
        type: isStreamed ? "text/event-stream" : "application/json", saying: body)
    let lanes = try lanes(of: .openAI, askingPort: real.port)
    let script = FaultScript(
        causes: cause.map { [first: $0] } ?? [:], answer: SimulatedAnswer(text: "made up"))
    await lanes.arm(marker(1), with: script)
    let (answer, exchange) = await call(
        Tongue.openAI.request(
            at: lanes.baseURL(of: first), saying: #"Name it.\n\n[\#(marker(1))]"#,
            isStreamed: isStreamed))
    #expect(exchange.breakage == nil)
    #expect(real.requests.count == 1)
    return answer.text
}

/// What the events say; nil for one whose data is no JSON.
private func values(_ stream: String) -> [String?] {
    stream.replacing("\r\n", with: "\n").split(separator: "\n\n").map { event -> String? in
        let data = event.split(separator: "\n").map { $0.dropFirst("data:".count) }
            .joined(separator: "\n")
        var tape = JSONTape()
        guard (try? tape.read(String(data))) != nil else { return nil }
        return JSONText.canonical(of: tape.root, in: tape)
    }
}

@Test(arguments: Form.allCases, [0, 1, 2, 3])
private func
    `no-usage takes the counts out of an answer, however that is written, and nothing else`(
        form: Form, place: Int
    ) async throws
{
    let chunks = Chunks.all(usageAt: place)
    let got = try await played(.noUsage, form.stream(chunks))
    var expected = values(form.stream(chunks))
    #expect(expected[4]?.contains("total_tokens") == true)
    expected[4] =
        #"{"choices":[],"created":1,"id":"c-1","model":"gpt-4.1-2025-04-14","#
        + #""object":"chat.completion.chunk","service_tier":null}"#
    #expect(values(got) == expected)
    #expect(got.hasSuffix(form == .carriageReturns ? "[DONE]\r\n\r\n" : "[DONE]\n\n"))
}

@Test(arguments: Form.allCases)
private func `other causes break an answer in the one way that they name, however it is written`(
    form: Form
) async throws {
    let whole = form.stream(Chunks.all(usageAt: 2))
    let said = values(whole)
    #expect(said.count == 6 && said.prefix(5).allSatisfy { $0 != nil })
    #expect(try await played(nil, whole) == whole)
    #expect(try await played(.oneBurst, whole) == whole)

    var expected = said
    expected[1] = nil
    #expect(try await values(played(.malformedEvent, whole)) == expected)

    expected = said
    expected.insert(said[0], at: 0)
    #expect(try await values(played(.duplicateEvent, whole)) == expected)

    #expect(try await values(played(.noFinish, whole)) == Array(said[..<3] + said[5...]))
    #expect(try await values(played(.noTerminator, whole)) == Array(said[..<5]))
    #expect(try await values(played(.truncatedJSON, whole)) == Array(said[..<2] + [nil]))
}

@Test(arguments: Form.allCases, [0, 3_000])
private func `the half of a plain answer that passes is no JSON, whatever blanks follow it`(
    form: Form, blanks: Int
) async throws {
    let answer = [
        "{", #""id""#, ":", #""c-1""#, ",", #""object""#, ":", #""chat.completion""#, ",",
        #""created""#, ":", "1", ",", #""model""#, ":", #""gpt-4.1-2025-04-14""#, ",",
        #""choices""#, ":", "[", "{", #""index""#, ":", "0", ",", #""message""#, ":", "{",
        #""role""#, ":", #""assistant""#, ",", #""content""#, ":", #""Paris""#, "}", ",",
        #""finish_reason""#, ":", #""stop""#, "}", "]", ",",
    ]
    let body = form.json(answer + Chunks.usage + ["}"]) + String(repeating: "\n", count: blanks)
    let got = try await played(.truncatedJSON, body, isStreamed: false)
    var tape = JSONTape()
    #expect(throws: JSONError.self) { try tape.read(got) }
    #expect(body.hasPrefix(got) && got.contains("id"))
}
