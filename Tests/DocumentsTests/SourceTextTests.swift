import Documents
import Foundation
import TestSupport
import Testing
import Vocabulary

@Suite struct SourceTextTests {
    @Test func `places of bytes and texts of lines fit together`() {
        var chance = Chance(seed: 1)
        var text = ""
        while text.utf8.count < 40_000 {
            text += chance.one(of: ["a", "é", "😀", "\n", "\r\n", "日", "xxxxxxxx"])
        }
        let source = SourceText(file: "a", text: text)
        // Line feeds, not characters: to Swift "\r\n" is one.
        let lines = Array(text.utf8).split(separator: 10, omittingEmptySubsequences: false)
        #expect(source.line(0) == nil && source.line(lines.count + 1) == nil)
        var offset = 0
        for (index, line) in lines.enumerated() {
            let content = line.last == 13 ? line.dropLast() : line
            #expect(source.line(index + 1).map { Array($0.utf8) } == Array(content))
            let place = source.location(at: offset + line.count)
            let column = String(decoding: line, as: UTF8.self).unicodeScalars.count + 1
            #expect(place == .init(file: "a", line: index + 1, column: column))
            offset += line.count + 1
        }
    }

    @Test func `a byte order mark is no part of the text`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.yaml", [0xEF, 0xBB, 0xBF] + Array("a: [".utf8))
        let source = try SourceText.load(path: path)
        #expect(source.bytes == Array("a: [".utf8))
    }

    @Test func `a file that is missing names the nearest`() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("tickets.csv", [])
        expect(
            folder.path + "/tikets.csv", "no such file",
            "did you mean '\(folder.path)/tickets.csv'?")
        expect(folder.path + "/other.md", "no such file", nil)
        expect(
            folder.path + "/none/a.md", "no such file",
            "there is nothing in the folder '\(folder.path)/none', or no such folder")
        expect(folder.path, "it is a folder, expected a file", nil)
        expect(folder.path + "/tickets.csv/a", "a part of its path is not a folder", nil)
        expect("", "no such file", "the path is empty")
    }

    @Test func `a file that another file names is missing where it is named`() throws {
        let node = try YAMLReader.read(SourceText(file: "s.yaml", text: "a: file.md"))
        let error = #expect(throws: Diagnostics.self) {
            try SourceText.load(path: "/nowhere/file.md", askedBy: node["a"])
        }
        #expect(error?.items.first?.location == .init(file: "s.yaml", line: 1, column: 4))
        #expect(error?.items.first?.sourceLine == "a: file.md")
    }

    @Test func `bytes that are not UTF-8 are told with their place`() throws {
        let folder = try TemporaryFolder()
        for bad: [UInt8] in [
            [0xE9], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
        ] {
            let path = try folder.write("a.yaml", Array("é: 1\né".utf8) + bad + Array(" b\n".utf8))
            let error = #expect(throws: Diagnostics.self) { try SourceText.load(path: path) }
            #expect(error?.items.first?.location == .init(file: path, line: 2, column: 2))
            #expect(error?.items.first?.message.hasSuffix("is not UTF-8") == true)
            #expect(error?.items.first?.sourceLine?.hasPrefix("é\u{FFFD}") == true)
        }
        let utf16 = try folder.write("b.yaml", [0xFF, 0xFE, 0x61, 0x00])
        let error = #expect(throws: Diagnostics.self) { try SourceText.load(path: utf16) }
        #expect(error?.items.first?.message == "the text is UTF-16, expected UTF-8")
    }

    @Test func `a file of a gigabyte is refused unread`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("large.yaml", [])
        try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 1 << 30)
        let before = residentBytes()
        expect(path, "it is larger than 64 MB", nil)
        #expect(residentBytes() - before < 256 << 20)
    }

    @Test func `a pipe without end is refused after the limit`() throws {
        let before = residentBytes()
        expect(
            "/dev/zero", "it is larger than 1 MB", nil, limits: DocumentLimits(bytesMax: 1 << 20))
        #expect(residentBytes() - before < 256 << 20)
    }

    @Test func `a file as large as the limit is read`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a", [UInt8](repeating: 0x61, count: 100_000))
        #expect(
            try SourceText.load(path: path, limits: DocumentLimits(bytesMax: 100_000)).bytes.count
                == 100_000)
        expect(path, "it is larger than 99999 bytes", nil, limits: DocumentLimits(bytesMax: 99_999))
    }

    private func expect(
        _ path: String, _ words: String, _ hint: String?, limits: DocumentLimits = .standard,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: Diagnostics.self, sourceLocation: sourceLocation) {
            try SourceText.load(path: path, limits: limits)
        }
        #expect(
            error?.items == [Diagnostic("cannot read '\(path)': \(words)", hint: hint)],
            sourceLocation: sourceLocation)
    }
}
