import GatewayMaps
import Plans
package import Rows
import Synchronization
package import Vocabulary

/// Sets each attempt of a drill beside what was predicted, and names what looks like success and is not.
package final class DrillWitness: Sendable {
    /// By case: the walk of its last sending.
    private let walks = Mutex<[String: PathWalk]>([:])
    /// What the gateway calls a leg, where it has a name of its own.
    private let names: [LegID: String]
    private let retryAfter: Duration

    /// - Parameters:
    ///   - names: the gateway's own ids of deployments.
    ///   - retryAfter: how long lanes ask to wait when they limit the rate.
    package init(names: [LegID: String], retryAfter: Duration) {
        self.names = names
        self.retryAfter = retryAfter
    }

    /// Gives a failed check where the gateway did otherwise than its configuration says.
    package func see(_ planned: Case, _ attempt: Attempt) -> [CheckRow] {
        let calls = attempt.calls ?? []
        let observed = course(of: attempt, calls)
        let predicted = planned.way.walks.map(course)
        var walk = PathWalk(
            observed: observed,
            predicted: predicted.first { $0 == observed } ?? predicted.first ?? PathWalk.Course(),
            possible: max(1, predicted.count))
        walk.timeToFallback = timeToFallback(attempt, calls)
        walk.findings = DrillFindings.all(
            of: attempt, names: names, retryAfter: retryAfter)
        defer { walks.withLock { $0[planned.id] = walk } }
        guard !walk.agrees else { return [] }
        let message = "predicted \(words(walk.predicted)); observed \(words(walk.observed))"
        walk.findings.append(Finding("drill.prediction", .error, message))
        return [
            CheckRow(name: "predicted", verdict: .failed, message: message, location: nil)
        ]
    }

    /// The walk of a case that is over, which is then forgotten.
    package func take(_ caseID: String) -> PathWalk? {
        walks.withLock { $0.removeValue(forKey: caseID) }
    }

    private func name(_ leg: LegID) -> String { names[leg] ?? leg.description }

    private func course(of walk: PredictedWalk) -> PathWalk.Course {
        PathWalk.Course(
            status: walk.status, answeredBy: walk.answeredBy.map(name), calls: walk.calls.map(name),
            isComplete: walk.isComplete)
    }

    private func course(of attempt: Attempt, _ calls: [LaneCall]) -> PathWalk.Course {
        let answering = attempt.answersSomehow ? attempt.answeringLeg : nil
        return PathWalk.Course(
            status: attempt.exchange.status, answeredBy: answering.map(name),
            calls: calls.map { name($0.leg) },
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
