import Vocabulary

/// The bytes of one row, without its line end, and where they begin.
struct CSVRecord {
    var file: String
    var line: Int
    var bytes: [UInt8]
}

/// Cuts a table into rows: a line feed outside of quotes ends one.
struct CSVRecords {
    private let stream: ByteStream
    private let recordBytesMax: Int
    private var line = 1
    private var isAtEnd = false

    var file: String { stream.file }

    init(_ stream: ByteStream, recordBytesMax: Int) {
        self.stream = stream
        self.recordBytesMax = recordBytesMax
    }

    mutating func stop() { isAtEnd = true }

    /// The next row that is no empty line.
    mutating func next() throws(Diagnostics) -> CSVRecord? {
        while !isAtEnd {
            let record = try record()
            if !record.bytes.isEmpty { return record }
        }
        return nil
    }

    /// The next row if it needs no closer look: a whole line of ASCII, without quotes and with so many cells.
    /// Such a row cannot be wrong; nil says nothing, and takes nothing.
    mutating func plainRow<Cells>(
        count: Int, separator: UInt8, _ cells: (Span<UInt8>) -> Cells
    ) -> (line: Int, cells: Cells)? {
        guard !isAtEnd else { return nil }
        let found = stream.take { bytes -> (Cells?, Int) in
            guard let end = Self.plainEnd(bytes, cells: count, separator: separator),
                end <= recordBytesMax
            else { return (nil, 0) }
            return (cells(bytes.extracting(0..<end)), end + (bytes[end] == lineFeed ? 1 : 2))
        }
        guard let found else { return nil }
        defer { line += 1 }
        return (line, found)
    }

    /// Where the line ends that these bytes begin with, if it is a plain row.
    private static func plainEnd(_ bytes: Span<UInt8>, cells: Int, separator: UInt8) -> Int? {
        var found = 1
        for place in bytes.indices {
            let byte = bytes[place]
            if byte == separator {
                found += 1
            } else if byte == lineFeed {
                return found == cells && place > 0 ? place : nil
            } else if byte == carriageReturn {
                let isEnd = place > 0 && place + 1 < bytes.count && bytes[place + 1] == lineFeed
                return found == cells && isEnd ? place : nil
            } else if byte == quote || byte >= 0x80 {
                return nil
            }
        }
        return nil
    }

    private mutating func record() throws(Diagnostics) -> CSVRecord {
        var record = CSVRecord(file: file, line: line, bytes: [])
        // Doubled quotes switch twice, and so change nothing.
        var isQuoted = false
        while true {
            guard let piece = try stream.line() else {
                isAtEnd = true
                break
            }
            record.bytes += piece.bytes
            for byte in piece.bytes where byte == quote { isQuoted.toggle() }
            guard record.bytes.count <= recordBytesMax else { throw tooLarge(record) }
            guard piece.isEnded else { continue }
            line += 1
            if !isQuoted { break }
            record.bytes.append(lineFeed)
        }
        if record.bytes.last == carriageReturn { record.bytes.removeLast() }
        return record
    }

    /// A quote that is never closed makes one row of all that follows: then that is the mistake to tell.
    private mutating func tooLarge(_ record: CSVRecord) -> Diagnostics {
        isAtEnd = true
        let message = "this row is larger than \(sizeText(recordBytesMax))"
        return Diagnostics([
            Diagnostic(
                message, at: SourceLocation(file: file, line: record.line, column: 1),
                hint: "a quote that is never closed makes one row of all that follows")
        ])
    }
}
