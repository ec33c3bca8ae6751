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
