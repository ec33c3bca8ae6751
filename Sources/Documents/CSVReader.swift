public import Vocabulary

/// One row of a table: its cells, each knowing its place, and the text they stand in.
public struct CSVRow: Sendable {
    public let columns: [String]
    /// As many as there are columns.
    public let cells: [Node]

    public var location: SourceLocation { cells[0].location }

    public subscript(_ column: String) -> Node? {
        columns.firstIndex(of: column).map { cells[$0] }
    }

    /// The row as a mapping from column names, as a YAML file would have it.
    public var node: Node {
        let first = cells[0]
        let entries = zip(columns, cells).map { column, cell in
            (
                key: Node(.string(column), at: cell.location, length: cell.length, in: cell.source),
                value: cell
            )
        }
        return Node(.mapping(entries), at: first.location, length: first.length, in: first.source)
    }
}

/// One row of a table, as texts.
public struct CSVTexts: Sendable {
    public let columns: [String]
    /// As many as there are columns.
    public let texts: [String]
    /// Of the first cell.
    public let location: SourceLocation
}

/// Reads a table row by row (RFC 4180), so that its size does not matter.
///
/// The first row names the columns; whether they are parted by `,`, `;` or a tab is seen in it. Empty
/// lines are passed over. Cells are text, exactly as written.
public final class CSVReader {
    public let columns: [Node]
    private let names: [String]
    private let separator: UInt8
    private var records: CSVRecords

    public convenience init(
        path: String, limits: DocumentLimits = .standard, askedBy asker: Node? = nil
    ) throws(Diagnostics) {
        try self.init(
            CSVRecords(
                ByteStream(path: path, askedBy: asker), recordBytesMax: limits.scalarBytesMax))
    }

    /// A table that is in memory already.
    public convenience init(_ source: SourceText, limits: DocumentLimits = .standard)
        throws(Diagnostics)
    {
        try self.init(CSVRecords(ByteStream(source), recordBytesMax: limits.scalarBytesMax))
    }

    private init(_ records: CSVRecords) throws(Diagnostics) {
        var records = records
        guard let header = try records.next() else {
            throw Diagnostics([
                Diagnostic(
                    "this table is empty, expected a first row with the names of its columns",
                    at: SourceLocation(file: records.file, line: 1, column: 1))
            ])
        }
        separator = csvSeparator(in: header.bytes)
        columns = try csvCells(of: header, separator: separator)
        names = try csvNames(columns)
        self.records = records
    }

    /// The next row; nil at the end. After a row with a wrong number of cells the reading can go on; a
    /// mistake in quotes ends it, since where the next row begins is anyone's guess.
    public func next() throws(Diagnostics) -> CSVRow? {
        guard let record = try records.next() else { return nil }
        let cells: [Node]
        do throws(Diagnostics) {
            cells = try csvCells(of: record, separator: separator)
        } catch {
            records.stop()
            throw error
        }
        guard cells.count == names.count else { throw Diagnostics([ragged(cells)]) }
        return CSVRow(columns: names, cells: cells)
    }

    /// The next row without the places of its cells, which cost more than the row; nil at the end.
    public func nextTexts() throws(Diagnostics) -> CSVTexts? {
        let plain = records.plainRow(count: names.count, separator: separator) { row in
            csvTexts(row, separator: separator)
        }
        if let (line, texts) = plain {
            let location = SourceLocation(file: records.file, line: line, column: 1)
            return CSVTexts(columns: names, texts: texts, location: location)
        }
        guard let row = try next() else { return nil }
        return CSVTexts(
            columns: names, texts: row.cells.map { $0.text ?? "" }, location: row.location)
    }

    /// Reads past the next row, and finds its mistakes all the same; false at the end.
    public func skip() throws(Diagnostics) -> Bool {
        let plain = records.plainRow(count: names.count, separator: separator) { _ in }
        if plain != nil { return true }
        return try next() != nil
    }

    private func ragged(_ cells: [Node]) -> Diagnostic {
        let message =
            "\(cells.count) \(cells.count == 1 ? "cell" : "cells") in this row, expected \(names.count) as in the header"
        if cells.count > names.count {
            return cells[names.count].diagnostic(
                message, hint: "a cell that contains the separator needs quotes round it")
        }
        let missing = names[cells.count...].map { "'\($0)'" }.joined(separator: ", ")
        return cells[cells.count - 1].diagnostic(message, hint: "nothing for \(missing)")
    }
}

/// The most frequent of the three that people use; a comma where there is only one column.
private func csvSeparator(in header: [UInt8]) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in header {
        if byte == quote { isQuoted.toggle() } else if !isQuoted { counts[byte, default: 0] += 1 }
    }
    var best = UInt8(ascii: ",")
    for candidate in [UInt8(ascii: ";"), UInt8(ascii: "\t")]
    where counts[candidate, default: 0] > counts[best, default: 0] {
        best = candidate
    }
    return best
}

/// Names of columns, without blanks round them; each is needed, and needed once.
private func csvNames(_ columns: [Node]) throws(Diagnostics) -> [String] {
    var mistakes: [Diagnostic] = []
    var first: [String: Node] = [:]
    var names: [String] = []
    for (index, column) in columns.enumerated() {
        let name = trimmed(column.asString ?? "")
        names.append(name)
        if name.isEmpty {
            mistakes.append(column.diagnostic("column \(index + 1) has no name"))
        } else if let earlier = first.updateValue(column, forKey: name) {
            mistakes.append(
                column.diagnostic(
                    "a second column '\(name)', the first is at column \(earlier.location.column)",
                    hint: "each column needs a name of its own"))
        }
    }
    guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
    return names
}

private func trimmed(_ text: String) -> String {
    let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    var rest = text.drop(while: blank)
    while let last = rest.last, blank(last) { rest.removeLast() }
    return String(rest)
}

let quote = UInt8(ascii: "\"")
