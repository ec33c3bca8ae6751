import Documents
import Vocabulary

/// Tests in a file of their own, read row by row as often as a path needs them.
public struct Dataset: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// A column for each variable; promptfoo's columns say more of the test.
        case csv
        /// On each line a test, as it would stand under `tests:`, or a mapping from variables to values: all
        /// are what the first one is.
        case jsonl
        /// The same, as the items of a list.
        case json, yaml, yml
    }

    public let path: String
    public let kind: Kind
    let common: CommonTest
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
            /// Columns that are variables, and no others.
            case plain(CSVReader)
            case csv(CSVReader, CSVDirectives)
            case nodes(any NodeStream)
        }

        private let dataset: Dataset
        private let kind: Shared<TestKind>
        private var source: Source?
        private var index = 0
        private var line = 0
        private var form: TestForm?
        /// The tests that a line stands for, those still to be given.
        private var pending: ArraySlice<Test> = []

        init(_ dataset: Dataset) {
            self.dataset = dataset
            kind = Shared(TestKind(dataset.common))
        }

        /// Every row that follows gives the same variables, and brings nothing else.
        var isUniform: Bool {
            if case .plain = source { true } else { false }
        }

        func next() throws(Diagnostics) -> Test? {
            let source: Source
            if let opened = self.source {
                source = opened
            } else {
                source = try open()
                self.source = source
            }
            switch source {
            case .plain(let reader):
                guard let row = try reader.nextTexts() else { return nil }
                defer { index += 1 }
                return try test(from: row)
            case .csv(let reader, let directives):
                guard let row = try reader.next() else { return nil }
                defer { index += 1 }
                return try test(from: row, directives)
            case .nodes(let reader):
                if pending.isEmpty {
                    guard let node = try reader.next() else { return try end() }
                    try take(node)
                }
                defer { index += 1 }
                return pending.popFirst()
            }
        }

        /// Reads past a test, and finds its mistakes all the same; false at the end.
        func skip() throws(Diagnostics) -> Bool {
            guard case .plain(let reader) = source else { return try next() != nil }
            index += 1
            return try reader.skip()
        }

        private func open() throws(Diagnostics) -> Source {
            switch dataset.kind {
            case .csv:
                let reader = try CSVReader(path: dataset.path, askedBy: dataset.asked)
                let directives = try CSVDirectives(reader.columns)
                return directives.isEmpty ? .plain(reader) : .csv(reader, directives)
            case .jsonl:
                return .nodes(try JSONLinesReader(path: dataset.path, askedBy: dataset.asked))
            case .json:
                return .nodes(try JSONItemsReader(path: dataset.path, askedBy: dataset.asked))
            case .yaml, .yml:
                return .nodes(try YAMLItemsReader(path: dataset.path, askedBy: dataset.asked))
            }
        }

        private func end() throws(Diagnostics) -> Test? {
            guard line == 0 else { return nil }
            throw Diagnostics([
                dataset.asked.diagnostic(
                    "'\(dataset.path)' has no entry: there is nothing to show",
                    hint: "an entry is a test, or a mapping from variables to values")
            ])
        }

        private func take(_ node: Node) throws(Diagnostics) {
            let form = self.form ?? TestForm.of(node)
            self.form = form
            line += 1
            var tests = try SuiteFile.tests(node, form, from: index, dataset.common)
            // Two lines may be described alike; the number keeps their names apart.
            for place in tests.indices { tests[place].name = "row \(line): \(tests[place].name)" }
            pending = tests[...]
        }

        private func test(from row: CSVTexts) throws(Diagnostics) -> Test {
            var test = plainTest(at: row.location)
            for index in row.texts.indices {
                if row.texts[index].utf8.first == UInt8(ascii: "f"),
                    row.texts[index].hasPrefix("file://")
                {
                    let cell = Node(
                        .string(row.texts[index]), at: row.location,
                        in: SourceText(file: row.location.file, text: ""))
                    test.variables[row.columns[index]] = try linked(cell)
                } else {
                    test.variables[row.columns[index]] = .text(row.texts[index])
                }
            }
            return test
        }

        private func test(
            from row: CSVRow, _ directives: CSVDirectives
        ) throws(Diagnostics) -> Test {
            var test = plainTest(at: row.location)
            for (name, cell) in try directives.apply(row, to: &test) {
                test.variables[name] = try linked(cell)
            }
            return test
        }

        private func plainTest(at location: SourceLocation) -> Test {
            Test(
                index: index, name: "row " + String(index + 1),
                variables: dataset.common.variables, location: location, kind: kind)
        }

        /// A cell's text, or the content of the file that it names.
        private func linked(_ cell: Node) throws(Diagnostics) -> Variable? {
            let file = SuiteFile(
                mistakes: Mistakes(), folder: FilePath.folder(of: cell.location.file))
            let value = file.variable(cell)
            try file.mistakes.check()
            return value
        }
    }
}
