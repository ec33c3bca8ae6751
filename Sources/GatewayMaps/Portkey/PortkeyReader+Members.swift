import Documents
import Vocabulary

// What each member of a target says, and whether anything comes of it.
extension PortkeyReader {
    /// Notes a member as a construct, and tells of it where it means nothing here.
    func take(
        _ name: String, _ key: Node, _ value: Node, _ path: String, _ members: Members,
        _ mode: Mode?
    ) {
        let place = "\(path).\(name)"
        let isGroup = members["strategy"] != nil || members["targets"] != nil
        switch name {
        case "strategy", "targets", "name", "override_params", "custom_host", "request_timeout":
            findings.note(place, .exact, "", at: key)
        case "provider", "api_key", "virtual_key":
            // Of a leg the reader says how exact its provider is.
            guard isGroup else { return }
            findings.tell(
                .withoutEffect, "targets do not inherit '\(name)' from the strategy above them",
                at: key, hint: "write it at each target")
        case "retry":
            findings.note(place, .exact, "of each leg below, for itself", at: key)
            checkRetry(value, path)
        case "weight":
            findings.note(
                place, .exact, "told as a set: which one is asked is a throw of dice", at: key)
            if mode != .loadbalance {
                findings.tell(
                    .withoutEffect, "'weight' counts in a target of `loadbalance` only", at: key)
            }
        case "on_status_codes":
            findings.tell(
                .withoutEffect, "'on_status_codes' of a target is never looked at", at: key,
                hint: "write it in `strategy` for fallbacks, in `retry` for retries")
        case "cache":
            findings.note(place, .unsupported, "left out of a drill: it hides faults", at: key)
            checkCache(value)
        case "input_guardrails", "output_guardrails", "before_request_hooks",
            "after_request_hooks", "input_mutators", "output_mutators":
            findings.note(place, .unsupported, "left out of a drill", at: key)
        case "default_input_guardrails", "default_output_guardrails", "id", "cb_config":
            findings.note(place, .unsupported, "of the hosted product", at: key)
        case "forward_headers", "strict_open_ai_compliance", "metadata":
            findings.note(place, .approximate, "kept, and not predicted", at: key)
        case "options", "mode":
            findings.tell(
                .refusedConfig, "'\(name)' is of configurations that Portkey no longer takes",
                at: key, hint: "write `strategy` with `mode`, and `targets`")
        case _ where Self.ofProviders.contains(where: name.hasPrefix):
            findings.note(
                place, .approximate, "where the provider is: a drill puts a lane there", at: key)
        default:
            findings.note(place, .manual, "not known here: kept as it is", at: key)
            findings.tell(
                .unknownKey, "unknown member '\(key.text ?? name)': Portkey passes it by", at: key,
                hint: didYouMean(name, among: Self.names))
        }
    }

    /// Of single providers: where they are, and who asks.
    private static let ofProviders = [
        "azure_", "aws_", "amzn_", "vertex_", "openai_", "anthropic_", "huggingface_",
        "workers_ai_", "stability_", "fireworks_", "snowflake_", "oracle_", "mistral_",
        "resource_name", "deployment_id", "api_version", "ad_auth", "filename",
    ]

    private static let names = [
        "strategy", "targets", "name", "provider", "api_key", "virtual_key", "weight", "retry",
        "cache", "request_timeout", "custom_host", "forward_headers", "override_params",
        "strict_open_ai_compliance", "input_guardrails", "output_guardrails",
        "before_request_hooks", "after_request_hooks", "input_mutators", "output_mutators",
    ]

    // MARK: Who is asked

    func check(_ provider: String, at node: Node, _ members: Members, _ path: String) {
        guard !provider.hasPrefix("@") else { return }
        guard PortkeyService.names.contains(provider) else {
            findings.tell(
                .refusedConfig, "Portkey knows no provider '\(provider)'", at: node,
                hint: didYouMean(provider, among: PortkeyService.names)
                    ?? "an integration of the account is written '@\(provider)'")
            return
        }
        let excused = [
            "virtual_key", "cache", "retry", "request_timeout", "before_request_hooks",
            "after_request_hooks", "input_guardrails", "output_guardrails",
        ]
        guard members["api_key"] == nil, !PortkeyService.keyless.contains(provider),
            path != PortkeyConfig.routeName, !excused.contains(where: { members[$0] != nil }),
            members["azure_auth_mode"] == nil
        else { return }
        findings.tell(
            .refusedConfig, "\(path) has no 'api_key': Portkey refuses the configuration",
            at: node, hint: "a provider whose key the account keeps is written '@slug'")
    }

    func checkHost(_ host: String, at node: Node) {
        guard host.hasPrefix("http://") || host.hasPrefix("https://"), !host.contains("@") else {
            findings.tell(
                .refusedConfig, "'\(host)' is no place that Portkey calls", at: node,
                hint: "https://host/v1")
            return
        }
        let parts = host.split(separator: "/", omittingEmptySubsequences: true)
        let name = parts.dropFirst().first?.split(separator: ":").first.map(String.init) ?? ""
        let inner = [".local", ".internal", ".lan", ".corp", ".home", ".test"]
        guard
            inner.contains(where: name.hasSuffix) || name.hasPrefix("10.")
                || name.hasPrefix("192.168.")
        else { return }
        findings.tell(
            .refusedConfig, "Portkey calls no host inside a network: '\(name)'", at: node,
            hint: "list it in TRUSTED_CUSTOM_HOSTS where the gateway runs")
    }

    func weight(_ members: Members, in mode: Mode?) -> Double {
        guard let node = members["weight"] else { return 1 }
        guard let weight = node.asDouble else {
            findings.tell(
                .refusedConfig, "expected a number for 'weight', found \(node.shown)", at: node)
            return 1
        }
        if weight < 0 {
            findings.tell(
                .zeroWeight, "a weight below 0 takes its share from the targets behind it", at: node
            )
        }
        return weight
    }

    private func checkCache(_ node: Node) {
        let known = ["simple", "semantic"]
        guard let mode = node["mode"]?.asString else {
            findings.tell(
                .refusedConfig, "expected an object with 'mode' for 'cache', found \(node.shown)",
                at: node, hint: #"{ "mode": "simple" }"#)
            return
        }
        guard !known.contains(mode), let place = node["mode"] else { return }
        findings.tell(
            .refusedConfig, "unknown cache mode '\(mode)'", at: place,
            hint: didYouMean(mode, among: known) ?? "simple or semantic")
    }

    // MARK: Retries and time

    func isRetry(_ node: Node) -> Bool { node.entries != nil }

    private func checkRetry(_ node: Node, _ path: String) {
        guard node.entries != nil else {
            findings.tell(
                .refusedConfig, "expected an object for 'retry', found \(node.shown)", at: node,
                hint: #"{ "attempts": 2 }"#)
            return
        }
        let members = Members(node)
        let known = ["attempts", "on_status_codes", "use_retry_after_header"]
        for (name, key, _) in members.entries where !known.contains(name) {
            findings.tell(
                .unknownKey, "unknown member '\(key.text ?? name)' of `retry`: it has no effect",
                at: key, hint: didYouMean(name, among: known))
        }
        guard let attempts = members["attempts"]?.asDouble else {
            findings.tell(
                .refusedConfig, "`retry` needs 'attempts', a number",
                at: members["attempts"] ?? node)
            return
        }
        let codes = statuses(members, of: "retry")
        if attempts <= 0 {
            findings.tell(
                .withoutEffect, "with \(Int(attempts)) attempts nothing is retried",
                at: members["attempts"] ?? node)
        }
        if attempts > 5, let place = members["attempts"] {
            findings.note(
                "\(path).retry.attempts", .approximate,
                "the hosted product stops after 5; the open-source gateway goes on", at: place)
        }
        if codes == [], let key = members.key("on_status_codes") {
            findings.tell(
                .withoutEffect,
                "with an empty list no status is retried, only a connection that breaks", at: key,
                hint: "leave it out for 429, 500, 502, 503 and 504")
        }
        if members["use_retry_after_header"]?.asBool == true,
            let key = members.key("use_retry_after_header")
        {
            findings.note(
                "\(path).retry.use_retry_after_header", .approximate,
                "the last 429 is handed on by a gateway built from its sources, and a 500 of its own "
                    + "where its retry library lacks their change", at: key)
        }
        if members["use_retry_after_header"]?.asBool == true, let codes, !codes.contains(429),
            let key = members.key("use_retry_after_header")
        {
            findings.tell(
                .withoutEffect, "the header is followed after a 429 only, which is not retried",
                at: key, hint: "add 429 to `retry.on_status_codes`")
        }
    }

    func isTimeout(_ node: Node) -> Bool {
        guard let time = node.asDouble else {
            findings.tell(
                .refusedConfig,
                "expected milliseconds for 'request_timeout', found \(node.shown)", at: node,
                hint: "30000")
            return false
        }
        if time <= 0 {
            findings.tell(.withoutEffect, "a time-out of \(node.shown) is none", at: node)
        } else if time <= Self.secondsMax {
            findings.tell(
                .wrongUnit,
                "'request_timeout' counts milliseconds: no model answers within \(node.shown)",
                at: node, hint: "\(Int(time * 1000)) for \(node.text ?? "") s")
        }
        return time > 0
    }

    /// Nobody waits longer than ten minutes, and no model answers within as many milliseconds.
    private static let secondsMax = 600.0

    /// The list of statuses of a strategy or of retries; nil where there is none.
    func statuses(_ members: Members, of what: String) -> [Int]? {
        guard let node = members["on_status_codes"] else { return nil }
        guard let items = node.items else {
            findings.tell(
                .refusedConfig,
                "expected a list of numbers for 'on_status_codes', "
                    + "found \(node.shown)", at: node, hint: "[429, 500, 503]")
            return nil
        }
        return items.compactMap { item in
            guard let status = item.asInt else {
                findings.tell(
                    .refusedConfig, "expected a status, found \(item.shown)", at: item,
                    hint: item.asString.flatMap { Int($0) }.map { "write \($0) without quotes" })
                return nil
            }
            // 246: an answer whose guards have failed.
            if (200..<300).contains(status), status != 246 {
                findings.tell(
                    .wrongStatus,
                    what == "retry"
                        ? "\(status) is a success: it would be asked for again, and paid for again"
                        : "\(status) is a success: it would be thrown away and the next target asked",
                    at: item)
            } else if !(100..<600).contains(status) {
                findings.tell(.wrongStatus, "\(status) is no status of HTTP", at: item)
            }
            return status
        }
    }
}
