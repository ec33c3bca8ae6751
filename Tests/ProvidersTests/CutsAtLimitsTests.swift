import TestSupport
import Testing
import Vocabulary

@testable import Providers

/// How the network cuts an answer is chance: it must not decide what is read of one that reaches a limit, that
/// is damaged, or that is long silent.
struct CutsAtLimitsTests {
    private static let sizes = [1, 2, 3, 5, 8, 13, 40, 10_000]

    private static let stream =
        ": hi\n\nevent: x\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"ab\"}}]}\r\n\r\n"
        + "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"c\"},\"finish_reason\":\"stop\"}]}\n\n"
        + "data: [DONE]\r\r"

    private func reading(
        _ body: [UInt8], _ limits: ReaderLimits, pieces size: Int, head: Headers = streamHead,
        of provider: any Provider = OpenAI()
    ) -> Reading {
        let reader = provider.reader(isStreamed: true, limits: limits)
        return read(reader, body, headers: head, pieces: size).withoutClocks
    }

    @Test func `an event that is too long is not read, though it came in one piece`() {
        let body = Array(Self.stream.utf8)
        let all = reading(body, .standard, pieces: body.count)
        #expect(all.text == "abc")
        var texts: Set<String> = []
        for most in 0...100 {
            let limits = ReaderLimits(eventBytesMax: most)
            let whole = reading(body, limits, pieces: body.count)
            for size in Self.sizes {
                #expect(reading(body, limits, pieces: size) == whole, "\(most), pieces of \(size)")
            }
            #expect(whole.findingCodes.contains("wire.limit.event") == (whole.text != "abc"))
            texts.insert(whole.text ?? "")
        }
        #expect(texts == ["", "ab", "abc"])
    }

    @Test func `the longest event that is read has the limit's bytes, its line ends not counted`() {
        for end in ["\n\n", "\r\n\r\n", "\r\r"] {
            for size in Self.sizes {
                for (most, count) in [(7, 1), (6, 0)] {
                    var parser = SSEParser(eventBytesMax: most)
                    var found = 0
                    for piece in cut(Array("data: a\(end)".utf8), size) {
                        var position = 0
                        while parser.next(piece.span, &position) != nil { found += 1 }
                    }
                    #expect(found == count, "pieces of \(size)")
                    #expect(parser.isOverLimit == (count == 0), "pieces of \(size)")
                }
            }
        }
    }

    @Test func `the event that is one too many ends the reading in the middle of its line end`() {
        let body = Array("data: {}\n\r\ndata: {}\r\n\r\ndata: {}\n\r\n".utf8)
        for most in 0...3 {
            let limits = ReaderLimits(eventsMax: most)
            let whole = reading(body, limits, pieces: body.count)
            #expect(whole.stream?.usesCRLF == (most > 0))
            for size in Self.sizes {
                #expect(reading(body, limits, pieces: size) == whole, "\(most), pieces of \(size)")
            }
        }
    }

    @Test func `a body that is too long gives one reading, however it is cut`() {
        let plain = Array(#"  {"choices":[{"message":{"content":"x"}}]}  "#.utf8)
        for (body, head) in [
            (plain, jsonHead), (Array(Self.stream.utf8), [:]), (Array("   \n  ".utf8), jsonHead),
        ] {
            for most in 0...body.count + 1 {
                let limits = ReaderLimits(bodyBytesMax: most)
                let whole = reading(body, limits, pieces: body.count, head: head)
                for size in Self.sizes {
                    #expect(
                        reading(body, limits, pieces: size, head: head) == whole,
                        "\(most), pieces of \(size)")
                }
            }
        }
    }

    @Test func `a damaged frame is told before what is found behind it`() throws {
        var body = try fixture("bedrock/stream.bin")
        let first = Int(body[2]) << 8 | Int(body[3])
        body[first - 1] ^= 1
        // Later, and found in another way: a stop reason that nobody lists.
        let path = "bedrock/no-stop.bin"
        body += try fixture(path)
        let head: Headers = ["content-type": "application/vnd.amazon.eventstream"]
        let whole = reading(body, .standard, pieces: body.count, head: head, of: Bedrock())
        #expect(whole.findingCodes.first == "wire.stream.checksum")
        #expect(whole.findings.count > 1)
        for size in Self.sizes {
            let parts = reading(body, .standard, pieces: size, head: head, of: Bedrock())
            #expect(parts == whole, "pieces of \(size)")
        }
    }

    @Test func `a frame whose length is damaged is not called too long as well`() throws {
        var body = try fixture("bedrock/stream.bin")
        body[11] ^= 1
        let limits = ReaderLimits(eventBytesMax: 300)
        let head: Headers = ["content-type": "application/vnd.amazon.eventstream"]
        for size in Self.sizes {
            let parts = reading(body, limits, pieces: size, head: head, of: Bedrock())
            #expect(parts.findingCodes == ["wire.stream.frame"], "pieces of \(size)")
        }
    }

    /// A second for what took a minute when each piece was looked through with all before it.
    @Test(arguments: ["", "{\"message\":{\"content\":\"x\"}}\n"])
    func `silence that comes byte by byte is looked through once`(start: String) {
        let body = Array(start.utf8) + Array(repeating: 0x20, count: 100_000) + Array("{".utf8)
        let seconds = CPUTime.least(below: 1) {
            CPUTime.seconds {
                _ = reading(body, .standard, pieces: 1, head: jsonHead, of: Ollama())
            }
        }
        #expect(seconds < 1)
    }
}
