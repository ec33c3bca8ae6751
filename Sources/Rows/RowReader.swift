import Documents
import Vocabulary

/// A line of a rows file that cannot be read.
public struct RowError: Error, Sendable, Equatable, CustomStringConvertible {
    /// From 1.
    public var line: Int
    public var reason: String

    public init(line: Int, reason: String) {
        self.line = line
        self.reason = reason
    }

    public var description: String { "line \(line): \(reason)" }
}

/// Reads rows from bytes that come in pieces of any size; one line is in memory at a time.
///
/// Rows and members of a later version are skipped. A last line that was cut by a kill is no error:
/// `wasCut` tells of it.
public struct RowReader: Sendable {
    private var tape = JSONTape()
    private var rest: [UInt8] = []
    private var line = 0
    /// Where the next line begins, counted from the first byte.
    private var offset = 0
    public private(set) var wasCut = false

    /// No row of ours comes near it: prompts and outputs in rows are shortened.
    public static let lineBytesMax = 16 << 20

    public init() {}

    public mutating func take(
        _ bytes: Span<UInt8>, _ body: (Row) throws -> Void
    ) throws {
        try takePlaced(bytes) { row, _ in try body(row) }
    }

    /// The same, with the bytes of each row's line, its line feed not among them.
    mutating func takePlaced(
        _ bytes: Span<UInt8>, _ body: (Row, Range<Int>) throws -> Void
    ) throws {
        var start = 0
        while let index = nextPlace(of: UInt8(ascii: "\n"), in: bytes, from: start) {
            if rest.isEmpty {
                try read(bytes.extracting(start..<index), body)
            } else {
                append(bytes.extracting(start..<index))
                let whole = rest
                rest.removeAll(keepingCapacity: true)
                try read(whole.span, body)
            }
            start = index + 1
        }
        append(bytes.extracting(start..<bytes.count))
        if rest.count > Self.lineBytesMax {
            throw RowError(line: line + 1, reason: "longer than \(Self.lineBytesMax) bytes")
        }
    }

    /// What stands after the last line feed is a row if it is whole.
    public mutating func finish(_ body: (Row) throws -> Void) throws {
        try finishPlaced { row, _ in try body(row) }
    }

    mutating func finishPlaced(_ body: (Row, Range<Int>) throws -> Void) throws {
        guard !rest.isEmpty else { return }
        let last = rest
        rest = []
        do throws(JSONError) {
            try tape.read(last)
        } catch {
            wasCut = true
            return
        }
        try read(last.span, body)
    }

    private mutating func append(_ bytes: Span<UInt8>) {
        rest.reserveCapacity(rest.count + bytes.count)
        for index in 0..<bytes.count { rest.append(bytes[index]) }
    }

    private mutating func read(
        _ text: Span<UInt8>, _ body: (Row, Range<Int>) throws -> Void
    ) throws {
        line += 1
        let place = offset..<offset + text.count
        offset = place.upperBound + 1
        guard text.count > 0 else { return }
        do throws(JSONError) {
            try tape.read(text)
        } catch {
            throw RowError(line: line, reason: "\(error.reason) at byte \(error.offset)")
        }
        let row: Row?
        do throws(RowMembers.Wrong) {
            row = try RowMembers.row(tape)
        } catch {
            throw RowError(line: line, reason: error.reason)
        }
        if let row { try body(row, place) }
    }
}
