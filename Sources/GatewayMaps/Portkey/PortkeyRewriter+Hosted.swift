public import Vocabulary

extension PortkeyRewriter {
    /// The user's configuration for his own, hosted Portkey: as it is, but that nothing is answered from its cache,
    /// and that some legs ask for a model that their provider does not have.
    public static func hosted(
        _ config: PortkeyConfig, failing: Set<LegID>, missing: String
    ) -> String {
        ascii(hosted(config.tree, config.root, failing, missing).json)
    }

    private static func hosted(
        _ tree: ConfigTree, _ target: PortkeyTarget, _ failing: Set<LegID>, _ missing: String
    ) -> ConfigTree {
        var tree = tree
        tree["cache"] = nil
        if case .leg(let leg) = target.kind {
            guard failing.contains(leg.id) else { return tree }
            let key =
                tree.entries?.first { snake($0.key) == "override_params" }?.key
                ?? "override_params"
            var overrides = tree[key] ?? .mapping([])
            overrides["model"] = .string(missing)
            tree[key] = overrides
            return tree
        }
        let below = zip(tree["targets"]?.items ?? [], target.targets)
        var targets: [ConfigTree] = []
        for (tree, target) in below { targets.append(hosted(tree, target, failing, missing)) }
        tree["targets"] = .list(targets)
        return tree
    }
}

/// Portkey as it can be driven from outside: the only way in which a leg is made to fail is a model that its provider
/// does not have.
public struct HostedPortkeyPredictor: GatewayPredictor {
    public let base: PortkeyPredictor

    public init(_ base: PortkeyPredictor) { self.base = base }

    public var map: RouteMap { base.map }
    public var knownRoutes: [Route] { base.knownRoutes }
    public var notes: [Diagnostic] { base.config.examination.mistakes }
    public func name(for route: String) -> String { base.name(for: route) }
    public func legs(behind route: String) -> [LegID] { base.legs(behind: route) }
    public func isOwn(_ leg: LegID, of route: String) -> Bool { base.isOwn(leg, of: route) }

    public func causes(
        leadingTo leg: LegID, askingFor name: String, isStreamed: Bool
    ) -> [LegID: Cause]? {
        var broken: [LegID: Cause] = [:]
        for _ in base.config.legs {
            let walks = walks(
                askingFor: name, causes: broken, recurrences: [:], callsBefore: [:],
                isStreamed: isStreamed)
            let answering = Set(walks.compactMap(\.answeredBy))
            if answering == [leg] { return broken }
            guard let other = answering.subtracting([leg]).subtracting(broken.keys).sorted().first
            else { return answering.contains(leg) ? broken : nil }
            broken[other] = .modelGone
        }
        return nil
    }

    public func walks(
        askingFor name: String, causes: [LegID: Cause], recurrences: [LegID: Recurrence],
        callsBefore: [LegID: Int], isStreamed: Bool
    ) -> [PredictedWalk] {
        base.walks(
            askingFor: name, causes: causes, recurrences: recurrences, callsBefore: callsBefore,
            isStreamed: isStreamed)
    }
}
