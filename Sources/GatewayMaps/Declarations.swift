public import Vocabulary

/// What `providers:` says of one: where it is asked, with which key, and how much.
public struct ProviderSettings: Sendable, Equatable {
    public var name: String
    public var baseURL: String?
    /// `base_url:` names a variable that is not set: no other address is meant.
    public var lacksBase = false
    public var key: FileKey?
    /// Fields that go with every request; their values may be secret.
    public var headers: [Request.SecretField]
    public var budget: Money?
    public var requestsPerMinute: Int?
    public var tokensPerMinute: Int?
    public var location: SourceLocation

    public init(
        name: String, baseURL: String?, key: FileKey?, headers: [Request.SecretField],
        budget: Money?, requestsPerMinute: Int?, tokensPerMinute: Int?, location: SourceLocation
    ) {
        self.name = name
        self.baseURL = baseURL
        self.key = key
        self.headers = headers
        self.budget = budget
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
        self.location = location
    }
}

/// What `models:` says of one.
public struct ModelSettings: Sendable, Equatable {
    public var name: String
    public var provider: String
    public var pin: String
    /// What others call it: a gateway's or another provider's name for the same model.
    public var names: [String: String]
    /// How many tokens fit into its window.
    public var contextTokens: Int?
    public var location: SourceLocation
}

/// A key that a file gives, or names.
public struct FileKey: Sendable, Equatable {
    public var secret: Secret
    /// It stands in the file itself, where everyone can read it, and not in the environment.
    public var isLiteral: Bool
    public var location: SourceLocation

    public init(secret: Secret, isLiteral: Bool, location: SourceLocation) {
        self.secret = secret
        self.isLiteral = isLiteral
        self.location = location
    }

    /// The environment does not have it.
    public var isMissing: Bool { secret.revealed.isEmpty }
}

/// A key of the gateway's own clients, and what it may reach.
public struct ClientKey: Sendable, Equatable {
    public var name: String
    public var key: FileKey
    /// Aliases and models; nil reaches all.
    public var models: [String]?
    public var requestsPerMinute: Int?
    public var budget: Money?

    public init(
        name: String, key: FileKey, models: [String]? = nil, requestsPerMinute: Int? = nil,
        budget: Money? = nil
    ) {
        self.name = name
        self.key = key
        self.models = models
        self.requestsPerMinute = requestsPerMinute
        self.budget = budget
    }

    /// Whether the key may see an answer of this leg, asked under one of these names.
    public func mayReach(_ leg: Leg, askedAs names: [String]) -> Bool {
        guard let models else { return true }
        return models.contains(leg.model) || names.contains { models.contains($0) }
    }
}

/// A gateway that runs can be sent through.
public struct GatewaySettings: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case litellm, portkey, openrouter, novastack, tokenmix, generic
    }

    public enum Place: Sendable, Equatable {
        case url(String)
        /// Its own configuration: the gateway is started with it, and its routes count.
        case config(String)
    }

    public var name: String
    public var kind: Kind
    public var place: Place
    public var key: FileKey?
    public var location: SourceLocation
    /// Where the file names its configuration, and how, where a variable is part of that.
    public var configPlace: SourceLocation?
    public var configWritten: String?

    /// The one that is built in, and that no file declares.
    public static let embedded = "embedded"
}
