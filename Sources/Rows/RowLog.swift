import Glibc
public import Vocabulary

/// results.jsonl while it grows: lines are appended as rows come, and are on their way to the disk at
/// each `flush`, so that a killed run leaves what it had done.
public final class RowLog {
    private let path: String
    private let file: Int32
    private var writer: RowWriter
    private static let bufferBytes = 128 << 10

    /// What the file holds stays until `clear`; lines are appended to it.
    public init(path: String, writer: RowWriter) throws(OutputFailure) {
        self.path = path
        self.writer = writer
        file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        if file < 0 { throw failure() }
        // Two runs that write one file would leave neither's rows.
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            throw OutputFailure(
                "another run is writing '\(path)'",
                hint: "wait for its end, or give this one a folder of its own: --out DIR")
        }
    }

    /// Begins the file anew.
    public func clear() throws(OutputFailure) {
        guard ftruncate(file, 0) == 0 || errno == EINVAL else { throw failure() }
    }

    deinit { close(file) }

    public func add(_ row: Row) throws(OutputFailure) {
        writer.add(row)
        if writer.count >= Self.bufferBytes { try flush() }
    }

    public func add(_ row: CaseRow) throws(OutputFailure) {
        writer.add(row)
        if writer.count >= Self.bufferBytes { try flush() }
    }

    public func flush() throws(OutputFailure) {
        try writer.withBytes { bytes throws(OutputFailure) in
            var written = 0
            while written < bytes.count {
                let count = unsafe bytes.extracting(written..<bytes.count).withUnsafeBytes {
                    unsafe write(file, $0.baseAddress, $0.count)
                }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw failure()
                }
                written += count
            }
        }
        writer.removeAll()
    }

    private func failure() -> OutputFailure {
        let reason = unsafe String(cString: strerror(errno))
        return OutputFailure("'\(path)' cannot be written: \(reason.lowercased())")
    }
}
