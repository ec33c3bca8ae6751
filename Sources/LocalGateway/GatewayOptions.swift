public import GatewayMaps
public import Providers
public import Servers
public import Transports
public import Vocabulary

/// Where a leg is reached: which provider's language it speaks, at which address, with which key.
public struct LegEndpoint: Sendable, Equatable {
    public var provider: String
    public var endpoint: Endpoint
    /// Fields that the user wants on every request there.
    public var headers: [Request.SecretField]
    /// How the address of a lane in its place ends, where that is not the base of its provider.
    public var laneBase: String?

    public init(
        provider: String, endpoint: Endpoint, headers: [Request.SecretField] = [],
        laneBase: String? = nil
    ) {
        self.laneBase = laneBase
        self.provider = provider
        self.endpoint = endpoint
        self.headers = headers
    }

    /// What of it may never be shown.
    public var secrets: [Secret] {
        [endpoint.key].compactMap(\.self) + headers.map(\.value)
            + AddressSecrets.all(in: endpoint.baseURL).map { Secret($0.value) }
    }
}

/// How the gateway behaves beside what its routes say.
public struct GatewayOptions: Sendable {
    /// Who may ask; without any key everyone may.
    public var keys: [ClientKey]
    /// How much may be asked of providers; those that are not named may be asked without end.
    public var providers: [ProviderSettings]
    /// What an attempt cost in US dollars whose answer names a model, with so many pictures in its prompt; nil where no
    /// such price is known.
    public typealias Cost =
        @Sendable (
            _ provider: String, _ pin: String, _ served: String?, _ usage: Usage, _ pictures: Int
        ) -> Money?
    public var cost: Cost?
    /// What else than its own keys may not be shown: those of lanes behind it.
    public var secrets: [Secret]
    /// What was asked and what came of it; nil keeps no log.
    public var log: GatewayLog?
    /// Where a leg is for one call of a request with this marker, where that is not its endpoint's base: for
    /// whoever breaks legs by their addresses.
    public typealias Address = @Sendable (_ leg: LegID, _ marker: Marker?) -> String?
    public var address: Address?
    /// Between two calls of one leg.
    public var backoff: Backoff
    /// All ids in answers are made of it, and the pauses between attempts.
    public var seed: UInt64
    public var threads: Int
    public var limits: ServerLimits
    public var now: @Sendable () -> Moment

    public init(
        keys: [ClientKey] = [], providers: [ProviderSettings] = [], cost: Cost? = nil,
        secrets: [Secret] = [], log: GatewayLog? = nil,
        address: Address? = nil,
        backoff: Backoff = .simulated, seed: UInt64 = 0, threads: Int = 1,
        limits: ServerLimits = .standard, now: @escaping @Sendable () -> Moment = { Clock.now() }
    ) {
        self.keys = keys
        self.providers = providers
        self.cost = cost
        self.secrets = secrets
        self.log = log
        self.address = address
        self.backoff = backoff
        self.seed = seed
        self.threads = threads
        self.limits = limits
        self.now = now
    }
}

/// Why the gateway could not start, in words for the user.
public enum GatewayError: Error, Sendable, Equatable, CustomStringConvertible {
    case unknownProvider(String, leg: LegID)
    case noEndpoint(LegID)
    case noLegs(route: String)
    case twoRoutes(named: String)
    case noRoute(named: String)
    case emptyKey(String)
    case server(ServerError)

    public var description: String {
        switch self {
        case .unknownProvider(let name, let leg):
            "leg \(leg) has provider '\(name)', which this program does not know"
        case .noEndpoint(let leg): "nobody said where leg \(leg) is reached"
        case .noLegs(let route): "route '\(route)' has no legs"
        case .twoRoutes(let name): "two routes are called '\(name)'"
        case .noRoute(let name): "a rule leads to '\(name)', and no route is called so"
        case .emptyKey(let name): "the key of '\(name)' is empty: nobody could show it"
        case .server(let error): "the gateway could not be opened: \(error)"
        }
    }
}
