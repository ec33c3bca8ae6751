import Testing

@testable import Providers

struct SSEParserTests {
    /// The data of all events, in pieces of so many bytes; the one without its blank line ends in "…".
    private func events(
        _ text: String, pieces size: Int = .max, parser: inout SSEParser
    ) -> [String] {
        var found: [String] = []
        for piece in cut(Array(text.utf8), size) {
            var position = 0
            while let event = parser.next(piece.span, &position) {
                found.append(data(of: event, in: parser, piece))
            }
        }
        if let event = parser.trailing() { found.append(data(of: event, in: parser, []) + "…") }
        return found
    }

    private func data(
        of event: StreamEvent, in parser: SSEParser, _ piece: ArraySlice<UInt8>
    ) -> String {
        let bytes =
            switch event.place {
            case .piece: Array(piece)
            case .held: parser.held
            case .joined: parser.joined
            }
        return String(decoding: bytes[event.data], as: UTF8.self)
    }

    /// Each sample with what it must give, whichever way it is cut.
    private static let samples: [(text: String, events: [String])] = [
        ("data: a\n\ndata: b\n\n", ["a", "b"]),
        ("data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
        ("data: a\r\rdata: b\r\r", ["a", "b"]),
        ("data: a\r\n\ndata: b\n\r\n", ["a", "b"]),
        ("data:a\n\ndata:  b\n\n", ["a", " b"]),
        ("data: a\ndata: b\ndata:\ndata: c\n\n", ["a\nb\n\nc"]),
        ("\u{FEFF}data: a\n\n", ["a"]),
        ("\u{FEFF}\ndata: a\n\n", ["a"]),
        (": ping\n\n: x\n:\n\ndata: a\n\n", ["a"]),
        ("id: 7\nretry: 10\nevent: e\ndata: a\n: c\nfoo: bar\n\n", ["a"]),
        ("event: ping\n\ndata: a\n\n", ["a"]),
        ("data\n\ndata: a\n\n", ["", "a"]),
        ("data:\n\n", [""]),
        ("datax: 1\n\ndata: a\n\n", ["a"]),
        ("data: a", ["a…"]),
        ("data: a\n", ["a…"]),
        ("data: a\n\n: bye", ["a"]),
        ("data: a\n\ndata: b\ndata: c", ["a", "b\nc…"]),
        ("data: \tx\u{1}y\n\n", ["\tx\u{1}y"]),
        ("data: żółw 巴黎 🗼\n\n", ["żółw 巴黎 🗼"]),
        ("\n\n\ndata: a\n\n\n\n", ["a"]),
        ("", []),
    ]

    @Test func `lines, fields and ends of lines are read by the standard`() {
        for sample in Self.samples {
            for size in [Int.max, 1, 2, 3, 5, 8] {
                var parser = SSEParser()
                #expect(
                    events(sample.text, pieces: size, parser: &parser) == sample.events,
                    "\(sample.text.debugDescription) in pieces of \(size)")
            }
        }
    }

    @Test func `two pieces are as good as one, wherever they part`() {
        for sample in Self.samples {
            let bytes = Array(sample.text.utf8)
            for cut in bytes.indices {
                var parser = SSEParser()
                var found: [String] = []
                for piece in [bytes[..<cut], bytes[cut...]] {
                    var position = 0
                    while let event = parser.next(piece.span, &position) {
                        found.append(data(of: event, in: parser, piece))
                    }
                }
                if let event = parser.trailing() {
                    found.append(data(of: event, in: parser, []) + "…")
                }
                #expect(found == sample.events, "\(sample.text.debugDescription) cut at \(cut)")
            }
        }
    }

    @Test(arguments: [Int.max, 1, 3])
    func `comments, marks and line ends are told`(pieceSize: Int) {
        var parser = SSEParser()
        let text = "\u{FEFF}: a\r\n\r\n: b\r\n\r\nevent: x\r\n\r\n"
        _ = events(text, pieces: pieceSize, parser: &parser)
        #expect(parser.comments == 2)
        #expect(parser.usesCRLF)
        #expect(parser.hasByteOrderMark)
        #expect(parser.hasNamedEvents)
        var plain = SSEParser()
        _ = events("data: a\n\n", pieces: pieceSize, parser: &plain)
        #expect(plain.comments == 0)
        #expect(!plain.usesCRLF && !plain.hasByteOrderMark && !plain.hasNamedEvents)
    }

    @Test func `an event whole inside its piece is not copied`() {
        var parser = SSEParser()
        var position = 0
        let piece = Array("data: abc\n\ndata: d".utf8)
        let event = parser.next(piece.span, &position)
        #expect(event == StreamEvent(place: .piece, data: 6..<9, offset: 6))
        #expect(parser.next(piece.span, &position) == nil)
        #expect(parser.held == Array("data: d".utf8))
    }

    @Test(arguments: [Int.max, 1, 4, 7])
    func `offsets count in the whole body`(pieceSize: Int) {
        let text = ": c\r\n\r\ndata: a\r\n\r\nevent: e\r\ndata:b\r\ndata: c\r\n\r\ndata: last"
        var parser = SSEParser()
        var offsets: [Int] = []
        for piece in cut(Array(text.utf8), pieceSize) {
            var position = 0
            while let event = parser.next(piece.span, &position) { offsets.append(event.offset) }
        }
        if let event = parser.trailing() { offsets.append(event.offset) }
        #expect(offsets == [13, 33, 53])
    }

    @Test(arguments: [Int.max, 1, 10])
    func `an event without end stops at the limit`(pieceSize: Int) {
        var parser = SSEParser(eventBytesMax: 50)
        let text = "data: a\n\ndata: " + String(repeating: "x", count: 200)
        #expect(events(text, pieces: pieceSize, parser: &parser) == ["a"])
        #expect(parser.isOverLimit)
        #expect(parser.held.count <= 50)
    }

    @Test func `a flood of comments is not kept`() {
        var parser = SSEParser(eventBytesMax: 50)
        let text = String(repeating: ": keep-alive\n", count: 1000) + "data: a\n\n"
        #expect(events(text, pieces: 5, parser: &parser) == ["a"])
        #expect(parser.comments == 1000)
    }
}
