public import Vocabulary

/// A Portkey configuration as the gateway understands it: strategies in each other, and legs at their ends.
///
/// Rules were read in the sources of `@portkey-ai/gateway` 1.15.2 and observed on it; what only the hosted
/// product has is told as a construct that is not exact.
public struct PortkeyConfig: Sendable {
    public var root: PortkeyTarget
    public var routes: [PortkeyRoute]
    public var tree: ConfigTree
    public var examination: GatewayExamination

    public var file: String { examination.map.file }
    public var legs: [PortkeyLeg] { root.legs }

    public func leg(_ id: LegID) -> PortkeyLeg? { legs.first { $0.id == id } }

    /// The route of every request that no condition looks at.
    public static let routeName = "config"
    /// What the gateway retries where the file does not say.
    public static let retriedStatuses: Set<Int> = [429, 500, 502, 503, 504]
    /// How long its HTTP client waits for the head of an answer without a time-out of the file.
    public static let defaultTimeout: Duration = .seconds(300)
}

/// A target: a leg, or a strategy over further ones.
public struct PortkeyTarget: Sendable, Equatable {
    public indirect enum Kind: Sendable, Equatable {
        case leg(PortkeyLeg)
        /// The first one, whatever follows.
        case single([PortkeyTarget])
        /// Nil goes on after every answer that is no success.
        case fallback([PortkeyTarget], on: Set<Int>?)
        case loadBalance([PortkeyTarget])
        case conditional([PortkeyTarget], PortkeyChoice)
    }

    /// As the gateway's answers name it: `config.targets[1]`.
    public var path: String
    public var name: String?
    public var weight: Double
    public var kind: Kind

    public var targets: [PortkeyTarget] {
        switch kind {
        case .leg: []
        case .single(let targets), .fallback(let targets, _), .loadBalance(let targets),
            .conditional(let targets, _):
            targets
        }
    }

    public var legs: [PortkeyLeg] {
        if case .leg(let leg) = kind { [leg] } else { targets.flatMap(\.legs) }
    }
}

/// A provider at one place of the tree, with what it has inherited from above.
public struct PortkeyLeg: Sendable, Equatable {
    public var id: LegID
    public var path: String
    /// `openai`; or `@slug`, or a virtual key, behind which the account has a provider.
    public var service: String
    /// Who stands in for it; nil where nobody here speaks its language.
    public var lane: String?
    /// Nil: the request's own.
    public var model: String?
    public var customHost: String?
    /// Parameters of the request that the file replaces.
    public var overridden: Set<String> = []
    /// Attempts after the first.
    public var retries: Int
    public var retriedStatuses: Set<Int>
    public var honoursRetryAfter: Bool
    /// Until the head of the answer; nil waits for as long as its HTTP client does.
    public var timeout: Duration?
    public var hasGuards: Bool
    public var location: SourceLocation
}

/// A kind of request, and where the conditions of the file lead it.
public struct PortkeyRoute: Sendable, Equatable {
    /// `config`, or by the condition that it meets: `config[1]`, `config[default]`.
    public var name: String
    public var request: PortkeyRequest
}
