import Vocabulary

/// The cells of one record, each with its place. Quotes round a cell go, doubled ones within it become one.
func csvCells(of record: CSVRecord, separator: UInt8) throws(Diagnostics) -> [Node] {
    let source = SourceText(file: record.file, bytes: record.bytes, firstLine: record.line)
    if let mistake = source.encodingMistake(in: record.bytes) { throw Diagnostics([mistake]) }
    var parser = CSVCellParser(source: source, separator: separator)
    var cells = [try parser.cell()]
    while parser.skipSeparator() { cells.append(try parser.cell()) }
    return cells
}

/// The cells of a row without quotes.
func csvTexts(_ row: Span<UInt8>, separator: UInt8) -> [String] {
    var texts: [String] = []
    var start = 0
    for place in row.indices where row[place] == separator {
        texts.append(text(row.extracting(start..<place)))
        start = place + 1
    }
    texts.append(text(row.extracting(start...)))
    return texts
}

private func text(_ ascii: Span<UInt8>) -> String {
    do {
        return String(copying: try UTF8Span(validating: ascii))
    } catch {
        preconditionFailure("a plain row that is not ASCII")
    }
}

private struct CSVCellParser {
    private let source: SourceText
    private let bytes: [UInt8]
    private let separator: UInt8
    private var offset = 0
    private var cursor: SourceCursor

    init(source: SourceText, separator: UInt8) {
        self.source = source
        self.separator = separator
        bytes = source.bytes
        cursor = SourceCursor(source)
    }

    mutating func skipSeparator() -> Bool {
        guard offset < bytes.count else { return false }
        offset += 1
        return true
    }

    /// One cell; afterwards a separator or the end follows.
    mutating func cell() throws(Diagnostics) -> Node {
        let start = offset
        let location = cursor.location(atOffset: start)
        let text =
            offset < bytes.count && bytes[offset] == quote ? try quotedText() : try plainText()
        return Node(
            .string(text), at: location, length: source.lengthInLine(start..<offset), in: source)
    }

    private mutating func plainText() throws(Diagnostics) -> String {
        let start = offset
        while offset < bytes.count, bytes[offset] != separator {
            if bytes[offset] == quote {
                let isAfterBlanks = bytes[start..<offset].allSatisfy { $0 == UInt8(ascii: " ") }
                throw mistake(
                    "a quote inside a cell that does not begin with one",
                    hint: isAfterBlanks
                        ? "remove the space before it"
                        : "put the whole cell in quotes, and double the quotes within it")
            }
            if bytes[offset] == carriageReturn {
                throw mistake(
                    "a carriage return without a line feed",
                    hint: "end lines with a line feed, or put the cell in quotes")
            }
            offset += 1
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func quotedText() throws(Diagnostics) -> String {
        let start = offset
        var content: [UInt8] = []
        offset += 1
        while true {
            guard let next = bytes[offset...].firstIndex(of: quote) else {
                offset = start
                throw mistake("this quote is never closed")
            }
            content += bytes[offset..<next]
            offset = next + 1
            guard offset < bytes.count, bytes[offset] == quote else { break }
            content.append(quote)
            offset += 1
        }
        guard offset == bytes.count || bytes[offset] == separator else {
            throw mistake(
                "text after the closing quote of a cell",
                hint: "double the quotes that belong to the text")
        }
        return String(decoding: content, as: UTF8.self)
    }

    private func mistake(_ message: String, hint: String? = nil) -> Diagnostics {
        Diagnostics([source.diagnostic(message, at: source.location(at: offset), hint: hint)])
    }
}
