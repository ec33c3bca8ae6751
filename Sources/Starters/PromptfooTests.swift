import Checks
import Documents
import GatewayMaps
import Suites
import Vocabulary

/// promptfoo's tests, `defaultTest:`, `scenarios:` and `assertionTemplates:` as a suite has them. What a check of ours
/// would not take, our own reader says.
struct PromptfooTests {
    private var leavings: Leavings
    /// Who is to judge answers.
    let judge = PromptfooJudge()
    /// Names of those that are taken over.
    private var templates: Set<String> = []
    private(set) var writtenTemplates: [ConfigTree.Entry] = []

    init(templates node: Node?, _ leavings: Leavings) {
        self.leavings = leavings
        for (key, value) in node?.entries ?? [] {
            guard let name = key.text, let check = check(value) else { continue }
            templates.insert(name)
            writtenTemplates.append(.init(name, check))
        }
    }

    // MARK: All tests

    /// Nil where nothing of them is left.
    func tests(_ node: Node?, scenarios: Node?) -> ConfigTree? {
        if let node, let text = node.asString, let table = table(text, at: node) {
            guard scenarios == nil else {
                if let scenarios {
                    leavings.leave(
                        "scenarios beside a table of tests", at: scenarios,
                        hint: "a suite's tests are a list or a table: one suite for each")
                }
                return table
            }
            return table
        }
        var tests = listed(node).map(ConfigTree.mapping)
        tests += mappings(scenarios, "a scenario", expanded).map(ConfigTree.mapping)
        if tests.isEmpty, node == nil, scenarios == nil {
            // The prompts are asked once, as they stand.
            tests = [.mapping([.init("vars", .mapping([]))])]
        }
        return tests.isEmpty ? nil : .list(tests)
    }

    /// What all tests share; nil where that is nothing.
    func common(_ node: Node?) -> ConfigTree? {
        guard let node else { return nil }
        var content = node
        if let text = node.asString, text.hasPrefix("file://") {
            guard let read = document(text, at: node) else { return nil }
            content = read
        }
        let entries = test(content, of: "defaultTest", but: ["description"])
        return entries.isEmpty ? nil : .mapping(entries)
    }

    /// A table is read where it lies, whatever its size; where something of it is left out, what is left of it stands
    /// beside the suite, or in it.
    private func table(_ text: String, at node: Node) -> ConfigTree? {
        guard let path = FilePath.reference(in: text, from: ""),
            ["csv", "jsonl"].contains(FilePath.ending(of: path)), !path.contains("*")
        else { return nil }
        do throws(Diagnostics) {
            if FilePath.ending(of: path) == "jsonl" {
                if let tests = try sifted(path) { return .list(tests) }
            } else {
                let table = PromptfooTable(path, leavings, judge, refusal: refusal)
                if let copy = try table.copied() {
                    leavings.keep(copy)
                    return .string(
                        "file://" + FilePath.name(of: path).replacing("${", with: "$${"))
                }
            }
        } catch {
            // What keeps it from being read, whoever reads the suite says.
        }
        return .string(leavings.reference(path))
    }

    /// The tests of lines of JSON, as a suite has them; nil where all of them can be taken as they stand.
    private func sifted(_ path: String) throws(Diagnostics) -> [ConfigTree]? {
        var own = self
        own.leavings = Leavings(like: leavings)
        func reader() throws(Diagnostics) -> JSONLinesReader {
            try JSONLinesReader(path: FilePath.joined(leavings.folder, path))
        }
        let lines = try reader()
        var isChanged = false
        while !isChanged, let line = try lines.next() {
            // Others are rows of variables.
            guard line["assert"] != nil || line["vars"] != nil else { continue }
            isChanged = own.changes(line) || !leavings.isBeside(path) && Self.namesFile(line)
        }
        guard isChanged else { return nil }
        own.leavings = Leavings(like: leavings)
        var tests: [ConfigTree] = []
        let again = try reader()
        while let line = try again.next() {
            tests += own.listed(line).map(ConfigTree.mapping)
        }
        leavings.take(own.leavings)
        return tests
    }

    /// What is written of a test is not what stands there: something is told, or was taken off without a word.
    private func changes(_ line: Node) -> Bool {
        let written = test(line, of: "a test")
        let standing = (leavings.tree(line).entries ?? []).filter {
            // Of these nothing is lost.
            $0.value != .list([]) && $0.value != .mapping([])
        }
        return !leavings.told.isEmpty || written != standing
    }

    private static func namesFile(_ node: Node) -> Bool {
        let parts = node.items ?? node.entries?.map(\.value)
        return parts?.contains(where: namesFile)
            ?? (FilePath.reference(in: node.asString ?? "", from: "") != nil)
    }

    private func listed(_ node: Node?) -> [[ConfigTree.Entry]] {
        mappings(node, "a test") { item in
            guard item["path"] == nil else {
                leavings.leave(
                    "tests that a program makes", at: item, hint: "let it write them into a file")
                return []
            }
            return [test(item, of: "a test")]
        }
    }

    /// What is made of each mapping of a list, whichever file it stands in.
    private func mappings(
        _ node: Node?, _ what: String, _ body: (Node) -> [[ConfigTree.Entry]]
    ) -> [[ConfigTree.Entry]] {
        guard let node, !node.isNull else { return [] }
        if let items = node.items { return items.flatMap { mappings($0, what, body) } }
        if node.entries != nil { return body(node) }
        guard let text = node.asString else {
            leavings.leave("\(what) that is no mapping", at: node)
            return []
        }
        guard !["csv", "jsonl"].contains(FilePath.ending(of: text)) else {
            leavings.leave(
                "a table among other tests", at: node,
                hint: "`tests: \(SecretLine.masked(text))` takes it alone: a suite of its own")
            return []
        }
        let path = leavings.path(of: text)
        guard leavings.begin(path, at: node) else { return [] }
        defer { leavings.end(path) }
        return mappings(document(text, at: node), what, body)
    }

    /// A YAML or JSON file that the configuration names; nil, and told, where it is none.
    private func document(_ text: String, at node: Node) -> Node? {
        guard ["yaml", "yml", "json"].contains(FilePath.ending(of: text)), !text.contains("*")
        else {
            leavings.leave(
                "'\(SecretLine.masked(text))'", at: node,
                hint: "tests stand in the suite, or in a file: .csv, .json, .jsonl or .yaml")
            return nil
        }
        do throws(Diagnostics) {
            return try Document.read(path: leavings.path(of: text), askedBy: node)
        } catch {
            for item in error.items.prefix(1) { leavings.leave(item, at: node) }
            return nil
        }
    }

    /// Each of its configurations meets each of its tests; without any it is a test itself.
    private func expanded(_ scenario: Node) -> [[ConfigTree.Entry]] {
        for (key, _) in scenario.entries ?? []
        where !["description", "config", "tests"].contains(key.text ?? "") {
            leavings.leave("'\(key.text ?? "")' of a scenario", at: key)
        }
        let configurations = mappings(scenario["config"], "a scenario's config") {
            [test($0, of: "a scenario's config")]
        }
        if configurations.isEmpty { leavings.leave("a scenario without a config", at: scenario) }
        let tests = scenario["tests"].map(listed) ?? [[]]
        return configurations.flatMap { configuration in
            tests.map { Self.joined(configuration, $0) }
        }
    }

    /// Variables and checks of both; of all else the later counts.
    private static func joined(
        _ one: [ConfigTree.Entry], _ other: [ConfigTree.Entry]
    ) -> [ConfigTree.Entry] {
        var joined = ConfigTree.mapping(one)
        for entry in other {
            switch (joined[entry.key], entry.value) {
            case (.mapping(let before)?, .mapping(let after)):
                joined[entry.key] = .mapping(
                    before.filter { old in !after.contains { $0.key == old.key } } + after)
            case (.list(let before)?, .list(let after)): joined[entry.key] = .list(before + after)
            default: joined[entry.key] = entry.value
            }
        }
        return joined.entries ?? []
    }

    // MARK: One test

    private func test(
        _ node: Node, of what: String, but left: Set<String> = []
    ) -> [ConfigTree.Entry] {
        var entries: [ConfigTree.Entry] = []
        for (key, value) in node.entries ?? [] {
            let name = key.text ?? ""
            switch name {
            case "description" where !left.contains(name), "threshold":
                entries.append(.init(name, leavings.tree(value)))
            case "vars":
                if let variables = variables(value) { entries.append(.init(name, variables)) }
            case "assert":
                let checks = (value.items ?? [value]).compactMap(check)
                if !checks.isEmpty { entries.append(.init(name, .list(checks))) }
            case "metadata": entries += labels(value)
            case "options": entries += options(value)
            default: leavings.leave("'\(name)' of \(what)", at: key, hint: Self.hints[name])
            }
        }
        return entries
    }

    private static let hints = [
        "provider": "a suite asks all its `models:` alike: a suite of its own for this test",
        "providers": "a suite asks all its `models:` alike: a suite of its own for this test",
        "prompts": "every prompt of a suite meets every test: a suite of its own for this one",
        "providerOutput": "`simulate:` is what a simulated provider answers",
        "assertScoringFunction": "`threshold:`, `weight:` and `metric:` score a test",
    ]

    private func variables(_ node: Node) -> ConfigTree? {
        if node.asString != nil { return leavings.tree(node) }
        if let items = node.items {
            if items.count == 1 { return variables(items[0]) }
            leavings.leave("variables in several files", at: node)
            return nil
        }
        var entries: [ConfigTree.Entry] = []
        for (key, value) in node.entries ?? [] {
            let isProgram =
                value.asString.map {
                    $0.hasPrefix("file://")
                        && ["js", "mjs", "cjs", "ts", "py", "rb"].contains(FilePath.ending(of: $0))
                } ?? false
            if value.isNull || isProgram {
                leavings.leave(
                    "variable '\(key.text ?? "")', \(isProgram ? "which a program gives" : "which has no value")",
                    at: value)
            } else {
                entries.append(.init(key.text ?? "", leavings.tree(value)))
            }
        }
        return entries.isEmpty ? nil : .mapping(entries)
    }

    /// Names and plain values.
    private func labels(_ node: Node) -> [ConfigTree.Entry] {
        var entries: [ConfigTree.Entry] = []
        for (key, value) in node.entries ?? [] {
            if value.text == nil {
                leavings.leave("metadata '\(key.text ?? "")', which is no plain value", at: key)
            } else {
                entries.append(.init(key.text ?? "", leavings.tree(value)))
            }
        }
        return entries.isEmpty ? [] : [.init("metadata", .mapping(entries))]
    }

    private func options(_ node: Node) -> [ConfigTree.Entry] {
        var entries: [ConfigTree.Entry] = []
        for (key, value) in node.entries ?? [] {
            let name = key.text ?? ""
            if ["prefix", "suffix", "disableVarExpansion"].contains(name) {
                entries.append(.init(name, leavings.tree(value)))
            } else if name == "provider", judge.takes(value) {
                continue
            } else {
                leavings.leave("'\(name)' of 'options'", at: key)
            }
        }
        return entries.isEmpty ? [] : [.init("options", .mapping(entries))]
    }

    // MARK: Checks

    /// Nil, and told, for one that our reader refuses.
    private func check(_ node: Node) -> ConfigTree? {
        if let reference = node["$ref"] {
            let start = "#/assertionTemplates/"
            let name = reference.text.flatMap {
                $0.hasPrefix(start) ? String($0.dropFirst(start.count)) : nil
            }
            if let name, templates.contains(name) { return leavings.tree(node) }
            leavings.leave("a check whose template is left out", at: reference)
            return nil
        }
        if node["type"]?.asString == "assert-set" { return set(node) }
        let node = judge.relieved(node)
        if let mistake = refusal(of: node) {
            leavings.leave(mistake, at: node)
            return nil
        }
        judge.note(node)
        return leavings.tree(node)
    }

    /// What our reader has against a check. Files are looked for from the configuration, wherever the check stands that
    /// names them, as promptfoo does.
    private func refusal(of node: Node) -> Diagnostic? {
        let file = node.location.file
        let beside = FilePath.joined(leavings.folder, FilePath.name(of: file))
        let list = Node(.sequence([node]), at: node.location, in: node.source)
        let mistakes = Mistakes()
        _ = CheckReader.checks(from: list.standing(in: beside), in: mistakes)
        var mistake = mistakes.items.first { $0.severity == .error }
        if mistake?.location?.file == beside { mistake?.location?.file = file }
        return mistake
    }

    /// Of its checks those that are taken.
    private func set(_ node: Node) -> ConfigTree? {
        var entries: [ConfigTree.Entry] = []
        for (key, value) in node.entries ?? [] {
            if key.text == "assert" {
                let kept = (value.items ?? []).compactMap(check)
                if kept.isEmpty { return nil }
                entries.append(.init("assert", .list(kept)))
            } else if key.text == "config" {
                leavings.leave("'config' of an assert-set", at: key)
            } else {
                entries.append(.init(key.text ?? "", leavings.tree(value)))
            }
        }
        return .mapping(entries)
    }
}
