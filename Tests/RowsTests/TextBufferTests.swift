import Testing

@testable import Rows

@Suite struct TextBufferTests {
    private func text(_ buffer: TextBuffer) -> String {
        String(decoding: buffer.bytes, as: UTF8.self)
    }

    /// Each scalar, first, last and in the middle of texts of every length up to three words of eight bytes.
    private func forEachText(_ body: (_ scalar: Unicode.Scalar, _ text: String) -> Void) {
        let scalars = (0..<0x80).map { Unicode.Scalar(UInt8($0)) } + ["\u{80}", "é", "日", "🧵"]
        for scalar in scalars {
            for length in 0...24 {
                for place in Set([0, length / 2, length]) {
                    let around = String(repeating: "m", count: length)
                    body(
                        scalar,
                        String(around.prefix(place)) + String(scalar)
                            + String(around.dropFirst(place)))
                }
            }
        }
    }

    @Test func `text that needs an escape in JSON is found wherever it stands`() {
        forEachText { scalar, plain in
            var buffer = TextBuffer()
            // Stale bytes behind the end say nothing about the text.
            buffer.append(String(repeating: "\"", count: 60))
            buffer.removeAll()
            buffer.append("x")
            let isEscaped = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            #expect(buffer.appendPlainJSON(plain) == !isEscaped, "\(plain.debugDescription)")
            #expect(text(buffer) == (isEscaped ? "x" : "x\"\(plain)\""))
        }
    }

    @Test func `text that needs an escape in XML is found wherever it stands`() {
        forEachText { scalar, plain in
            var buffer = TextBuffer()
            buffer.append(String(repeating: "<", count: 60))
            buffer.removeAll()
            buffer.append("x")
            let isSpecial =
                scalar.value < 0x20 || scalar.value > 0x7E
                || "&<>\"".unicodeScalars.contains(scalar)
            #expect(buffer.appendPlainXML(plain) == !isSpecial, "\(plain.debugDescription)")
            #expect(text(buffer) == (isSpecial ? "x" : "x" + plain))
        }
    }

    @Test(arguments: [
        0, 7, -7, 10, 99, 100, 12_345, 999_999_999_999_999_999, 1_000_000_000_000_000_000, .max,
        .min,
    ])
    func `numbers are written as Swift writes them`(number: Int) {
        var buffer = TextBuffer()
        buffer.append(number)
        #expect(text(buffer) == String(number))
    }

    @Test func `equal text has one digest wherever it stands, other text another`() {
        var digests: Set<UInt64> = []
        var texts: Set<String> = []
        forEachText { _, text in
            guard texts.insert(text).inserted else { return }
            var (one, other) = (TextBuffer(), TextBuffer())
            one.append(text)
            other.append(String(repeating: "?", count: 100))
            other.removeAll()
            other.append("abc")
            other.append(text)
            #expect(one.digest(from: 0) == other.digest(from: 3))
            digests.insert(one.digest(from: 0))
        }
        #expect(digests.count == texts.count)
    }

    @Test func `what is cut off is gone, and pieces of any size fit`() {
        var buffer = TextBuffer()
        let long = String(repeating: "long ", count: 2000)
        buffer.append("ab")
        buffer.append(long)
        buffer.removeLast(long.utf8.count)
        buffer.append("c" as StaticString)
        #expect(text(buffer) == "abc")
    }
}
