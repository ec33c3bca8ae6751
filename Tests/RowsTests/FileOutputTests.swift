import Foundation
import Testing
import Vocabulary

@testable import Rows

@Suite struct FileOutputTests {
    /// A folder of its own for each test.
    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "rows-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func names(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test func `a file appears whole under its name, and nothing else stays`() throws {
        try inFolder { folder in
            let path = folder.appending(path: "out.txt").path
            let output = try FileOutput(path: path)
            let late = try output.putAside(Array("third ".utf8).span)
            let latest = try output.putAside(Array("fourth".utf8).span)
            try output.write("first ")
            try output.write("second ")
            #expect(!FileManager.default.fileExists(atPath: path))
            try output.write(late)
            try output.write(latest)
            try output.commit()
            #expect(
                try String(contentsOfFile: path, encoding: .utf8) == "first second third fourth")
            #expect(try names(in: folder) == ["out.txt"])
        }
    }

    @Test func `more than any buffer goes through, pieces and all`() throws {
        try inFolder { folder in
            let path = folder.appending(path: "out").path
            let chunk = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
            let output = try FileOutput(path: path)
            let piece = try output.putAside(chunk.span)
            try output.write("x")
            try output.write(chunk)
            try output.write(piece)
            try output.commit()
            let written = try Data(contentsOf: URL(filePath: path))
            #expect(Array(written) == Array("x".utf8) + chunk + chunk)
        }
    }

    /// A long piece of one letter, put aside with room in front.
    private func aside(_ letter: Character, _ output: FileOutput) throws -> Aside {
        try output.putAside(Array(String(repeating: letter, count: 70_000).utf8).span, room: 20)
    }

    @Test func `pieces in their order stay where they are, and what is before them takes its room`()
        throws
    {
        try inFolder { folder in
            let path = folder.appending(path: "out").path
            let output = try FileOutput(path: path)
            let first = try aside("a", output)
            let next = try output.putAside(Array("tail of a".utf8).span)
            let second = try aside("b", output)
            #expect(next.offset == first.end)
            try output.write("head 1\n")
            try output.write(first)
            try output.write(next)
            try output.write("head 2\n")
            try output.write(second)
            try output.write("end")
            try output.commit()
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let blank = String(repeating: " ", count: 13)
            let a = String(repeating: "a", count: 70_000)
            let b = String(repeating: "b", count: 70_000)
            #expect(text == "head 1\n\(blank)\(a)tail of ahead 2\n\(blank)\(b)end")
            #expect(try names(in: folder) == ["out"])
        }
    }

    @Test(arguments: ["another order", "too long a head", "a piece left out", "text put first"])
    func `pieces that cannot stay are copied without their room`(_ why: String) throws {
        try inFolder { folder in
            let path = folder.appending(path: "out").path
            let output = try FileOutput(path: path)
            if why == "text put first" { try output.write(String(repeating: "t", count: 70_000)) }
            let first = try aside("a", output)
            let second = try aside("b", output)
            let third = try aside("c", output)
            let a = String(repeating: "a", count: 70_000)
            let b = String(repeating: "b", count: 70_000)
            let c = String(repeating: "c", count: 70_000)
            var expected = ""
            switch why {
            case "another order":
                for piece in [third, first, second] { try output.write(piece) }
                expected = c + a + b
            case "too long a head":
                try output.write(first)
                try output.write("more than there is room for")
                try output.write(second)
                try output.write(third)
                // What stood already when the order broke keeps the blank in front of it.
                let blank = String(repeating: " ", count: 20)
                expected = blank + a + "more than there is room for" + b + c
            case "a piece left out":
                try output.write("x")
                try output.write(first)
                try output.write("y")
                try output.write(third)
                expected = "x" + String(repeating: " ", count: 19) + a + "y" + c
            default:
                for piece in [first, second, third] { try output.write(piece) }
                expected = String(repeating: "t", count: 70_000) + a + b + c
            }
            try output.write("end")
            try output.commit()
            #expect(try String(contentsOfFile: path, encoding: .utf8) == expected + "end")
            #expect(try names(in: folder) == ["out"])
        }
    }

    @Test func `a piece at the end that is never written is not in the file`() throws {
        try inFolder { folder in
            let path = folder.appending(path: "out").path
            let output = try FileOutput(path: path)
            let first = try aside("a", output)
            _ = try aside("b", output)
            try output.write(first)
            try output.write("end")
            try output.commit()
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let blank = String(repeating: " ", count: 20)
            #expect(text == blank + String(repeating: "a", count: 70_000) + "end")
        }
    }

    @Test func `an output that is given up leaves an earlier file as it was`() throws {
        try inFolder { folder in
            let path = folder.appending(path: "out").path
            try "before".write(toFile: path, atomically: true, encoding: .utf8)
            do {
                let output = try FileOutput(path: path)
                _ = try aside("a", output)
                try output.write("after")
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "before")
            #expect(try names(in: folder) == ["out"])
        }
    }

    @Test func `a folder that is not there is told in words`() throws {
        let error = #expect(throws: OutputFailure.self) {
            _ = try FileOutput(path: "/no/such/folder/out")
        }
        #expect(
            error?.reason == "'/no/such/folder/out' cannot be written: no such file or directory")
    }

    @Test func `rows are read back from a file in order`() throws {
        try inFolder { folder in
            let path = folder.appending(path: "results.jsonl").path
            var random = RandomRows(seed: 5)
            let rows = (0..<400).map { _ in random.row() }
            var writer = RowWriter()
            for row in rows { writer.add(row) }
            try Data(writer.bytes).write(to: URL(filePath: path))
            var back: [Row] = []
            #expect(try RowFile.forEachRow(in: path) { back.append($0) } == false)
            #expect(back == rows)
            #expect(throws: OutputFailure.self) { try RowFile.forEachRow(in: path + "x") { _ in } }
        }
    }
}
