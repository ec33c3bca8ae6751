import GatewayMaps
import Plans
import Rows
public import Vocabulary

/// Sets each attempt of a drill beside what was predicted, and names what looks like success and is not.
public struct DrillWitness: Witness {
    /// What the gateway calls a leg, where it has a name of its own, and its answers' heads with it.
    private let names: [LegID: String]
    private let gatewayEnd: @Sendable () async -> String?
    private let lanesEnd: @Sendable () -> String?

    /// - Parameters:
    ///   - names: the gateway's own ids of deployments.
    ///   - gatewayEnd: why there is no gateway any more; asked where a request broke.
    ///   - lanesEnd: why there is no lane any more; asked where a case did not pass.
    public init(
        names: [LegID: String], gatewayEnd: @escaping @Sendable () async -> String? = { nil },
        lanesEnd: @escaping @Sendable () -> String? = { nil }
    ) {
        self.names = names
        self.gatewayEnd = gatewayEnd
        self.lanesEnd = lanesEnd
    }

    /// The path's row, with how the request went through the gateway. A case fails where the gateway did otherwise
    /// than its configuration says, twice, and where it told of success and there was none.
    public func see(
        _ planned: Case, _ attempt: Attempt, _ row: inout CaseRow, after earlier: Testimony?
    ) async -> Testimony {
        if attempt.breakage != nil, let end = await gatewayEnd() {
            (row.checks, row.status) = ([], nil)
            row.fail(as: .errored, end)
        } else if row.verdict != .passed, let end = lanesEnd() {
            // As if nobody had been reached: a resumed drill sends it again.
            (row.checks, row.status) = ([], nil)
            row.breakage = attempt.breakage ?? Breakage(.refused, end)
            row.fail(as: .errored, end)
        }
        // What could not be judged went no way that could be told of.
        guard row.verdict != .errored else {
            return Testimony(rows: [.path(pathRow(planned, row, nil))])
        }
        var walk = walk(of: attempt, predicted: planned.way.walks(over: attempt.path))
        if walk.agrees, case .path(let first)? = earlier?.rows.first, let before = first.walk {
            walk.findings.append(
                Finding(
                    "drill.unsteady", .warning,
                    "as predicted only when it was asked again: \(difference(before))"))
        }
        row.take(walk.findings, explained: DrillFindings.explained)
        return Testimony(
            rows: [.path(pathRow(planned, row, walk))], asksAgain: !walk.agrees && earlier == nil)
    }

    func walk(of attempt: Attempt, predicted: [PredictedWalk]) -> PathWalk {
        let calls = attempt.calls ?? []
        let observed = course(of: attempt, calls)
        let predicted = predicted.map(course)
        var walk = PathWalk(
            observed: observed,
            predicted: predicted.first { $0 == observed } ?? predicted.first ?? PathWalk.Course(),
            possible: max(1, predicted.count))
        walk.timeToFallback = timeToFallback(attempt, calls)
        walk.findings = DrillFindings.all(of: attempt, names: names)
        if !walk.agrees {
            walk.findings.append(
                Finding(DrillFindings.prediction, .error, difference(walk)))
        }
        return walk
    }

    private func difference(_ walk: PathWalk) -> String {
        "predicted \(words(walk.predicted)); observed \(words(walk.observed))"
    }

    private func pathRow(_ planned: Case, _ row: CaseRow, _ walk: PathWalk?) -> PathRow {
        var path = PathRow(of: planned, row)
        path.walk = walk
        return path
    }

    private func course(of walk: PredictedWalk) -> PathWalk.Course {
        PathWalk.Course(
            status: walk.status, answeredBy: walk.answeredBy?.description,
            calls: walk.calls.map(\.description), isComplete: walk.isComplete)
    }

    private func course(of attempt: Attempt, _ calls: [LaneCall]) -> PathWalk.Course {
        // A gateway may close a stream whose leg speaks on.
        let speaking = calls.last { $0.ended == nil }?.leg
        let answering = attempt.answersSomehow ? attempt.answeringLeg ?? speaking : nil
        return PathWalk.Course(
            status: attempt.exchange.status, answeredBy: answering?.description,
            calls: calls.map(\.leg.description),
            isComplete: attempt.looksLikeSuccess && attempt.isSound)
    }

    private func timeToFallback(_ attempt: Attempt, _ calls: [LaneCall]) -> Duration? {
        guard let answering = attempt.answeringLeg, let first = calls.first,
            first.leg != answering, let last = calls.last(where: { $0.leg == answering })
        else { return nil }
        return last.arrived - first.arrived
    }

    private func words(_ course: PathWalk.Course) -> String {
        let calls = course.calls.isEmpty ? "no call" : course.calls.joined(separator: ", ")
        let answer = course.answeredBy.map { "answer from \($0)" } ?? "no answer"
        return "\(calls), \(answer), status \(course.status.map(String.init) ?? "none")"
            + (course.isComplete ? "" : ", not whole")
    }
}

extension Attempt {
    /// The caller got an answer, whole or broken, under a status of success.
    var answersSomehow: Bool { exchange.status.map { $0 / 100 == 2 } ?? false }

    /// What the answering lane sent was whole, and no content of it is wrong on purpose.
    var isSound: Bool {
        guard let call = answeringCall else { return false }
        guard let cause = call.cause else { return call.isComplete }
        if cause == .wrongModel { return true }
        return call.isComplete && cause.effect(isStreamed: isStreamed) != .deceives
            && reading.text?.isEmpty == false
    }
}

extension PathRow {
    /// The path of a case that a drill has judged, without its walk.
    init(of planned: Case, _ row: CaseRow) {
        self.init(
            leg: row.leg, legName: row.legName, cause: row.cause, isStreamed: row.isStreamed,
            expectedOutcome: row.expectedOutcome,
            isCovered: row.verdict == .passed || row.verdict == .failed)
        route = row.route
        legsBefore = planned.path.causes.keys.count { $0 != row.leg }
    }
}
