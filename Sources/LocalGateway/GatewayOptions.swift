package import Providers
package import Servers
package import Vocabulary

/// Where a leg is reached: which provider's language it speaks, at which address, with which key.
package struct LegEndpoint: Sendable, Equatable {
    package var provider: String
    package var endpoint: Endpoint

    package init(provider: String, endpoint: Endpoint) {
        self.provider = provider
        self.endpoint = endpoint
    }
}

/// How the gateway behaves beside what its routes say.
package struct GatewayOptions: Sendable {
    /// Between two calls of one leg, where the leg did not say how long to wait. A gateway in production
    /// waits longer and grows it; here the pause is scaled, as time-outs are, so that a run of every path
    /// stays quick.
    package var retryPause: Duration
    /// Of a leg's own Retry-After no more than this is waited, for the same reason; and never more than
    /// it says.
    package var retryAfterMax: Duration
    /// All ids in answers are made of it.
    package var seed: UInt64
    package var threads: Int
    package var limits: ServerLimits

    package init(
        retryPause: Duration = .milliseconds(10), retryAfterMax: Duration = .milliseconds(50),
        seed: UInt64 = 0, threads: Int = 1, limits: ServerLimits = .standard
    ) {
        self.retryPause = retryPause
        self.retryAfterMax = retryAfterMax
        self.seed = seed
        self.threads = threads
        self.limits = limits
    }

    func pause(after failure: LegFailure) -> Duration {
        failure.error?.retryAfter.map { max(.zero, min($0, retryAfterMax)) } ?? retryPause
    }
}

/// Why the gateway could not start, in words for the user.
package enum GatewayError: Error, Sendable, Equatable, CustomStringConvertible {
    case unknownProvider(String, leg: LegID)
    case noEndpoint(LegID)
    case noLegs(route: String)
    case twoRoutes(named: String)
    case server(ServerError)

    package var description: String {
        switch self {
        case .unknownProvider(let name, let leg):
            "leg \(leg) has provider '\(name)', which this program does not know"
        case .noEndpoint(let leg): "nobody said where leg \(leg) is reached"
        case .noLegs(let route): "route '\(route)' has no legs"
        case .twoRoutes(let name): "two routes are called '\(name)'"
        case .server(let error): "the gateway could not be opened: \(error)"
        }
    }
}
