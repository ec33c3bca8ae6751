public import Vocabulary

extension LiteLLMPredictor {
    /// Whether one failed request makes LiteLLM leave a leg out for a while; nil where that hangs on more than
    /// one request.
    ///
    /// - Parameter wait: how long the leg asked to be left alone, at the least.
    public func coolsDown(_ leg: LegID, after cause: Cause, asking wait: Duration? = nil) -> Bool? {
        guard !config.routing.disablesCooldowns,
            case .fails(let error)? = fault(of: cause, at: leg, isStreamed: false)
        else { return false }
        // What is left out for no time is not left out. Of what a leg asks LiteLLM takes the whole seconds: a date
        // within the next second has none.
        let wholeWait = wait.map { Duration.seconds($0.components.seconds) }
        if (config.deployment(at: leg)?.cooldownTime ?? wholeWait) == .zero { return false }
        // Three is the default, and as good as not written.
        if let allowed = config.routing.allowedFails, allowed != 3 { return nil }
        guard let group = config.group(named: leg.route), !group.isWildcard else { return nil }
        let standing = group.deployments.count { $0.provider != nil }
        if [401, 404, 408].contains(error.status) { return true }
        if standing == 1 { return false }
        return error.status == 429 ? true : nil
    }

    /// One in how many requests for its group comes to this leg, by its share of the dice; nil where another level of
    /// the group stands before it.
    public func sharing(_ leg: LegID) -> Int? {
        let answering = Set(
            walks(askingFor: name(for: leg.route), causes: [:], isStreamed: false)
                .compactMap(\.answeredBy))
        guard answering.contains(leg) else { return nil }
        guard config.routing.strategy == LiteLLMConfig.usualStrategy else { return answering.count }
        let group = answering.compactMap(config.deployment)
        let shares = LiteLLMShares(group)
        let own = config.deployment(at: leg).map(shares.share) ?? 0
        let all = group.reduce(0) { $0 + shares.share(of: $1) }
        return own > 0 ? Int(min(100, (all / own).rounded(.up))) : answering.count
    }
}
