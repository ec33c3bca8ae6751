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

    @Test func `an output that is given up leaves an earlier file as it was`() throws {
        try inFolder { folder in
            let path = folder.appending(path: "out").path
            try "before".write(toFile: path, atomically: true, encoding: .utf8)
            do {
                let output = try FileOutput(path: path)
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
