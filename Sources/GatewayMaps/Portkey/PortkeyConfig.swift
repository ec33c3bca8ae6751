package import Vocabulary

/// A Portkey configuration as the gateway understands it: strategies in each other, and legs at their ends.
///
/// Rules were read in the sources of `@portkey-ai/gateway` 1.15.2 and observed on it; what only the hosted
/// product has is told as a construct that is not exact.
package struct PortkeyConfig: Sendable {
    package var root: PortkeyTarget
    package var routes: [PortkeyRoute]
    package var tree: ConfigTree
    package var examination: GatewayExamination

    package var file: String { examination.map.file }
    package var legs: [PortkeyLeg] { root.legs }

    package func leg(_ id: LegID) -> PortkeyLeg? { legs.first { $0.id == id } }

    /// The route of every request that no condition looks at.
    package static let routeName = "config"
    /// What the gateway retries where the file does not say.
    package static let retriedStatuses: Set<Int> = [429, 500, 502, 503, 504]
    /// How long its HTTP client waits for the head of an answer without a time-out of the file.
    package static let defaultTimeout: Duration = .seconds(300)
}

/// A target: a leg, or a strategy over further ones.
package struct PortkeyTarget: Sendable, Equatable {
    package indirect enum Kind: Sendable, Equatable {
        case leg(PortkeyLeg)
        /// The first one, whatever follows.
        case single([PortkeyTarget])
        /// Nil goes on after every answer that is no success.
        case fallback([PortkeyTarget], on: Set<Int>?)
        case loadBalance([PortkeyTarget])
        case conditional([PortkeyTarget], PortkeyChoice)
    }

    /// As the gateway's answers name it: `config.targets[1]`.
    package var path: String
    package var name: String?
    package var weight: Double
    package var kind: Kind

    package var targets: [PortkeyTarget] {
        switch kind {
        case .leg: []
        case .single(let targets), .fallback(let targets, _), .loadBalance(let targets),
            .conditional(let targets, _):
            targets
        }
    }

    package var legs: [PortkeyLeg] {
        if case .leg(let leg) = kind { [leg] } else { targets.flatMap(\.legs) }
    }
}

/// A provider at one place of the tree, with what it has inherited from above.
package struct PortkeyLeg: Sendable, Equatable {
    package var id: LegID
    package var path: String
    /// `openai`; or `@slug`, or a virtual key, behind which the account has a provider.
    package var service: String
    /// Who stands in for it; nil where nobody here speaks its language.
    package var lane: String?
    /// Nil: the request's own.
    package var model: String?
    package var customHost: String?
    /// Parameters of the request that the file replaces.
    package var overridden: Set<String> = []
    /// Attempts after the first.
    package var retries: Int
    package var retriedStatuses: Set<Int>
    package var honoursRetryAfter: Bool
    /// Until the head of the answer; nil waits for as long as its HTTP client does.
    package var timeout: Duration?
    package var hasGuards: Bool
    package var location: SourceLocation
}

/// A kind of request, and where the conditions of the file lead it.
package struct PortkeyRoute: Sendable, Equatable {
    /// `config`, or by the condition that it meets: `config[1]`, `config[default]`.
    package var name: String
    package var request: PortkeyRequest
}
