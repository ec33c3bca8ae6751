package import Vocabulary

/// A request as LiteLLM's tag filter sees it: the name that is asked for, and what goes with it in the head.
package struct LiteLLMRequest: Sendable, Hashable {
    package var model: String
    /// In the field `x-litellm-tags`, with commas between.
    package var tags: [String]
    /// `User-Agent`; nil is this program's own.
    package var userAgent: String?

    package init(_ model: String, tags: [String] = [], userAgent: String? = nil) {
        self.model = model
        self.tags = tags
        self.userAgent = userAgent
    }

    /// The name of its route: `chat`, `chat[tag=eu]`, `chat[user-agent=claude-code/]`.
    package var route: String {
        if let userAgent { return "\(model)[user-agent=\(userAgent)]" }
        return tags.isEmpty ? model : "\(model)[tag=\(tags.joined(separator: ","))]"
    }

    /// The fields of its head that make LiteLLM choose.
    package var headers: [Request.Field] {
        (tags.isEmpty ? [] : [Request.Field("x-litellm-tags", tags.joined(separator: ","))])
            + (userAgent.map { [Request.Field("User-Agent", $0)] } ?? [])
    }

    /// What a pattern of `tag_regex` is searched for in.
    fileprivate var agentLine: String { Self.agentField + (userAgent ?? "pathproof") }

    static let agentField = "User-Agent: "
    /// On no deployment of anybody's.
    static let unknownTag = "no-such-tag"
}

extension LiteLLMConfig {
    /// What is asked for beside each bare name of a group that is filtered by tag: each tag of its deployments, one that
    /// none of them has, all tags of a deployment where all must match, and a caller that each pattern fits.
    ///
    /// - Parameter name: what is asked for to reach a route.
    func taggedRequests(named name: (String) -> String) -> [(request: LiteLLMRequest, of: Route)] {
        let map = map
        return map.routes.flatMap { route -> [(LiteLLMRequest, Route)] in
            guard let group = group(askedAs: route.name), isFiltered(group.deployments) else {
                return []
            }
            let model = name(route.name)
            var requests: [LiteLLMRequest] = []
            func add(_ tags: [String], _ userAgent: String? = nil) {
                let request = LiteLLMRequest(model, tags: tags, userAgent: userAgent)
                guard !requests.contains(request), map.route(named: request.route) == nil
                else { return }
                requests.append(request)
            }
            for tag in group.deployments.flatMap(\.tags) where tag.isSendable { add([tag]) }
            if !routing.matchesAnyTag {
                for tags in group.deployments.map(\.tags)
                where tags.count > 1 && tags.allSatisfy(\.isSendable) { add(tags) }
            }
            add([LiteLLMRequest.unknownTag])
            for agent in group.deployments.flatMap(\.tagPatterns).compactMap(Self.agent) {
                add([], agent)
            }
            return requests.map { ($0, route) }
        }
    }

    /// A caller's name in which a pattern is found; nil for a pattern that is not evaluated here.
    static func agent(fitting pattern: String) -> String? {
        guard let simple = SimplePattern(pattern) else { return nil }
        var agent = simple.example
        if agent.hasPrefix(LiteLLMRequest.agentField) {
            agent.removeFirst(LiteLLMRequest.agentField.count)
        }
        guard agent.isSendable, simple.matches(LiteLLMRequest.agentField + agent) else {
            return nil
        }
        return agent
    }

    /// One deployment of a group may speak for all of it.
    func isFiltered(_ group: [Deployment]) -> Bool {
        group.lazy.compactMap(\.filtersByTag).first ?? routing.filtersByTag
    }

    /// Those of a group that the filter leaves for a request; nil where it refuses the request.
    func left(of group: [Deployment], for request: LiteLLMRequest) -> [Deployment]? {
        guard isFiltered(group) else { return group }
        let defaults = group.filter { $0.tags.contains("default") }
        let usual = defaults.isEmpty ? group : defaults
        let prefix = routing.tagPrefix
        let tags = Set(
            request.tags.map { tag in
                tag.hasPrefix(prefix) ? String(tag.dropFirst(prefix.count)) : tag
            })
        // Each caller has a name, so a pattern anywhere in the group is a question to all of them.
        guard !tags.isEmpty || group.contains(where: { !$0.tagPatterns.isEmpty }) else {
            return usual
        }
        let fitting = group.filter { fits($0, tags, request.agentLine) }
        if !fitting.isEmpty { return fitting }
        // The prefix says that a tag is meant for this filter, whether or not anybody has it.
        let isMeant = !prefix.isEmpty && request.tags.contains { $0.hasPrefix(prefix) }
        let isKnown = isMeant || group.contains { !tags.isDisjoint(with: $0.tags) }
        if !defaults.isEmpty, !isKnown { return defaults }
        return group.contains(where: \.failsOpen) ? usual : nil
    }

    /// Those that no request for the name of their group is led to, because of their tags and of others', each with
    /// why; none that could be led to by what is not sent or not evaluated here.
    package var unreachedByTags: [(deployment: Deployment, why: String)] {
        let tagged = taggedRequests(named: { $0 })
        let named = Set(
            [routing.general, routing.context, routing.policy].compactMap(\.self)
                .flatMap(\.entries).flatMap(\.targets))
        return groups.flatMap { group -> [(deployment: Deployment, why: String)] in
            let all = group.deployments.filter { $0.provider != nil }
            guard isFiltered(group.deployments) else { return [] }
            let requests =
                [LiteLLMRequest(group.name)]
                + tagged.filter { self.group(askedAs: $0.of.name)?.name == group.name }
                .map(\.request)
            let reached = Set(
                requests.flatMap { (left(of: all, for: $0) ?? []).map(\.leg) })
            return all.filter { deployment in
                !reached.contains(deployment.leg)
                    // A fallback may name it, whatever its tags.
                    && deployment.declaredID.map(named.contains) != true
                    && deployment.tags.allSatisfy(\.isSendable)
                    && deployment.tagPatterns.allSatisfy { Self.agent(fitting: $0) != nil }
            }.map { ($0, barrier(of: $0, in: all)) }
        }
    }

    private func barrier(of deployment: Deployment, in group: [Deployment]) -> String {
        guard deployment.tags.isEmpty, deployment.tagPatterns.isEmpty else {
            let prefix = routing.tagPrefix
            return !prefix.isEmpty && deployment.tags.contains { $0.hasPrefix(prefix) }
                ? "its tags begin with '\(prefix)', which `tag_routing_prefix` takes off a request's "
                    + "tags before they are compared"
                : "no tags that a request can have fit its own"
        }
        return group.contains { $0.tags.contains("default") }
            ? "it has no tags, and what fits no other's goes to those of its group that are tagged "
                + "'default'"
            : "it has no tags and nobody of its group is tagged 'default', so a request that fits no "
                + "`tag_regex` of the group is refused"
    }

    private func fits(_ deployment: Deployment, _ tags: Set<String>, _ agentLine: String) -> Bool {
        let own = Set(deployment.tags)
        if !tags.isEmpty, !own.isEmpty,
            routing.matchesAnyTag ? !tags.isDisjoint(with: own) : tags.isSubset(of: own)
        {
            return true
        }
        guard routing.matchesAnyTag || own.isEmpty else { return false }
        return deployment.tagPatterns.contains {
            SimplePattern($0)?.matches(agentLine) ?? false
        }
    }
}

extension LiteLLMConfig.Deployment {
    /// Its tags count, and some of them are not sent here.
    func hasUnsentTags(in config: LiteLLMConfig) -> Bool {
        config.isFiltered(config.group(named: leg.route)?.deployments ?? [])
            && (!tags.allSatisfy(\.isSendable)
                || tagPatterns.contains { LiteLLMConfig.agent(fitting: $0) == nil })
    }
}

extension String {
    /// It comes back from a list with commas in a field of the head as it went, and means no more than itself.
    fileprivate var isSendable: Bool {
        !isEmpty && first != "!" && first != "&" && first != " " && last != " "
            && utf8.allSatisfy { (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: ",") }
    }
}
