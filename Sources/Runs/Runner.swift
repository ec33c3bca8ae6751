import Checks
import Plans
import Providers
import Suites
import Synchronization
package import Transports
package import Vocabulary

/// Carries out cases: sends, watches both sides, judges, and hands the rows over in plan order.
///
/// It provokes and watches; it never retries and never re-sends: that is the gateway's work.
package struct Runner: Sendable {
    private let transport: Transport
    private let target: Target
    /// By route: legs that are asked directly.
    private let legTargets: [String: Target]
    private let faults: (any FaultControl)?
    private let desk: RowDesk
    private let tally: RunTally
    private let redactor: Redactor
    private let rerun: @Sendable (String) -> String
    private let witness: (@Sendable (Case, Attempt) -> [CheckRow])?
    /// How long the journals may lag behind the caller's end of an answer.
    private static let settleMax: Duration = .seconds(5)

    /// - Parameters:
    ///   - faults: who breaks the legs; nil where they are not lanes of ours.
    ///   - rerun: the command that runs just the case with this id.
    ///   - witness: sees each attempt, and may add what it thinks of it.
    package init(
        transport: Transport, target: Target, legTargets: [String: Target] = [:],
        faults: (any FaultControl)?,
        desk: RowDesk, tally: RunTally, rerun: @escaping @Sendable (String) -> String,
        witness: (@Sendable (Case, Attempt) -> [CheckRow])? = nil
    ) {
        self.transport = transport
        self.target = target
        self.legTargets = legTargets
        self.faults = faults
        self.desk = desk
        self.tally = tally
        self.rerun = rerun
        self.witness = witness
        redactor = Redactor(target.endpoint.key.map { [$0] } ?? [])
    }

    /// Carries out what the source gives, so many cases at once.
    package func run(_ source: CaseSource, of suite: PreparedSuite, width: Int) async {
        await withTaskGroup(of: Void.self) { workers in
            for _ in 0..<width {
                workers.addTask(executorPreference: transport.taskExecutor) {
                    while let (index, planned) = source.next() {
                        await desk.admit(index)
                        let finished = await carryOut(planned, of: suite)
                        // What was cut short by us is no verdict on the gateway.
                        guard !Task.isCancelled else { return }
                        tally.add(finished.row)
                        desk.put(finished, for: index)
                    }
                }
            }
        }
    }

    /// All repeats of one case, one after the other, folded into one row.
    private func carryOut(_ planned: Case, of suite: PreparedSuite) async -> RowDesk.Finished {
        let first = await finished(planned, 0, of: suite)
        guard planned.repeats > 1 else { return first }
        var (folded, calls) = (first.row, first.calls)
        for number in 1..<planned.repeats {
            let finished = await finished(planned, number, of: suite)
            calls += finished.calls
            let passed = folded.repeatsPassed + finished.row.repeatsPassed
            // The first of the worst repeats is the one to look at.
            if finished.row.verdict.weight > folded.verdict.weight { folded = finished.row }
            folded.repeats = number + 1
            folded.repeatsPassed = passed
        }
        if folded.verdict == .failed,
            planned.isEnough(passed: folded.repeatsPassed, rate: suite.plan.suite.passRate)
        {
            folded.verdict = .passed
        }
        return RowDesk.Finished(folded, calls: calls)
    }

    /// A case sent once, and its row.
    private func finished(
        _ planned: Case, _ number: Int, of suite: PreparedSuite
    ) async -> RowDesk.Finished {
        let path = planned.path(ofRepeat: number)
        let target = target(of: planned)
        let marker = faults == nil ? nil : Marker.next()
        guard
            let prompt = planned.prompt.prompt(
                with: planned.test.variables, parameters: suite.plan.suite.parameters,
                marker: marker, metadata: suite.plan.suite.routing(of: planned.test),
                surroundings: planned.test.surroundings,
                for: suite.plan.isDirect ? target.provider.name : nil)
        else {
            var row = planned.row
            row.fail(as: .errored, "the prompt asks for a variable that the test does not give")
            return RowDesk.Finished(row, calls: [])
        }
        let request = target.request(
            for: prompt, route: planned.path.route, isStreamed: planned.isStreamed)
        await arm(marker, path, suite.simulatedAnswer(for: planned))
        let reader = AnswerReader(target.provider.reader(isStreamed: planned.isStreamed))
        let exchange = await transport.send(request, into: reader)
        var journal: [LaneCall]?
        if let faults, let marker {
            journal = await faults.settle(marker, within: Self.settleMax)
        }
        return finished(planned, path, reader, exchange, journal, in: suite) {
            redactor.redacted(unmarked(prompt.allText, marker))
        }
    }

    /// What came of it, judged.
    private func finished(
        _ planned: Case, _ path: Path, _ reader: AnswerReader, _ exchange: Exchange,
        _ journal: [LaneCall]?, in suite: PreparedSuite, asked: () -> String
    ) -> RowDesk.Finished {
        var reading = reader.reading(exchange: exchange)
        if !redactor.isIdle { reading = reading.redacted(by: redactor) }
        let path = settled(path, by: journal)
        let served = served(planned, path, reading.model, journal, in: suite)
        let attempt = Attempt(
            path: path, isStreamed: planned.isStreamed, reading: consume reading,
            exchange: exchange, calls: journal, served: served)
        let seen = witness?(planned, attempt) ?? []
        var row = row(of: planned, attempt, in: suite, asked: asked)
        if !seen.isEmpty { row.add(seen) }
        return RowDesk.Finished(row, calls: journal ?? [])
    }

    /// Where dice decide, what is expected is known only with the calls.
    private func settled(_ path: Path, by journal: [LaneCall]?) -> Path {
        guard let journal, !path.alternatives.isEmpty else { return path }
        return path.settled(by: journal.reduce(into: [:]) { $0[$1.leg, default: 0] += 1 })
    }

    /// Behind a URL nobody knows what a name stands for.
    private func served(
        _ planned: Case, _ path: Path, _ model: String?, _ journal: [LaneCall]?,
        in suite: PreparedSuite
    ) -> Served? {
        guard faults != nil, let leg = path.expected.answeredBy,
            let pin = suite.plan.leg(leg)?.pin
        else { return nil }
        let target = target(of: planned)
        // A gateway may repeat the name of a group that it turned to, which says no more than the name asked for.
        let group = journal?.first { $0.leg.route == model }?.leg.route
        let echo = target.provider.echoRule.judge(
            model, asked: group ?? target.model ?? path.route, pin: pin)
        return Served(echo: echo, pin: pin)
    }

    private func row(
        of planned: Case, _ attempt: Attempt, in suite: PreparedSuite, asked: () -> String
    ) -> CaseRow {
        let judged: CaseVerdict
        do throws(Diagnostic) {
            judged = try suite.judgement(for: planned).verdict(on: attempt)
        } catch {
            var row = planned.row
            row.fail(as: .errored, error.message)
            describe(&row, attempt, asked)
            return row
        }
        var row = planned.row
        row.take(attempt, judged)
        row.repeatsPassed = row.verdict == .passed ? 1 : 0
        if row.verdict != .passed { describe(&row, attempt, asked) }
        return row
    }

    /// What was asked and what came, for a case that did not pass.
    private func describe(_ row: inout CaseRow, _ attempt: Attempt, _ asked: () -> String) {
        row.prompt = CaseRow.shortened(asked())
        row.output = attempt.reading.text.map(CaseRow.shortened)
        row.rerun = rerun(row.id)
    }

    /// The user's words as they stand in the suite.
    private func unmarked(_ text: String, _ marker: Marker?) -> String {
        guard let marker else { return text }
        return text.replacing(PromptTemplate.suffix(for: marker), with: "")
    }

    private func arm(_ marker: Marker?, _ path: Path, _ answer: SimulatedAnswer) async {
        guard let faults, let marker else { return }
        await faults.arm(
            marker,
            with: FaultScript(
                route: path.route, causes: path.causes, recurrences: path.recurrences,
                callsBefore: path.callsBefore, answer: answer))
    }

    /// Who is asked: the gateway, or a leg of its own address.
    private func target(of planned: Case) -> Target {
        legTargets[planned.path.route] ?? target
    }
}

extension Marker {
    private static let counter = Atomic<UInt64>(0)

    /// A marker that no other case of this process has.
    static func next() -> Marker {
        let number = counter.add(1, ordering: .relaxed).newValue
        let digits = String(number, radix: 16)
        let zeros = String(repeating: "0", count: Marker.digits - digits.count)
        return Marker(text: Marker.prefix + zeros + digits)
    }
}
