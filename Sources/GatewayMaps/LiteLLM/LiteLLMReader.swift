public import Documents
public import Vocabulary

/// Reads a LiteLLM `config.yaml` whole, with what it includes.
///
/// LiteLLM takes almost anything without a word. So what it would not start with is a mistake here, what
/// it takes and does otherwise than it looks is a warning, and both have their line.
public struct LiteLLMReader {
    let mistakes = Mistakes()
    let environment: (String) -> String?
    var constructs: [Construct] = []
    var groups: [LiteLLMConfig.Group] = []
    var aliases: [LiteLLMConfig.Alias] = []
    var routing = LiteLLMConfig.Routing()

    /// - Parameters:
    ///   - load: reads a file that is included.
    ///   - environment: what `os.environ/NAME` stands for.
    public static func read(
        _ node: Node, load: (String, Node) throws(Diagnostics) -> Node,
        environment: @escaping (String) -> String?
    ) throws(Diagnostics) -> LiteLLMConfig {
        try examine(node, load: load, environment: environment).sound()
    }

    /// Whether a file is one of LiteLLM's: what its routes are made of may stand in another that it includes.
    public static func isConfig(_ node: Node) -> Bool {
        ["model_list", "litellm_settings", "router_settings"].contains { node[$0] != nil }
    }

    /// The same of a file with errors, too: what could be read of it, and all that is wrong.
    public static func examine(
        _ node: Node, load: (String, Node) throws(Diagnostics) -> Node,
        environment: @escaping (String) -> String?
    ) throws(Diagnostics) -> LiteLLMExamination {
        let whole = try LiteLLMIncludes.resolved(node, load: load)
        var reader = LiteLLMReader(environment: environment)
        let config = try reader.config(of: whole)
        return LiteLLMExamination(
            config: config, document: whole, mistakes: reader.mistakes.sorted.items)
    }

    private init(environment: @escaping (String) -> String?) { self.environment = environment }

    private mutating func config(of node: Node) throws(Diagnostics) -> LiteLLMConfig {
        guard let entries = node.entries else {
            throw Diagnostics([
                node.diagnostic(
                    "a LiteLLM configuration is a mapping, found \(node.kindWord)",
                    hint: "model_list: [{ model_name: chat, litellm_params: { model: … } }]")
            ])
        }
        for (key, value) in entries {
            note(key, value, in: "", LiteLLMKeys.top)
            checkSection(key)
        }
        readDeployments(node["model_list"], in: node)
        let router = node["router_settings"]
        let litellm = node["litellm_settings"]
        readSections(router: router, litellm: litellm, general: node["general_settings"])
        readAliases(router?["model_group_alias"])
        checkFallbacks()
        checkIDs()
        checkSecrets(node)
        return LiteLLMConfig(
            file: node.location.file, groups: groups, aliases: aliases, routing: routing,
            constructs: constructs, warnings: mistakes.sorted.items, tree: ConfigTree(node))
    }

    /// Takes a key down as a construct, by what is known of it.
    mutating func note(_ key: Node, _ value: Node, in path: String, _ known: [LiteLLMKey]) {
        let name = key.text ?? ""
        let place = path.isEmpty ? name : "\(path).\(name)"
        if let rule = known.first(where: { $0.name == name }) {
            add(place, rule.exactness, rule.note, at: key)
        } else if LiteLLMRates.isPrice(name) {
            let isCounted =
                LiteLLMRates.tokens.contains { $0.name == (LiteLLMRates.tier(name)?.name ?? name) }
            add(
                place, isCounted ? .exact : .approximate,
                isCounted ? "a price" : "a price that stands in no sum here", at: key)
        } else {
            let isLeftOut =
                path.isEmpty || path == "general_settings"
                || path == "litellm_settings" && LiteLLMRewriter.removesSetting(name)
            add(
                place, isLeftOut ? .unsupported : .manual,
                isLeftOut
                    ? "not known here: left out of a drill"
                    : "not known here: kept as it is, and not predicted", at: key)
        }
    }

    mutating func add(
        _ path: String, _ exactness: Construct.Exactness, _ note: String, at node: Node
    ) {
        constructs.append(Construct(path, exactness, note, at: node.location))
    }

    /// LiteLLM takes it, and it does not do what it looks like.
    func warn(
        _ code: LiteLLMExamination.Code, _ message: String, at node: Node, hint: String? = nil,
        severity: Diagnostic.Severity = .warning
    ) {
        var warning = node.diagnostic(message, hint: hint, severity: severity)
        warning.code = code.rawValue
        mistakes.add(warning)
    }

    func warn(
        _ code: LiteLLMExamination.Code, _ message: String, at location: SourceLocation,
        hint: String? = nil
    ) {
        mistakes.add(
            Diagnostic(
                message, at: location, hint: hint, severity: .warning, code: code.rawValue))
    }
}

// MARK: Values

extension LiteLLMReader {
    /// What stands for a value: itself, or what the environment has under the name that it refers to.
    func resolved(_ node: Node) -> String? {
        guard let text = node.asString, let name = Self.variable(in: text) else {
            return node.plainText
        }
        return environment(name)
    }

    public static func variable(in text: String) -> String? {
        let prefix = "os.environ/"
        return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }

    /// YAML 1.1's words for it are LiteLLM's, too.
    func flag(_ node: Node?) -> Bool? {
        guard let node else { return nil }
        if let flag = node.asBool { return flag }
        switch resolved(node)?.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default:
            mistakes.add("expected true or false, found \(node.shown)", at: node)
            return nil
        }
    }

    func number(_ node: Node?) -> Double? {
        guard let node, !node.isNull else { return nil }
        if let number = node.asDouble ?? resolved(node).flatMap(Double.init) { return number }
        // A reference to a variable that is not set is nothing to LiteLLM.
        if let text = node.asString, Self.variable(in: text) != nil { return nil }
        mistakes.add("expected a number, found \(node.shown)", at: node)
        return nil
    }

    func whole(_ node: Node?) -> Int? {
        number(node).flatMap { Int(exactly: $0.rounded(.towardZero)) }
    }

    /// LiteLLM counts in seconds.
    func seconds(_ node: Node?) -> Duration? {
        guard let number = number(node), number.isFinite, number >= 0, number < 1e9 else {
            return nil
        }
        return .nanoseconds(Int64(number * 1e9))
    }
}
