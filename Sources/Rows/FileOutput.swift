import Glibc

/// A file that appears under its name whole or not at all: written beside it, then renamed.
///
/// It is made in the folder of its name, because a rename across file systems is no rename. Pieces that
/// were put aside in the order in which they are then written become the file itself: what is written
/// before each goes into the room that was left for it, and no byte is copied.
@safe
public final class FileOutput: TextOutput {
    private let path: String
    private let partialPath: String
    private var file: Int32
    private var fileCount = 0
    /// What was written and is not in a file yet.
    private var text: [UInt8] = []

    /// The first pieces, while they are few.
    private var aside: [UInt8] = []
    private var asideCount = 0
    /// All pieces, once they are many.
    private var scratch: Int32 = -1
    /// How much of the scratch file stands as it was written; nil once it is no more than scratch.
    private var standing: Int? = 0

    private static let bufferBytes = 64 << 10

    public init(path: String) throws(OutputFailure) {
        self.path = path
        partialPath = "\(path).\(getpid()).partial"
        file = unsafe open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if file < 0 { throw Self.failure("'\(path)' cannot be written") }
    }

    /// Without `commit`, nothing of it stays.
    deinit {
        if scratch >= 0 { close(scratch) }
        if scratch >= 0, standing != nil { unsafe unlink(scratchPath) }
        if file >= 0 {
            close(file)
            unsafe unlink(partialPath)
        }
    }

    // MARK: Text

    public func write(_ bytes: Span<UInt8>) throws(OutputFailure) {
        if text.count + bytes.count > Self.bufferBytes { try flush() }
        if bytes.count >= Self.bufferBytes {
            try put(bytes)
        } else {
            unsafe bytes.withUnsafeBufferPointer { unsafe text.append(contentsOf: $0) }
        }
    }

    /// A whole file at once, for what may be lost with the machine's power.
    public static func write(_ text: String, to path: String) throws(OutputFailure) {
        let output = try FileOutput(path: path)
        try output.write(text)
        try output.rename(isSafe: false)
    }

    private func flush() throws(OutputFailure) {
        try leaveScratch()
        guard !text.isEmpty else { return }
        let count = text.count
        try putText(to: file, at: fileCount)
        fileCount += count
    }

    private func putText(to file: Int32, at place: Int) throws(OutputFailure) {
        var full: [UInt8] = []
        swap(&full, &text)
        try put(full.span, to: file, at: place)
        full.removeAll(keepingCapacity: true)
        swap(&full, &text)
    }

    private func put(_ bytes: Span<UInt8>) throws(OutputFailure) {
        try put(bytes, to: file, at: fileCount)
        fileCount += bytes.count
    }

    // MARK: Pieces

    public func putAside(_ bytes: Span<UInt8>, room: Int) throws(OutputFailure) -> Aside {
        let piece = Aside(offset: asideCount + room, count: bytes.count, room: room)
        let isMany = piece.end > Self.bufferBytes
        if isMany, scratch < 0 { try openScratch() }
        if isMany, room == 0 {
            try put(bytes, to: scratch, at: piece.offset)
        } else {
            aside.append(contentsOf: repeatElement(UInt8(ascii: " "), count: room))
            unsafe bytes.withUnsafeBufferPointer { unsafe aside.append(contentsOf: $0) }
            if isMany { try flushAside(at: asideCount) }
        }
        asideCount = piece.end
        return piece
    }

    public func write(_ piece: Aside) throws(OutputFailure) {
        guard scratch >= 0 else {
            let pieces = aside
            return try write(pieces.span.extracting(piece.offset..<piece.end))
        }
        if let place = standing, piece.offset - piece.room == place, text.count <= piece.room {
            let blank = repeatElement(UInt8(ascii: " "), count: piece.room - text.count)
            text.append(contentsOf: blank)
            try putText(to: scratch, at: place)
            standing = piece.end
        } else {
            try leaveScratch()
            try copy(piece)
        }
    }

    private func openScratch() throws(OutputFailure) {
        scratch = unsafe open(scratchPath, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if scratch < 0 { throw Self.failure("'\(scratchPath)' cannot be written") }
        if fileCount > 0 { dropScratchName() }
        try flushAside(at: 0)
    }

    private func flushAside(at place: Int) throws(OutputFailure) {
        let pieces = aside
        aside = []
        try put(pieces.span, to: scratch, at: place)
    }

    /// From here on it is no more than scratch, and goes with the process, however that ends.
    private func dropScratchName() {
        standing = nil
        unsafe unlink(scratchPath)
    }

    /// From here on pieces are copied: the file has them in another order, or more stands before them.
    private func leaveScratch() throws(OutputFailure) {
        guard scratch >= 0, let place = standing else { return }
        dropScratchName()
        var later: [UInt8] = []
        swap(&later, &text)
        try copy(Aside(offset: 0, count: place))
        try write(later.span)
    }

    private func copy(_ piece: Aside) throws(OutputFailure) {
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

    private var scratchPath: String { partialPath + ".scratch" }

    // MARK: The end

    /// - Parameter isSafe: the file must outlive a loss of power, for which the disk is waited for.
    public func commit(isSafe: Bool = true) throws(OutputFailure) { try rename(isSafe: isSafe) }

    /// Gives the file its name. Data goes to the disk first: a name without its data is worse than none.
    private func rename(isSafe: Bool) throws(OutputFailure) {
        var written = partialPath
        if scratch >= 0, let place = standing {
            let end = place + text.count
            try putText(to: scratch, at: place)
            // Behind it stands what was put aside and never written.
            guard ftruncate(scratch, off_t(end)) == 0 else {
                throw Self.failure("'\(path)' cannot be written")
            }
            unsafe unlink(partialPath)
            swap(&file, &scratch)
            written = scratchPath
            standing = nil
        } else {
            try flush()
        }
        guard !isSafe || fsync(file) == 0 || errno == EINVAL else {
            throw Self.failure("'\(path)' cannot be written")
        }
        let closed = close(file)
        file = -1
        guard closed == 0, unsafe Glibc.rename(written, path) == 0 else {
            let failure = Self.failure("'\(path)' cannot be written")
            unsafe unlink(written)
            throw failure
        }
    }

    private func put(
        _ bytes: Span<UInt8>, to file: Int32, at place: Int
    ) throws(OutputFailure) {
        var done = 0
        while done < bytes.count {
            let rest = bytes.extracting(done..<bytes.count)
            let put = unsafe rest.withUnsafeBytes { bytes in
                unsafe pwrite(file, bytes.baseAddress, bytes.count, off_t(place + done))
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
