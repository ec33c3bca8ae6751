import GatewayMaps
import Plans
import Rows
package import Vocabulary

/// Says of each request through somebody else's gateway what the gateway's own answer proves of its way, and of what
/// is not proven, why.
///
/// There is no journal: an answer that names no leg passes no path and fails none.
package struct HostedWitness: Witness {
    /// The legs that an answer may be from, by what it says of itself; nil where it says nothing.
    package typealias Naming = @Sendable (Reading) -> [LegID]?
    private let naming: Naming
    private let legs: [NamedLeg]
    private let missing: String

    /// With these a provider or a gateway says that it has no such model; any other is about something else, as a key
    /// or a limit, and proves nothing.
    private static let refusals = [404, 400, 422]

    /// - Parameters:
    ///   - legs: all of them.
    ///   - missing: what was asked for in place of models that are to fail.
    package init(legs: [NamedLeg], missing: String, naming: @escaping Naming) {
        (self.naming, self.legs, self.missing) = (naming, legs, missing)
    }

    /// A leg, and the model that it answers as; nil where the gateway or its owner chooses.
    package struct NamedLeg: Sendable {
        var id: LegID
        var model: String?

        package init(id: LegID, model: String?) {
            self.id = id
            self.model = model
        }
    }

    package func see(
        _ planned: Case, _ attempt: Attempt, _ row: inout CaseRow, after earlier: Testimony?
    ) async -> Testimony {
        let named = naming(attempt.reading)
        var reason: String?
        var findings: [Finding] = []
        if row.verdict == .errored {
            reason = row.checks.first { $0.verdict == .errored }?.message
        } else {
            switch finding(planned, attempt, named) {
            case .proven: break
            case .disproven(let finding):
                findings = [finding]
                row.take(findings) { _ in [] }
            case .open(let words):
                reason = words
                row.checks.removeAll { $0.verdict == .failed }
                row.fail(as: .skipped, words)
            case .infrastructure(let words):
                reason = words
                row.checks.removeAll { $0.verdict == .failed }
                row.fail(as: .errored, words)
            }
        }
        var path = PathRow(of: planned, row)
        path.reason = reason
        if path.isCovered {
            path.walk = walk(planned, attempt, named)
            path.walk?.findings = findings
            row.answeredBy = named.flatMap { $0.count == 1 ? $0.first : nil }
        }
        return Testimony(rows: [.path(path)])
    }

    private enum Outcome {
        case proven
        case disproven(Finding)
        /// Nothing in the answer decides it.
        case open(String)
        case infrastructure(String)
    }

    private func finding(_ planned: Case, _ attempt: Attempt, _ named: [LegID]?) -> Outcome {
        let expected = Set(planned.way.walks(over: attempt.path).map(\.answeredBy))
        let wanted = expected.compactMap(\.self).sorted().map(\.description)
        let told = words(of: attempt.reading)
        guard attempt.looksLikeSuccess else {
            if let breakage = attempt.breakage {
                return .infrastructure(
                    "the gateway's answer broke: \(breakage.kind.rawValue) (\(breakage.reason))")
            }
            // Who is turned away for another reason than the model has learnt nothing of the way.
            let isRefusal = Self.refusals.contains(attempt.reading.status ?? 0)
            if planned.path.causes.isEmpty || !isRefusal {
                return .infrastructure("the gateway itself answered \(told)")
            }
            if expected == [nil] { return .proven }
            // Who is named is the last one that was asked.
            if let named, !named.isEmpty, Set(named).isSubset(of: planned.path.causes.keys) {
                return disproven(
                    "predicted an answer from \(wanted.joined(separator: " or ")); the gateway stopped "
                        + "at \(named[0]) with \(told)")
            }
            return .open(
                "the gateway answered \(told), and does not say whether it asked any further leg; "
                    + "--failing-model names another model that cannot answer")
        }
        if let finding = stranger(in: attempt.reading, named) { return .disproven(finding) }
        guard let named, !named.isEmpty else {
            guard named != nil, let model = attempt.reading.model else {
                return .open("nothing in the answer says which leg it is from")
            }
            return .open("the answer calls itself '\(model)', which is none of the legs")
        }
        if named.contains(where: { expected.contains($0) }) { return .proven }
        let words =
            "predicted an answer from \(wanted.isEmpty ? "nobody" : wanted.joined(separator: " or ")), "
            + "and the answer is from \(named[0])"
        let failed = attempt.reading.fallbacks
        return planned.path.causes.isEmpty && failed > 0
            ? .open("\(words): \(failed) of the attempts before it failed by themselves")
            : disproven(words)
    }

    private func disproven(_ words: String) -> Outcome {
        .disproven(Finding(DrillFindings.prediction, .error, words))
    }

    /// An answer of a model that no leg has which may have given it.
    private func stranger(in reading: Reading, _ named: [LegID]?) -> Finding? {
        guard let named, let told = reading.model, !told.hasPrefix(missing) else { return nil }
        let possible = legs.filter { named.isEmpty || named.contains($0.id) }
        let pins = possible.compactMap(\.model)
        guard !pins.isEmpty, pins.count == possible.count,
            !pins.contains(where: { ModelFamilies.areOne(told, $0) })
        else { return nil }
        // A gateway has its names for models with their makers', known here or not; what else is told may be none.
        guard ModelFamilies.family(of: told) != nil || named.isEmpty && told.contains("/") else {
            return nil
        }
        return Finding(
            DrillFindings.wrongModel, .error,
            "asked for \(pins.map { "'\($0)'" }.joined(separator: " or ")), and the answer calls itself "
                + "'\(told)'")
    }

    private func walk(_ planned: Case, _ attempt: Attempt, _ named: [LegID]?) -> PathWalk {
        let walks = planned.way.walks(over: attempt.path)
        let predicted = walks.flatMap { walk in
            (walk.answeredBy == nil ? Self.refusals : [walk.status]).map { status in
                PathWalk.Course(
                    status: status, answeredBy: walk.answeredBy?.description,
                    isComplete: walk.isComplete)
            }
        }
        let isAnswer = attempt.looksLikeSuccess
        let observed = PathWalk.Course(
            status: attempt.exchange.status,
            answeredBy: isAnswer ? named?.first?.description : nil, isComplete: isAnswer)
        return PathWalk(
            observed: observed,
            predicted: predicted.first { $0 == observed } ?? predicted.first ?? PathWalk.Course(),
            possible: max(1, walks.count))
    }

    private func words(of reading: Reading) -> String {
        let status = reading.status.map { "status \($0)" } ?? "without a status"
        guard let message = reading.error?.message, !message.isEmpty else { return status }
        return "\(status) ('\(message.prefix(120))')"
    }
}

extension Reading {
    /// How many legs failed before the one that answered, as the gateway tells it.
    fileprivate var fallbacks: Int {
        evidence.reduce(0) { if case .fallbacks(let count) = $1 { max($0, count) } else { $0 } }
    }
}
