import Documents
import Suites
import Vocabulary

/// A table of promptfoo's tests in which something has no equal here, without that.
///
/// A table without such things is read where it lies, whatever its size.
struct PromptfooTable {
    private let path: String
    private let leavings: Leavings
    private let judge: PromptfooJudge
    private let refusal: (Node) -> Diagnostic?

    /// - Parameters:
    ///   - path: as the configuration names it.
    ///   - judge: is told whom its checks ask.
    ///   - refusal: what our reader has against a check.
    init(
        _ path: String, _ leavings: Leavings, _ judge: PromptfooJudge,
        refusal: @escaping (Node) -> Diagnostic?
    ) {
        self.path = path
        self.leavings = leavings
        self.judge = judge
        self.refusal = refusal
    }

    /// The copy that is to stand beside the suite; nil where the table itself can be taken, or cannot be read: then
    /// `lint` says why.
    func copied() throws(Diagnostics) -> Starter.File? {
        let reader = try reader()
        let columns = reader.columns.map(Column.init)
        for column in columns {
            if let mistake = column.mistake { leavings.leave(mistake, at: column.name) }
        }
        var refused: [String: (mistake: Diagnostic, cell: Node, count: Int)] = [:]
        let isBeside = leavings.isBeside(path)
        var hasMoved = false
        while let row = try reader.next() {
            for (column, cell) in zip(columns, row.cells) {
                guard let known = column.known else { continue }
                let check = known.check(in: cell)
                if let check, let mistake = refusal(check) {
                    refused[mistake.message, default: (mistake, cell, 0)].count += 1
                    continue
                }
                if let check { judge.note(check) }
                hasMoved = hasMoved || !isBeside && Self.file(in: cell, check) != nil
            }
        }
        let told = refused.values.sorted {
            ($0.cell.location.line, $0.cell.location.column)
                < ($1.cell.location.line, $1.cell.location.column)
        }
        for (mistake, cell, count) in told {
            var mistake = mistake
            if count > 1 {
                mistake.message += ", here and in \(count - 1) more of this table's cells"
            }
            leavings.leave(mistake, at: cell)
        }
        guard !told.isEmpty || hasMoved || columns.contains(where: { $0.known == nil })
        else { return nil }
        return Starter.File("suites/\(FilePath.name(of: path))", try text(of: columns))
    }

    private struct Column {
        let name: Node
        /// Nil where it is left out.
        let known: TableColumn?
        let mistake: Diagnostic?

        init(_ name: Node) {
            self.name = name
            do throws(Diagnostics) {
                (known, mistake) = (try TableColumn(name), nil)
            } catch {
                (known, mistake) = (nil, error.items.first)
            }
        }
    }

    private func reader() throws(Diagnostics) -> CSVReader {
        try CSVReader(path: FilePath.joined(leavings.folder, path))
    }

    private func text(of columns: [Column]) throws(Diagnostics) -> String {
        let reader = try reader()
        var text = line(columns.filter { $0.known != nil }.map { $0.name.text ?? "" })
        while let row = try reader.next() {
            text += line(
                zip(columns, row.cells).compactMap { column, cell in
                    guard let known = column.known else { return nil }
                    let check = known.check(in: cell)
                    if let check, refusal(check) != nil { return "" }
                    return moved(cell, check)
                })
        }
        return text
    }

    /// The file that a cell, or the check in it, is about.
    private static func file(in cell: Node, _ check: Node?) -> String? {
        let value = check.map { $0["value"] } ?? cell
        return FilePath.reference(in: value?.asString ?? "", from: "")
    }

    /// It is named from where the copy stands.
    private func moved(_ cell: Node, _ check: Node?) -> String {
        let text = cell.text ?? ""
        guard let file = Self.file(in: cell, check), let found = text.firstRange(of: "file://")
        else { return text }
        return text[..<found.upperBound] + leavings.way(to: file)
    }

    private func line(_ cells: [String]) -> String {
        cells.map(Self.quoted).joined(separator: ",") + "\n"
    }

    private static func quoted(_ cell: String) -> String {
        let isPlain = cell.unicodeScalars.allSatisfy { !"\",;\t\r\n".unicodeScalars.contains($0) }
        // A line of one empty cell would be none.
        guard !isPlain || cell.isEmpty else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}
