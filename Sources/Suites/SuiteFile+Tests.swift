import Documents
import Vocabulary

extension SuiteFile {
    /// What the suite and its `defaultTest:` say for all tests.
    func common(_ suite: MappingReader) -> CommonTest {
        var common = CommonTest()
        let before = mistakes.items.count
        for (name, check) in suite.named("assertionTemplates") ?? [] {
            common.checks[name.text ?? ""] = check
        }
        common.metadata = suite.node("metadata").map(labels) ?? [:]
        if let node = suite.node("defaultTest") {
            let reader = MappingReader(node, in: mistakes, what: "defaultTest")
            common.asserts = asserts(reader, common)
            common.variables = reader.node("vars").map(variables) ?? [:]
            common.simulated = reader.node("simulate").flatMap { Simulation($0, in: mistakes) }
            common.threshold = reader.double("threshold", 0...1)
            common.metadata.merge(reader.node("metadata").map(labels) ?? [:]) { $1 }
            common.options =
                reader.node("options").map { options($0, TestOptions()) } ?? TestOptions()
            common.passRate = rate(reader)
            reader.finish()
        }
        common.tags = tags(suite)
        common.isSound = mistakes.items.count == before
        return common
    }

    // MARK: Where tests stand

    func tests(_ node: Node, _ common: CommonTest) -> TestSource {
        guard let text = node.text, let path = FilePath.reference(in: text, from: folder) else {
            return .list(listed(node, common))
        }
        let ending = FilePath.ending(of: path)
        if let kind = Dataset.Kind(rawValue: ending) {
            return .dataset(Dataset(path: path, kind: kind, common: common, asked: node))
        }
        let known = Dataset.Kind.allCases.map(\.rawValue)
        mistakes.add(
            "the tests in '\(path)' cannot be read: its name does not say what it is", at: node,
            hint: "its ending is one of \(known.joined(separator: ", "))")
        return .list([])
    }

    private func listed(_ node: Node, _ common: CommonTest) -> [Test] {
        guard let items = node.items, !items.isEmpty else {
            mistakes.add(
                node.diagnostic(
                    node.items == nil
                        ? "`tests:` needs a list or a file, found \(node.shown)"
                        : "`tests:` is an empty list: there is nothing to show",
                    hint: "tests: [{ vars: { country: France } }], or tests: file://data.csv"))
            return []
        }
        var tests: [Test] = []
        var names: [String: Int] = [:]
        for item in items {
            for var test in self.tests(of: item, from: tests.count, common) {
                let earlier = names[test.name, default: 0]
                names[test.name] = earlier + 1
                if earlier > 0 { test.name += " (\(earlier + 1))" }
                tests.append(test)
            }
        }
        return tests
    }

    /// The tests of an entry that stands in a file of its own; several where a variable is a list.
    static func tests(
        _ node: Node, _ form: TestForm, from index: Int, _ common: CommonTest
    ) throws(Diagnostics) -> [Test] {
        let file = SuiteFile(mistakes: Mistakes(), folder: FilePath.folder(of: node.location.file))
        let tests = file.tests(of: node, form, from: index, common)
        try file.mistakes.check()
        return tests
    }

    // MARK: One test

    private func tests(
        of node: Node, _ form: TestForm, from index: Int, _ common: CommonTest
    ) -> [Test] {
        switch form {
        case .test: return tests(of: node, from: index, common)
        case .row:
            let own = variables(node)
            var test = test(node, common)
            test.variables.merge(own) { $1 }
            return expanded(test, own, TestOptions(), from: index, description: nil)
        }
    }

    private func tests(of node: Node, from index: Int, _ common: CommonTest) -> [Test] {
        let before = mistakes.items.count
        let reader = MappingReader(node, in: mistakes, what: "a test")
        let own = reader.node("vars").map(variables) ?? [:]
        let description = reader.string("description")
        let options = reader.node("options").map { self.options($0, common.options) }
        var test = test(node, common)
        test.variables.merge(own) { $1 }
        test.asserts = asserts(reader, common)
        if let node = reader.node("simulate") { test.simulated = Simulation(node, in: mistakes) }
        test.threshold = reader.double("threshold", 0...1) ?? common.threshold
        test.isProbe = reader.bool("probe") ?? false
        for tag in tags(reader) where !test.tags.contains(tag) { test.tags.append(tag) }
        test.metadata.merge(reader.node("metadata").map(labels) ?? [:]) { $1 }
        test.passRate = rate(reader) ?? common.passRate
        if let options { test.surroundings = options.surroundings }
        reader.finish()
        if mistakes.items.count != before { test.isSound = false }
        return expanded(
            test, own, options ?? common.options, from: index, description: description)
    }

    /// A test that says nothing of its own.
    private func test(_ node: Node, _ common: CommonTest) -> Test {
        Test(
            index: 0, name: "", variables: common.variables, location: node.location,
            kind: Shared(TestKind(common)))
    }

    /// A list among the variables stands for a test with each of its values; of several lists, each value
    /// of one meets each of the others. The variable that comes first changes last.
    private func expanded(
        _ test: Test, _ own: [String: Variable], _ options: TestOptions, from index: Int,
        description: String?
    ) -> [Test] {
        let lists = test.variables.filter { if case .list = $0.value { true } else { false } }
        guard !options.keepsLists, !lists.isEmpty else {
            var test = test
            test.index = index
            test.name = description ?? TestName.made(from: own, index: index)
            return [test]
        }
        var rows: [[String: Variable]] = [[:]]
        for (name, list) in lists.sorted(by: { $0.key < $1.key }) {
            guard case .list(let values) = list else { continue }
            rows = rows.flatMap { row in values.map { row.merging([name: $0]) { $1 } } }
            guard rows.count <= Self.expandedMax else {
                mistakes.add(
                    Diagnostic(
                        "the lists of this test make more than \(Self.expandedMax) tests",
                        at: test.location,
                        hint: "a list that is one value: options: { disableVarExpansion: true }"))
                return []
            }
        }
        return rows.enumerated().map { offset, row in
            var test = test
            test.index = index + offset
            test.variables.merge(row) { $1 }
            let values = own.merging(row) { $1 }
            let made = TestName.made(from: description == nil ? values : row, index: test.index)
            test.name = description.map { "\($0): \(made)" } ?? made
            return test
        }
    }

    /// Beyond it a list was meant as a value.
    private static let expandedMax = 10_000

    // MARK: Its parts

    /// The `assert:` list, as a list of nodes of which there is one or none.
    private func asserts(_ reader: MappingReader, _ common: CommonTest) -> [Node] {
        guard let node = reader.node("assert") else { return [] }
        guard let items = node.items, items.contains(where: { $0["$ref"] != nil }) else {
            return [node]
        }
        var resolved = node
        resolved.value = .sequence(items.compactMap { referred($0, common.checks) })
        return [resolved]
    }

    /// What a `$ref` stands for; what stands beside it counts instead of what the template says.
    private func referred(_ item: Node, _ checks: [String: Node]) -> Node? {
        guard let reference = item["$ref"] else { return item }
        let start = "#/assertionTemplates/"
        let text = reference.text ?? ""
        guard text.hasPrefix(start), let check = checks[String(text.dropFirst(start.count))] else {
            let known = checks.keys.sorted().map { start + $0 }
            mistakes.add(
                "'$ref' leads to \(reference.shown), where no check stands", at: reference,
                hint: didYouMean(text, among: known)
                    ?? "write it under `assertionTemplates:`, and '\(start)NAME' here")
            return nil
        }
        let own = (item.entries ?? []).filter { $0.key.text != "$ref" }
        let names = Set(own.compactMap(\.key.text))
        var merged = check
        merged.value = .mapping(
            (check.entries ?? []).filter { !names.contains($0.key.text ?? "") } + own)
        return merged
    }

    func tags(_ reader: MappingReader) -> [String] {
        var tags: [String] = []
        for node in reader.items("tags") ?? [] {
            guard let tag = node.text, !tag.isEmpty, !tag.contains(",") else {
                mistakes.add(
                    "expected a tag without commas, found \(node.shown)", at: node,
                    hint: "tags: [smoke, german]")
                continue
            }
            if !tags.contains(tag) { tags.append(tag) }
        }
        return tags
    }

    /// Names and values for those who read the results.
    func labels(_ node: Node) -> [String: String] {
        var labels: [String: String] = [:]
        for (name, value) in plainEntries(node, of: "metadata") { labels[name] = value.shown }
        return labels
    }

    func rate(_ reader: MappingReader) -> Double? { reader.double("pass_rate", 0...1) }

    private func options(_ node: Node, _ common: TestOptions) -> TestOptions {
        let reader = MappingReader(node, in: mistakes, what: "'options'")
        var options = common
        if let prefix = reader.string("prefix") { options.surroundings.prefix = prefix }
        if let suffix = reader.string("suffix") { options.surroundings.suffix = suffix }
        options.keepsLists = reader.bool("disableVarExpansion") ?? common.keepsLists
        reader.finish()
        return options
    }

    /// `vars:` as a mapping, or a file with one.
    func variables(_ node: Node) -> [String: Variable] {
        let (mapping, file) = linked(node)
        return Dictionary(
            file.plainEntries(mapping, of: "vars").map { ($0.name, $0.value) }
        ) { $1 }
    }

    private func plainEntries(
        _ node: Node, of key: String
    ) -> [(name: String, value: Variable)] {
        guard let entries = node.entries else {
            mistakes.add(
                node.diagnostic(
                    "`\(key):` needs a mapping from names to values, found \(node.kindWord)"))
            return []
        }
        return entries.compactMap { key, value in
            guard let name = key.text else { return nil }
            guard !value.isNull else {
                mistakes.add(
                    value.diagnostic("variable '\(name)' needs a value, found \(value.kindWord)"))
                return nil
            }
            return variable(value).map { (name, $0) }
        }
    }

    /// A value as it stands, or the content of the file that it names: text, a picture, or what a YAML or JSON
    /// file holds.
    func variable(_ node: Node) -> Variable? {
        guard let text = node.asString, let path = FilePath.reference(in: text, from: folder) else {
            return Variable(node, in: mistakes)
        }
        return mistakes.collect { () throws(Diagnostics) in
            if Picture.isNamed(path) {
                return .text(try Picture.dataURL(path: path, askedBy: node))
            }
            switch FilePath.ending(of: path) {
            case "json", "yaml", "yml":
                return Variable(try Document.read(path: path, askedBy: node), in: mistakes)
            case "js", "mjs", "cjs", "ts", "py", "rb":
                throw Diagnostics([
                    node.diagnostic(
                        "'\(path)' is a program, and programs give no values here",
                        hint: "write what it gives into a file: .txt, .md, .json or .yaml")
                ])
            default:
                let source = try SourceText.load(path: path, askedBy: node)
                return .text(String(decoding: source.bytes, as: UTF8.self))
            }
        }
    }
}

/// What an entry of a file of tests is: by the first one, for all.
enum TestForm: Sendable {
    /// As it would stand under `tests:`.
    case test
    /// A mapping from variables to values, and nothing else.
    case row

    /// An entry is a test where it has one of the keys that only tests have.
    static func of(_ node: Node) -> TestForm {
        let keys = (node.entries ?? []).compactMap(\.key.text)
        if keys.contains(where: { ["vars", "assert", "simulate", "probe"].contains($0) }) {
            return .test
        }
        // `vras: { … }` is a slip, and to be told as one.
        let holdsMapping = (node.entries ?? []).filter { $0.value.entries != nil }
        let isSlip = holdsMapping.contains { nearest($0.key.text ?? "", among: ["vars"]) != nil }
        return isSlip || node.entries == nil ? .test : .row
    }
}
