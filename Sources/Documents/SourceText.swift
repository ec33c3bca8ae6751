import Synchronization
public import Vocabulary

/// The text of one file, which everything read from it keeps, so that a message can show its line.
///
/// Bytes are UTF-8 without a byte order mark. Only a line feed ends a line, as editors and CI count.
public final class SourceText: Sendable {
    public let file: String
    public let bytes: [UInt8]
    /// Above 1 where the bytes are a part of a file, such as one row of a table.
    private let firstLine: Int
    /// Above 1 where something that is not here stands before the bytes in their first line.
    private let firstColumn: Int
    /// How many line feeds stand before each 4,096th byte: 4 bytes per 4 KB find any line quickly.
    private let lineFeedsBefore: [UInt32]
    /// The line last asked for: many mistakes in one long line share one copy of it.
    private let lastLine = Mutex<(number: Int, text: String)?>(nil)

    private static let stride = 4096

    var start: SourceLocation { location(line: firstLine, column: firstColumn) }

    /// Bytes that are not UTF-8 are replaced; `load` refuses them instead, and says where they are.
    public init(file: String, bytes: [UInt8], firstLine: Int = 1, firstColumn: Int = 1) {
        let content = bytes.starts(with: byteOrderMark) ? Array(bytes[3...]) : bytes
        self.file = file
        self.firstLine = firstLine
        self.firstColumn = firstColumn
        self.bytes =
            firstInvalidUTF8(in: content) == nil
            ? content : Array(String(decoding: content, as: UTF8.self).utf8)
        var counts: [UInt32] = []
        var lineFeeds: UInt32 = 0
        for (offset, byte) in self.bytes.enumerated() {
            if offset % Self.stride == 0 { counts.append(lineFeeds) }
            if byte == lineFeed { lineFeeds += 1 }
        }
        lineFeedsBefore = counts
    }

    /// The same text under another name.
    init(_ other: SourceText, as file: String) {
        self.file = file
        (bytes, lineFeedsBefore) = (other.bytes, other.lineFeedsBefore)
        (firstLine, firstColumn) = (other.firstLine, other.firstColumn)
    }

    public convenience init(file: String, text: String) {
        self.init(file: file, bytes: Array(text.utf8))
    }

    /// The place of a byte; an offset beyond the end gives the end.
    public func location(at offset: Int) -> SourceLocation {
        let offset = max(0, min(offset, bytes.count))
        let block = min(offset / Self.stride, lineFeedsBefore.count - 1)
        var line = firstLine
        if block >= 0 {
            line += Int(lineFeedsBefore[block])
            for byte in bytes[(block * Self.stride)..<offset] where byte == lineFeed { line += 1 }
        }
        let start = (bytes[..<offset].lastIndex(of: lineFeed) ?? -1) + 1
        return SourceLocation(
            file: file, line: line,
            column: (line == firstLine ? firstColumn : 1) + scalarCount(bytes[start..<offset]))
    }

    public func location(line: Int, column: Int) -> SourceLocation {
        SourceLocation(file: file, line: line, column: column)
    }

    /// The text of a line, counted from 1, without its end; nil where the file has no such line.
    public func line(_ number: Int) -> String? {
        lastLine.withLock { last in
            if let last, last.number == number { return last.text }
            guard let range = lineRange(number) else { return nil }
            // What is not here shows as blanks, so that a caret stands under its place.
            let unseen = number == firstLine ? firstColumn - 1 : 0
            let text =
                String(repeating: " ", count: unseen)
                + String(decoding: bytes[range], as: UTF8.self)
            last = (number, text)
            return text
        }
    }

    /// A message about `length` scalars at a place, with that line.
    public func diagnostic(
        _ message: String, at location: SourceLocation, length: Int = 1, hint: String? = nil,
        severity: Diagnostic.Severity = .error
    ) -> Diagnostic {
        Diagnostic(
            message, at: location, length: length,
            sourceLine: line(location.line).map(SecretLine.masked), hint: hint,
            severity: severity)
    }

    /// The bytes of a line, without its line feed and a carriage return before that.
    private func lineRange(_ number: Int) -> Range<Int>? {
        let number = number - (firstLine - 1)
        guard number >= 1 else { return nil }
        var start = 0
        if number > 1 {
            // The block in which the line feed number - 1 stands: the last with fewer before it.
            var (low, high) = (0, lineFeedsBefore.count)
            while low < high {
                let middle = (low + high) / 2
                if Int(lineFeedsBefore[middle]) < number - 1 {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            guard low > 0 else { return nil }
            var left = number - 1 - Int(lineFeedsBefore[low - 1])
            start = (low - 1) * Self.stride
            while left > 0 {
                guard start < bytes.count else { return nil }
                if bytes[start] == lineFeed { left -= 1 }
                start += 1
            }
        }
        var end = bytes[start...].firstIndex(of: lineFeed) ?? bytes.count
        if end > start, bytes[end - 1] == carriageReturn { end -= 1 }
        return start..<end
    }
}

let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

/// Scalars in valid UTF-8: all bytes but continuations.
func scalarCount(_ bytes: some Sequence<UInt8>) -> Int {
    bytes.reduce(0) { count, byte in count + (byte & 0xC0 == 0x80 ? 0 : 1) }
}

/// The offset of the first byte that is not part of well-formed UTF-8.
func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
    var offset = 0
    while offset < bytes.count {
        let lead = bytes[offset]
        if lead < 0x80 {
            offset += 1
            continue
        }
        // What may follow a lead byte: overlong forms, surrogates and values past U+10FFFF have none.
        let (length, second): (Int, ClosedRange<UInt8>)
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return offset
        }
        guard offset + length <= bytes.count, second.contains(bytes[offset + 1]),
            bytes[(offset + 2)..<(offset + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
        else { return offset }
        offset += length
    }
    return nil
}
