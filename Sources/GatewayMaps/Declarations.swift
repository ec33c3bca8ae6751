package import Vocabulary

/// What `providers:` says of one: where it is asked, with which key, and how much.
package struct ProviderSettings: Sendable, Equatable {
    package var name: String
    package var baseURL: String?
    package var key: FileKey?
    /// Fields that go with every request; their values may be secret.
    package var headers: [Request.SecretField]
    package var budget: Money?
    package var requestsPerMinute: Int?
    package var tokensPerMinute: Int?
    package var location: SourceLocation

    package init(
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
package struct ModelSettings: Sendable, Equatable {
    package var name: String
    package var provider: String
    package var pin: String
    /// What others call it: a gateway's or another provider's name for the same model.
    package var names: [String: String]
    /// How many tokens fit into its window.
    package var contextTokens: Int?
    package var location: SourceLocation
}

/// A key that a file gives, or names.
package struct FileKey: Sendable, Equatable {
    package var secret: Secret
    /// It stands in the file itself, where everyone can read it, and not in the environment.
    package var isLiteral: Bool
    package var location: SourceLocation

    package init(secret: Secret, isLiteral: Bool, location: SourceLocation) {
        self.secret = secret
        self.isLiteral = isLiteral
        self.location = location
    }

    /// The environment does not have it.
    package var isMissing: Bool { secret.revealed.isEmpty }
}

/// A key of the gateway's own clients, and what it may reach.
package struct ClientKey: Sendable, Equatable {
    package var name: String
    package var key: FileKey
    /// Aliases and models; nil reaches all.
    package var models: [String]?
    package var requestsPerMinute: Int?
    package var budget: Money?

    package init(
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
    package func mayReach(_ leg: Leg, askedAs names: [String]) -> Bool {
        guard let models else { return true }
        return models.contains(leg.model) || names.contains { models.contains($0) }
    }
}

/// A gateway that runs can be sent through.
package struct GatewaySettings: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case litellm, portkey, openrouter, novastack, tokenmix, generic
    }

    package enum Place: Sendable, Equatable {
        case url(String)
        /// Its own configuration: the gateway is started with it, and its routes count.
        case config(String)
    }

    package var name: String
    package var kind: Kind
    package var place: Place
    package var key: FileKey?
    package var location: SourceLocation
}
