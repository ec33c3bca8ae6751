import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Providers

/// The list of findings against the code that gives them and against samples that provoke them.
struct FindingsTests {
    private static let usage =
        #""usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}"#
    private static let start =
        #"{"id":"i","model":"m","choices":[{"delta":{"role":"assistant","content":"x"}}]}"#
    private static let end = #"{"choices":[{"delta":{},"finish_reason":"stop"}],"# + usage + "}"

    private static func stream(_ events: String...) -> String {
        events.map { "data: \($0)\n\n" }.joined() + "data: [DONE]\n\n"
    }

    private static func plain(_ message: String, _ usage: String = usage) -> String {
        #"{"choices":[{"message":\#(message),"finish_reason":"stop"}],\#(usage)}"#
    }

    private static func call(_ piece: String) -> String {
        #"{"choices":[{"delta":{"tool_calls":[\#(piece)]}}]}"#
    }

    private static func claude(_ events: (String, String)...) -> String {
        events.map { "event: \($0.0)\ndata: \($0.1)\n\n" }.joined()
    }

    /// A body for each code, which is among what is found in it.
    private static let samples: [String: String] = [
        "wire.answer.choice-error":
            #"{"choices":[{"message":{"content":"x"},"finish_reason":"error","error":{"message":"m"}}],\#(usage)}"#,
        "wire.answer.empty": plain(#"{"content":null}"#),
        "wire.answer.moderated":
            #"{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],\#(usage),"output_sensitive":true}"#,
        "wire.answer.no-choice": #"{"choices":[]}"#,
        "wire.answer.no-finish": #"{"choices":[{"message":{"content":"x"}}],\#(usage)}"#,
        "wire.body.compressed": "\u{1F}\u{8B}",
        "wire.body.empty": " ", "wire.body.html": "<html>",
        "wire.content-type": stream(start, end),
        "wire.content.parts": plain(#"{"content":["x"]}"#),
        "wire.error.envelope": #"{"message":"m"}"#,
        "wire.error-in-200": #"{"error":{"message":"m"}}"#,
        "wire.finish.empty": stream(start, #"{"choices":[{"finish_reason":""}]}"#, end),
        "wire.finish.error": stream(start, #"{"choices":[{"finish_reason":"abort"}]}"#),
        "wire.finish.foreign": stream(start, #"{"choices":[{"finish_reason":"eos"}]}"#),
        "wire.finish.stop-after-calls": stream(
            call(#"{"index":0,"id":"a","function":{"name":"f"}}"#), end),
        "wire.finish.unknown": stream(start, #"{"choices":[{"finish_reason":"tired"}]}"#),
        "wire.json.bom": "\u{FEFF}" + plain(#"{"content":"x"}"#),
        "wire.json.duplicate-key": plain(#"{"content":"x","content":"y"}"#),
        "wire.json.invalid": "{", "wire.json.type": "[]",
        "wire.limit.body": "{" + String(repeating: " ", count: 110_000),
        "wire.limit.event": "data: " + String(repeating: "x", count: 30_000),
        "wire.limit.events": String(repeating: "data: {}\n\n", count: 2_000),
        "wire.status.unusual": plain(#"{"content":"x"}"#),
        "wire.stream.absent": plain(#"{"content":"x"}"#),
        "wire.stream.after-done": stream(start, end) + stream(start),
        "wire.stream.after-error": stream(#"{"error":{"message":"m"}}"#, start),
        "wire.stream.content-after-finish": stream(end, start),
        "wire.stream.duplicate-done": stream(start, end) + stream(),
        "wire.stream.duplicate-finish": stream(start, end, end),
        "wire.stream.empty-event": stream("", start, end),
        "wire.stream.id-changed": stream(start, #"{"id":"j"}"#, end),
        "wire.stream.joined-events": "data: \(start)\n" + stream(end),
        "wire.stream.model-changed": stream(start, #"{"model":"n"}"#, end),
        "wire.stream.no-finish": stream(start), "wire.stream.no-terminator": "data: \(start)\n\n",
        "wire.stream.role-repeated": stream(start, start, end),
        "wire.stream.trailing-event": "data: \(start)",
        "wire.stream.unasked": stream(start, end),
        "wire.stream.whole-answer": stream(
            start, #"{"choices":[{"message":{"content":"x"}}]}"#, end),
        "wire.text.think-tag": plain(#"{"content":"<think>"}"#),
        "wire.tool.arguments": stream(
            call(#"{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}"#), end),
        "wire.tool.arguments-repeated": stream(
            call(#"{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}"#),
            call(#"{"index":0,"function":{"arguments":"{}"}}"#), end),
        "wire.tool.arguments-type": stream(
            call(#"{"index":0,"id":"a","function":{"name":"f","arguments":{}}}"#), end),
        "wire.tool.id-emptied": stream(
            call(#"{"index":0,"id":"a","function":{"name":"f"}}"#), call(#"{"index":0,"id":""}"#),
            end),
        "wire.tool.index-gap": stream(call(#"{"index":3,"id":"a","function":{"name":"f"}}"#), end),
        "wire.tool.index-reused": stream(
            call(#"{"index":0,"id":"a","function":{"name":"f"}}"#),
            call(#"{"index":0,"id":"b","function":{"name":"g"}}"#), end),
        "wire.tool.no-id": stream(call(#"{"index":0,"function":{"name":"f"}}"#), end),
        "wire.tool.no-index": stream(call(#"{"id":"a","function":{"name":"f"}}"#), end),
        "wire.tool.no-name": stream(call(#"{"index":0,"id":"a"}"#), end),
        "wire.limit.tool-calls": stream(
            call(
                (0..<1_100).map { #"{"index":\#($0),"id":"i\#($0)","function":{"name":"f"}}"# }
                    .joined(separator: ",")), end),
        "wire.usage.in-choice": stream(
            start, #"{"choices":[{"finish_reason":"stop",\#(usage)}]}"#),
        "wire.usage.inconsistent": plain(
            #"{"content":"x"}"#,
            #""usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":9}"#),
        "wire.usage.missing": stream(start, #"{"choices":[{"finish_reason":"stop"}]}"#),
        "wire.usage.negative": plain(
            #"{"content":"x"}"#,
            #""usage":{"prompt_tokens":-1,"completion_tokens":1,"total_tokens":0}"#),
        "wire.usage.repeated": stream(start, end, "{\(usage)}"),
        "wire.usage.type": plain(#"{"content":"x"}"#, #""usage":{"prompt_tokens":"1"}"#),
        "wire.usage.zero": plain(
            #"{"content":"x"}"#, #""usage":{"prompt_tokens":0,"completion_tokens":0}"#),
        // Anthropic's language.
        "wire.answer.no-content": #"{"type":"message","id":"i","model":"m"}"#,
        "wire.stream.foreign-done": claude(("message_stop", #"{"type":"message_stop"}"#))
            + "data: [DONE]\n\n",
        "wire.stream.unknown-event": claude(("tea", #"{"type":"tea"}"#)),
        "wire.stream.untyped-event": claude(("tea", "{}")),
        "wire.stream.duplicate-start": claude(
            ("message_start", #"{"type":"message_start","message":{"id":"i"}}"#),
            ("message_start", #"{"type":"message_start","message":{"id":"j"}}"#)),
    ]

    private static let claudeCodes: Set<String> = [
        "wire.answer.no-content", "wire.stream.foreign-done", "wire.stream.unknown-event",
        "wire.stream.untyped-event", "wire.stream.duplicate-start",
    ]

    /// Those of the languages that are not read here by hand: a fixture, and what is damaged in it.
    private static let fixtures:
        [String: (file: String, damage: @Sendable (inout [UInt8]) -> Void)] =
            [
                "wire.model.retiring": ("google/deprecated.json", { _ in }),
                "wire.stream.bare-json": ("google/error-bare.sse", { _ in }),
                "wire.stream.checksum": ("bedrock/stream.bin", { $0[$0.count / 2] ^= 0x10 }),
                "wire.stream.duplicate-event": ("openai-responses/duplicate-event.sse", { _ in }),
                "wire.stream.frame": ("bedrock/stream.bin", { $0[0] ^= 0x01 }),
                "wire.stream.framing": (
                    "ollama/stream.ndjson",
                    { bytes in
                        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
                        bytes = Array(lines.map { "data: \($0)\n\n" }.joined().utf8)
                    }
                ),
                "wire.stream.repeated-text": ("qwen-native/repeating.sse", { _ in }),
                "wire.stream.sequence-gap": ("openai-responses/lost-event.sse", { _ in }),
                "wire.stream.unclosed": (
                    "google/array.json",
                    { bytes in
                        while bytes.last != UInt8(ascii: "}") { bytes.removeLast() }
                    }
                ),
                "wire.stream.whole-differs": ("openai-responses/lost-event.sse", { _ in }),
                "wire.tool.no-start": (
                    "cohere/tools.sse",
                    { bytes in
                        let events = String(decoding: bytes, as: UTF8.self)
                            .components(separatedBy: "\n\n").filter {
                                !$0.contains("tool-call-start")
                            }
                        bytes = Array(events.joined(separator: "\n\n").utf8)
                    }
                ),
            ]

    private func provoked(_ code: String) throws -> Reading? {
        guard let (file, damage) = Self.fixtures[code] else { return nil }
        var bytes = try fixture(file)
        damage(&bytes)
        let isStreamed = !file.hasSuffix(".json") || file == "google/array.json"
        return read(
            try listed(String(file.prefix { $0 != "/" })).reader(isStreamed: isStreamed), bytes,
            headers: StreamFixture.head(file) ?? jsonHead)
    }

    @Test(arguments: allFindings.map(\.code))
    func `each listed finding is given, no worse than listed`(code: String) throws {
        let known = try #require(allFindings.first { $0.code == code })
        if let reading = try provoked(code) { return try expect(known, in: reading) }
        let body = try #require(Self.samples[code], "no sample for \(code)")
        let limits = ReaderLimits(bodyBytesMax: 100_000, eventBytesMax: 200_000, eventsMax: 1_500)
        let small = ReaderLimits(eventBytesMax: 20_000)
        let isSSE = body.hasPrefix("data:") || body.hasPrefix("event:")
        // What is asked for is what comes, but for the findings that are about this.
        let isAsked = code == "wire.stream.absent" || code != "wire.stream.unasked" && isSSE
        let provider: any Provider = Self.claudeCodes.contains(code) ? Anthropic() : OpenAI()
        let bytes: [UInt8] =
            code == "wire.body.compressed" ? [0x1F, 0x8B, 8, 0] : Array(body.utf8)
        let reading = read(
            provider.reader(
                isStreamed: isAsked, limits: code == "wire.limit.event" ? small : limits),
            bytes, status: code == "wire.status.unusual" ? 246 : 200,
            headers: isSSE && code != "wire.content-type" ? streamHead : jsonHead, pieces: 10_000)
        try expect(known, in: reading)
    }

    private func expect(_ known: KnownFinding, in reading: Reading) throws {
        let finding = try #require(
            reading.findings.first { $0.code == known.code }, "\(reading.findingCodes)")
        let order: [Finding.Severity] = [.note, .warning, .error]
        let worst = try #require(order.firstIndex(of: known.severity))
        #expect(try #require(order.firstIndex(of: finding.severity)) <= worst)
        #expect(!finding.message.isEmpty)
    }

    @Test func `the list is in order, and short enough for a table`() {
        let codes = allFindings.map(\.code)
        #expect(codes == codes.sorted())
        #expect(Set(codes).count == codes.count)
        #expect(allFindings.allSatisfy { $0.summary.count <= 64 && $0.code.count <= 34 })
    }

    @Test func `no reader gives a finding that is not listed, and none is listed in vain`() throws {
        let folder = Place.root.appending(path: "Sources/Providers")
        var used: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasSuffix(".swift") && name != "AllFindings.swift" {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            for match in text.matches(of: /"(wire\.[a-z0-9.-]+)"/) { used.insert(String(match.1)) }
        }
        #expect(used == Set(allFindings.map(\.code)))
    }

    @Test func `what a provider allows is listed`() {
        let codes = Set(allFindings.map(\.code))
        for provider in allProviders {
            let allowed = provider.contract(isStreamed: true).allowed
            #expect(allowed.isSubset(of: codes), "\(provider.name)")
        }
    }
}
