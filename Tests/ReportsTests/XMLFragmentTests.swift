import Documents
import TestSupport
import Testing

@testable import Reports

@Suite struct XMLFragmentTests {
    /// What a reader finds of a text: XML 1.0's production Char without what terminals may obey.
    static func readable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x9, 0xA, 0xD, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD,
                0x10000...0x10FFFF:
                result.append(scalar)
            default: result.append("\u{FFFD}")
            }
        }
        return String(result)
    }

    private func document(_ text: String) -> [UInt8] {
        var xml = XMLFragment()
        xml.begin("a")
        xml.attribute("b", text)
        xml.begin("c")
        xml.text(text)
        xml.end("c")
        xml.end("a")
        return xml.withBytes { bytes in (0..<bytes.count).map { bytes[$0] } }
    }

    @Test func `elements are indented, and text is as it is`() {
        #expect(
            String(decoding: document("a \"b\" & <c>]]>\r\n\t&amp;"), as: UTF8.self) == """

                <a b="a &quot;b&quot; &amp; &lt;c&gt;]]&gt;&#13;&#10;&#9;&amp;amp;">
                  <c>a "b" &amp; &lt;c&gt;]]&gt;&#13;
                \t&amp;amp;</c>
                </a>
                """)
    }

    @Test(.timeLimit(.minutes(1)))
    func `every character there is can be read back, or becomes U+FFFD`() throws {
        for block in stride(from: UInt32(0), through: 0x10FFFF, by: 0x800) {
            // Beyond the first plane all characters are alike, save perhaps the last of each plane.
            let isOrdinary = block > 0x11000 && block & 0xF800 != 0xF800
            if isOrdinary, !Place.runsLongTests { continue }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: (block..<(block + 0x800)).compactMap(Unicode.Scalar.init))
            let text = String(view)
            let read = try XMLReader.read(Array(document(text).dropFirst()))
            // Compared as scalars: to Swift strings are equal that to a reader are not.
            let allowed = Array(Self.readable(text).unicodeScalars)
            #expect(read["b"].map { Array($0.unicodeScalars) } == allowed, "from \(block)")
            #expect(
                read.elements.first.map { Array($0.text.unicodeScalars) } == allowed,
                "from \(block)")
        }
    }
}
