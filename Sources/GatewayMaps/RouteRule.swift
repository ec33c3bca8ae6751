package import Vocabulary

/// One rule of `routes:`: which requests for the model `auto` it takes, and where they go.
package struct RouteRule: Sendable, Equatable {
    /// What a client asks for when it leaves the choice to the rules.
    package static let model = "auto"

    /// Nil takes every request that is left.
    package var match: MatchExpression?
    /// The alias or model, as the file has it.
    package var target: String
    /// The route that the rule stands for: `auto[1]`, or `auto[default]`.
    package var route: String
    package var location: SourceLocation

    package func takes(_ facts: RequestFacts) -> Bool { match?.holds(for: facts) ?? true }
}

extension [RouteRule] {
    /// The first that takes the request.
    package func rule(for facts: RequestFacts) -> RouteRule? { first { $0.takes(facts) } }
}
