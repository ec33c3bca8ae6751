public import GatewayMaps
public import Vocabulary

/// A suite that asks a LiteLLM, which runs, by every name of its configuration.
public enum LiteLLMStarter {
    /// Where LiteLLM listens if nobody says otherwise.
    public static let usualURL = "http://127.0.0.1:4000/v1"
    private static let usualKey = "LITELLM_MASTER_KEY"
    private static let gateway = "litellm"

    /// - Parameters:
    ///   - file: as the user named it.
    ///   - path: the same, as a shell finds it from where the files are.
    ///   - url: where the gateway runs.
    /// - Throws: where no name can be asked for.
    public static func starter(
        from config: LiteLLMConfig, file: String, path: String, url: String = usualURL
    ) throws(Diagnostics) -> Starter {
        var leftOut: [Diagnostic] = []
        let names = names(of: config, &leftOut)
        guard !names.isEmpty else {
            throw Diagnostics(
                leftOut + [Diagnostic("'\(file)' has no name that a chat request could ask for")])
        }
        let key = key(of: config, &leftOut)
        return Starter(
            files: [
                Starter.File("routes.yaml", routes(file, url: url, key: key)),
                Starter.File("suites/litellm.yaml", suite(file, through: names)),
            ], leftOut: leftOut,
            next: [
                "pathproof drill \(path)", "pathproof lint suites --connect",
                "pathproof run --live --allow-unpriced",
            ])
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

    private static func routes(_ file: String, url: String, key: String?) -> String {
        var entries: [ConfigTree.Entry] = [
            .init("kind", .string("litellm")), .init("url", .string(url)),
        ]
        if let key { entries.append(.init("api_key", .string("${\(key)}"))) }
        return YAMLText.text(
            .mapping([.init("gateways", .mapping([.init(gateway, .mapping(entries))]))]),
            head: [
                "Made by `pathproof init` from \(file).",
                "Suites beside this file, or in a folder under it, go through this gateway by `gateway: \(gateway)`.",
                "`pathproof drill \(file)` proves its retries and fallbacks without a key: it starts a LiteLLM of its own.",
            ])
    }

    private static func suite(_ file: String, through names: [String]) -> String {
        YAMLText.text(
            .mapping([
                .init("description", .string("every name of \(file) answers")),
                .init("gateway", .string(gateway)),
                .init("through", .list(names.map(ConfigTree.string))),
                .init("paths", .string("primary")),
                .init("params", .mapping([.init("max_tokens", .number("200"))])),
                .init(
                    "prompts",
                    .list([
                        .string(
                            "Which city is the capital of {{ country }}? Answer with its name only."
                        )
                    ])),
                .init(
                    "tests",
                    .list([
                        .mapping([
                            .init("vars", .mapping([.init("country", .string("France"))])),
                            .init(
                                "assert",
                                .list([
                                    .mapping([
                                        .init("type", .string("icontains")),
                                        .init("value", .string("Paris")),
                                    ])
                                ])),
                        ])
                    ])),
            ]),
            head: [
                "Made by `pathproof init` from \(file).",
                "`pathproof run --live --allow-unpriced` sends it; `--plan` shows what it would send.",
            ],
            comments: [
                "through": ["The names that applications ask for."],
                "paths": [
                    "The legs behind a gateway that runs cannot be broken from here: `pathproof drill \(file)` does that."
                ],
                "prompts": ["Your own prompts, and what must be true of their answers."],
            ])
    }
}
