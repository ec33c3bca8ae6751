import Documents
import TestSupport
import Testing
import Vocabulary

@Suite struct XMLWriterTests {
    @Test func `a tree is written indented, and text as it is`() {
        var suite = XMLNode("testsuite", ["name": "a \"b\" & <c>", "time": "0.5"])
        suite.append(XMLNode("testcase", ["name": "x"]))
        suite.append(XMLNode("failure", text: "1 < 2 ]]> done\r\n\t&amp;"))
        #expect(
            String(decoding: XMLWriter.document(suite), as: UTF8.self) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="a &quot;b&quot; &amp; &lt;c&gt;" time="0.5">
                  <testcase name="x"/>
                  <failure>1 &lt; 2 ]]&gt; done&#13;
                \t&amp;amp;</failure>
                </testsuite>

                """)
    }

    @Test func `a document written in pieces, and ended early, is the same`() throws {
        var writer = XMLWriter()
        var bytes: [UInt8] = []
        writer.begin("a", ["b": "1"])
        bytes += writer.take()
        writer.element(XMLNode("c", text: "x"))
        bytes += writer.take()
        writer.begin("d")
        bytes += writer.finish()
        let whole = XMLWriter.document(
            XMLNode("a", ["b": "1"], [XMLNode("c", text: "x"), XMLNode("d")]))
        #expect(String(decoding: bytes, as: UTF8.self) == String(decoding: whole, as: UTF8.self))
    }

    /// The ranges of XML 1.0's production Char, and those that terminals may obey.
    @Test(.timeLimit(.minutes(1)))
    func `every character there is can be read back, or becomes U+FFFD`() throws {
        for block in stride(from: UInt32(0), through: 0x10FFFF, by: 0x800) {
            // Beyond the first plane all characters are alike, save perhaps the last of each plane.
            let isOrdinary = block > 0x11000 && block & 0xF800 != 0xF800
            if isOrdinary, !Place.runsLongTests { continue }
            let scalars = (block..<(block + 0x800)).compactMap(Unicode.Scalar.init)
            let allowed = scalars.map { scalar -> Unicode.Scalar in
                switch scalar.value {
                case 0x9, 0xA, 0xD, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD,
                    0x10000...0x10FFFF:
                    scalar
                default: "\u{FFFD}"
                }
            }
            let text = string(scalars)
            let bytes = XMLWriter.document(XMLNode("a", ["b": text], [XMLNode("c", text: text)]))
            let read = try XMLReader.read(bytes)
            // Compared as scalars: to Swift strings are equal that to a reader are not.
            #expect(read["b"].map { Array($0.unicodeScalars) } == allowed, "from \(block)")
            #expect(
                read.elements.first.map { Array($0.text.unicodeScalars) } == allowed,
                "from \(block)")
            #expect(Array(XMLText.sanitised(text).unicodeScalars) == allowed)
        }
    }

    @Test(arguments: 0..<60)
    func `whatever tree is written is read back`(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let tree = chance.tree(depth: 4)
        for isIndented in [false, true] {
            let bytes = XMLWriter.document(tree, isIndented: isIndented)
            let read = try XMLReader.read(bytes)
            #expect(withoutBlanks(read, isIndented) == withoutBlanks(sanitised(tree), isIndented))
            #expect(XMLWriter.document(read, isIndented: false).count > 0)
        }
    }

    @Test func `lone surrogates and broken bytes become U+FFFD`() throws {
        let bytes: [UInt8] = [0x61, 0xED, 0xA0, 0x80, 0xFF, 0x62]
        let text = String(decoding: bytes, as: UTF8.self)
        let read = try XMLReader.read(XMLWriter.document(XMLNode("a", text: text)))
        #expect(read.text == "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}b")
    }

    @Test(arguments: [
        "", "1a", "a b", "a<", "xmlns", "a:b", "-a", "a\u{0}", "\u{FFFE}", "\"", "a=",
    ])
    func `what is no name is refused`(name: String) {
        #expect(XMLName(checking: name) == nil)
    }

    @Test(arguments: ["a", "_", "é", "test-case.1", "日本"])
    func `names are checked`(name: String) throws {
        let node = XMLNode(try #require(XMLName(checking: name)))
        #expect(try XMLReader.read(XMLWriter.document(node)).name.text == name)
    }

    private func string(_ scalars: [Unicode.Scalar]) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private func sanitised(_ node: XMLNode) -> XMLNode {
        var result = XMLNode(node.name)
        for (name, value) in node.attributes { result.set(name, XMLText.sanitised(value)) }
        var text = ""
        for child in node.children {
            switch child {
            case .text(let piece): text += XMLText.sanitised(piece)
            case .element(let element):
                if !text.isEmpty { result.append(text: text) }
                text = ""
                result.append(sanitised(element))
            }
        }
        if !text.isEmpty { result.append(text: text) }
        return result
    }

    /// Indentation stands only where there is no text, so texts of blanks are all that may differ.
    private func withoutBlanks(_ node: XMLNode, _ isIndented: Bool) -> XMLNode {
        guard isIndented else { return node }
        var result = node
        result.children = node.children.compactMap { child in
            switch child {
            case .element(let element): return .element(withoutBlanks(element, true))
            case .text(let text):
                let kept = text.filter { !$0.isWhitespace && $0 != "\r" }
                return kept.isEmpty ? nil : .text(String(kept))
            }
        }
        return result
    }
}
