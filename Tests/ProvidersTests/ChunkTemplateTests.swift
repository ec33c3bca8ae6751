import Foundation
import Testing
import Vocabulary

@testable import Providers

/// Chunks that differ in their text alone are read without a tape: that must change nothing.
struct ChunkTemplateTests {
    private let pieces = [
        "a", " the", "żółw", "巴黎", "🗼", "\"", "\\", "\n", "\t", "{\"content\":\"x\"}", "data: ",
        "\u{7F}",
        "[DONE]", "    ", "long enough that it needs memory of its own", "\u{0}", "\r\n\r\n", "é",
        "",
    ]

    private func json(_ text: String, escapesAll: Bool) throws -> String {
        if escapesAll {
            return "\""
                + text.utf16.map { unit in
                    let hex = String(unit, radix: 16)
                    return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                }.joined() + "\""
        }
        return String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }

    private func asked(_ name: String) -> (any Provider)? { provider(named: name) }

    @Test(arguments: ["openai", "anthropic"])
    func `random texts come out as they went in`(name: String) throws {
        let provider = try #require(asked(name))
        var random = SplitMix64(state: 7)
        for round in 0..<60 {
            var body = ""
            var text = ""
            var reasoning = ""
            for _ in 0..<40 {
                let piece = (0..<Int.random(in: 1...3, using: &random))
                    .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
                let isReasoning = Int.random(in: 0..<6, using: &random) == 0
                if isReasoning { reasoning += piece } else { text += piece }
                let value = try json(
                    piece, escapesAll: Int.random(in: 0..<8, using: &random) == 0)
                let isPadded = Int.random(in: 0..<9, using: &random) == 0
                let padding = isPadded ? #","pad":"\#(round)""# : ""
                if name == "openai" {
                    let key = isReasoning ? "reasoning_content" : "content"
                    body += #"data: {"choices":[{"delta":{"\#(key)":\#(value)}}]\#(padding)}"#
                } else {
                    let key = isReasoning ? "thinking" : "text"
                    body +=
                        #"data: {"type":"content_block_delta","index":0,"#
                        + #""delta":{"type":"\#(key)_delta","\#(key)":\#(value)}\#(padding)}"#
                }
                body += "\n\n"
            }
            let reading = read(
                provider.reader(isStreamed: true), Array(body.utf8), headers: streamHead,
                pieces: [13, 500, 100_000].randomElement(using: &random) ?? 13)
            #expect(reading.text == text, "round \(round)")
            #expect(reading.reasoning ?? "" == reasoning, "round \(round)")
            #expect(reading.clocks.contentEvents <= 40)
            let other = reading.findingCodes.filter { !$0.hasPrefix("wire.stream.no-") }
            #expect(other == [], "round \(round)")
        }
    }

    @Test func `a chunk that is learned is met again, and only with a text that needs no decoding`()
    {
        var template = ChunkTemplate()
        func event(_ text: String, end: String = "}") -> [UInt8] {
            Array(#"{"t":"\#(text)"\#(end)"#.utf8)
        }
        func met(_ bytes: [UInt8]) -> String? { template.text(of: bytes.span) }

        #expect(met(event("a")) == nil)
        let first = event("first")
        template.learn(first.span, quoted: 5..<12, isReasoning: false)
        #expect(met(event("other")) == "other")
        #expect(met(event("巴黎")) == "巴黎")
        for text in ["", #"a\n"#, #"a"b"#, "a\u{1F}", "12345678\u{1}", #"12345678""#] {
            #expect(met(event(text)) == nil, "\(text.debugDescription)")
        }
        #expect(met(event("a", end: ",}")) == nil)
        #expect(met(event("a").dropLast() + [0x20]) == nil)
        #expect(met(Array(#"{"t":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)) == nil)
        #expect(met(Array(#"{"t":"}"#.utf8)) == nil)
    }

    @Test func `invalid bytes in a text are found, met or not`() {
        let event = Array(#"data: {"choices":[{"delta":{"content":"ab"}}]}"#.utf8) + [0x0A, 0x0A]
        var damaged = event
        damaged[event.count - 9] = 0xFF
        let reading = read(
            OpenAI().reader(isStreamed: true), event + event + damaged + event, headers: streamHead)
        #expect(reading.text == "ababab")
        #expect(reading.findingCodes.first == "wire.json.invalid")
    }

    @Test func `content after the finish reason is found, met or not`() {
        let event = #"data: {"choices":[{"delta":{"content":"a"}}]}"# + "\n\n"
        let finish = #"data: {"choices":[{"delta":{},"finish_reason":"stop"}]}"# + "\n\n"
        let reading = read(
            OpenAI().reader(isStreamed: true),
            Array((event + event + finish + event + event + "data: [DONE]\n\n" + event).utf8),
            headers: streamHead)
        #expect(reading.text == "aaaaa")
        #expect(
            reading.findingCodes == [
                "wire.stream.content-after-finish", "wire.stream.after-done", "wire.usage.missing",
            ])
        #expect(reading.findings.first?.message.hasSuffix("(3 times)") == true)
    }
}
