public import Vocabulary

/// Which legs Portkey calls, how often, in what order, who answers and with which status.
///
/// A load balancer throws dice, so a prediction is a set of walks: what happens must be one of them.
public struct PortkeyPredictor: GatewayPredictor {
    public let config: PortkeyConfig
    private let faults: [FaultKey: PortkeyFault]

    private struct FaultKey: Hashable {
        var leg: LegID
        var cause: String
        var isStreamed: Bool
    }

    /// - Parameter said: a provider's words for a cause, by the name of its lane.
    public init(
        _ config: PortkeyConfig, said: (_ lane: String, _ cause: Cause) -> RefusalText?
    ) {
        self.config = config
        var faults: [FaultKey: PortkeyFault] = [:]
        for leg in config.legs {
            let service =
                PortkeyService.named(leg.service) ?? leg.lane.flatMap(PortkeyService.speaking)
            for cause in allCauses {
                let said = leg.lane.flatMap { said($0, cause) }
                for isStreamed in [false, true] where cause.effect(isStreamed: isStreamed) != nil {
                    let key = FaultKey(leg: leg.id, cause: cause.name, isStreamed: isStreamed)
                    faults[key] = PortkeyFault(
                        cause, at: service, isStreamed: isStreamed, isTimed: leg.timeout != nil,
                        said: said)
                }
            }
        }
        self.faults = faults
    }

    /// What Portkey makes of a cause at a leg.
    public func fault(of cause: Cause, at leg: LegID, isStreamed: Bool) -> PortkeyFault? {
        faults[FaultKey(leg: leg, cause: cause.name, isStreamed: isStreamed)]
    }

    public func route(named name: String) -> PortkeyRoute? {
        config.routes.first { $0.name == name }
    }

    public func name(for route: String) -> String { route }

    /// Every leg that a request of this route may end at, in the order in which they are asked.
    public func legs(behind route: String) -> [LegID] {
        guard let route = self.route(named: route) else { return [] }
        return config.root.reached(by: route.request).map(\.id)
    }

    /// All ways that a request of this route may go, the first of equal ones first.
    public func walks(
        askingFor route: String, causes: [LegID: Cause], recurrences: [LegID: Recurrence] = [:],
        callsBefore: [LegID: Int] = [:], isStreamed: Bool
    ) -> [PredictedWalk] {
        guard let route = self.route(named: route) else { return [] }
        let course = PortkeyCourse(request: route.request.streamed(isStreamed)) { leg, call in
            let call = call + (callsBefore[leg] ?? 0)
            guard let cause = causes[leg], recurrences[leg]?.strikes(call: call) ?? true else {
                return .answers(.whole)
            }
            return fault(of: cause, at: leg, isStreamed: isStreamed) ?? .answers(.whole)
        }
        var seen: Set<PredictedWalk> = []
        return course.ends(of: config.root).map(walk).filter { seen.insert($0).inserted }
    }

    public var map: RouteMap { config.examination.map }

    public var knownRoutes: [Route] {
        let legs = config.legs.map { leg in
            Leg(
                id: leg.id, provider: leg.lane ?? leg.service,
                model: leg.model ?? PortkeyRequest.anyModel,
                pin: leg.model ?? PortkeyRequest.anyModel,
                timeout: leg.timeout ?? PortkeyConfig.defaultTimeout)
        }
        return [Route(name: PortkeyConfig.routeName, legs: legs)]
    }

    public var notes: [Diagnostic] {
        config.examination.mistakes
            + config.legs.filter { $0.lane == nil }.map { leg in
                Diagnostic(
                    "\(leg.path) ('\(leg.service)') cannot be shown: no lane speaks as its provider",
                    at: leg.location, severity: .warning)
            }
    }

    public func isOwn(_ leg: LegID, of route: String) -> Bool { true }

    /// Legs that would answer in its place are broken one after the other, each by the first cause that makes
    /// Portkey go on: lists of statuses may differ from strategy to strategy.
    public func causes(
        leadingTo leg: LegID, askingFor route: String, isStreamed: Bool
    ) -> [LegID: Cause]? {
        var left = Self.triesMax
        return causes(leadingTo: leg, askingFor: route, isStreamed, broken: [:], &left)
    }

    private static let triesMax = 400
    private static let leading: [Cause] = [
        .auth, .serverError, .rateLimit, .unavailable, .badGateway, .badRequest, .requestTimeout,
        .modelGone, .gatewayTimeout, .unprocessable,
    ]

    private func causes(
        leadingTo leg: LegID, askingFor route: String, _ isStreamed: Bool,
        broken: [LegID: Cause], _ left: inout Int
    ) -> [LegID: Cause]? {
        let walks = walks(askingFor: route, causes: broken, isStreamed: isStreamed)
        let answering = Set(walks.compactMap(\.answeredBy))
        if answering == [leg] { return broken }
        let others = answering.subtracting([leg]).subtracting(broken.keys).sorted()
        // Dice may pass it by: it is reached now and then.
        guard let other = others.first else { return answering.contains(leg) ? broken : nil }
        for cause in Self.leading {
            guard left > 0 else { return nil }
            left -= 1
            var more = broken
            more[other] = cause
            if let found = causes(
                leadingTo: leg, askingFor: route, isStreamed, broken: more, &left)
            {
                return found
            }
        }
        return nil
    }

    private func walk(_ end: PortkeyCourse.Branch) -> PredictedWalk {
        guard let leg = end.answeredBy else {
            return PredictedWalk(
                calls: end.calls, answeredBy: nil, status: end.status, isComplete: false,
                outcome: .surfaces)
        }
        let isFirst = end.calls.allSatisfy { $0 == leg }
        return PredictedWalk(
            calls: end.calls, answeredBy: leg, status: end.status,
            isComplete: end.handedOn != .damaged,
            outcome: end.handedOn != .whole ? .mustBeCaught : isFirst ? .answers : .movesOn)
    }
}

/// Portkey's recursion over its targets, played for one request. Wherever dice are thrown the request goes on
/// in all ways.
struct PortkeyCourse {
    struct Branch {
        var calls: [LegID] = []
        /// Of the last response.
        var status = 500
        var answeredBy: LegID?
        var handedOn = PortkeyFault.HandedOn.whole
        /// No fallback behind it is asked.
        var isStopped = false
        /// The gateway has no response at all: any list of statuses ends the chain.
        var isNothing = false
    }

    /// More ways than that are told by the first of them.
    static let branchesMax = 2000

    let request: PortkeyRequest
    /// What becomes of a call of a leg, counted from 0.
    let fault: (LegID, Int) -> PortkeyFault

    func ends(of target: PortkeyTarget) -> [Branch] { ask(target, Branch()) }

    private func ask(_ target: PortkeyTarget, _ branch: Branch) -> [Branch] {
        switch target.kind {
        case .leg(let leg): return ask(leg, branch)
        case .single(let targets):
            return targets.first.map { ask($0, branch) } ?? [nothing(branch)]
        case .loadBalance(let targets):
            let drawn = targets.filter { $0.weight > 0 }
            return drawn.isEmpty ? [nothing(branch)] : drawn.flatMap { ask($0, branch) }
        case .conditional(let targets, let choice):
            guard let outcome = choice.outcome(for: request),
                let next = choice.target(of: outcome)
            else { return [refused(branch)] }
            return ask(targets[next], branch)
        case .fallback(let targets, let codes): return fallBack(targets, on: codes, branch)
        }
    }

    private func fallBack(
        _ targets: [PortkeyTarget], on codes: Set<Int>?, _ branch: Branch
    ) -> [Branch] {
        guard let first = targets.first else { return [nothing(branch)] }
        let rest = Array(targets.dropFirst())
        let ends = ask(first, branch).flatMap { end -> [Branch] in
            guard !rest.isEmpty, goesOn(end, on: codes) else { return [end] }
            var end = end
            end.answeredBy = nil
            return fallBack(rest, on: codes, end)
        }
        return Array(ends.prefix(Self.branchesMax))
    }

    private func goesOn(_ branch: Branch, on codes: Set<Int>?) -> Bool {
        if branch.isStopped { return false }
        guard let codes else { return branch.isNothing || !(200..<300).contains(branch.status) }
        return !branch.isNothing && codes.contains(branch.status)
    }

    /// Attempt by attempt: a leg may be healthy at the next one.
    private func ask(_ leg: PortkeyLeg, _ branch: Branch) -> [Branch] {
        var branch = branch
        (branch.isNothing, branch.isStopped) = (false, false)
        for attempt in 0...leg.retries {
            let isRetried: Bool
            switch fault(leg.id, branch.calls.count { $0 == leg.id }) {
            case .answers(let handedOn):
                (branch.status, branch.answeredBy, branch.handedOn) = (200, leg.id, handedOn)
                branch.calls.append(leg.id)
                isRetried = leg.retriedStatuses.contains(200)
            case .fails(let status, let kind, let calls):
                (branch.status, branch.answeredBy) = (status, nil)
                branch.isStopped = kind == .stopped
                branch.calls += Array(repeating: leg.id, count: calls)
                isRetried =
                    kind == .unconnected
                    || kind == .answered && leg.retriedStatuses.contains(status)
            }
            if !isRetried || attempt == leg.retries { break }
        }
        // Its sources change its retry library, which a package of npm's cannot: without that change the last 429
        // that asks for a wait becomes a 500 of its own.
        guard leg.honoursRetryAfter, branch.status == 429, leg.retriedStatuses.contains(429) else {
            return [branch]
        }
        var mistaken = branch
        mistaken.status = 500
        return [branch, mistaken]
    }

    private func nothing(_ branch: Branch) -> Branch {
        var branch = branch
        (branch.status, branch.answeredBy, branch.isNothing) = (500, nil, true)
        return branch
    }

    /// The request is refused as a whole, wherever in the tree this was found.
    private func refused(_ branch: Branch) -> Branch {
        var branch = branch
        (branch.status, branch.answeredBy, branch.isStopped) = (400, nil, true)
        return branch
    }
}
