package import Providers
package import Vocabulary

/// One way to an answer: a leg asked directly, a gateway in front of it, one region of a provider.
package struct Contender: Sendable {
    package enum Kind: String, Sendable { case direct, gateway, region }

    package var name: String
    package var kind: Kind
    package var provider: any Provider
    package var endpoint: Endpoint
    package var model: String
    package var limits: RequestLimits

    package init(
        name: String, kind: Kind, provider: any Provider, endpoint: Endpoint, model: String,
        limits: RequestLimits = .standard
    ) {
        self.name = name
        self.kind = kind
        self.provider = provider
        self.endpoint = endpoint
        self.model = model
        self.limits = limits
    }
}

/// Contenders that are asked the same in every round, and which of them are held against each other.
package struct Contest: Sendable {
    /// Contenders by their place.
    package struct Comparison: Sendable, Equatable {
        package var base: Int
        package var other: Int

        package init(base: Int, other: Int) {
            self.base = base
            self.other = other
        }
    }

    package var name: String
    /// What the suite calls the work.
    package var task: String?
    package var contenders: [Contender]
    package var comparisons: [Comparison]
    /// Asked in turn, one a round.
    package var prompts: [Prompt]

    package init(
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
