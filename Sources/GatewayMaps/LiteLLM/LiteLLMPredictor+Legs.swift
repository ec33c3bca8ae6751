public import Vocabulary

extension LiteLLMPredictor {
    /// What is asked for to reach a route.
    public func name(for route: String) -> String {
        requests[route] == nil ? config.requestName(of: route) : route
    }

    /// Every leg that a request for this name may end at: its own group's, then those of its fallbacks in
    /// the order of their lists.
    ///
    /// Of the name alone also those of its group that no tag leads to, so that somebody says so.
    public func legs(behind route: String) -> [LegID] {
        let request = request(for: name(for: route))
        var found = legs(reachedBy: request)
        guard request.tags.isEmpty, request.userAgent == nil,
            let group = config.group(askedAs: request.model)
        else { return found }
        let others = requests.values.filter { $0.model == request.model }
        let reached = others.reduce(into: Set(found)) { $0.formUnion(legs(reachedBy: $1)) }
        found += group.deployments.filter { $0.isDrivable && !reached.contains($0.leg) }.map(\.leg)
        return found
    }

    private func legs(reachedBy request: LiteLLMRequest) -> [LegID] {
        var found: [LegID] = []
        for name in names(reachedBy: request) {
            for deployment in deployments(askedAs: name, by: request)
            where deployment.isDrivable && !found.contains(deployment.leg) {
                found.append(deployment.leg)
            }
        }
        return found
    }

    /// The one that is asked for, and all that its fallbacks lead to, as the lists have them.
    func names(reachedBy request: LiteLLMRequest) -> [String] {
        var names = [request.model]
        var place = 0
        while place < names.count {
            let name = names[place]
            place += 1
            for list in [config.routing.general, config.routing.context, config.routing.policy] {
                for target in list.flatMap({ $0.targets(of: name) ?? $0.catchAll }) ?? []
                where !names.contains(target) {
                    names.append(target)
                }
            }
        }
        return names
    }

    private func deployments(
        askedAs name: String, by request: LiteLLMRequest
    ) -> [LiteLLMConfig.Deployment] {
        guard let group = config.group(askedAs: name) else {
            return config.deployments.filter { $0.declaredID == name }
        }
        return config.left(of: group.deployments.filter { $0.provider != nil }, for: request) ?? []
    }

    /// What has to break so that this leg answers, and only it; nil where nothing leads there.
    ///
    /// Legs that would answer in its place are broken one after the other, by the first cause that makes
    /// LiteLLM go on: a rejected key first, since nobody waits for it.
    public func causes(
        leadingTo leg: LegID, askingFor name: String, isStreamed: Bool
    ) -> [LegID: Cause]? {
        let leading: [Cause] = [.auth, .serverError, .contextLength, .contentPolicy, .rateLimit]
        for cause in leading {
            if let causes = causes(
                leadingTo: leg, askingFor: name, isStreamed: isStreamed, by: cause)
            {
                return causes
            }
        }
        return nil
    }

    private func causes(
        leadingTo leg: LegID, askingFor name: String, isStreamed: Bool, by cause: Cause
    ) -> [LegID: Cause]? {
        var broken: [LegID: Cause] = [:]
        // Each round breaks one leg more.
        for _ in 0...config.deployments.count {
            let walks = walks(askingFor: name, causes: broken, isStreamed: isStreamed)
            let answering = Set(walks.compactMap(\.answeredBy))
            if answering == [leg] { return broken }
            let others = answering.subtracting([leg]).subtracting(broken.keys).filter(isShown)
            guard !others.isEmpty else {
                // Dice may pass it by: it is reached now and then.
                return answering.contains(leg) ? broken : nil
            }
            for other in others { broken[other] = cause }
        }
        return nil
    }
}
