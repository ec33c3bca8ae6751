public import Documents
import GatewayMaps
import Suites
public import Vocabulary

/// A suite and a routes file that ask what a promptfoo configuration asks.
public enum PromptfooStarter {
    /// What no suite and no routes file has: who is asked stands beside what is asked.
    public static func isConfig(_ node: Node) -> Bool {
        let asks = ["prompts", "tests", "scenarios", "defaultTest"].contains { node[$0] != nil }
        let whom = node["providers"] ?? node["targets"]
        // A routes file's `providers:` have settings of their own under their names.
        return asks && whom != nil && node["aliases"] == nil && node["routes"] == nil
            && node["model_list"] == nil
    }

    /// - Parameters:
    ///   - node: read without the environment.
    ///   - file: as the user named it.
    ///   - back: the way from the suite's folder to that of the configuration.
    /// - Throws: where nothing can be asked.
    public static func starter(
        from node: Node, file: String, back: String
    ) throws(Diagnostics) -> Starter {
        let leavings = Leavings(folder: FilePath.folder(of: node.location.file), back: back)
        guard let whom = node["providers"] ?? node["targets"] else {
            throw Diagnostics([node.diagnostic("it names no provider, so nobody is asked")])
        }
        let targets = PromptfooTargets(whom, leavings)
        let prompts = PromptfooPrompts(node["prompts"], leavings)
        let tests = PromptfooTests(templates: node["assertionTemplates"], leavings)
        let parameters = targets.parameters()
        let common = tests.common(node["defaultTest"])
        let written = tests.tests(node["tests"], scenarios: node["scenarios"])
        leaveRest(of: node, leavings)
        for (isEmpty, what) in [
            (targets.names.isEmpty, "provider that can be asked here"),
            (prompts.written.isEmpty, "prompt that can be sent from here"),
            (written == nil, "test that can be taken over"),
        ] where isEmpty {
            throw Diagnostics(
                leavings.told + [node.diagnostic("'\(file)' has no \(what): nothing is written")])
        }
        var suite: [ConfigTree.Entry] = []
        if let text = node["description"] {
            suite.append(.init("description", leavings.tree(text)))
        }
        suite.append(.init("models", .list(targets.names.map(ConfigTree.string))))
        if let judge = tests.judge.name { suite.append(.init("judge", .string(judge))) }
        if let embedder = tests.judge.embedder {
            suite.append(.init("embedder", .string(embedder)))
        }
        suite.append(.init("stream", .bool(false)))
        if let times = node["evaluateOptions"]?["repeat"] {
            suite.append(.init("repeat", leavings.tree(times)))
        }
        if !parameters.isEmpty { suite.append(.init("params", .mapping(parameters))) }
        var labels = ConfigTree.mapping([])
        for (name, value) in ["tags", "metadata"].flatMap({ node[$0]?.entries ?? [] })
        where value.text != nil { labels[name.text ?? ""] = leavings.tree(value) }
        if labels != .mapping([]) { suite.append(.init("metadata", labels)) }
        suite.append(.init("prompts", .list(prompts.written)))
        if !tests.writtenTemplates.isEmpty {
            suite.append(.init("assertionTemplates", .mapping(tests.writtenTemplates)))
        }
        if let common { suite.append(.init("defaultTest", common)) }
        if let written { suite.append(.init("tests", written)) }
        let code = tests.judge.needsCode ? " --allow-code" : ""
        return Starter(
            files: [
                Starter.File("routes.yaml", routes(targets, file)),
                Starter.File(
                    "suites/promptfoo.yaml", text(of: suite, from: file, without: leavings.told)),
            ] + leavings.copies, leftOut: leavings.told,
            next: [
                "pathproof run" + code,
                "pathproof run --live --budget 1.00"
                    + (targets.lacksPrices || tests.judge.embedder != nil
                        ? " --allow-unpriced" : "") + code,
            ])
    }

    private static func text(
        of suite: [ConfigTree.Entry], from file: String, without told: [Diagnostic]
    ) -> String {
        var head = ["Made by `pathproof init` from \(file)."]
        if !told.isEmpty {
            head.append("What has no equal here:")
            head += told.prefix(linesMax).map { one in
                let place = one.location.map { "\($0.file):\($0.line): " } ?? ""
                return "  \(place)\(one.message)"
            }
            if told.count > linesMax { head.append("  and \(told.count - linesMax) more") }
        }
        return YAMLText.text(
            .mapping(suite), head: head,
            comments: [
                "models": [
                    "Each is asked directly, as promptfoo does. `through: [chat]` in place of this line goes over the",
                    "gateway instead, and proves the fallbacks of routes.yaml as well.",
                ],
                "judge": ["Whoever judges what `llm-rubric` asks; nobody does in a simulated run."],
                "embedder": [
                    "By whose embeddings `similar` compares; its price goes into routes.yaml."
                ],
                "stream": ["both: each question is asked streamed, too."],
                "tests": [
                    "`simulate: TEXT` in a test is what simulated providers answer; without it, what the answer must be is",
                    "judged with --live alone.",
                ],
            ])
    }

    private static let linesMax = 40

    private static func routes(_ targets: PromptfooTargets, _ file: String) -> String {
        let legs = targets.names.map(ConfigTree.string)
        return YAMLText.text(
            .mapping(
                targets.declarations + [.init("aliases", .mapping([.init("chat", .list(legs))]))]),
            head: ["Made by `pathproof init` from \(file)."],
            comments: [
                "models": [
                    "What the catalogue does not know: `pathproof list models` shows that. Prices go here, too:",
                    "price: { input: \"2\", output: \"12\" } is per million tokens, in USD.",
                ],
                "aliases": [
                    "A proposal, in the file's order: the first model answers, the next one when it fails."
                ],
            ])
    }

    // MARK: The rest

    private static let known: Set<String> = [
        "description", "prompts", "providers", "targets", "tests", "scenarios", "defaultTest",
        "assertionTemplates", "$schema",
    ]

    private static let hints = [
        "env": "put them into the environment, or into a file for --env-file",
        "outputPath": "`pathproof list reports` has what a run leaves; --report adds one",
        "sharing": "nothing leaves this machine",
        "writeLatestResults": "results are in pathproof-out/",
        "nunjucksFilters": "filters are upper, lower, trim, dump and tojson",
        "redteam": "other tools do that better",
        "derivedMetrics": "`metric:` at a check sums its scores up",
    ]

    private static func leaveRest(of node: Node, _ leavings: Leavings) {
        for (key, value) in node.entries ?? [] {
            let name = key.text ?? ""
            switch name {
            case _ where known.contains(name): continue
            case "tags", "metadata":
                for (label, plain) in value.entries ?? [] where plain.text == nil {
                    leavings.leave(
                        "\(name) '\(label.text ?? "")', which is no plain value", at: label)
                }
            case "evaluateOptions":
                for (option, _) in value.entries ?? [] where option.text != "repeat" {
                    leavings.leave(
                        "'\(option.text ?? "")' of 'evaluateOptions'", at: option,
                        hint: option.text == "maxConcurrency"
                            ? "-j N says how many cases are asked at once" : nil)
                }
            // It may hold keys.
            default: leavings.leave(unseen: "'\(name)'", at: key, hint: hints[name])
            }
        }
    }
}
