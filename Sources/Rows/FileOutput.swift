import Glibc

/// A file that appears under its name whole or not at all: written beside it, then renamed.
///
/// It is made in the folder of its name, because a rename across file systems is no rename.
@safe
public final class FileOutput: TextOutput {
    private let path: String
    private let partialPath: String
    private var file: Int32
    private var scratch: Int32 = -1
    private var scratchCount = 0
    private var buffer: [UInt8] = []

    private static let bufferBytes = 64 << 10

    public init(path: String) throws(OutputFailure) {
        self.path = path
        partialPath = "\(path).\(getpid()).partial"
        file = unsafe open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if file < 0 { throw Self.failure("'\(path)' cannot be written") }
        buffer.reserveCapacity(Self.bufferBytes)
    }

    /// Without `commit`, nothing of it stays.
    deinit {
        if scratch >= 0 { close(scratch) }
        if file >= 0 {
            close(file)
            unsafe unlink(partialPath)
        }
    }

    public func write(_ bytes: Span<UInt8>) throws(OutputFailure) {
        if buffer.count + bytes.count > Self.bufferBytes { try flush() }
        if bytes.count >= Self.bufferBytes {
            try put(bytes, to: file)
        } else {
            unsafe bytes.withUnsafeBufferPointer { unsafe buffer.append(contentsOf: $0) }
        }
    }

    public func putAside(_ bytes: Span<UInt8>) throws(OutputFailure) -> Aside {
        if scratch < 0 { try openScratch() }
        try put(bytes, to: scratch)
        defer { scratchCount += bytes.count }
        return Aside(offset: scratchCount, count: bytes.count)
    }

    public func write(_ piece: Aside) throws(OutputFailure) {
        var chunk = [UInt8](repeating: 0, count: min(piece.count, Self.bufferBytes))
        var done = 0
        while done < piece.count {
            let wanted = min(chunk.count, piece.count - done)
            let got = unsafe chunk.withUnsafeMutableBytes { bytes in
                unsafe pread(scratch, bytes.baseAddress, wanted, off_t(piece.offset + done))
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else {
                throw Self.failure("the scratch file of '\(path)' cannot be read")
            }
            try write(chunk.span.extracting(0..<got))
            done += got
        }
    }

    /// A whole file at once, for what may be lost with the machine's power.
    public static func write(_ text: String, to path: String) throws(OutputFailure) {
        let output = try FileOutput(path: path)
        try output.write(text)
        try output.rename(isSafe: false)
    }

    /// - Parameter isSafe: the file must outlive a loss of power, for which the disk is waited for.
    public func commit(isSafe: Bool = true) throws(OutputFailure) { try rename(isSafe: isSafe) }

    /// Gives the file its name. Data goes to the disk first: a name without its data is worse than none.
    private func rename(isSafe: Bool) throws(OutputFailure) {
        try flush()
        guard !isSafe || fsync(file) == 0 || errno == EINVAL else {
            throw Self.failure("'\(path)' cannot be written")
        }
        let closed = close(file)
        file = -1
        guard closed == 0, unsafe Glibc.rename(partialPath, path) == 0 else {
            let failure = Self.failure("'\(path)' cannot be written")
            unsafe unlink(partialPath)
            throw failure
        }
    }

    private func flush() throws(OutputFailure) {
        guard !buffer.isEmpty else { return }
        var full: [UInt8] = []
        swap(&full, &buffer)
        try put(full.span, to: file)
        full.removeAll(keepingCapacity: true)
        swap(&full, &buffer)
    }

    /// Unlinked at once: the scratch file goes with the process, however that ends.
    private func openScratch() throws(OutputFailure) {
        let place = partialPath + ".scratch"
        scratch = unsafe open(place, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        if scratch < 0 { throw Self.failure("'\(place)' cannot be written") }
        unsafe unlink(place)
    }

    private func put(_ bytes: Span<UInt8>, to file: Int32) throws(OutputFailure) {
        var done = 0
        while done < bytes.count {
            let rest = bytes.extracting(done..<bytes.count)
            let put = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.write(file, bytes.baseAddress, bytes.count)
            }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { throw Self.failure("'\(path)' cannot be written") }
            done += put
        }
    }

    private static func failure(_ what: String) -> OutputFailure {
        let reason = unsafe String(cString: strerror(errno))
        return OutputFailure("\(what): \(reason.lowercased())")
    }
}
