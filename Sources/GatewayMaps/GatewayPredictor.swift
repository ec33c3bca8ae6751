public import Vocabulary

/// Says of a gateway, by its own configuration, which legs it calls, how often, in what order, who answers and
/// with which status: what a drill holds the gateway against.
public protocol GatewayPredictor: Sendable {
    /// What can be asked for.
    var map: RouteMap { get }
    /// Routes under which legs are known, whoever asks for them.
    var knownRoutes: [Route] { get }
    /// What is to be told of the configuration, and what of it cannot be shown.
    var notes: [Diagnostic] { get }

    /// What is asked for to reach a route.
    func name(for route: String) -> String

    /// Every leg that a request for this route may end at.
    func legs(behind route: String) -> [LegID]

    /// The leg belongs to the route, and is not only led to by it.
    func isOwn(_ leg: LegID, of route: String) -> Bool

    /// The models that this leg is asked for on a request for this name; nil where its own pin says so, empty where
    /// nobody knows.
    func pins(of leg: LegID, askingFor name: String) -> [String]?

    /// Why nothing leads to this leg of its own route.
    func whyUnreached(_ leg: LegID) -> Diagnostic

    /// Something stands in for the leg, and shows what reaches it; else it is nobody's, or the provider itself.
    func isShown(_ leg: LegID) -> Bool

    /// What has to break so that this leg answers, and only it; nil where nothing leads there.
    func causes(leadingTo leg: LegID, askingFor name: String, isStreamed: Bool) -> [LegID: Cause]?

    /// All ways that a request for this name may go, the first of equal ones first.
    ///
    /// - Parameters:
    ///   - recurrences: on which of its calls a leg plays its cause; legs not named play it always.
    ///   - callsBefore: calls of the legs that earlier requests have used up.
    func walks(
        askingFor name: String, causes: [LegID: Cause], recurrences: [LegID: Recurrence],
        callsBefore: [LegID: Int], isStreamed: Bool
    ) -> [PredictedWalk]
}

extension GatewayPredictor {
    public func pins(of leg: LegID, askingFor name: String) -> [String]? { nil }
    public func isShown(_ leg: LegID) -> Bool { true }

    public func whyUnreached(_ leg: LegID) -> Diagnostic {
        unreached(leg, "no failure of the others leads to it", at: nil)
    }

    fileprivate func unreached(
        _ leg: LegID, _ why: String, at location: SourceLocation?
    ) -> Diagnostic {
        let route = knownRoutes.first { $0.name == leg.route }
        let own = route?.legs.first { $0.id == leg }
        return Diagnostic(
            "leg \(leg)\(own.map { " (\($0.provider):\($0.model))" } ?? "") is not reached: \(why)",
            at: location ?? route?.location, severity: .warning)
    }
}

extension LiteLLMPredictor: GatewayPredictor {
    public var knownRoutes: [Route] { config.map.routes }

    public var notes: [Diagnostic] {
        config.warnings.filter { $0.code != LiteLLMExamination.Code.skippedLeg.rawValue }
            + config.skippedLegs
            + config.deployments.filter { !$0.isDrivable && $0.provider != nil }.map { deployment in
                Diagnostic(
                    deployment.isMock
                        ? "leg \(deployment.leg) answers from the file: there is nothing to break"
                        : "leg \(deployment.leg) ('\(deployment.model)') cannot be shown, and "
                            + (asksLaneless
                                ? "paths that may lead to it are left out: "
                                : "nobody answers there in a drill: ")
                            + (deployment.isChat
                                ? deployment.model == "*"
                                    ? "who is asked is told by the name that is asked for"
                                    : "no lane speaks as its provider"
                                : "its mode is '\(deployment.mode ?? "")', and a drill asks for chat"),
                    at: deployment.location, severity: .warning)
            }
    }

    public func whyUnreached(_ leg: LegID) -> Diagnostic {
        let barred = owned.unreachedByTags.first { $0.deployment.leg == leg }
        let deployment = owned.deployment(at: leg)
        let why =
            barred?.why ?? deployment.flatMap(owned.whyUndrawn)
            ?? (deployment?.hasUnsentTags(in: owned) == true
                ? "no request that this program can send fits its tags"
                : "no failure of the others leads to it")
        return unreached(leg, why, at: deployment?.location)
    }

    public func isShown(_ leg: LegID) -> Bool { config.deployment(at: leg)?.lacksLane != true }

    public func isOwn(_ leg: LegID, of route: String) -> Bool {
        leg.route == config.group(askedAs: requests[route]?.model ?? route)?.name
    }
}
