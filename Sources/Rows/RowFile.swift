import Glibc

/// Reads the rows of a file in order, with one line in memory.
public enum RowFile {
    /// Says whether the last line was cut, as a killed run leaves it.
    @discardableResult
    public static func forEachRow(
        in path: String, _ body: (Row) throws -> Void
    ) throws -> Bool {
        try forEachPlacedRow(in: path) { row, _ in try body(row) }
    }

    /// The run that wrote the file, by its first row; nil where it was killed before it wrote one.
    public static func run(in path: String) throws -> RunRow? {
        struct Enough: Error { var run: RunRow? }
        do {
            try forEachRow(in: path) { row in
                if case .run(let run) = row { throw Enough(run: run) }
                throw Enough(run: nil)
            }
        } catch let enough as Enough {
            return enough.run
        }
        return nil
    }

    /// The same, with the bytes of each row's line in the file.
    @discardableResult
    static func forEachPlacedRow(
        in path: String, _ body: (Row, Range<Int>) throws -> Void
    ) throws -> Bool {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        var reader = RowReader()
        var chunk = [UInt8](repeating: 0, count: 128 << 10)
        while true {
            let got = unsafe chunk.withUnsafeMutableBytes { bytes in
                unsafe read(file, bytes.baseAddress, bytes.count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw failure(path) }
            if got == 0 { break }
            try reader.takePlaced(chunk.span.extracting(0..<got), body)
        }
        try reader.finishPlaced(body)
        return reader.wasCut
    }

    private static func failure(_ path: String) -> OutputFailure {
        let reason = unsafe String(cString: strerror(errno))
        return OutputFailure("'\(path)' cannot be read: \(reason.lowercased())")
    }
}
