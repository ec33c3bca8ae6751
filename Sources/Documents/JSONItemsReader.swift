public import Vocabulary

/// Reads a JSON file that is one list, item by item: no more of it is held than the item at hand.
///
/// A file that is anything else is read whole, and said to be what it is.
public final class JSONItemsReader: NodeStream {
    private enum Phase { case start, item, end }

    private let path: String
    private let limits: DocumentLimits
    private let asker: Node?
    private let stream: ByteStream
    private var phase = Phase.start
    /// What is left of the line at hand, with its end.
    private var rest: ArraySlice<UInt8> = []
    private var line = 1
    private var column = 1
    /// The items of this list that were read.
    private var count = 0

    public init(
        path: String, limits: DocumentLimits = .standard, askedBy asker: Node? = nil
    ) throws(Diagnostics) {
        self.path = path
        self.limits = limits
        self.asker = asker
        stream = try ByteStream(path: path, askedBy: asker)
    }

    public func next() throws(Diagnostics) -> Node? {
        if phase == .start { try begin() }
        guard phase == .item else { return nil }
        return try item()
    }

    private func begin() throws(Diagnostics) {
        while let byte = try peek(), Self.isBlank(byte) { advance(byte) }
        guard try peek() == UInt8(ascii: "[") else {
            let whole = try Document.read(path: path, limits: limits, askedBy: asker)
            throw Diagnostics([
                whole.diagnostic("this file holds \(whole.kindWord), expected a list")
            ])
        }
        advance(UInt8(ascii: "["))
        phase = .item
    }

    private func item() throws(Diagnostics) -> Node? {
        while let byte = try peek(), Self.isBlank(byte) { advance(byte) }
        if count == 0, try peek() == UInt8(ascii: "]") {
            advance(UInt8(ascii: "]"))
            try finish()
            return nil
        }
        let (firstLine, firstColumn) = (line, column)
        var bytes: [UInt8] = []
        var (depth, isText, isEscaped, isEnded) = (0, false, false, false)
        while !isEnded, let byte = try peek() {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]") where depth == 0, UInt8(ascii: ",") where depth == 0:
                    isEnded = true
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                default: break
                }
            }
            if !isEnded {
                bytes.append(byte)
                advance(byte)
            }
            guard bytes.count <= limits.scalarBytesMax else {
                throw Diagnostics([
                    Diagnostic(
                        "this item is larger than \(sizeText(limits.scalarBytesMax))",
                        at: SourceLocation(file: path, line: firstLine, column: firstColumn))
                ])
            }
        }
        let source = SourceText(
            file: path, bytes: bytes, firstLine: firstLine, firstColumn: firstColumn)
        if let mistake = source.encodingMistake(in: bytes) { throw Diagnostics([mistake]) }
        guard isEnded, let end = try peek() else {
            throw Diagnostics([
                source.diagnostic(
                    "this is not JSON: the file ends inside its list",
                    at: SourceLocation(file: path, line: line, column: column))
            ])
        }
        let node = try JSONReader.read(source, limits: limits)
        count += 1
        advance(end)
        if end == UInt8(ascii: "]") { try finish() }
        return node
    }

    /// Nothing may follow the list.
    private func finish() throws(Diagnostics) {
        phase = .end
        while let byte = try peek() {
            guard Self.isBlank(byte) else {
                throw Diagnostics([
                    Diagnostic(
                        "this is not JSON: something follows the end of the list",
                        at: SourceLocation(file: path, line: line, column: column))
                ])
            }
            advance(byte)
        }
    }

    // MARK: Bytes

    private func peek() throws(Diagnostics) -> UInt8? {
        if let byte = rest.first { return byte }
        guard let piece = try stream.line() else { return nil }
        rest = piece.bytes
        if piece.isEnded { rest.append(lineFeed) }
        return rest.first
    }

    private func advance(_ byte: UInt8) {
        rest.removeFirst()
        if byte == lineFeed {
            line += 1
            column = 1
        } else if byte & 0xC0 != 0x80 {
            column += 1
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == lineFeed || byte == carriageReturn
    }
}
