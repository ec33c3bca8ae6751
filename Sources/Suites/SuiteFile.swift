public import Documents
import Ledger
public import Vocabulary

/// Reads a suite: every mistake of the file at once, nothing sent.
public struct SuiteFile {
    let mistakes: Mistakes
    /// Where the file lies: what it says of others is relative to it.
    let folder: String

    public static func read(_ node: Node) throws(Diagnostics) -> Suite {
        let mistakes = Mistakes()
        let suite = examine(node, in: mistakes)
        try mistakes.check()
        return suite
    }

    /// The same of a file with mistakes: what could be read of it, for what else is wrong with that.
    public static func examine(_ node: Node, in all: Mistakes) -> Suite {
        let mistakes = Mistakes()
        let file = SuiteFile(mistakes: mistakes, folder: FilePath.folder(of: node.location.file))
        var suite = file.suite(from: node)
        suite.isSound = !mistakes.hasErrors
        if !suite.isSound { all.add(mistakes.sorted) }
        return suite
    }

    /// Whether a YAML file is to be read as a suite: whatever has prompts or tests, and has beside them a list of
    /// `models:`, say. Of the rest only routes files may stand in a folder of suites, so that a suite whose keys
    /// are mistyped is not passed over.
    public static func isSuite(_ node: Node) -> Bool {
        ["prompts", "tests"].contains { node[$0] != nil }
            || FilePath.name(of: node.location.file) != "routes.yaml"
                && ["aliases", "providers", "models", "routes", "gateways"].allSatisfy {
                    node[$0] == nil
                }
    }

    /// Whether a file that merely lies in a folder is to be read as a suite: it has prompts or tests, or what may be
    /// meant for them, so that a suite whose keys are mistyped is not passed over.
    public static func isMeant(_ node: Node) -> Bool {
        let words = ["prompts", "tests"]
        return (node.entries ?? []).contains { key, value in
            guard let name = key.text, let near = nearest(name, among: words) else { return false }
            if name == near || value.items != nil { return true }
            return near == "prompts"
                ? value.text != nil : value.text?.hasPrefix("file://") == true
        }
    }

    private func suite(from node: Node) -> Suite {
        let reader = MappingReader(node, in: mistakes, what: "a suite")
        let common = common(reader)
        let faults = reader.items("causes").map(faults)
        let suite = Suite(
            name: FilePath.stem(of: node.location.file),
            file: node.location.file,
            description: reader.string("description"),
            task: reader.string("task"),
            through: reader.node("through").map { names(from: $0, of: "through", a: "route") },
            models: reader.node("models").map { names(from: $0, of: "models", a: "model") },
            gateway: reader.node("gateway").flatMap { name($0, of: "gateway") },
            key: reader.node("key").flatMap { name($0, of: "key") },
            judge: reader.node("judge").flatMap { name($0, of: "judge") },
            embedder: reader.node("embedder").flatMap { name($0, of: "embedder") },
            prices: reader.node("prices").map(PriceReader(in: mistakes).overrides) ?? [],
            rates: reader.node("rates").map { ExchangeRates($0, in: mistakes) } ?? .none,
            passRate: rate(reader) ?? 1,
            paths: reader.choice("paths", of: Suite.Paths.allCases.map(\.rawValue))
                .flatMap(Suite.Paths.init) ?? (faults == nil ? .legs : .causes),
            faults: faults,
            streaming: reader.node("stream").map(streaming) ?? .both,
            repeats: reader.int("repeat", 1...10_000) ?? 1,
            parameters: reader.node("params").map(parameters) ?? Parameters(),
            prompts: reader.node("prompts", required: true).map(prompts) ?? [],
            tests: reader.node("tests", required: true).map { tests($0, common) }
                ?? .list([]),
            defaultAsserts: common.asserts,
            defaultThreshold: common.threshold,
            planted: reader.named("planted").map { Planted($0, in: mistakes) },
            location: node.location)
        reader.finish()
        checkDirect(suite, reader)
        if faults != nil, suite.paths != .causes, let written = reader.key("causes") {
            mistakes.add(
                "`causes:` says which causes are played, and `paths: \(suite.paths.rawValue)` that none is",
                at: written, hint: "leave out `paths:`")
        }
        return suite
    }

    /// `rate-limit`, `rate-limit-3-times`, or `{ cause: rate-limit, times: 3 }`.
    private func faults(_ items: [Node]) -> [Fault] {
        items.compactMap { item in
            var (named, times): (Node?, Int?) = (item, nil)
            if item.entries != nil {
                let reader = MappingReader(item, in: mistakes, what: "a cause")
                named = reader.node("cause", required: true)
                times = reader.int("times", 1...Fault.timesMax)
                reader.finish()
            }
            guard let named else { return nil }
            guard var fault = named.text.flatMap(Fault.named) else {
                mistakes.add(
                    "unknown cause \(named.shown)", at: named,
                    hint: named.text.flatMap { didYouMean($0, among: allCauses.map(\.name)) }
                        ?? "`pathproof list causes` shows all")
                return nil
            }
            if let times { fault.recurrence = .times(times) }
            if case .times(let times) = fault.recurrence, times > Fault.timesMax {
                mistakes.add(
                    "a cause strikes \(Fault.timesMax) times at most, found \(times)", at: named)
            }
            if fault.cause.isUnseen, fault.recurrence != .always {
                mistakes.add(
                    "'\(fault.name)': a leg that no call reaches cannot count them", at: named,
                    hint: fault.cause.name)
                return nil
            }
            return fault
        }
    }

    /// A leg that is asked directly is no path of a gateway.
    private func checkDirect(_ suite: Suite, _ reader: MappingReader) {
        guard suite.models != nil else { return }
        for key in ["through", "gateway", "key"] {
            guard let written = reader.key(key) else { continue }
            mistakes.add(
                "'models' calls legs directly, and '\(key)' a gateway", at: written,
                hint: "leave one of them out")
        }
        if suite.paths == .causes, let written = reader.node("paths") {
            mistakes.add(
                "'models' calls legs directly: there is no gateway to move on when one breaks",
                at: written, hint: "write `through:` to prove routes, or leave out `paths:`")
        }
    }

    private func name(_ node: Node, of what: String) -> Suite.Named? {
        guard let name = node.text else {
            mistakes.add(node.diagnostic("expected a \(what)'s name, found \(node.kindWord)"))
            return nil
        }
        return Suite.Named(name: name, node: node)
    }

    private func names(from node: Node, of key: String, a what: String) -> [Suite.Named] {
        var seen: Set<String> = []
        let items = node.items ?? [node]
        if items.isEmpty {
            mistakes.add(
                node.diagnostic(
                    "`\(key):` names no \(what)",
                    hint: key == "through" ? "leave it out to take all routes" : nil))
        }
        return items.compactMap { item in
            guard let name = item.text else {
                mistakes.add(item.diagnostic("expected a \(what)'s name, found \(item.kindWord)"))
                return nil
            }
            guard seen.insert(name).inserted else {
                mistakes.add(item.diagnostic("\(what) '\(name)' is named twice"))
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
            effort: reader.node("reasoning_effort").flatMap(effort),
            serviceTier: reader.string("service_tier"))
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
}
