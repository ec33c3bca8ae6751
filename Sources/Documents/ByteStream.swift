import Vocabulary

/// Bytes of a file or a text in pieces that end with lines, without a byte order mark.
///
/// A line longer than a piece comes in several, so that memory stays flat whatever the file holds.
final class ByteStream {
    let file: String
    private let input: OpenFile?
    private let asker: Node?
    private var buffer: [UInt8]
    private var position = 0

    private static let pieceBytes = 64 << 10

    init(path: String, askedBy asker: Node?) throws(Diagnostics) {
        file = path
        self.asker = asker
        do throws(FileTrouble) {
            let input = try OpenFile(path: path)
            self.input = input
            // Three bytes at least, so that a byte order mark is seen whole.
            buffer = try input.read(upTo: Self.pieceBytes)
            while buffer.count < byteOrderMark.count {
                let more = try input.read(upTo: Self.pieceBytes)
                if more.isEmpty { break }
                buffer += more
            }
        } catch {
            throw Diagnostics([fileDiagnostic(error, path: path, limit: 0, askedBy: asker)])
        }
        if buffer.starts(with: byteOrderMark) { position = byteOrderMark.count }
    }

    init(_ source: SourceText) {
        file = source.file
        input = nil
        asker = nil
        buffer = source.bytes
    }

    /// Looks at the bytes up to the buffer's end, of which `body` takes as many as it says.
    func take<Result>(_ body: (Span<UInt8>) -> (result: Result, count: Int)) -> Result {
        let buffer = buffer
        let taken = body(buffer.span.extracting(position...))
        position += taken.count
        return taken.result
    }

    /// The rest of a line, or as much of it as the buffer has; nil at the end.
    func line() throws(Diagnostics) -> (bytes: ArraySlice<UInt8>, isEnded: Bool)? {
        if position == buffer.count {
            guard let input else { return nil }
            do throws(FileTrouble) {
                buffer = try input.read(upTo: Self.pieceBytes)
            } catch {
                throw Diagnostics([fileDiagnostic(error, path: file, limit: 0, askedBy: asker)])
            }
            position = 0
            if buffer.isEmpty { return nil }
        }
        let start = position
        guard let end = buffer[start...].firstIndex(of: lineFeed) else {
            position = buffer.count
            return (buffer[start...], false)
        }
        position = end + 1
        return (buffer[start..<end], true)
    }
}
