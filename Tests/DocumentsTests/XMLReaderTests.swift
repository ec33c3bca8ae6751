import Documents
import Foundation
import TestSupport
import Testing
import Vocabulary

private func source(_ text: String) -> SourceText { SourceText(file: "sample.yaml", text: text) }

/// Many pieces, each with a number of its own.
private func many(_ before: String, _ after: String) -> String {
    (0..<20_000).map { "\(before)\($0)\(after)" }.joined()
}

@Suite struct XMLReaderTests {
    @Test func `a document becomes a tree`() throws {
        let node = try XMLReader.read(
            source(
                """
                <?xml version="1.0" encoding="ISO-8859-1"?>
                <!-- note --><a x="1" y='&lt;é&#10;'>text<b/>
                <![CDATA[<raw>]]>&amp;<?pi?></a>
                """))
        #expect(node.name == "a" && node["x"] == "1" && node["y"] == "<é\n" && node["z"] == nil)
        #expect(node.children == [.text("text"), .element(XMLNode("b")), .text("\n<raw>&")])
        #expect(node.line == 2)
    }

    @Test func `prefixes stay, and can be written again`() throws {
        let text = #"<s:a xmlns:s="urn:s" xmlns="urn:d" s:x="1"><b/></s:a>"#
        let node = try XMLReader.read(source(text))
        #expect(node.name == "s:a" && node["s:x"] == "1")
        #expect(try XMLReader.read(node.document) == node)
    }

    @Test(arguments: 0..<60)
    func `whatever tree is written is read back`(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        let tree = chance.tree(depth: 4)
        #expect(try XMLReader.read(tree.document) == tree.readable)
    }

    @Test(arguments: [
        ("<a><b></a>", "opening and ending tag mismatch: b line 1 and a"),
        ("", "document is empty"),
        ("<a>&nbsp;</a>", "entity 'nbsp' not defined"),
        ("<a/><b/>", "extra content at the end of the document"),
        ("plain text", "start tag expected, '<' not found"),
        ("<a x='1' x='2'/>", "attribute x redefined"),
        ("<a>\u{0}</a>", "a character that it does not allow"),
        ("<a>\u{1}</a>", "a character that it does not allow"),
    ])
    func `what is no XML is told`(text: String, words: String) {
        let error = #expect(throws: Diagnostics.self) { try XMLReader.read(source(text)) }
        let told = error?.items.map(\.message) ?? []
        #expect(
            told.contains { $0.lowercased().hasPrefix("this is not xml: \(words.lowercased())") },
            "\(told)")
    }

    @Test func `a mistake has its line and column`() {
        expect(
            "<a>\n  <é>text</a>1️⃣\n</a>",
            gives: ["1️⃣": "this is not XML: opening and ending tag mismatch: é line 2 and a"]
        ) { (source) throws(Diagnostics) in
            do throws(Diagnostics) { _ = try XMLReader.read(source) } catch {
                throw Diagnostics(Array(error.items.prefix(1)))
            }
        }
    }

    @Test func `entities and default attributes are refused where they are declared`() {
        let bomb = """
            <!DOCTYPE a [
              <!ENTITY x "lol">
              <!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;">
              <!ENTITY z "&y;&y;&y;&y;&y;&y;&y;&y;&y;&y;">
            ]><a>&z;</a>
            """
        let external = #"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>"#
        let parameter = #"<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a/>"#
        let unparsed = #"<!DOCTYPE a [<!NOTATION n SYSTEM "n"><!ENTITY x SYSTEM "x" NDATA n>]><a/>"#
        let defaults = #"<!DOCTYPE a [<!ATTLIST b x CDATA "again and again">]><a><b/><b/></a>"#
        for text in [bomb, external, parameter, unparsed, defaults] {
            let error = #expect(throws: Diagnostics.self) { try XMLReader.read(source(text)) }
            #expect(error?.items.map(\.message) == ["the document declares 'x'"])
            #expect(error?.items.first?.location?.line == (text == bomb ? 2 : 1))
        }
    }

    @Test func `no document type is loaded`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "a.dtd", Array("<!ELEMENT a EMPTY><!ATTLIST a x CDATA 'from the file'>".utf8))
        let node = try XMLReader.read(source("<!DOCTYPE a SYSTEM \"file://\(path)\"><a/>"))
        #expect(node == XMLNode("a"))
    }

    @Test func `a document nested too deep is refused`() {
        let depth = 100_000
        let text = String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        let error = #expect(throws: Diagnostics.self) { try XMLReader.read(source(text)) }
        #expect(error?.items.first?.message == "elements are nested more than 256 deep")
    }

    /// Each of these takes libxml2 minutes.
    @Test(arguments: [
        "<a " + many("b", "='' ") + "/>",
        "<a " + many("b", "='>' ") + "/>",
        "<a>" + many("<b xmlns:c", "='d'/>") + "</a>",
        "<!-- <c d=\" --><a " + many("b", "='' ") + "/>",
        "<a\n" + many("b", " = '>'\n") + "/>",
    ])
    func `tags that are too crowded are refused`(text: String) {
        var error: Diagnostics?
        let seconds = CPUTime.seconds {
            error = #expect(throws: Diagnostics.self) { try XMLReader.read(source(text)) }
        }
        #expect(error?.items.first?.message.hasPrefix("more than 1000 ") == true)
        #expect(seconds < 10)
    }

    @Test func `as many attributes as are allowed are read`() throws {
        let attributes = (0..<1000).map { "b\($0)='x>=y' " }.joined()
        #expect(try XMLReader.read(source("<a \(attributes)>a = 'b'</a>")).attributes.count == 1000)
    }

    @Test func `a document that is too large is refused unread`() {
        let error = #expect(throws: Diagnostics.self) {
            try XMLReader.document(source("<a>text</a>"), bytesMax: 10)
        }
        #expect(error?.items.first?.message == "this document is larger than 10 bytes")
    }

    @Test func `bytes that are not UTF-8 are told`() {
        let error = #expect(throws: Diagnostics.self) {
            try XMLReader.read([0x3C, 0x61, 0xFF, 0x2F, 0x3E])
        }
        #expect(error?.items.first?.message == "byte 0xFF is not UTF-8")
    }

    @Test func `nothing is printed about broken documents`() throws {
        let marker = "unheard-\(UInt64.random(in: 0 ... .max))"
        let folder = try TemporaryFolder()
        let path = try folder.write("stderr", [])
        let (file, kept) = (unsafe open(path, O_WRONLY), dup(2))
        dup2(file, 2)
        _ = try? XMLReader.read(source("<a>&\(marker);<\(marker)></a>"))
        _ = try? XMLReader.document(source("<a/>")).evaluate("\(marker)(")
        dup2(kept, 2)
        close(kept)
        close(file)
        #expect(try !String(contentsOfFile: path, encoding: .utf8).contains(marker))
    }

    @Test func `many threads read at once`() async {
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let good = try? XMLReader.read(source("<a><b x='\(index)'/></a>"))
                    let bad = try? XMLReader.read(source("<a><b x='\(index)'></a>"))
                    return good?.elements.first?["x"] == "\(index)" && bad == nil
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}

@Suite struct XPathTests {
    private let shop = """
        <shop xmlns:s="urn:s"><book price="10"><title>One</title></book><book price="20">
        <title>Two</title></book><s:note>n</s:note></shop>
        """

    @Test(arguments: [
        ("//title", XPathResult.nodes(["One", "Two"])),
        ("//book[@price > 15]/title", .nodes(["Two"])),
        ("//@price", .nodes(["10", "20"])),
        ("count(//book)", .number(2)),
        ("string(//title)", .string("One")),
        ("//book/@price = 20", .bool(true)),
        ("//nothing", .nodes([])),
        ("/shop/s:note", .nodes(["n"])),
        ("(//title)[last()] | (//title)[1]", .nodes(["One", "Two"])),
    ])
    func `an expression gives what XPath says`(expression: String, result: XPathResult) throws {
        #expect(try XMLReader.document(source(shop)).evaluate(expression) == result)
    }

    @Test(arguments: [
        ("//book[", "is no XPath 1.0 at character 8"),
        ("//x:book", "uses a prefix that the document's root does not declare"),
        ("nothing()", "calls an unknown function"),
        ("$x", "uses a variable, and there are none"),
        ("", "is no XPath 1.0 at character 1"),
        ("//b )", "is no XPath 1.0 at character 5"),
        ("'open", "ends too early"),
        ("count()", "gives a function too many or too few arguments"),
    ])
    func `a wrong expression is told`(expression: String, words: String) throws {
        let document = try XMLReader.document(source(shop))
        let error = #expect(throws: XPathError.self) { try document.evaluate(expression) }
        #expect(error?.message == words)
    }

    @Test func `an expression that takes too long is ended`() throws {
        let items = String(repeating: "<b><c/></b>", count: 2000)
        let document = try XMLReader.document(source("<a>\(items)</a>"))
        var error: XPathError?
        let seconds = CPUTime.seconds {
            error = #expect(throws: XPathError.self) {
                try document.evaluate("count(//*[count(//*[count(//*[count(//*) > 1]) > 1]) > 1])")
            }
        }
        #expect(error?.message == "takes too many steps")
        #expect(seconds < 10)
    }

    @Test func `an expression nested deep is refused, not followed`() throws {
        let document = try XMLReader.document(source("<a/>"))
        for text in [
            String(repeating: "(", count: 2000) + "1" + String(repeating: ")", count: 2000),
            String(repeating: "-", count: 4000) + "1",
            String(repeating: "a[", count: 1300) + "1" + String(repeating: "]", count: 1300),
            String(repeating: "(", count: 100_000),
        ] {
            _ = try? document.evaluate(text)
        }
        #expect(throws: XPathError.self) {
            try document.evaluate(String(repeating: "(", count: 4097))
        }
    }

    @Test func `a document with too many nodes is not asked`() throws {
        let document = try XMLReader.document(
            source("<a>" + String(repeating: "<b>c</b>", count: 10) + "</a><!-- d -->"))
        #expect(try document.evaluate("count(//b)", nodesMax: 22) == .number(10))
        let error = #expect(throws: XPathError.self) { try document.evaluate("//b", nodesMax: 20) }
        #expect(error?.message == "is not asked of documents with more than 20 nodes")
    }

    @Test func `more text than is bearable is refused`() throws {
        let text =
            String(repeating: "<a>", count: 200) + String(repeating: "x", count: 1000)
            + String(repeating: "</a>", count: 200)
        let document = try XMLReader.document(source(text))
        let error = #expect(throws: XPathError.self) {
            try document.evaluate("//a", textBytesMax: 100_000)
        }
        #expect(error?.message == "gives more than 100000 bytes of text")
    }
}
