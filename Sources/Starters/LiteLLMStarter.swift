public import GatewayMaps
public import Vocabulary

/// A suite that goes through the user's LiteLLM, by every name of its configuration.
public enum LiteLLMStarter {
    /// Which LiteLLM it is.
    public enum Place: Sendable, Equatable {
        /// One that a run starts on a copy, before lanes: the configuration as the routes file finds it.
        case config(String)
        /// One that runs.
        case url(String)
    }

    private static let usualKey = "LITELLM_MASTER_KEY"
    private static let gateway = "litellm"

    /// - Parameters:
    ///   - file: as the user named it.
    ///   - path: the same, as a shell finds it from where the files are.
    /// - Throws: where no name can be asked for.
    public static func starter(
        from config: LiteLLMConfig, file: String, path: String, at place: Place
    ) throws(Diagnostics) -> Starter {
        var leftOut: [Diagnostic] = []
        let names = names(of: config, &leftOut)
        guard !names.isEmpty else {
            throw Diagnostics(
                leftOut + [Diagnostic("'\(file)' has no name that a chat request could ask for")])
        }
        var entries: [ConfigTree.Entry] = [.init("kind", .string("litellm"))]
        let next: [String]
        switch place {
        case .config(let own):
            entries.append(.init("config", .string(own)))
            next = ["pathproof run", "pathproof drill \(path)"]
        case .url(let url):
            entries.append(.init("url", .string(url)))
            if let key = key(of: config, &leftOut) {
                entries.append(.init("api_key", .string("${\(key)}")))
            }
            next = ["pathproof lint suites --connect", "pathproof run --live --allow-unpriced"]
        }
        let routes = YAMLText.text(
            .mapping([.init("gateways", .mapping([.init(gateway, .mapping(entries))]))]),
            head: [
                "Made by `pathproof init` from \(file).",
                "Suites beside this file, or in a folder under it, go through this gateway by `gateway: \(gateway)`.",
            ] + words(place))
        return Starter(
            files: [
                Starter.File("routes.yaml", routes),
                Starter.File("suites/litellm.yaml", suite(file, through: names, at: place)),
            ], leftOut: leftOut, next: next)
    }

    private static func words(_ place: Place) -> [String] {
        switch place {
        case .config:
            [
                "A run starts your LiteLLM on a copy of its configuration whose deployments are simulated: no key, nothing spent.",
                "It needs `pip install 'litellm[proxy]'`; --litellm-bin names another one.",
            ]
        case .url:
            ["It runs already: its legs cannot be broken from here, and what it asks is paid."]
        }
    }

    /// Groups and aliases that answer chats, in the order of the file.
    private static func names(
        of config: LiteLLMConfig, _ leftOut: inout [Diagnostic]
    ) -> [String] {
        var names: [String] = []
        for group in config.groups {
            func leave(_ reason: String, _ hint: String) {
                leftOut.append(
                    Diagnostic(
                        "'\(group.name)' is left out: \(reason)", at: group.location, hint: hint,
                        severity: .warning))
            }
            if group.isWildcard {
                leave("it stands for many names", "add those that you use to `through:`")
            } else if !group.deployments.contains(where: { $0.isChat && $0.provider != nil }) {
                leave("none of its deployments answers chats", "suites ask chats only")
            } else {
                names.append(group.name)
            }
        }
        for alias in config.aliases where names.contains(alias.group) && !names.contains(alias.name)
        { names.append(alias.name) }
        return names
    }

    /// The variable that holds the gateway's key; nil for a gateway that asks for none.
    private static func key(of config: LiteLLMConfig, _ leftOut: inout [Diagnostic]) -> String? {
        guard case .string(let written)? = config.tree["general_settings"]?["master_key"],
            !written.isEmpty
        else { return nil }
        if let name = LiteLLMReader.variable(in: written) { return name }
        leftOut.append(
            Diagnostic(
                "the master key of '\(config.file)' is written out there, and is not copied",
                hint: "put it into \(usualKey), or into a file for --env-file", severity: .warning))
        return usualKey
    }

    private static func suite(
        _ file: String, through names: [String], at place: Place
    ) -> String {
        var isOwn = false
        if case .config = place { isOwn = true }
        let schema = ConfigTree.mapping([
            .init("type", .string("object")), .init("required", .list([.string("capital")])),
        ])
        let check = ConfigTree.mapping([
            .init("type", .string("is-json")), .init("value", schema),
        ])
        var test: [ConfigTree.Entry] = [
            .init("vars", .mapping([.init("country", .string("France"))]))
        ]
        if isOwn { test.append(.init("simulate", .string("{\"capital\":\"Paris\"}"))) }
        test.append(
            .init(
                "assert",
                .list([
                    .mapping([
                        .init("type", .string("icontains")), .init("value", .string("paris")),
                    ])
                ])))
        var entries: [ConfigTree.Entry] = [
            .init("description", .string("every name of \(file) answers")),
            .init("gateway", .string(gateway)),
            .init("through", .list(names.map(ConfigTree.string))),
            .init("paths", .string(isOwn ? "legs" : "primary")),
        ]
        // Real answers are paid.
        if !isOwn {
            entries.append(.init("params", .mapping([.init("max_tokens", .number("200"))])))
        }
        let words = "Answer with one JSON object, no prose and no code fence."
        entries += [
            .init(
                "prompts",
                .list([
                    .mapping([
                        .init("id", .string("capital")), .init("system", .string(words)),
                        .init("user", .string("{{ country }}: its capital?")),
                    ])
                ])),
            .init("defaultTest", .mapping([.init("assert", .list([check]))])),
            .init("tests", .list([.mapping(test)])),
        ]
        return YAMLText.text(
            .mapping(entries),
            head: ["Made by `pathproof init` from \(file)."],
            comments: [
                "through": ["The names that applications ask for."],
                "paths": [
                    isOwn
                        ? "legs: each leg answers once. causes: each is broken in every way that `pathproof list causes` shows, too."
                        : "The legs behind a gateway that runs cannot be broken from here."
                ],
                "prompts": ["Your own prompts, and what must be true of their answers."],
            ])
    }
}
