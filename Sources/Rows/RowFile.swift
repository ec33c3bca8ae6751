import Glibc

/// Reads the rows of a file in order, with one line in memory.
package enum RowFile {
    /// Says whether the last line was cut, as a killed run leaves it.
    @discardableResult
    package static func forEachRow(
        in path: String, _ body: (Row) throws -> Void
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
            try reader.take(chunk.span.extracting(0..<got), body)
        }
        try reader.finish(body)
        return reader.wasCut
    }

    private static func failure(_ path: String) -> OutputFailure {
        let reason = unsafe String(cString: strerror(errno))
        return OutputFailure("'\(path)' cannot be read: \(reason.lowercased())")
    }
}
