import Documents
public import GatewayMaps
public import Transports
public import Vocabulary

/// Holds what was read from a configuration against what the running LiteLLM has understood of it.
public enum LiteLLMCheck {
    /// Warnings, one for each difference; the predictions rest on what was read.
    public static func differences(
        between config: LiteLLMConfig, legs: [String: LegID], and process: GatewayProcess,
        key: Secret, over transport: Transport
    ) async -> [Diagnostic] {
        var found: [Diagnostic] = []
        func facts(_ path: String) async -> Node? {
            guard let text = await process.answer(at: path, key: key, over: transport) else {
                return nil
            }
            return try? Document.read(SourceText(file: "litellm\(path).json", text: text))
        }
        if let told = await facts("/v1/model/info") {
            found += deployments(config, legs, told)
        } else {
            found.append(unsaid("/v1/model/info"))
        }
        if let told = await facts("/get/config/callbacks"), let settings = told["router_settings"] {
            found += routing(config, settings)
        } else {
            found.append(unsaid("/get/config/callbacks"))
        }
        return found
    }

    private static func unsaid(_ path: String) -> Diagnostic {
        Diagnostic(
            "LiteLLM does not answer \(path), so what was read cannot be held against it",
            severity: .warning)
    }

    static func deployments(
        _ config: LiteLLMConfig, _ legs: [String: LegID], _ told: Node
    ) -> [Diagnostic] {
        // A deployment stands once under each name that leads to it: aliases, and all that a wildcard fits.
        var standing: [String: Set<String>] = [:]
        for item in told["data"]?.items ?? [] {
            guard let id = item["model_info"]?["id"]?.plainText else { continue }
            standing[id, default: []].insert(item["model_name"]?.plainText ?? "")
        }
        var found: [Diagnostic] = []
        for (id, leg) in legs.sorted(by: { $0.value < $1.value }) {
            guard let deployment = config.deployment(at: leg) else { continue }
            let names = standing.removeValue(forKey: id)
            if let names, !names.contains(where: { config.group(askedAs: $0)?.name == leg.route }) {
                let list = names.sorted().map { "'\($0)'" }.joined(separator: ", ")
                found.append(
                    difference("it has \(leg) under the name \(list)", at: deployment.location))
            } else if names == nil, deployment.provider != nil {
                found.append(
                    difference(
                        "it has dropped \(leg) ('\(deployment.model)')", at: deployment.location))
            } else if names != nil, deployment.provider == nil {
                found.append(
                    difference(
                        "it knows the provider of \(leg) ('\(deployment.model)')",
                        at: deployment.location))
            }
        }
        for (id, names) in standing.sorted(by: { $0.key < $1.key }) {
            let name = names.sorted().first ?? ""
            found.append(difference("it has a deployment '\(id)' of '\(name)'", at: nil))
        }
        return found
    }

    static func routing(_ config: LiteLLMConfig, _ told: Node) -> [Diagnostic] {
        var found: [Diagnostic] = []
        let routing = config.routing
        for (key, list) in [
            ("fallbacks", routing.general), ("context_window_fallbacks", routing.context),
            ("content_policy_fallbacks", routing.policy),
        ] {
            // Not every version tells of all three.
            guard let told = told[key] else { continue }
            let read = list.map { words($0.entries.map { ($0.source, $0.targets) }) } ?? ""
            let own = words((told.items ?? []).flatMap(pairs))
            if read != own {
                found.append(
                    difference("its \(key) are [\(own)], read were [\(read)]", at: nil))
            }
        }
        if let retries = told["num_retries"]?.asInt, retries != routing.retries {
            found.append(
                difference("its num_retries is \(retries), read was \(routing.retries)", at: nil))
        }
        return found
    }

    private static func pairs(of item: Node) -> [(String, [String])] {
        (item.entries ?? []).map { entry in
            let targets = entry.value.items ?? [entry.value]
            return (
                entry.key.text ?? "",
                targets.compactMap { $0.plainText ?? $0["model"]?.plainText }
            )
        }
    }

    private static func words(_ entries: [(String, [String])]) -> String {
        entries.map { "\($0.0): \($0.1.joined(separator: ", "))" }.joined(separator: "; ")
    }

    private static func difference(_ what: String, at location: SourceLocation?) -> Diagnostic {
        Diagnostic(
            "LiteLLM understands the configuration otherwise: \(what)", at: location,
            severity: .warning)
    }
}
