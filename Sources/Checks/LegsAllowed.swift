public import Vocabulary

/// Only these legs may ever see the prompt, whoever answers: what compliance, key scopes and tiers ask for.
public struct LegsAllowed: ReversibleCheck {
    public static let name = "legs-allowed"
    public static let summary = "no other legs than these ever saw the prompt"
    public static let family = CheckFamily.path
    public static let arguments = [
        (
            key: "value",
            summary:
                "a list of legs, each by model, provider, provider:model or place in the route from 1"
        )
    ]

    private var names: TextList
    /// Nil until the route is known.
    private var legs: Set<LegID>?

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        names = try TextList(arguments, ignoresCase: false)
    }

    /// A name may belong to another route of the suite; that none of them is on this one is a mistake.
    public func bound(to context: CheckContext) throws(Diagnostic) -> LegsAllowed {
        var bound = self
        bound.names = try names.rendered(in: context)
        guard !context.legs.isEmpty else { return bound }
        let found = bound.names.texts.flatMap { LegNames.all(named: $0, in: context.legs) }
        guard !found.isEmpty else {
            throw Diagnostic(
                "no leg of route '\(context.legs[0].id.route)' is called \(bound.names.words)",
                hint: "its legs: \(LegNames.list(context.legs))")
        }
        bound.legs = Set(found)
        return bound
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        guard let calls = attempt.calls else { return .skipped(reason: noJournals) }
        guard let legs else {
            return .errored(Diagnostic("the legs of this route are not known: \(names.words)"))
        }
        guard let other = calls.first(where: { !legs.contains($0.leg) }) else {
            if !isNegated { return .passed }
            return .failed(
                Diagnostic(
                    "no other leg than \(names.words) saw the prompt; "
                        + "the journals show \(Sight.journal(calls))"))
        }
        if isNegated { return .passed }
        return .failed(
            Diagnostic(
                "\(other.leg) saw the prompt, allowed \(legs.count == 1 ? "is" : "are") \(names.words); "
                    + "the journals show \(Sight.journal(calls))"))
    }
}
