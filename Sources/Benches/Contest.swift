public import Providers
public import Vocabulary

/// One way to an answer: a leg asked directly, a gateway in front of it, one region of a provider.
public struct Contender: Sendable {
    public enum Kind: String, Sendable { case direct, gateway, region }

    public var name: String
    public var kind: Kind
    public var provider: any Provider
    public let endpoint: Endpoint
    public var model: String
    public var limits: RequestLimits
    /// Takes out what of its endpoint may not be shown.
    let redactor: Redactor

    public init(
        name: String, kind: Kind, provider: any Provider, endpoint: Endpoint, model: String,
        limits: RequestLimits = .standard
    ) {
        self.name = name
        self.kind = kind
        self.provider = provider
        self.endpoint = endpoint
        self.model = model
        self.limits = limits
        let secrets = AddressSecrets.all(in: endpoint.baseURL).map { Secret($0.value) }
        redactor = Redactor([endpoint.key].compactMap(\.self) + secrets)
    }
}

/// Contenders that are asked the same in every round, and which of them are held against each other.
public struct Contest: Sendable {
    /// Contenders by their place.
    public struct Comparison: Sendable, Equatable {
        public var base: Int
        public var other: Int

        public init(base: Int, other: Int) {
            self.base = base
            self.other = other
        }
    }

    public var name: String
    /// What the suite calls the work.
    public var task: String?
    public var contenders: [Contender]
    public var comparisons: [Comparison]
    /// Asked in turn, one a round.
    public var prompts: [Prompt]

    public init(
        name: String, task: String?, contenders: [Contender], comparisons: [Comparison],
        prompts: [Prompt]
    ) {
        precondition(!contenders.isEmpty && !prompts.isEmpty, "nobody is asked anything: \(name)")
        self.name = name
        self.task = task
        self.contenders = contenders
        self.comparisons = comparisons
        self.prompts = prompts
    }
}
