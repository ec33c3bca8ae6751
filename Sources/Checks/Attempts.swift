import Documents
public import Vocabulary

/// How often the gateway called its legs, by the lanes' journals: as predicted, or as written.
public struct Attempts: ReversibleCheck {
    public static let name = "attempts"
    public static let summary = "the gateway called its legs so often"
    public static let family = CheckFamily.path
    public static let arguments = [
        (
            key: "value",
            summary: "a number of calls in all, or a mapping from leg to number; "
                + "without it the calls that the gateway's configuration predicts"
        )
    ]

    private enum Wanted: Sendable {
        case predicted
        case total(Int)
        case named([(name: String, count: Int)])
        case legs([(name: String, legs: [LegID], count: Int)])
    }

    private var wanted = Wanted.predicted

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        guard let value = arguments.optional("value") else {
            try arguments.refuseNot()
            return
        }
        if let entries = value.entries {
            var named: [(name: String, count: Int)] = []
            for (key, count) in entries {
                named.append((key.text ?? "", try Self.count(count, of: arguments.name)))
            }
            wanted = .named(named)
        } else {
            wanted = .total(try Self.count(value, of: arguments.name))
        }
    }

    init() {}

    private static func count(_ node: Node, of name: String) throws(Diagnostic) -> Int {
        if let count = node.asInt, count >= 0 { return count }
        throw node.diagnostic(
            "'\(name)' counts calls in whole numbers from 0, found \(node.shown)",
            hint: "write 2 for two calls in all, or { primary-model: 2, other-model: 1 } per leg")
    }

    public func bound(to context: CheckContext) throws(Diagnostic) -> Attempts {
        guard case .named(let names) = wanted, !context.legs.isEmpty else { return self }
        var found: [(name: String, legs: [LegID], count: Int)] = []
        for (name, count) in names {
            let legs = LegNames.legs(named: name, in: context.legs)
            if legs.isEmpty {
                throw Diagnostic(
                    "no leg of route '\(context.legs[0].id.route)' is called '\(name)'",
                    hint: "its legs: \(LegNames.list(context.legs))")
            }
            found.append((name, legs, count))
        }
        var bound = self
        bound.wanted = .legs(found)
        return bound
    }

    public func judge(_ attempt: Attempt, isNegated: Bool) -> Verdict {
        guard let calls = attempt.calls else { return .skipped(reason: noJournals) }
        switch wanted {
        case .predicted:
            let expected = attempt.path.expected.calls
            if matches(calls, expected) { return .passed }
            return failed(calls, expected: words(for: expected))
        case .total(let count):
            if (calls.count == count) != isNegated { return .passed }
            return failed(calls, expected: "\(count) in all", isNegated)
        case .legs(let legs):
            let holds = legs.allSatisfy { entry in
                calls.count { entry.legs.contains($0.leg) } == entry.count
            }
            if holds != isNegated { return .passed }
            let words = legs.map { "'\($0.name)' \(Sight.times($0.count))" }
            return failed(calls, expected: words.joined(separator: ", "), isNegated)
        case .named(let names):
            // Without a route there are no names to find.
            let words = names.map { "'\($0.name)'" }.joined(separator: ", ")
            return .errored(Diagnostic("the legs of this route are not known: \(words)"))
        }
    }

    /// Legs that are not predicted must not be called at all.
    private func matches(_ calls: [LaneCall], _ expected: [LegID: Int]) -> Bool {
        var total = 0
        for (leg, count) in expected {
            if calls.count(where: { $0.leg == leg }) != count { return false }
            total += count
        }
        return total == calls.count
    }

    private func words(for expected: [LegID: Int]) -> String {
        let called = expected.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        guard !called.isEmpty else { return "none" }
        return called.map { "\($0.key) \(Sight.times($0.value))" }.joined(separator: ", ")
    }

    private func failed(
        _ calls: [LaneCall], expected: String, _ isNegated: Bool = false
    ) -> Verdict {
        .failed(
            Diagnostic(
                "expected \(isNegated ? "other " : "")calls\(isNegated ? " than" : ""): \(expected); the journals show \(Sight.journal(calls))"
            ))
    }
}
