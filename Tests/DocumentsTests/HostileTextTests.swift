import Documents
import Foundation
import TestSupport
import Testing
import Vocabulary

private let yamlPieces = [
    "a", "b: ", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ",", "\"", "'", "|", ">", "&x ", "*x",
    "<<: *x", "!!str ",
    "!", "#", "---\n", "...", "? ", "%", "@", "`", "\t", "${A}", "$${", "${", "1", "true", "~",
    "\\", "\r\n", "é", "😀",
    "\u{FEFF}", "\u{2028}", "\u{85}",
]
private let csvPieces = ["a", ",", ";", "\t", "\"", "\n", "\r\n", "\r", "é", "\"\"", "\u{FEFF}"]
private let xmlPieces = [
    "<", ">", "/", "a", "<a>", "</a>", "<b x='1'/>", "&", "&lt;", "&x;", "<!--", "-->", "<![CDATA[",
    "]]>", "<!DOCTYPE a",
    "<!DOCTYPE a [<!ENTITY x 'y'>]>", "<?xml version='1.0'?>", "<?", "?>", "\"", "=", " ", "\n",
    "é", "\u{0}", "xmlns:a='b'",
    "<table>", "<p>", "<script>", "<style>", "<svg>", "<a:b>",
]

/// Thousands of texts that nobody would write: each is read or refused, and nothing else happens.
@Suite struct HostileTextTests {
    private static let seeds = 0..<(Place.runsLongTests ? UInt64(500) : 25)

    private func texts(_ seed: UInt64, pieces: [String], samples: [String]) -> [[UInt8]] {
        var chance = Chance(seed: seed)
        var texts: [[UInt8]] = (0..<10).map { _ in
            let count = chance.below(60)
            return chance.bytes(from: pieces, count: count)
        }
        for sample in samples {
            for _ in 0..<5 { texts.append(chance.mutated(Array(sample.utf8))) }
        }
        return texts
    }

    /// Every message can be shown, and points into the text.
    private func check(_ read: () throws(Diagnostics) -> Void, _ source: SourceText) {
        do throws(Diagnostics) { try read() } catch {
            #expect(!error.items.isEmpty && error.hasErrors)
            #expect(DiagnosticText.render(error.items, colour: false).contains("error: "))
            for item in error.items {
                #expect(
                    (1...source.location(at: source.bytes.count).line).contains(
                        item.location?.line ?? 0))
            }
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: seeds) func `YAML and JSON`(seed: UInt64) {
        let samples = [
            "a: &x { b: [1, 2], c: \"${A}\" }\nd:\n  - *x\n  - <<: *x\n    e: |\n      text\n",
            #"{"a": [1, 2.5e3, "é\n\u00e9 ${A}"], "b": {"c": null, "c": true}}"#,
        ]
        for bytes in texts(seed, pieces: yamlPieces, samples: samples) {
            let source = SourceText(file: "a", bytes: bytes)
            check(
                { () throws(Diagnostics) in
                    let node = try YAMLReader.read(source) { $0 == "A" ? "value" : nil }
                    visit(node)
                }, source)
            check(
                { () throws(Diagnostics) in visit(try JSONReader.read(source) { _ in nil }) },
                source)
        }
    }

    @Test func `values of a file with odd line ends are where editors see them`() throws {
        // Of these only a line feed ends a line for editors; to YAML all do.
        let text = "a: 1\r\nb: 2\u{85}c: 3\u{2028}d: 4\re: 5\nf: [6, *x]"
        let error = #expect(throws: Diagnostics.self) {
            try YAMLReader.read(SourceText(file: "a", text: text))
        }
        #expect(error?.items.first?.location == .init(file: "a", line: 3, column: 8))
        let node = try YAMLReader.read(SourceText(file: "a", text: text.replacing("*x", with: "7")))
        let places = node.entries?.map { "\($0.value.location.line):\($0.value.location.column)" }
        #expect(places == ["1:4", "2:4", "2:9", "2:14", "2:19", "3:4"])
    }

    @Test(.timeLimit(.minutes(1)), arguments: seeds) func `CSV`(seed: UInt64) {
        for bytes in texts(seed, pieces: csvPieces, samples: ["a,b\n1,\"2,\"\"3\"\n\"x\ny\",z\n"]) {
            let source = SourceText(file: "a", bytes: bytes)
            check(
                { () throws(Diagnostics) in
                    let reader = try CSVReader(source)
                    while let row = try reader.next() {
                        #expect(row.cells.count == reader.columns.count)
                    }
                }, source)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: seeds)
    func `CSV rows read as texts, or passed by, are those read with places`(
        seed: UInt64
    ) {
        let samples = ["a,b\n1,2\r\n3,\n,\n\r\n\n4,5", "a\n1\n\n2\r\nx\ry\né\n\"q\"\n1,2\n"]
        for bytes in texts(seed, pieces: csvPieces, samples: samples) {
            let source = SourceText(file: "a", bytes: bytes)
            guard let nodes = try? CSVReader(source), let texts = try? CSVReader(source),
                let passed = try? CSVReader(source)
            else { continue }
            while true {
                let row = Result { () throws(Diagnostics) in try nodes.next() }
                let lean = Result { () throws(Diagnostics) in try texts.nextTexts() }
                let more = Result { () throws(Diagnostics) in try passed.skip() }
                switch (row, lean, more) {
                case (.success(let row?), .success(let lean?), .success(true)):
                    #expect(row.cells.map { $0.text ?? "" } == lean.texts)
                    #expect(row.columns == lean.columns && row.location == lean.location)
                    continue
                case (.success(nil), .success(nil), .success(false)): break
                case (.failure(let one), .failure(let two), .failure(let three)):
                    #expect(one == two && one == three)
                    continue
                default: Issue.record("the three readings differ over \(bytes)")
                }
                break
            }
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: seeds) func `XML`(seed: UInt64) {
        let samples = ["<a x='1'><b>t&amp;<![CDATA[x]]></b><!-- c --><c:d xmlns:c='u'/></a>"]
        for bytes in texts(seed, pieces: xmlPieces, samples: samples) {
            let source = SourceText(file: "a", bytes: bytes)
            check(
                { () throws(Diagnostics) in
                    let node = try XMLReader.read(source)
                    let again = try XMLReader.read(node.document)
                    #expect(again == node)
                }, source)
        }
    }

    @Test func `aliases that multiply are refused before they take memory`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let before = residentBytes()
        let error = #expect(throws: Diagnostics.self) {
            try YAMLReader.read(SourceText(file: "a", text: text))
        }
        #expect(error?.items.first?.message == "more than 1000000 values, aliases expanded")
        #expect(error?.items.first?.location?.line == 6)
        #expect(residentBytes() - before < 256 << 20)
    }

    @Test func `merge keys that multiply are refused too`() {
        var text = "a0: &a0 { k: [x, x, x, x, x, x, x, x, x, x] }\n"
        for level in 1...30 {
            let aliases = (0..<10).map { "k\($0): { <<: *a\(level - 1) }" }.joined(separator: ", ")
            text += "a\(level): &a\(level) { \(aliases) }\n"
        }
        let error = #expect(throws: Diagnostics.self) {
            try YAMLReader.read(SourceText(file: "a", text: text))
        }
        #expect(error?.items.first?.message == "more than 1000000 values, aliases expanded")
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "a: [", "!!seq [", "&a [", "{? "])
    func `nesting without end is refused`(piece: String) {
        let text = String(repeating: piece, count: Place.runsLongTests ? 100_000 : 20_000)
        var error: Diagnostics?
        let seconds = CPUTime.seconds {
            error = #expect(throws: Diagnostics.self) {
                try YAMLReader.read(SourceText(file: "a", text: text))
            }
        }
        #expect(error?.items.first?.message == "lists and mappings are nested more than 100 deep")
        #expect(seconds < 10)
        #expect(throws: Diagnostics.self) { try JSONReader.read(SourceText(file: "a", text: text)) }
    }

    @Test func `limits of values and of their size hold`() {
        let limits = DocumentLimits(nodesMax: 10, scalarBytesMax: 5)
        let many = #expect(throws: Diagnostics.self) {
            try YAMLReader.read(
                SourceText(file: "a", text: "[1,2,3,4,5,6,7,8,9,10]"), limits: limits)
        }
        #expect(many?.items.first?.location?.column == 20)
        let large = #expect(throws: Diagnostics.self) {
            try YAMLReader.read(SourceText(file: "a", text: "a: 123456"), limits: limits)
        }
        #expect(large?.items.first?.message == "a value is larger than 5 bytes")
    }

    /// Each scalar stands where it says: what the file has there is what was read.
    private func visit(_ node: Node) {
        let line = node.diagnostic("x").sourceLine?.unicodeScalars
        if let text = node.text, let line, node.unexpanded == nil {
            let start = line.dropFirst(node.location.column - 1)
            let written = String(Substring(start.prefix(node.length)))
            // Quotes, blocks, tags, anchors and aliases say something else than they stand for, and what
            // YAML takes for a line end becomes a space.
            let isPlain = written.first.map { !"\"'|>!&*".contains($0) } ?? false
            let isFolded = written.unicodeScalars.contains {
                "\t\r\u{85}\u{2028}".unicodeScalars.contains($0)
            }
            if isPlain, !isFolded, !node.isNull, !text.contains("${") {
                #expect(Array(text.utf8).starts(with: Array(written.utf8)), "\(node.location)")
            }
        }
        node.items?.forEach(visit)
        node.entries?.forEach { key, value in
            visit(key)
            visit(value)
        }
    }
}
