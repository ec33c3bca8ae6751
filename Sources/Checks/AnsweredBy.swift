public import Vocabulary

/// The leg whose answer the caller got, by the lanes' journals: the predicted one, or a named one.
public struct AnsweredBy: ReversibleCheck {
    public static let name = "answered-by"
    public static let summary = "this leg's answer reached the caller"
    public static let family = CheckFamily.path
    public static let arguments = [
        (
            key: "value",
            summary: "a leg's model, provider, provider:model or place in the route from 1; "
                + "without it the leg that the gateway's configuration predicts"
        )
    ]

    private var wanted: TemplateText?
    /// Where the name was found in the route; more than one leg may have the same provider.
    private var legs: [LegID]?

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        guard arguments.optional("value") != nil else {
            try arguments.refuseNot()
            return
        }
        wanted = try arguments.text("value", needs: Self.arguments[0].summary)
    }

    init() {}

    public func bound(to context: CheckContext) throws(Diagnostic) -> AnsweredBy {
        guard let wanted else { return self }
        let name = try wanted.rendered(in: context)
        var bound = self
        bound.wanted = name
        bound.legs = LegNames.legs(named: name.text, in: context.legs)
        if bound.legs?.isEmpty == true, !context.legs.isEmpty {
            throw Diagnostic(
                "no leg of route '\(context.legs[0].id.route)' is called '\(name.text)'",
                hint: "its legs: \(LegNames.list(context.legs))")
        }
        return bound
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        guard let calls = attempt.calls else { return .skipped(reason: noJournals) }
        let expected = attempt.path.expected
        if let wanted {
            guard expected.answeredBy != nil else {
                return .skipped(reason: "no leg is to answer on this path")
            }
            return judge(
                attempt, calls, among: legs ?? [], called: "'\(wanted.text)'", isNegated)
        }
        if let leg = expected.answeredBy {
            return judge(attempt, calls, leg: leg)
        }
        guard attempt.looksLikeSuccess, expected.outcome != .mustBeCaught else { return .passed }
        return .failed(
            Diagnostic(
                "no leg was to answer, yet the caller saw \(Sight.words(for: attempt)); "
                    + "the journals show \(Sight.journal(calls))"))
    }

    private func judge(_ attempt: Attempt, _ calls: [LaneCall], leg: LegID) -> Verdict {
        if attempt.looksLikeSuccess, attempt.answeringLeg == leg { return .passed }
        return judge(attempt, calls, among: [leg], called: "\(leg)")
    }

    private func judge(
        _ attempt: Attempt, _ calls: [LaneCall], among legs: [LegID], called name: String,
        _ isNegated: Bool = false
    ) -> Verdict {
        // Where a caller left, the leg that he left counts, over or not.
        var answering: LegID?
        if attempt.path.cause?.mark == .caller {
            let left = calls.filter { $0.cause?.mark == .caller }.map(\.leg)
            answering = left.first(where: legs.contains) ?? (isNegated ? left.first : nil)
        }
        // Where a fault is planted in the answer itself, the leg that gave it counts, seen whole or not.
        let isSeen =
            attempt.looksLikeSuccess || attempt.path.expected.outcome == .mustBeCaught
        if isSeen, answering == nil { answering = attempt.answeringLeg }
        if let answering, legs.contains(answering) != isNegated { return .passed }
        var message = "expected \(isNegated ? "another leg than " : "")\(name) to answer; "
        if attempt.looksLikeSuccess, let answering = attempt.answeringLeg {
            message += "\(answering) did"
        } else {
            message += "the caller saw \(Sight.words(for: attempt))"
        }
        message += "; the journals show \(Sight.journal(calls))"
        return .failed(Diagnostic(message))
    }
}

/// The names under which a suite may speak of a leg.
public enum LegNames {
    /// By place first, then by what is exact before what is loose.
    static func legs(named name: String, in legs: [Leg]) -> [LegID] {
        if let place = Int(name) {
            return legs.filter { $0.id.index + 1 == place }.map(\.id)
        }
        let ways: [(Leg) -> Bool] = [
            { "\($0.provider):\($0.model)" == name || "\($0.provider):\($0.pin)" == name },
            { $0.model == name || $0.pin == name },
            { $0.provider == name },
        ]
        for way in ways {
            let found = legs.filter(way)
            if !found.isEmpty { return found.map(\.id) }
        }
        return []
    }

    /// Every leg that goes by this name in any of these ways.
    public static func all(named name: String, in legs: [Leg]) -> [LegID] {
        if let place = Int(name) { return legs.filter { $0.id.index + 1 == place }.map(\.id) }
        return legs.filter { leg in
            [leg.provider, leg.model, leg.pin].contains(name)
                || ["\(leg.provider):\(leg.model)", "\(leg.provider):\(leg.pin)"].contains(name)
        }.map(\.id)
    }

    public static func list(_ legs: [Leg]) -> String {
        legs.map { "\($0.id.index + 1) \($0.provider):\($0.model)" }.joined(separator: ", ")
    }
}
