public import Vocabulary

/// One way in which a request may go through a gateway: what the journals will show, and the caller.
public struct PredictedWalk: Sendable, Hashable {
    /// In the order of the calls.
    public var calls: [LegID]
    /// The leg whose answer, whole or not, the caller gets.
    public var answeredBy: LegID?
    public var status: Int
    /// The caller gets all of it, and is told of nothing.
    public var isComplete: Bool
    public var outcome: Expectation.Outcome

    public init(
        calls: [LegID], answeredBy: LegID?, status: Int, isComplete: Bool,
        outcome: Expectation.Outcome
    ) {
        self.calls = calls
        self.answeredBy = answeredBy
        self.status = status
        self.isComplete = isComplete
        self.outcome = outcome
    }

    public var expectation: Expectation {
        Expectation(
            outcome: outcome, answeredBy: answeredBy,
            calls: calls.reduce(into: [:]) { $0[$1, default: 0] += 1 })
    }
}

/// Which legs LiteLLM calls, how often, in what order, who answers and with which status.
///
/// Deployments that share a group's level are picked by dice at each attempt, so a prediction is a set of
/// walks: the drill asks that what happens is one of them. Without shared levels the set has one.
public struct LiteLLMPredictor: Sendable {
    /// As it is asked: in a drill's copy with other weights than its owner gave.
    public let config: LiteLLMConfig
    /// As its owner wrote it: what is said of it names the owner's own numbers.
    let owned: LiteLLMConfig
    /// By the names of their routes: requests that ask for a group with more than its name.
    public let requests: [String: LiteLLMRequest]
    public let map: RouteMap
    private let faults: [FaultKey: LiteLLMFault]
    /// Legs that no lane stands in for.
    private let laneless: Set<LegID>
    /// LiteLLM runs on its owner's file, and asks those themselves.
    let asksLaneless: Bool
    /// What comes of a leg at whose place nobody listens.
    private let silence: (plain: LiteLLMFault, streamed: LiteLLMFault)

    private struct FaultKey: Hashable {
        var provider: String
        var cause: String
        var isStreamed: Bool
    }

    /// More walks than that are told by the first of them.
    static let walksMax = 2000

    /// - Parameters:
    ///   - asksLaneless: LiteLLM runs on its owner's own file: it asks legs that no lane stands in for, which in a
    ///     drill's copy nobody answers for.
    ///   - said: a provider's words for a cause, by the name of its lane.
    public init(
        _ config: LiteLLMConfig, asksLaneless: Bool = false,
        said: (_ lane: String, _ cause: Cause) -> RefusalText?
    ) {
        owned = config
        var config = config
        if !asksLaneless {
            for (leg, weight) in config.weightsInDrill { config.setWeight(weight, at: leg) }
        }
        self.config = config
        self.asksLaneless = asksLaneless
        var map = config.map
        var requests: [String: LiteLLMRequest] = [:]
        for (request, route) in config.taggedRequests(named: config.requestName) {
            requests[request.route] = request
            map.routes.append(
                Route(
                    name: request.route, requested: request.model, legs: route.legs,
                    location: route.location))
        }
        (self.requests, self.map) = (requests, map)
        var faults: [FaultKey: LiteLLMFault] = [:]
        for provider in Set(config.deployments.compactMap { $0.provider?.name }) {
            guard let provider = LiteLLMProvider.named(provider), let lane = provider.lane else {
                continue
            }
            for cause in allCauses {
                let said = said(lane, cause)
                for isStreamed in [false, true] where cause.effect(isStreamed: isStreamed) != nil {
                    let key = FaultKey(
                        provider: provider.name, cause: cause.name, isStreamed: isStreamed)
                    faults[key] = LiteLLMFault(
                        cause, at: provider, isStreamed: isStreamed, said: said,
                        dropsParameters: config.routing.dropsParameters)
                }
            }
        }
        self.faults = faults
        func nobody(_ isStreamed: Bool) -> LiteLLMFault {
            LiteLLMFault(
                .refused, at: LiteLLMRewriter.silent, isStreamed: isStreamed, said: nil,
                dropsParameters: false)
        }
        laneless = Set(config.deployments.filter(\.lacksLane).map(\.leg))
        silence = (nobody(false), nobody(true))
    }

    /// What is sent by the name of a route.
    func request(for name: String) -> LiteLLMRequest { requests[name] ?? LiteLLMRequest(name) }

    /// What LiteLLM makes of a cause at a leg.
    public func fault(of cause: Cause, at leg: LegID, isStreamed: Bool) -> LiteLLMFault? {
        guard let provider = config.deployment(at: leg)?.provider else { return nil }
        return faults[
            FaultKey(provider: provider.name, cause: cause.name, isStreamed: isStreamed)]
    }

    /// All ways that a request for this name may go, the first of equal ones first.
    ///
    /// - Parameters:
    ///   - recurrences: on which of its calls a leg plays its cause; legs not named play it always.
    ///   - callsBefore: calls of the legs that earlier requests have used up.
    public func walks(
        askingFor name: String, causes: [LegID: Cause], recurrences: [LegID: Recurrence] = [:],
        callsBefore: [LegID: Int] = [:], isStreamed: Bool
    ) -> [PredictedWalk] {
        var course = LiteLLMCourse(config: config, request: request(for: name)) { leg, call in
            if laneless.contains(leg) {
                return asksLaneless ? .whole : isStreamed ? silence.streamed : silence.plain
            }
            let call = call + (callsBefore[leg] ?? 0)
            guard let cause = causes[leg], recurrences[leg]?.strikes(call: call) ?? true else {
                return .whole
            }
            return fault(of: cause, at: leg, isStreamed: isStreamed) ?? .whole
        }
        let ends = course.ends()
        var seen: Set<PredictedWalk> = []
        return ends.map { end in
            var walk = walk(end, isStreamed: isStreamed)
            // Nobody is there to note them down.
            if !asksLaneless { walk.calls.removeAll(where: laneless.contains) }
            return walk
        }.filter { seen.insert($0).inserted }
    }

    private func walk(_ end: LiteLLMCourse.Branch, isStreamed: Bool) -> PredictedWalk {
        switch end.state {
        case .failed(let error):
            if let leg = error.openedBy {
                return PredictedWalk(
                    calls: end.calls, answeredBy: leg, status: 200, isComplete: false,
                    outcome: .mustBeCaught)
            }
            return PredictedWalk(
                calls: end.calls, answeredBy: nil, status: error.status, isComplete: false,
                outcome: .surfaces)
        case .answered(let leg, let fault):
            let isFirst = end.calls.allSatisfy { $0 == leg }
            let sound: Expectation.Outcome = isFirst ? .answers : .movesOn
            let isWhole = fault == .whole || fault == .hidden
            // The provider's own name for the model comes through with a fallback's plain answer.
            let isSeen = fault == .hidden && !isStreamed && isFallback(leg, after: end.calls)
            return PredictedWalk(
                // Of a refusal that was taken for an answer nobody is the author.
                calls: end.calls, answeredBy: fault == .null ? nil : leg, status: 200,
                isComplete: isWhole,
                outcome: isWhole && !isSeen ? sound : .mustBeCaught)
        }
    }

    /// Another group, or another level of the same, was asked before.
    private func isFallback(_ leg: LegID, after calls: [LegID]) -> Bool {
        let order = config.deployment(at: leg)?.order
        return calls.contains { other in
            other.route != leg.route || config.deployment(at: other)?.order != order
        }
    }
}
