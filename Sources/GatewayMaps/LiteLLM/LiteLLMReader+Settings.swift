import Documents
import Vocabulary

extension LiteLLMReader {
    mutating func readSections(router: Node?, litellm: Node?, general: Node?) {
        for (section, place) in zip([router, litellm, general], Self.sections) {
            guard let section, !section.isNull else { continue }
            guard let entries = section.entries else {
                mistakes.add("`\(place.name)` is a mapping, found \(section.kindWord)", at: section)
                continue
            }
            for (key, value) in entries {
                note(key, value, in: place.name, place.keys)
                check(key, in: place)
            }
        }
        checkMocks(litellm)
        readRouting(router, litellm)
    }

    private mutating func readRouting(_ router: Node?, _ litellm: Node?) {
        // The router's word counts more, where both may speak.
        let either = { (key: String) in router?[key] ?? litellm?[key] }
        routing.general = list(either("fallbacks"), "fallbacks")
        routing.context = list(either("context_window_fallbacks"), "context_window_fallbacks")
        routing.policy = list(either("content_policy_fallbacks"), "content_policy_fallbacks")
        if let defaults = either("default_fallbacks"), !defaults.isNull {
            let entry = FallbackList.Entry(
                source: "*", targets: targets(of: defaults, of: "default_fallbacks"),
                isText: defaults.asString != nil, location: defaults.location)
            routing.general = FallbackList((routing.general?.entries ?? []) + [entry])
        }
        routing.fallbacksMax = whole(either("max_fallbacks")) ?? 5
        routing.retries = whole(either("num_retries")) ?? 2
        routing.retryPolicy = router?["retry_policy"].flatMap(policy)
        for (key, value) in router?["model_group_retry_policy"]?.entries ?? [] {
            guard let name = key.text, let policy = policy(value) else { continue }
            routing.groupRetryPolicies[name] = policy
        }
        routing.requestTimeout = seconds(litellm?["request_timeout"])
        routing.timeout = seconds(router?["timeout"])
        routing.streamTimeout = seconds(router?["stream_timeout"])
        routing.cooldownTime = seconds(router?["cooldown_time"]) ?? .seconds(5)
        routing.disablesCooldowns = flag(router?["disable_cooldowns"]) ?? false
        routing.allowedFails = whole(router?["allowed_fails"])
        routing.triesOthersFirst = flag(router?["enable_weighted_failover"]) ?? false
        routing.filtersByTag = flag(router?["enable_tag_filtering"]) ?? false
        routing.matchesAnyTag = flag(router?["tag_filtering_match_any"]) ?? true
        routing.tagPrefix = router?["tag_routing_prefix"]?.plainText ?? ""
        routing.tellsOfFallbacks = flag(litellm?["expose_router_debug_in_errors"]) ?? true
        routing.strategy = strategy(router?["routing_strategy"]) ?? "simple-shuffle"
        routing.dropsParameters = flag(litellm?["drop_params"]) ?? false
        checkTimeouts(router, litellm)
    }

    /// LiteLLM asks for the next best time-out where one is 0.
    func checkNoTime(_ section: Node?, _ keys: [String]) {
        for key in keys {
            guard let node = section?[key], node.asDouble == 0 else { continue }
            warn(
                .withoutEffect, "`\(key): 0` counts as not set: it is no time-out at all", at: node,
                hint: "write a number of seconds, or leave it out")
        }
    }

    /// LiteLLM examines it before it starts, and takes none that it does not know.
    private func strategy(_ node: Node?) -> String? {
        guard let node, !node.isNull else { return nil }
        let name = resolved(node)
        if let name, LiteLLMKeys.strategies.contains(name) { return name }
        // A reference to a variable that is not set is nothing to LiteLLM.
        if name == nil, node.asString != nil { return nil }
        mistakes.add(
            "LiteLLM knows no routing strategy \(node.shown): it does not start with it", at: node,
            hint: name.flatMap { didYouMean($0, among: LiteLLMKeys.strategies) }
                ?? "strategies: \(LiteLLMKeys.strategies.joined(separator: ", "))")
        return nil
    }

    // MARK: Fallbacks

    /// A list of mappings with one key each; LiteLLM starts with nothing else.
    private mutating func list(_ node: Node?, _ name: String) -> FallbackList? {
        guard let node, !node.isNull else { return nil }
        guard let items = node.items else {
            mistakes.add(
                "`\(name)` is a list of mappings, found \(node.kindWord): "
                    + "LiteLLM does not start with it",
                at: node, hint: "\(name): [{ chat: [chat-backup] }]")
            return nil
        }
        var entries: [FallbackList.Entry] = []
        for item in items {
            guard let pairs = item.entries, pairs.count == 1, let pair = pairs.first,
                let source = pair.key.text
            else {
                mistakes.add(
                    "each item of `\(name)` is a mapping with one key: "
                        + "LiteLLM does not start with this",
                    at: item, hint: "- { chat: [chat-backup] }")
                continue
            }
            if entries.contains(where: { $0.source == source }) {
                warn(
                    .withoutEffect, "'\(source)' stands in `\(name)` twice: only the first counts",
                    at: pair.key)
            }
            entries.append(
                FallbackList.Entry(
                    source: source, targets: targets(of: pair.value, of: "\(name) of '\(source)'"),
                    isText: pair.value.asString != nil, location: pair.key.location))
        }
        // An empty list is none to LiteLLM.
        return entries.isEmpty ? nil : FallbackList(entries)
    }

    private mutating func targets(of node: Node, of what: String) -> [String] {
        if let text = node.asString {
            warn(
                .textForList,
                "the \(what) is text in place of a list: LiteLLM walks over its letters", at: node,
                hint: "write [\(text)]")
            return text.map { String($0) }
        }
        return (node.items ?? []).compactMap { item in
            if let name = item.plainText { return name }
            if let name = item["model"]?.plainText {
                add(
                    what, .approximate,
                    "the target '\(name)' has parameters of its own, which are not predicted",
                    at: item)
                return name
            }
            mistakes.add("expected a group's name, found \(item.kindWord)", at: item)
            return nil
        }
    }

    /// LiteLLM says nothing at start of names that are nobody's.
    func checkFallbacks() {
        let names = groups.map(\.name)
        let asked = names + aliases.map(\.name)
        let ids = groups.flatMap(\.deployments).compactMap(\.declaredID)
        for (list, name) in [
            (routing.general, "fallbacks"), (routing.context, "context_window_fallbacks"),
            (routing.policy, "content_policy_fallbacks"),
        ] {
            for entry in list?.entries ?? [] {
                check(entry, name, known: asked, targets: asked + ids)
            }
        }
        for (list, name, what) in [
            (routing.context, "context_window_fallbacks", "overflow"),
            (routing.policy, "content_policy_fallbacks", "refused prompt"),
        ] {
            guard let list, list.catchAll == nil else { continue }
            for group in groups where list.targets(of: group.name) == nil {
                guard routing.general?.targets(of: group.name) ?? routing.general?.catchAll != nil
                else { continue }
                warn(
                    .lostFallback,
                    "`\(name)` has no entry for '\(group.name)': a recognised \(what) is "
                        + "returned at once, and its general fallbacks are not asked",
                    at: group.location, hint: "add { \(group.name): […] } to `\(name)`")
            }
        }
    }

    private func check(
        _ entry: FallbackList.Entry, _ list: String, known: [String], targets: [String]
    ) {
        if entry.source != "*", !known.contains(entry.source),
            !known.contains(where: { $0.hasSuffix("/\(entry.source)") }),
            !groups.contains(where: { $0.isWildcard && $0.fits(entry.source) })
        {
            warn(
                .unknownName,
                "`\(list)` has an entry for '\(entry.source)', which is no group: "
                    + "nothing falls back by it",
                at: entry.location, hint: didYouMean(entry.source, among: known))
        }
        guard !entry.isText else { return }
        for target in entry.targets
        where !targets.contains(target)
            && !groups.contains(where: { $0.isWildcard && $0.fits(target) })
        {
            warn(
                .unknownName,
                "the fallback '\(target)' of '\(entry.source)' is no group: asking it fails",
                at: entry.location, hint: didYouMean(target, among: targets))
        }
    }

    mutating func readAliases(_ node: Node?) {
        guard let node, !node.isNull else { return }
        guard let entries = node.entries else {
            mistakes.add("`model_group_alias` is a mapping, found \(node.kindWord)", at: node)
            return
        }
        for (key, value) in entries {
            guard let name = key.text, let group = value.plainText ?? value["model"]?.plainText
            else {
                mistakes.add("expected a group's name, found \(value.kindWord)", at: value)
                continue
            }
            aliases.append(LiteLLMConfig.Alias(name: name, group: group, location: key.location))
            guard groups.contains(where: { $0.name == group }) else {
                warn(
                    .unknownName, "the alias '\(name)' stands for '\(group)', which is no group",
                    at: value,
                    hint: didYouMean(group, among: groups.map(\.name)))
                continue
            }
            if routing.general?.targets(of: name) == nil,
                routing.general?.targets(of: group) != nil
            {
                warn(
                    .lostFallback,
                    "the alias '\(name)' does not inherit the fallbacks of '\(group)'", at: key,
                    hint: "add { \(name): […] } to `fallbacks`")
            }
        }
    }

    // MARK: Retries and time

    private func policy(_ node: Node) -> LiteLLMConfig.RetryPolicy? {
        guard let entries = node.entries else {
            mistakes.add("a retry policy is a mapping, found \(node.kindWord)", at: node)
            return nil
        }
        var policy: LiteLLMConfig.RetryPolicy = [:]
        for (key, value) in entries {
            guard let name = key.text, let kind = LiteLLMError.Class.retried[name] else {
                warn(
                    .withoutEffect, "unknown class '\(key.text ?? "")' in a retry policy", at: key,
                    hint: key.text.flatMap {
                        didYouMean($0, among: LiteLLMError.Class.retried.keys.sorted())
                    })
                continue
            }
            if let times = whole(value) { policy[kind] = times }
        }
        return policy
    }

    private func checkTimeouts(_ router: Node?, _ litellm: Node?) {
        checkNoTime(router, ["timeout", "stream_timeout"])
        checkNoTime(litellm, ["request_timeout"])
        if routing.requestTimeout != nil, let node = router?["timeout"], !node.isNull {
            warn(
                .withoutEffect,
                "litellm_settings.request_timeout counts more: this time-out has no effect",
                at: node)
        }
        guard routing.requestTimeout == nil else { return }
        for deployment in groups.flatMap(\.deployments)
        where deployment.provider?.hasUntimedStreams == true {
            warn(
                .untimedStream,
                "streams of '\(deployment.model)' know no time-out: "
                    + "a provider that stands still is waited for 6000 s",
                at: deployment.location, hint: "add litellm_settings.request_timeout")
        }
    }
}
