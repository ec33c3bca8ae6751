package import Vocabulary

/// A request to OpenRouter as its routing: models in their order, and which of their providers may answer.
///
/// Rules are OpenRouter's documents' (model fallbacks, provider routing, model variants, as of November 2026):
/// a hosted gateway shows what it did only in its answers.
package struct OpenRouterRequest: Sendable {
    package var legs: [OpenRouterLeg]
    package var sharing: OpenRouterSharing
    package var examination: GatewayExamination

    package var file: String { examination.map.file }
    package static let routeName = "request"
}

/// One model of the list.
package struct OpenRouterLeg: Sendable, Equatable {
    package var id: LegID
    /// As written, with its suffixes.
    package var model: String
    /// `openai` of `openai/gpt-5.4-mini:floor`.
    package var maker: String?
    /// `gpt-5.4-mini`.
    package var slug: String
    /// `floor`, `nitro`, `free`, …
    package var variants: [String]

    /// A router, a preset or a name for whatever is newest: which model answers, its name does not say.
    package var movesByItself: Bool {
        maker == "openrouter" || model.hasPrefix("@") || model.hasPrefix("~")
            || slug.hasSuffix("latest")
    }
}

/// Whether the order of the models is the order in which they are asked.
package enum OpenRouterSharing: String, Sendable {
    case inOrder
    /// `sort.partition: none`: whoever is best just now, of all models.
    case together
}

/// Which models OpenRouter asks, in what order, who answers and with which status.
///
/// Which provider of a model is asked, and how often, is not to be seen from outside: a model counts as asked
/// once, whatever happens behind it.
package struct OpenRouterPredictor: Sendable {
    package let request: OpenRouterRequest

    package init(_ request: OpenRouterRequest) { self.request = request }

    /// - Parameter statuses: what each broken model's providers answer at last; models not named are healthy.
    package func walks(statuses: [LegID: Int]) -> [PredictedWalk] {
        var seen: Set<PredictedWalk> = []
        return orders.map { walk($0, statuses) }.filter { seen.insert($0).inserted }
    }

    /// Which models have to fail so that this one answers, and only it.
    package func failing(before leg: LegID) -> [LegID] {
        switch request.sharing {
        case .inOrder: request.legs.map(\.id).filter { $0.index < leg.index }
        case .together: request.legs.map(\.id).filter { $0 != leg }
        }
    }

    private func walk(_ order: [LegID], _ statuses: [LegID: Int]) -> PredictedWalk {
        var calls: [LegID] = []
        var last = 400
        for leg in order {
            calls.append(leg)
            guard let status = statuses[leg] else {
                return PredictedWalk(
                    calls: calls, answeredBy: leg, status: 200, isComplete: true,
                    outcome: calls.count == 1 ? .answers : .movesOn)
            }
            // Any error leads on, the caller's own mistakes included.
            last = status
        }
        return PredictedWalk(
            calls: calls, answeredBy: nil, status: last, isComplete: false, outcome: .surfaces)
    }

    private var orders: [[LegID]] {
        let legs = request.legs.map(\.id)
        return request.sharing == .inOrder ? [legs] : Self.permutations(of: legs)
    }

    /// Of a handful: nobody lists more models than that.
    private static func permutations(of legs: [LegID]) -> [[LegID]] {
        guard legs.count > 1 else { return [legs] }
        guard legs.count <= 5 else { return [legs] }
        return legs.flatMap { first in
            permutations(of: legs.filter { $0 != first }).map { [first] + $0 }
        }
    }
}

extension OpenRouterPredictor: GatewayPredictor {
    package var map: RouteMap { request.examination.map }
    package var knownRoutes: [Route] { map.routes }
    package var notes: [Diagnostic] { request.examination.mistakes }

    package func name(for route: String) -> String { route }

    package func legs(behind route: String) -> [LegID] {
        route == OpenRouterRequest.routeName ? request.legs.map(\.id) : []
    }

    package func isOwn(_ leg: LegID, of route: String) -> Bool { true }

    package func causes(
        leadingTo leg: LegID, askingFor name: String, isStreamed: Bool
    ) -> [LegID: Cause]? {
        failing(before: leg).reduce(into: [:]) { $0[$1] = .modelGone }
    }

    /// Every error before any content leads on; what shows itself later does not.
    package func walks(
        askingFor name: String, causes: [LegID: Cause], recurrences: [LegID: Recurrence],
        callsBefore: [LegID: Int], isStreamed: Bool
    ) -> [PredictedWalk] {
        var statuses: [LegID: Int] = [:]
        var spoilt: Set<LegID> = []
        for (leg, cause) in causes
        where recurrences[leg]?.strikes(call: callsBefore[leg] ?? 0) ?? true {
            switch cause.effect(isStreamed: isStreamed) {
            case .fails: statuses[leg] = cause == .modelGone ? 404 : 502
            case .breaksOff, .deceives: spoilt.insert(leg)
            case .bearable, nil: break
            }
        }
        return walks(statuses: statuses).map { walk in
            guard let leg = walk.answeredBy, spoilt.contains(leg) else { return walk }
            var walk = walk
            (walk.isComplete, walk.outcome) = (false, .mustBeCaught)
            return walk
        }
    }
}

extension OpenRouterRequest {
    /// The file's members as they go into a body, without its prompt: what decides who answers.
    ///
    /// - Parameter missing: asked for in place of the models that are to fail, numbered where they are several.
    package func members(failing: Set<LegID>, missing: String) -> String {
        let left: Set<String> = [
            "model", "models", "fallbacks", "messages", "prompt", "input", "stream",
            "stream_options",
        ]
        let kept = (ConfigTree(examination.document).entries ?? []).filter {
            !left.contains($0.key)
        }
        let names = models(failing: failing, missing: missing)
        let list = ConfigTree.Entry("models", .list(names.map(ConfigTree.string)))
        return ([list] + kept).map { entry in
            "\(ConfigTree.string(entry.key).json):\(entry.value.json)"
        }.joined(separator: ",")
    }

    package func models(failing: Set<LegID>, missing: String) -> [String] {
        legs.map { leg in
            guard failing.contains(leg.id) else { return leg.model }
            return leg.id.index == 0 ? missing : "\(missing)-\(leg.id.index + 1)"
        }
    }

    /// Which models of the list an answer may be from that calls itself so: OpenRouter leaves out how a model was
    /// to be chosen, and may add its snapshot.
    package func legs(named name: String) -> [LegID] {
        func base(_ name: String) -> Substring { name.prefix { $0 != ":" } }
        let told = base(name)
        let exact = legs.filter { base($0.model) == told }
        let near = exact.isEmpty ? legs.filter { told.hasPrefix("\(base($0.model))-") } : exact
        return near.map(\.id)
    }
}
