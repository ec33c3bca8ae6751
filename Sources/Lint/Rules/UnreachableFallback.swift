import Documents
import GatewayMaps
import Vocabulary

extension LintRule {
    static let unreachableFallback = LintRule(
        "unreachable-fallback", .warning, "a fallback that the gateway never asks, whatever fails"
    ) { subject in
        guard let config = subject.litellmConfig, let document = subject.litellm?.document else {
            return subject.findings(.unreachableFallback)
        }
        return overruled(in: document) + cutOff(config, in: document)
            + config.fallbackLists.flatMap { name, list in
                list.entries.flatMap { unasked($0, of: name, in: config) }
            }
    }

    /// A list in both sections: only the router's is read.
    private static func overruled(in document: Node) -> [Diagnostic] {
        let lists = [
            "fallbacks", "default_fallbacks", "context_window_fallbacks",
            "content_policy_fallbacks",
        ]
        return (document["litellm_settings"]?.entries ?? []).compactMap { key, _ in
            guard let name = key.text, lists.contains(name),
                document["router_settings"]?[name] != nil
            else { return nil }
            return key.diagnostic(
                "`\(name)` stands in router_settings, too: this one is never read",
                hint: "keep one of them")
        }
    }

    private static func cutOff(_ config: LiteLLMConfig, in document: Node) -> [Diagnostic] {
        guard config.routing.fallbacksMax <= 0, !config.fallbackLists.isEmpty else { return [] }
        let node =
            document["router_settings"]?["max_fallbacks"]
            ?? document["litellm_settings"]?["max_fallbacks"]
        return node.map { [$0.diagnostic("with `max_fallbacks: 0` no fallback is ever asked")] }
            ?? []
    }

    private static func unasked(
        _ entry: FallbackList.Entry, of name: String, in config: LiteLLMConfig
    ) -> [Diagnostic] {
        if let group = config.group(named: entry.source),
            group.deployments.allSatisfy({ $0.isMock && $0.provider != nil })
        {
            return [
                Diagnostic(
                    "'\(entry.source)' has mocks only, which never fail: its `\(name)` are never "
                        + "asked", at: entry.location)
            ]
        }
        guard !entry.isText else { return [] }
        var seen: Set<String> = [entry.source]
        return entry.targets.filter { !seen.insert($0).inserted }.map { target in
            Diagnostic(
                target == entry.source
                    ? "'\(target)' is its own fallback in `\(name)`: LiteLLM passes it by"
                    : "'\(target)' stands twice in the `\(name)` of '\(entry.source)': "
                        + "it is asked once",
                at: entry.location, hint: "take it out")
        }
    }
}
