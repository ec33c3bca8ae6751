public import Vocabulary

/// One rule of `routes:`: which requests for the model `auto` it takes, and where they go.
public struct RouteRule: Sendable, Equatable {
    /// What a client asks for when it leaves the choice to the rules.
    public static let model = "auto"

    /// Nil takes every request that is left.
    public var match: MatchExpression?
    /// The alias or model, as the file has it.
    public var target: String
    /// The route that the rule stands for: `auto[1]`, or `auto[default]`.
    public var route: String
    public var location: SourceLocation

    public func takes(_ facts: RequestFacts) -> Bool { match?.holds(for: facts) ?? true }
}

extension [RouteRule] {
    /// The first that takes the request.
    public func rule(for facts: RequestFacts) -> RouteRule? { first { $0.takes(facts) } }
}
