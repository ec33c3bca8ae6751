public import Vocabulary

/// Reads a file of one JSON value per line, line by line, so that its size does not matter. Empty lines
/// are passed over; after a mistake in one line the next can be read.
public final class JSONLinesReader {
    private let limits: DocumentLimits
    private let stream: ByteStream
    private var line = 0
    private var isAtEnd = false

    public init(
        path: String, limits: DocumentLimits = .standard, askedBy asker: Node? = nil
    ) throws(Diagnostics) {
        self.limits = limits
        stream = try ByteStream(path: path, askedBy: asker)
    }

    public init(_ source: SourceText, limits: DocumentLimits = .standard) {
        self.limits = limits
        stream = ByteStream(source)
    }

    /// The next value; nil at the end.
    public func next() throws(Diagnostics) -> Node? {
        while let bytes = try nextLine() {
            let isBlank = bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == carriageReturn }
            if isBlank { continue }
            let source = SourceText(file: stream.file, bytes: bytes, firstLine: line)
            if let mistake = source.encodingMistake(in: bytes) { throw Diagnostics([mistake]) }
            return try JSONReader.read(source, limits: limits)
        }
        return nil
    }

    private func nextLine() throws(Diagnostics) -> [UInt8]? {
        guard !isAtEnd else { return nil }
        line += 1
        var bytes: [UInt8] = []
        while let piece = try stream.line() {
            bytes += piece.bytes
            if piece.isEnded { return bytes }
            guard bytes.count <= limits.scalarBytesMax else {
                isAtEnd = true
                throw Diagnostics([
                    Diagnostic(
                        "this line is larger than \(sizeText(limits.scalarBytesMax))",
                        at: SourceLocation(file: stream.file, line: line, column: 1))
                ])
            }
        }
        isAtEnd = true
        return bytes
    }
}
