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
