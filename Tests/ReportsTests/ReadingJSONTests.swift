import Foundation
import Providers
import TestSupport
import Testing
import Vocabulary

@testable import Reports

struct ReadingJSONTests {
    private func object(_ reading: Reading) throws -> [String: Any] {
        let data = Data(ReadingJSON.text(reading).utf8)
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    @Test func `an empty reading has every field`() {
        #expect(
            ReadingJSON.text(Reading())
                == #"{"outcome":"ok","text":null,"reasoning":null,"refusal":null,"tool_calls":[],"#
                + #""finish_reason":null,"finish_detail":null,"model":null,"id":null,"#
                + #""served_by":null,"usage":null,"usage_fields":null,"reported_cost":null,"#
                + #""error":null,"stream":null,"findings":[]}"#)
    }

    @Test func `arguments are shown parsed, on one line, or raw`() {
        var reading = Reading()
        reading.toolCalls = [
            ToolCall(id: "a", name: "f", arguments: "{\"x\" : [1.50,\n true]}"),
            ToolCall(id: nil, name: "g", arguments: " "),
            ToolCall(id: nil, name: "h", arguments: "{oops"),
        ]
        let text = ReadingJSON.text(reading)
        #expect(text.contains(#"{"id":"a","name":"f","arguments":{"x":[1.50,true]}}"#))
        #expect(text.contains(#"{"id":null,"name":"g","arguments":{}}"#))
        #expect(text.contains(#"{"id":null,"name":"h","arguments":null,"arguments_raw":"{oops"}"#))
    }

    @Test func `a code is a number where it was sent as one`() {
        var reading = Reading(outcome: .error)
        reading.error = ProviderError(status: 400, code: "400", codeIsNumber: true, message: "no")
        #expect(
            ReadingJSON.text(reading).contains(
                #""error":{"status":400,"type":null,"code":400,"message":"no"}"#))
        reading.error?.codeIsNumber = false
        reading.error?.isInStream = true
        #expect(
            ReadingJSON.text(reading).contains(
                #""error":{"status":400,"type":null,"code":"400","message":"no","in_stream":true}"#)
        )
    }

    @Test func `cost, usage, stream and findings keep their forms`() {
        var reading = Reading()
        reading.evidence = [
            .servedBy("P"), .cost(amount: "0.5", field: "x-litellm-response-cost", unit: "usd"),
            .cost(amount: "1.12e-4", field: "usage.cost", unit: "usd"),
        ]
        reading.usage = Usage(input: .init(3, "usage.prompt_tokens"))
        var stream = StreamFacts()
        stream.events = 2
        stream.comments = 1
        stream.hasTrailingEvent = true
        reading.stream = stream
        reading.findings = [Finding("wire.x", .warning, "so", offset: 4)]
        let text = ReadingJSON.text(reading)
        for part in [
            #""served_by":"P""#,
            #""usage":{"input_tokens":3,"output_tokens":null,"total_tokens":null,"#
                + #""cached_input_tokens":null,"cache_write_tokens":null,"reasoning_tokens":null}"#,
            #""usage_fields":{"input_tokens":"usage.prompt_tokens","output_tokens":null,"#,
            #""reported_cost":{"amount":1.12e-4,"field":"usage.cost","unit":"usd"}"#,
            #""stream":{"framing":"sse","events":2,"terminated":false,"terminator":null,"#
                + #""trailing_event":true,"comments":1}"#,
            #""findings":[{"code":"wire.x","severity":"warning","message":"so","offset":4}]"#,
        ] { #expect(text.contains(part), "\(part) in \(text)") }
    }

    /// Where the recordings lie beside the checkout: each field of each oracle's reading, in its own form.
    @Test(.enabled(if: Place.shared("recordings") != nil, "no recordings beside the checkout"))
    func `recorded answers are written as their oracle writes them`() throws {
        let place = try #require(Place.shared("recordings"))
        var compared = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: place.path).sorted() {
            let folder = place.appending(path: name)
            guard let meta = try? json(folder, "meta.json"),
                let dialect = meta["dialect"] as? String,
                let provider = ["openai-chat": "openai", "anthropic-messages": "anthropic"][dialect]
                    .flatMap({ Providers.provider(named: $0) })
            else { continue }
            let response = try json(folder, "response.json")
            let fields = response["headers"] as? [String: String] ?? [:]
            let reader = AnswerReader(
                provider.reader(isStreamed: meta["stream"] as? Bool ?? false))
            let moment = Moment(nanoseconds: 1)
            reader.begin(
                status: response["status"] as? Int ?? 0, headers: Headers(fields.map { ($0, $1) }),
                at: moment)
            let body = [UInt8](try Data(contentsOf: folder.appending(path: "response.body")))
            _ = reader.take(body.span, at: moment)
            var found = try object(reader.reading(exchange: Exchange(queued: moment)))
            var expected = try json(folder, "expected.json")
            for field in ["case", "dialect", "oracle"] { expected[field] = nil }
            found["findings"] = nil
            #expect(canonical(found) == canonical(expected), "\(name)")
            compared += 1
        }
        #expect(compared == 577)
    }

    private func json(_ folder: URL, _ file: String) throws -> [String: Any] {
        let data = try Data(contentsOf: folder.appending(path: file))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    private func canonical(_ object: [String: Any]) -> String {
        let data = try? JSONSerialization.data(withJSONObject: object, options: .sortedKeys)
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "no JSON"
    }
}
