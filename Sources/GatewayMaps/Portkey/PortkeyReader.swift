public import Documents
public import Vocabulary

/// Reads a Portkey configuration: the JSON that goes into `x-portkey-config`, or stands in the account.
///
/// The gateway ignores what it does not know, and says nothing of a fallback that is never reached: so all of
/// it is told here, with its place. What it refuses is an error.
public struct PortkeyReader {
    let findings = GatewayFindings()
    var places: [LegID: Node] = [:]
    var legCount = 0

    public static func read(_ node: Node) throws(Diagnostics) -> PortkeyConfig {
        let config = examine(node)
        try config.examination.checkSound()
        return config
    }

    /// Whether a file is one of Portkey's, by what stands at its top.
    public static func isConfig(_ node: Node) -> Bool {
        guard node.entries != nil, node["messages"] == nil else { return false }
        let members = Members(node)
        if members["targets"]?.items != nil { return true }
        if members["strategy"]?.entries != nil { return true }
        return members["virtual_key"] != nil
            || members["provider"]?.asString != nil
                && ["api_key", "retry", "cache", "request_timeout", "override_params"]
                    .contains { members[$0] != nil }
    }

    /// The same of a file with errors, too: what could be read of it, and all that is wrong.
    public static func examine(_ node: Node) -> PortkeyConfig {
        var reader = PortkeyReader()
        let root = reader.target(
            node, path: PortkeyConfig.routeName, inherited: Inherited(), in: nil)
        let routes = PortkeyRoutes(root).routes
        reader.checkChains(root, node)
        let map = reader.map(of: root, routes, node)
        return PortkeyConfig(
            root: root, routes: routes, tree: ConfigTree(node),
            examination: GatewayExamination(
                kind: .portkey, document: node, map: map,
                constructs: reader.findings.constructs, mistakes: reader.findings.sorted,
                places: reader.places))
    }

    /// What targets have from the strategies that they stand in.
    struct Inherited {
        var retry: Node?
        var timeout: Node?
        var customHost: String?
        var overrides: [String: Node] = [:]
        var hasGuards = false
    }

    /// Which strategy a target stands in: some members mean something in one of them only.
    enum Mode: String, CaseIterable { case single, fallback, loadbalance, conditional }

    // MARK: One target

    mutating func target(
        _ node: Node, path: String, inherited: Inherited, in mode: Mode?
    ) -> PortkeyTarget {
        var target = PortkeyTarget(path: path, weight: 1, kind: .single([]))
        guard node.entries != nil else {
            findings.tell(
                .refusedConfig, "a target is an object, found \(node.kindWord)", at: node,
                hint: #"{ "provider": "openai", "api_key": "…" }"#)
            return target
        }
        let members = Members(node)
        for (name, key, value) in members.entries { take(name, key, value, path, members, mode) }
        target.name = members["name"]?.asString
        target.weight = weight(members, in: mode)
        let inherited = self.inherited(members, from: inherited, path)
        if members["strategy"] != nil || members["targets"] != nil {
            target.kind = strategy(members, path, inherited)
            checkLent(members, to: target)
        } else {
            target.kind = .leg(leg(members, path, inherited))
        }
        return target
    }

    private func inherited(
        _ members: Members, from above: Inherited, _ path: String
    ) -> Inherited {
        var inherited = above
        if let retry = members["retry"], isRetry(retry) { inherited.retry = retry }
        if let timeout = members["request_timeout"], isTimeout(timeout) {
            inherited.timeout = timeout
        }
        if let host = members["custom_host"]?.asString {
            inherited.customHost = host
            checkHost(host, at: members["custom_host"] ?? members.node)
        }
        for (key, value) in members["override_params"]?.entries ?? [] {
            if let name = key.text { inherited.overrides[name] = value }
        }
        let guards =
            ["input_guardrails", "output_guardrails", "before_request_hooks"]
            + ["after_request_hooks"]
        if guards.contains(where: { members[$0] != nil }) { inherited.hasGuards = true }
        return inherited
    }

    private mutating func leg(
        _ members: Members, _ path: String, _ inherited: Inherited
    ) -> PortkeyLeg {
        let id = LegID(route: PortkeyConfig.routeName, index: legCount)
        legCount += 1
        let written = inherited.overrides["model"]
        let named = Named(written?.plainText)
        let provider = members["provider"]?.asString
        let service = provider ?? named.slug ?? members["virtual_key"]?.plainText
        places[id] =
            members["override_params"]?["model"] ?? members["provider"]
            ?? members["virtual_key"] ?? members.node
        if service == nil {
            findings.tell(
                .refusedConfig, "\(path) names nobody to ask", at: members.node,
                hint: #"add "provider", or a "virtual_key" of the account"#)
        } else if let provider, let node = members["provider"] {
            check(provider, at: node, members, path)
        }
        let lane = lane(of: service, model: named.model, path, members.node)
        let retry = self.retry(inherited.retry)
        let timeout = inherited.timeout.flatMap(milliseconds)
        if provider == "azure-openai", members["api_version"] == nil,
            let place = members["provider"]
        {
            findings.tell(
                .missingVersion,
                "\(path) has no 'api_version': Azure answers 404 to every call that names none",
                at: place, hint: #""api_version": "2024-10-21""#)
        }
        return PortkeyLeg(
            id: id, path: path, service: service ?? "unknown", lane: lane, model: named.model,
            customHost: inherited.customHost, overridden: Set(inherited.overrides.keys),
            retries: retry.attempts,
            retriedStatuses: retry.statuses, honoursRetryAfter: retry.honoursRetryAfter,
            timeout: timeout, hasGuards: inherited.hasGuards, location: members.node.location)
    }

    /// A model as Portkey's hosted product takes it: `@slug/model`.
    private struct Named {
        var slug: String?
        var model: String?

        init(_ text: String?) {
            guard let text, text.hasPrefix("@"), let slash = text.firstIndex(of: "/") else {
                model = text
                return
            }
            slug = String(text[..<slash])
            model = String(text[text.index(after: slash)...])
        }
    }

    private func lane(
        of service: String?, model: String?, _ path: String, _ node: Node
    ) -> String? {
        guard let service else { return nil }
        if let lane = PortkeyService.lane(of: service) {
            if lane == "generic" {
                findings.note(
                    "\(path).provider", .approximate,
                    "a lane in OpenAI's words stands in for '\(service)'", at: node)
            }
            return lane
        }
        guard !PortkeyService.names.contains(service) else {
            findings.note(
                "\(path).provider", .unsupported,
                "no lane speaks as '\(service)': the leg is left out of a drill", at: node)
            return nil
        }
        let maker = model.flatMap(PortkeyService.maker)
        findings.note(
            "\(path).provider", .manual,
            "who stands behind '\(service)' is known to the account only: "
                + (maker.map { "taken for \($0), by its model" } ?? "taken for OpenAI's language"),
            at: node)
        return maker.flatMap { Self.drivable.contains($0) ? $0 : nil } ?? "openai"
    }

    private static let drivable: Set<String> = ["openai", "anthropic", "google", "mistral"]

    // MARK: Retries and time

    func retry(
        _ node: Node?
    ) -> (attempts: Int, statuses: Set<Int>, honoursRetryAfter: Bool) {
        guard let node else { return (0, [], false) }
        let members = Members(node)
        let attempts = max(0, members["attempts"]?.asDouble.map { Int($0) } ?? 0)
        let listed = members["on_status_codes"]?.items?.compactMap(\.asInt)
        let statuses = listed.map { Set($0) } ?? PortkeyConfig.retriedStatuses
        return (
            attempts, attempts > 0 ? statuses : [],
            members["use_retry_after_header"]?.asBool ?? false
        )
    }

    func milliseconds(_ node: Node) -> Duration? {
        guard let number = node.asDouble, number > 0, number < 1e12 else { return nil }
        return .nanoseconds(Int64(number * 1e6))
    }

    // MARK: The same as routes

    private func map(
        of root: PortkeyTarget, _ routes: [PortkeyRoute], _ node: Node
    ) -> RouteMap {
        let found = routes.map { route in
            Route(
                name: route.name,
                legs: root.reached(by: route.request).map { leg in
                    Leg(
                        id: leg.id, provider: leg.lane ?? leg.service,
                        model: leg.model ?? route.request.model,
                        pin: leg.model ?? route.request.model,
                        timeout: leg.timeout ?? PortkeyConfig.defaultTimeout,
                        retry: Leg.Retry(times: leg.retries, on: [.any]), admits: [.any])
                }, location: node.location)
        }
        return RouteMap(file: node.location.file, routes: found)
    }
}

extension PortkeyTarget {
    /// The legs that such a request may end at, in the order in which they are asked.
    public func reached(by request: PortkeyRequest) -> [PortkeyLeg] {
        switch kind {
        case .leg(let leg): return [leg]
        case .single(let targets): return targets.first?.reached(by: request) ?? []
        case .fallback(let targets, _): return targets.flatMap { $0.reached(by: request) }
        case .loadBalance(let targets):
            return targets.filter { $0.weight > 0 }.flatMap { $0.reached(by: request) }
        case .conditional(let targets, let choice):
            guard let outcome = choice.outcome(for: request),
                let next = choice.target(of: outcome)
            else { return [] }
            return targets[next].reached(by: request)
        }
    }
}
