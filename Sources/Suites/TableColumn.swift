public import Documents
public import Vocabulary

/// A column of a table of tests, as promptfoo names it.
public struct TableColumn: Sendable {
    private let asks: Bool

    /// - Throws: where nobody knows what a column of this name says of a test.
    public init(_ name: Node) throws(Diagnostics) {
        _ = try CSVDirectives([name])
        asks = CSVDirectives.number(ofExpected: (name.text ?? "").trimmed) != nil
    }

    /// The check that a cell of it asks for; nil where it asks for none.
    public func check(in cell: Node) -> Node? {
        let text = (cell.text ?? "").trimmed
        return asks && !text.isEmpty ? ExpectedCell.check(text, in: cell) : nil
    }
}
