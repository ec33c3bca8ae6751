package import Documents
package import Vocabulary

/// Reads a suite: every mistake of the file at once, nothing sent.
package struct SuiteFile {
    private let mistakes: Mistakes
    private let folder: String

    package static func read(_ node: Node) throws(Diagnostics) -> Suite {
        let mistakes = Mistakes()
        let file = SuiteFile(mistakes: mistakes, folder: FilePath.folder(of: node.location.file))
        let suite = file.suite(from: node)
        try mistakes.check()
        return suite
    }

    /// Whether a YAML file is to be read as a suite: in a folder only routes files may stand beside them,
    /// so that a suite whose keys are mistyped is not passed over.
    package static func isSuite(_ node: Node) -> Bool {
        ["aliases", "providers", "models", "routes"].allSatisfy { node[$0] == nil }
    }

    private func suite(from node: Node) -> Suite {
        let reader = MappingReader(node, in: mistakes, what: "a suite")
        let common = reader.node("defaultTest").map(defaults) ?? CommonTest()
        let suite = Suite(
            name: FilePath.stem(of: node.location.file),
            file: node.location.file,
            description: reader.string("description"),
            task: reader.string("task"),
            through: reader.node("through").map(names),
            paths: reader.choice("paths", of: Suite.Paths.allCases.map(\.rawValue))
                .flatMap(Suite.Paths.init) ?? .legs,
            streaming: reader.node("stream").map(streaming) ?? .both,
            repeats: reader.int("repeat", 1...10_000) ?? 1,
            parameters: reader.node("params").map(parameters) ?? Parameters(),
            prompts: reader.node("prompts", required: true).map(prompts) ?? [],
            tests: reader.node("tests", required: true).map { tests($0, common) }
                ?? .list([]),
            defaultAsserts: common.asserts,
            defaultThreshold: common.threshold,
            location: node.location)
        reader.finish()
        return suite
    }

    private func names(from node: Node) -> [Suite.Named] {
        var seen: Set<String> = []
        let items = node.items ?? [node]
        if items.isEmpty {
            mistakes.add(
                node.diagnostic(
                    "`through:` names no route", hint: "leave it out to take all routes"))
        }
        return items.compactMap { item in
            guard let name = item.text else {
                mistakes.add(item.diagnostic("expected a route's name, found \(item.kindWord)"))
                return nil
            }
            guard seen.insert(name).inserted else {
                mistakes.add(item.diagnostic("route '\(name)' is named twice"))
                return nil
            }
            return Suite.Named(name: name, node: item)
        }
    }

    private func streaming(from node: Node) -> Suite.Streaming {
        switch node.text {
        case "both": return .both
        case "true": return .streamed
        case "false": return .plain
        default:
            mistakes.add(
                node.diagnostic(
                    "`stream:` is \(node.shown)", hint: "it is both, true or false"))
            return .both
        }
    }

    private func parameters(from node: Node) -> Parameters {
        let reader = MappingReader(node, in: mistakes, what: "params")
        let parameters = Parameters(
            temperature: reader.number("temperature"),
            topP: reader.number("top_p"),
            maxTokens: reader.int("max_tokens", 1...10_000_000),
            seed: reader.int("seed", Int.min...Int.max),
            stop: reader.strings("stop") ?? [],
            parallelToolCalls: reader.bool("parallel_tool_calls"),
            effort: reader.node("reasoning_effort").flatMap(effort))
        reader.finish()
        return parameters
    }

    private func effort(from node: Node) -> Parameters.Effort? {
        if let effort = node.text.flatMap(Parameters.Effort.init) { return effort }
        let all = Parameters.Effort.allCases.map(\.rawValue).joined(separator: ", ")
        mistakes.add(
            node.diagnostic("`reasoning_effort:` is \(node.shown)", hint: "it is one of \(all)"))
        return nil
    }

    private func prompts(from node: Node) -> [PromptTemplate] {
        guard let items = node.items, !items.isEmpty else {
            mistakes.add(
                node.diagnostic(
                    "`prompts:` needs a list, found \(node.kindWord)",
                    hint: "prompts: [\"Answer with the capital only: {{ country }}\"]"))
            return []
        }
        var ids: Set<String> = []
        return items.enumerated().compactMap { index, item in
            let fallback = items.count == 1 ? "prompt" : "prompt-\(index + 1)"
            guard let prompt = prompt(from: item, named: fallback) else { return nil }
            if !ids.insert(prompt.id).inserted {
                mistakes.add(item.diagnostic("a second prompt with the id '\(prompt.id)'"))
            }
            return prompt
        }
    }

    private func prompt(from node: Node, named fallback: String) -> PromptTemplate? {
        if node.text != nil {
            guard let user = words(node) else { return nil }
            return PromptTemplate(
                id: fallback, system: nil, user: user, location: node.location)
        }
        let reader = MappingReader(node, in: mistakes, what: "a prompt")
        let id = reader.string("id") ?? fallback
        let system = reader.node("system").map(words)
        let user = reader.node("user", required: true).flatMap(words)
        reader.finish()
        guard let user else { return nil }
        return PromptTemplate(
            id: id, system: system ?? nil, user: user, location: node.location)
    }

    /// Text as written, or the content of a `file://` beside the suite.
    private func words(_ node: Node) -> (source: String, template: Template)? {
        guard let text = node.text else {
            mistakes.add(node.diagnostic("expected text, found \(node.kindWord)"))
            return nil
        }
        guard let path = FilePath.reference(in: text, from: folder) else {
            return node.template(in: mistakes).map { (text, $0) }
        }
        do throws(Diagnostics) {
            let source = try SourceText.load(path: path)
            let content = String(decoding: source.bytes, as: UTF8.self)
            do throws(Template.Malformed) {
                return (content, try Template(content))
            } catch {
                mistakes.add(Diagnostic("\(path): \(error.message)", hint: error.hint))
            }
        } catch {
            for item in error.items { mistakes.add(node.diagnostic(item.message, hint: item.hint)) }
        }
        return nil
    }

    private func defaults(from node: Node) -> CommonTest {
        let reader = MappingReader(node, in: mistakes, what: "defaultTest")
        let common = CommonTest(
            asserts: reader.node("assert").map { [$0] } ?? [],
            variables: reader.node("vars").map { self.variables($0) } ?? [:],
            simulated: reader.node("simulate").flatMap { $0.template(in: mistakes) },
            threshold: reader.double("threshold", 0...1))
        reader.finish()
        return common
    }

    private func tests(_ node: Node, _ common: CommonTest) -> TestSource {
        if let text = node.text, let path = FilePath.reference(in: text, from: folder) {
            if let kind = Dataset.Kind(rawValue: FilePath.ending(of: path)) {
                return .dataset(Dataset(path: path, kind: kind, common: common, asked: node))
            }
            let file = mistakes.collect { () throws(Diagnostics) in
                try Document.read(path: path, askedBy: node)
            }
            return file.map { .list(listed($0, common)) } ?? .list([])
        }
        return .list(listed(node, common))
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
        var names: [String: Int] = [:]
        return items.enumerated().map { index, item in
            var test = test(item, index: index, common)
            let earlier = names[test.name, default: 0]
            names[test.name] = earlier + 1
            if earlier > 0 { test.name += " (\(earlier + 1))" }
            return test
        }
    }

    /// A test that stands in a file of its own.
    static func test(
        _ node: Node, index: Int, _ common: CommonTest
    ) throws(Diagnostics) -> Test {
        let file = SuiteFile(mistakes: Mistakes(), folder: FilePath.folder(of: node.location.file))
        let test = file.test(node, index: index, common)
        try file.mistakes.check()
        return test
    }

    private func test(_ node: Node, index: Int, _ common: CommonTest) -> Test {
        let reader = MappingReader(node, in: mistakes, what: "a test")
        let own = reader.node("vars").map { self.variables($0) } ?? [:]
        let test = Test(
            index: index,
            name: reader.string("description") ?? TestName.made(from: own, index: index),
            variables: common.variables.merging(own) { $1 },
            asserts: reader.node("assert").map { [$0] } ?? [],
            simulated: reader.node("simulate").flatMap { $0.template(in: mistakes) }
                ?? common.simulated,
            threshold: reader.double("threshold", 0...1) ?? common.threshold,
            isProbe: reader.bool("probe") ?? false,
            location: node.location)
        reader.finish()
        return test
    }

    private func variables(_ node: Node) -> [String: String] {
        guard let entries = node.entries else {
            mistakes.add(
                node.diagnostic(
                    "`vars:` needs a mapping from names to values, found \(node.kindWord)"))
            return [:]
        }
        var variables: [String: String] = [:]
        for (key, value) in entries {
            guard let name = key.text else { continue }
            guard let text = value.text else {
                mistakes.add(
                    value.diagnostic("variable '\(name)' needs one value, found \(value.kindWord)"))
                continue
            }
            variables[name] = text
        }
        return variables
    }
}
