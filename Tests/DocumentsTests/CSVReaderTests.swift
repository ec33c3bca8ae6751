import Documents
import Foundation
import TestSupport
import Testing
import Vocabulary

private func rows(_ text: String) throws -> [[String]] {
    let reader = try CSVReader(SourceText(file: "table.csv", text: text))
    var rows: [[String]] = [reader.columns.compactMap(\.asString)]
    while let row = try reader.next() { rows.append(row.cells.compactMap(\.asString)) }
    return rows
}

@Suite struct CSVReaderTests {
    @Test(arguments: [",", ";", "\t"])
    func `the header tells the separator`(separator: String) throws {
        let text =
            ["a", "\"b,;\t\"", "c"].joined(separator: separator) + "\n"
            + ["1", "2", "3"].joined(separator: separator)
        #expect(try rows(text) == [["a", "b,;\t", "c"], ["1", "2", "3"]])
    }

    @Test func `quoted cells hold separators, quotes and line ends`() throws {
        let text =
            "\u{FEFF}name,text\r\n\"a, b\",\"she said \"\"no\"\"\r\nand left\"\r\n\r\n,\"\"\r\nx, y \r\n"
        #expect(
            try rows(text) == [
                ["name", "text"], ["a, b", "she said \"no\"\r\nand left"], ["", ""], ["x", " y "],
            ])
    }

    @Test func `each cell knows its place`() throws {
        let reader = try CSVReader(
            SourceText(file: "table.csv", text: "a,b\n\"é\n1\",x\n\ny,\"zz\"\n"))
        let first = try #require(try reader.next())
        #expect(
            first["b"]?.location == Vocabulary.SourceLocation(file: "table.csv", line: 3, column: 4)
        )
        #expect(first["a"]?.location.line == 2)
        let second = try #require(try reader.next())
        let cell = try #require(second["b"])
        #expect(cell.location.line == 5 && cell.location.column == 3 && cell.length == 4)
        #expect(cell.diagnostic("no").sourceLine == "y,\"zz\"")
        #expect(outline(second.node) == "{a: 'y', b: 'zz'}")
        #expect(try reader.next() == nil)
    }

    @Test(arguments: [
        ("a,b\n1,2,1️⃣3\n", "3 cells in this row, expected 2 as in the header"),
        ("a,b,c\n1,1️⃣2\n", "2 cells in this row, expected 3 as in the header (nothing for 'c')"),
        ("a,b\nx,1️⃣\"open\nmore\n", "this quote is never closed"),
        ("a,b\nx,\"y\" 1️⃣z\n", "text after the closing quote of a cell"),
        (
            "a,b\nx, 1️⃣\"y\"\n",
            "a quote inside a cell that does not begin with one (remove the space before it)"
        ),
        ("a,b\n5 1️⃣\" disk,y\nx,\"z\"\n", "a quote inside a cell that does not begin with one"),
        (
            "a,b,1️⃣a\n",
            "a second column 'a', the first is at column 1 (each column needs a name of its own)"
        ),
        ("a,1️⃣\n", "column 2 has no name"),
        ("a1️⃣\rb\r1\r2", "a carriage return without a line feed"),
        ("1️⃣", "this table is empty, expected a first row with the names of its columns"),
    ])
    func `a mistake is told where it stands`(text: String, message: String) {
        let marked = text.replacingOccurrences(of: " 1️⃣z", with: "1️⃣ z")
        expect(marked, gives: ["1️⃣": message]) { (source) throws(Diagnostics) in
            let reader = try CSVReader(source)
            while try reader.next() != nil {}
        }
    }

    @Test func `after a ragged row the reading goes on`() throws {
        let reader = try CSVReader(SourceText(file: "t", text: "a,b\n1\n3,4\n"))
        #expect(throws: Diagnostics.self) { try reader.next() }
        #expect(try reader.next()?["b"]?.asString == "4")
    }

    @Test func `bytes that are not UTF-8 are told with their place`() throws {
        let reader = try CSVReader(SourceText(file: "t", text: "a,b\n"))
        #expect(try reader.next() == nil)
        let folder = try TemporaryFolder()
        let path = try folder.write("t.csv", Array("a,b\nx,".utf8) + [0xE9, 0x0A])
        let file = try CSVReader(path: path)
        let error = #expect(throws: Diagnostics.self) { try file.next() }
        #expect(error?.items.first?.message == "byte 0xE9 is not UTF-8")
        #expect(error?.items.first?.location?.line == 2)
        #expect(error?.items.first?.location?.column == 3)
    }

    @Test func `a row without end is refused`() throws {
        let limits = DocumentLimits(scalarBytesMax: 1000)
        let text = "a,b\n1,2\n\"" + String(repeating: "x\n", count: 1000)
        let reader = try CSVReader(SourceText(file: "t", text: text), limits: limits)
        #expect(try reader.next() != nil)
        let error = #expect(throws: Diagnostics.self) { try reader.next() }
        #expect(error?.items.first?.message == "this row is larger than 1000 bytes")
        #expect(error?.items.first?.location?.line == 3)
        #expect(try reader.next() == nil)
    }

    /// In a process of its own, so that memory is this test's alone.
    @Test(.timeLimit(.minutes(2)))
    func `a large table is read in little memory`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let line = "some text,\"and, more\",\(String(repeating: "x", count: 80))\n"
            let megabytes = Place.runsLongTests ? 8 : 2
            let rowsInMegabyte = (1 << 20) / line.utf8.count
            let block = String(repeating: line, count: rowsInMegabyte)
            let path = try folder.write("large.csv", Array("a,b,c\n".utf8))
            let handle = try FileHandle(forWritingTo: URL(filePath: path))
            try handle.seekToEnd()
            for _ in 0..<megabytes { try handle.write(contentsOf: Data(block.utf8)) }
            try handle.close()
            var count = 0
            var before = 0
            let reader = try CSVReader(path: path)
            while let row = try reader.next() {
                count += row.cells.count / 3
                // By then the reader has all that it needs for good.
                if count == rowsInMegabyte { before = residentBytes() }
            }
            #expect(count == megabytes * rowsInMegabyte)
            #expect(residentBytes() - before < 512 << 10)
        }
    }
}
