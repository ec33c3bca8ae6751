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
    private let common: CommonTest
    /// Where the suite names the file: what messages about it point at.
    private let asked: Node

    init(path: String, kind: Kind, common: CommonTest, asked: Node) {
        self.path = path
        self.kind = kind
        self.common = common
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
            if let opened = self.source {
                source = opened
            } else {
                source = try open()
                self.source = source
            }
            defer { index += 1 }
            switch source {
            case .csv(let reader):
                guard let row = try reader.nextTexts() else { return nil }
                return test(from: row)
            case .lines(let reader):
                guard let node = try reader.next() else { return nil }
                var test = try SuiteFile.test(node, index: index, dataset.common)
                // Two lines may be described alike; the number keeps their names apart.
                test.name = "row \(index + 1): \(test.name)"
                return test
            }
        }

        /// Reads past a test, and finds its mistakes all the same; false at the end.
        func skip() throws(Diagnostics) -> Bool {
            guard case .csv(let reader) = source else { return try next() != nil }
            index += 1
            return try reader.skip()
        }

        private func open() throws(Diagnostics) -> Source {
            switch dataset.kind {
            case .csv:
                let reader = try CSVReader(path: dataset.path, askedBy: dataset.asked)
                try refuseDirectives(reader.columns)
                return .csv(reader)
            case .jsonl:
                return .lines(try JSONLinesReader(path: dataset.path, askedBy: dataset.asked))
            }
        }

        /// promptfoo's columns of checks are no variables: read as such, they would never be asked.
        private func refuseDirectives(_ columns: [Node]) throws(Diagnostics) {
            let directives = columns.filter { $0.text?.hasPrefix("__") == true }
            guard directives.isEmpty else {
                throw Diagnostics(
                    directives.map {
                        $0.diagnostic(
                            "column \($0.shown) is not read by this version",
                            hint:
                                "write checks under `defaultTest:`; {{ column }} stands for a cell")
                    })
            }
        }

        private func test(from row: CSVTexts) -> Test {
            var variables = dataset.common.variables
            for index in row.texts.indices { variables[row.columns[index]] = row.texts[index] }
            return Test(
                index: index, name: "row " + String(index + 1), variables: variables, asserts: [],
                simulated: dataset.common.simulated, threshold: dataset.common.threshold,
                isProbe: false, location: row.location)
        }
    }
}
