import Documents
import Vocabulary

/// Tests in a file of their own, read row by row as often as a path needs them.
package struct Dataset: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A column for each variable.
        case csv
        /// A test on each line, as it would stand under `tests:`.
        case jsonl
    }

    package let path: String
    package let kind: Kind
    private let defaults: [String: String]
    /// Where the suite names the file: what messages about it point at.
    private let asked: Node

    init(path: String, kind: Kind, defaults: [String: String], asked: Node) {
        self.path = path
        self.kind = kind
        self.defaults = defaults
        self.asked = asked
    }

    func rows() -> Rows { Rows(self) }

    /// One pass; the file is opened when the first row is asked for.
    final class Rows {
        private enum Source {
            case csv(CSVReader)
            case lines(JSONLinesReader)
        }

        private let dataset: Dataset
        private var source: Source?
        private var index = 0

        init(_ dataset: Dataset) { self.dataset = dataset }

        func next() throws(Diagnostics) -> Test? {
            let source: Source
            if let opened = self.source { source = opened } else { source = try open() }
            self.source = source
            defer { index += 1 }
            switch source {
            case .csv(let reader):
                guard let row = try reader.next() else { return nil }
                return test(from: row)
            case .lines(let reader):
                guard let node = try reader.next() else { return nil }
                return try SuiteFile.test(node, index: index, defaults: dataset.defaults)
            }
        }

        private func open() throws(Diagnostics) -> Source {
            switch dataset.kind {
            case .csv: .csv(try CSVReader(path: dataset.path, askedBy: dataset.asked))
            case .jsonl: .lines(try JSONLinesReader(path: dataset.path, askedBy: dataset.asked))
            }
        }

        private func test(from row: CSVRow) -> Test {
            var variables = dataset.defaults
            for (column, cell) in zip(row.columns, row.cells) {
                variables[column] = cell.text ?? ""
            }
            return Test(
                index: index, name: "row \(index + 1)", variables: variables, asserts: [],
                simulated: nil, isProbe: false, location: row.location)
        }
    }
}
