import Checks
import Glibc
import Ledger
import Plans
import Providers
public import Rows
import Suites
public import Transports
public import Vocabulary

/// Carries out cases: sends, watches both sides, judges, and hands the rows over in plan order.
///
/// It provokes and watches; it never retries and never re-sends: that is the gateway's work.
public struct Runner: Sendable {
    private let transport: Transport
    private let target: Shared<Target>
    /// By route: legs that are asked directly.
    private let legTargets: [String: Shared<Target>]
    private let pathTargets: [PathTarget: Shared<Target>]
    private let faults: (any FaultControl)?
    private let desk: RowDesk
    private let tally: RunTally
    private let control: RunControl
    private let answered: AnsweredCases?
    private let pacer: Pacer?
    private let purse: Purse
    private let redactor: Redactor
    private let lanesForward: Bool
    private let rerun: @Sendable (String) -> String
    private let witness: (any Witness)?
    private let consultant: Consultant?
    /// How long the journals may lag behind the caller's end of an answer.
    private static let settleMax: Duration = .seconds(5)

    /// - Parameters:
    ///   - pathTargets: who is asked on paths where a request itself makes legs fail.
    ///   - faults: who breaks the legs; nil where they are not lanes of ours.
    ///   - answered: what a killed run had answered: it is taken over and not sent.
    ///   - budget: what the run may spend; nil where nothing caps it.
    ///   - pacer: how fast requests may go out; nil where nothing limits them.
    ///   - allowances: what the providers behind the legs may be asked.
    ///   - rerun: the command that runs just the case with this id.
    ///   - witness: sees each attempt, and may add what it thinks of it; nil where nobody asks.
    ///   - consultant: has questions answered that checks have about answers; nil where nobody is asked.
    ///   - secrets: what else than the caller's key may not be shown.
    public init(
        transport: Transport, target: Target, legTargets: [String: Target] = [:],
        pathTargets: [PathTarget: Target] = [:],
        faults: (any FaultControl)?,
        desk: RowDesk, tally: RunTally, control: RunControl, answered: AnsweredCases? = nil,
        budget: Budget? = nil, pacer: Pacer? = nil, allowances: Allowances = .none,
        rerun: @escaping @Sendable (String) -> String,
        witness: (any Witness)? = nil, consultant: Consultant? = nil, secrets: [Secret] = []
    ) {
        self.transport = transport
        self.target = Shared(target)
        self.legTargets = legTargets.mapValues { Shared($0) }
        self.pathTargets = pathTargets.mapValues { Shared($0) }
        self.faults = faults
        self.desk = desk
        self.tally = tally
        self.control = control
        self.answered = answered
        self.pacer = pacer
        purse = Purse(budget: budget, allowances: allowances)
        self.rerun = rerun
        self.witness = witness
        self.consultant = consultant
        redactor = Redactor((target.endpoint.key.map { [$0] } ?? []) + secrets)
        lanesForward = !secrets.isEmpty
    }

    /// Carries out what the source gives, so many cases at once.
    public func run(_ source: CaseSource, of suite: PreparedSuite, width: Int) async {
        await withTaskGroup(of: Void.self) { workers in
            for _ in 0..<width {
                workers.addTask(executorPreference: transport.taskExecutor) {
                    await transport.withCaller { caller in
                        let worker = Worker(caller: caller, heard: Overhearing(pacer: pacer))
                        while control.goesOn, let (index, planned) = source.next() {
                            if !desk.admits(index) { await desk.admit(index) }
                            guard let finished = await finished(planned, of: suite, worker) else {
                                return desk.giveUp()
                            }
                            tally.add(finished)
                            desk.put(finished, for: index)
                        }
                    }
                }
            }
            while await workers.next() != nil {
                if control.wantsNoMore { workers.cancelAll() }
            }
        }
    }

    /// What a worker has for all its cases.
    private struct Worker {
        let caller: Caller
        let heard: Overhearing
    }

    /// What came of a case, in this run or in the killed one that it goes on with; nil where the run was
    /// stopped first.
    private func finished(
        _ planned: Case, of suite: PreparedSuite, _ worker: Worker
    ) async -> RowDesk.Finished? {
        if let kept = kept(planned) {
            purse.book(kept)
            return kept
        }
        guard control.begin() else { return nil }
        var reserved = Purse.Reserved.nothing
        // A step that could wait costs a frame of the task even where it does not.
        if !purse.isOpen {
            guard let put = await reserve(for: planned, of: suite) else { return nil }
            reserved = put
        }
        if !control.goesOn {
            // Who waited for room may have been overtaken by the end of the run.
            purse.giveBack(reserved)
            return nil
        }
        let finished = await carryOut(planned, of: suite, worker, reserved.pots)
        purse.settle(reserved, finished)
        // What was cut short by us is no verdict on the gateway.
        guard !Task.isCancelled else { return nil }
        return control.takes(finished.row.verdict) ? finished : nil
    }

    /// Puts aside what a case may cost; stops the run where there is not so much left.
    private func reserve(
        for planned: Case, of suite: PreparedSuite
    ) async -> Purse.Reserved? {
        // A witness may want to see each of them once more.
        let sendings = witness == nil ? planned.repeats : 2 * planned.repeats
        switch await purse.reserve(for: planned, of: suite, sendings: sendings) {
        case .success(let reserved): return reserved
        case .failure(let exhausted):
            control.stop(exhausted.stop)
            return nil
        }
    }

    /// As a killed run left it. What cannot be read, asked something else, or never reached a gateway is sent
    /// again.
    private func kept(_ planned: Case) -> RowDesk.Finished? {
        guard let answered else { return nil }
        do {
            guard var rows = try answered.rows(of: planned.id),
                case .case(let row)? = rows.popLast(),
                row.promptDigest == planned.prompt.digest, !row.isUnreached
            else { return nil }
            return RowDesk.Finished(row, calls: [], rows: rows)
        } catch {
            return nil
        }
    }

    /// All repeats of one case, one after the other, folded into one row. Of a repeat that a witness asks to see again
    /// the second sending counts.
    private func carryOut(
        _ planned: Case, of suite: PreparedSuite, _ worker: Worker, _ pots: QuestionPots
    ) async -> RowDesk.Finished {
        var answers = EarlierAnswers()
        var sending = await sending(planned, 0, of: suite, worker, pots, answers)
        guard planned.repeats > 1 || sending.asksAgain else { return sending }
        var (calls, totals) = (sending.calls, SendingTotals(sending.row))
        var questions = sending.questions
        var attempts = [sending.attempt(1, since: desk.start)]
        var (number, told) = (0, Testimony?.none)
        var worst: RowDesk.Finished?
        while true {
            // Legs keep something for a case that is repeated alone.
            if planned.repeats > 1 { answers.note(sending.row) }
            if told == nil, sending.asksAgain, control.goesOn {
                told = sending.testimony
            } else {
                // The first of the worst repeats is the one to look at.
                if sending.row.verdict.weight > worst?.row.verdict.weight ?? -1 { worst = sending }
                (number, told) = (number + 1, nil)
            }
            guard number < planned.repeats else { break }
            sending = await self.sending(
                planned, number, of: suite, worker, pots, answers, after: told)
            questions += sending.questions
            calls += sending.calls
            totals.add(sending.row)
            attempts.append(sending.attempt(attempts.count + 1, since: desk.start))
        }
        guard let worst else { preconditionFailure("a case without a sending") }
        guard attempts.count > 1 else { return worst }
        var (row, transcript) = (worst.row, worst.transcript)
        totals.write(into: &row)
        if row.verdict == .failed, planned.repeats > 1,
            planned.isEnough(passed: row.repeatsPassed, rate: suite.plan.suite.passRate)
        {
            row.verdict = .passed
            (row.transcript, transcript) = (nil, nil)
        }
        return RowDesk.Finished(
            row, calls: calls, rows: attempts + questions + worst.otherRows,
            transcript: transcript)
    }

    /// A case sent once, and its row.
    ///
    /// What this keeps while it waits lies in its own task's memory, which with 64 of them is more than a
    /// processor's cache and cold each time. So what needs room and does not wait stands in functions that are
    /// not inlined, and works on the thread's stack: 400 cache lines a case less to fetch, 5 % of its time.
    private func sending(
        _ planned: Case, _ number: Int, of suite: PreparedSuite, _ worker: Worker,
        _ pots: QuestionPots, _ earlier: EarlierAnswers, after told: Testimony? = nil
    ) async -> RowDesk.Finished {
        guard let step = step(planned, number, of: suite) else {
            var row = planned.row
            row.fail(as: .errored, "the prompt asks for a variable that the test does not give")
            return RowDesk.Finished(row, calls: [])
        }
        if let pacer, let place = pacer.place(tokens: guessedTokens(of: step.request)) {
            await pacer.wait(until: place, tokens: guessedTokens(of: step.request))
        }
        if !purse.allowances.isEmpty {
            await purse.allowances.wait(for: step.path, tokens: guessedTokens(of: step.request))
        }
        if let faults, let marker = step.marker {
            var script = script(for: planned, over: step.path, of: suite)
            // What a busy gateway may have spoilt is asked again when it has nothing else to do.
            script.isAlone = told != nil
            await faults.arm(marker, with: script)
        }
        worker.heard.listen(for: step.reader)
        let exchange = await worker.caller.send(step.request, into: worker.heard)
        var journal: [LaneCall]?
        if let faults, let marker = step.marker {
            var calls = await faults.settle(marker, within: Self.settleMax)
            suite.prices.price(
                &calls, at: suite.prices.needTime ? UnixTime(seconds: Glibc.time(nil)) : nil,
                pictures: step.prompt.pictures)
            // What a lane made up holds no key.
            if lanesForward { calls = calls.map { $0.redacted(by: redactor) } }
            if !purse.allowances.isEmpty {
                purse.allowances.hear(
                    calls, guessed: guessedTokens(of: step.request),
                    at: exchange.lastByte ?? exchange.queued)
            }
            journal = calls
        }
        guard witness != nil || consultant != nil else {
            return finished(step, exchange, journal, earlier, of: suite, worker)
        }
        return await considered(
            step, exchange, journal, earlier, of: suite, worker, pots, after: told)
    }

    /// Where others are asked before its verdict, or a witness after it.
    private func considered(
        _ step: Step, _ exchange: Exchange, _ journal: [LaneCall]?, _ earlier: EarlierAnswers,
        of suite: PreparedSuite, _ worker: Worker, _ pots: QuestionPots, after told: Testimony?
    ) async -> RowDesk.Finished {
        var (row, heldKey) = (step.planned.row, false)
        var attempt = attempt(step, exchange, journal, earlier, in: suite, &row.cost, &heldKey)
        var answers = Consultant.Answers()
        if let consultant,
            let questions = try? suite.judgement(for: step.planned).questions(about: attempt),
            !questions.isEmpty
        {
            answers = await consultant.answers(
                to: questions, over: worker.caller,
                for: Consultant.Concern(
                    caseID: row.id, pots: pots, redactor: redactor, start: desk.start))
            attempt.opinions = answers.opinions
            if let stop = answers.stop { control.stop(stop) }
        }
        judge(&row, attempt, step, in: suite)
        let testimony = await witness?.see(step.planned, attempt, &row, after: told)
        let transcript = describe(&row, attempt, step, worker, heldKey, judgedBy: answers.calls)
        return RowDesk.Finished(
            row, calls: journal ?? [], rows: answers.rows + (testimony?.rows ?? []),
            transcript: transcript, queued: exchange.queued, testimony: testimony)
    }

    /// Nil where the test lacks a variable.
    @inline(never)
    private func step(_ planned: Case, _ number: Int, of suite: PreparedSuite) -> Step? {
        let path = planned.path(ofRepeat: number)
        let target = target(of: planned)
        let marker = faults == nil ? nil : Marker.next()
        guard
            let prompt = planned.mould.prompt.prompt(
                with: planned.test.variables, parameters: suite.plan.suite.parameters,
                marker: marker, metadata: suite.plan.suite.routing(of: planned.test),
                surroundings: planned.test.surroundings,
                for: suite.plan.isDirect ? target.value.provider.name : nil)
        else { return nil }
        return Step(planned, path, target, marker, prompt)
    }

    /// Where no witness is asked.
    @inline(never)
    private func finished(
        _ step: Step, _ exchange: Exchange, _ journal: [LaneCall]?, _ earlier: EarlierAnswers,
        of suite: PreparedSuite, _ worker: Worker
    ) -> RowDesk.Finished {
        var row = step.planned.row
        let transcript = complete(&row, step, exchange, journal, earlier, of: suite, worker)
        // A copy of a row has two dozen texts to hold.
        return RowDesk.Finished(
            consume row, calls: journal ?? [], transcript: transcript, queued: exchange.queued)
    }

    private func complete(
        _ row: inout CaseRow, _ step: Step, _ exchange: Exchange, _ journal: [LaneCall]?,
        _ earlier: EarlierAnswers, of suite: PreparedSuite, _ worker: Worker
    ) -> String? {
        var heldKey = false
        let attempt = judged(&row, step, exchange, journal, earlier, of: suite, &heldKey)
        return describe(&row, attempt, step, worker, heldKey)
    }

    /// Writes into its row what came of a case as far as the checks tell; says whether the gateway repeated its
    /// key.
    private func judged(
        _ row: inout CaseRow, _ step: Step, _ exchange: Exchange, _ journal: [LaneCall]?,
        _ earlier: EarlierAnswers, of suite: PreparedSuite, _ heldKey: inout Bool
    ) -> Attempt {
        let attempt = attempt(step, exchange, journal, earlier, in: suite, &row.cost, &heldKey)
        judge(&row, attempt, step, in: suite)
        return attempt
    }

    private func judge(
        _ row: inout CaseRow, _ attempt: Attempt, _ step: Step, in suite: PreparedSuite
    ) {
        judge(&row, of: step.planned, attempt, in: suite)
        // Where legs are made to fail from outside, others answer because they are to.
        if faults == nil, pathTargets.isEmpty, attempt.looksLikeSuccess, row.status == 200 {
            row.swaps = Swap.hearsay(
                of: attempt.reading, asked: step.planned.modelRequested,
                tier: suite.plan.suite.parameters.serviceTier,
                by: step.target.value.provider.usageRule)
        }
    }

    /// What else its row tells, and both sides in full of a case that did not pass.
    private func describe(
        _ row: inout CaseRow, _ attempt: Attempt, _ step: Step, _ worker: Worker, _ heldKey: Bool,
        judgedBy questions: [LaneCall] = []
    ) -> String? {
        if !row.charges.isEmpty { row.requestBytes = step.request.value.body.count }
        if let pacer, let input = row.inputTokens, let output = row.outputTokens {
            pacer.correct(guessed: guessedTokens(of: step.request), used: input + output)
        }
        guard row.verdict != .passed else { return nil }
        row.prompt = CaseRow.shortened(
            redactor.redacted(unmarked(step.prompt.allText, step.marker)))
        row.output = attempt.reading.text.map(CaseRow.shortened)
        row.rerun = rerun(row.id)
        guard row.verdict != .skipped else { return nil }
        row.transcript = CaseTranscript.name(of: row.id)
        return CaseTranscript.text(
            row, step.request.value, worker.heard, attempt.exchange,
            (attempt.calls ?? []) + questions, redactor, hidesAnswer: heldKey)
    }

    /// Four bytes make a token in most texts; what is really used is told afterwards.
    private func guessedTokens(of request: Shared<Request>) -> Int {
        request.value.body.count / 4
    }

    /// What the checks are shown of it, what it cost, and whether the gateway repeated its key.
    private func attempt(
        _ step: Step, _ exchange: Exchange, _ journal: [LaneCall]?, _ earlier: EarlierAnswers,
        in suite: PreparedSuite, _ cost: inout Money?, _ heldKey: inout Bool
    ) -> Attempt {
        let reading = reading(by: step.reader, of: exchange, step.path, &heldKey)
        let path = settled(step.path, by: journal)
        let served = served(step, path, reading.model, journal, in: suite)
        if let journal {
            cost = LegPrices.total(of: journal)
        } else if !reading.charges.isEmpty {
            cost = LegPrices.cost(
                of: reading, asked: step.planned.modelRequested,
                by: step.target.value.provider.usageRule,
                at: UnixTime(seconds: Glibc.time(nil)))
        }
        var attempt = Attempt(
            path: path, isStreamed: step.planned.isStreamed, reading: consume reading,
            exchange: exchange, calls: journal, served: served,
            costNanos: cost?.currency == Money.dollars ? cost?.nanos : nil,
            promptBytes: journal == nil ? nil : step.prompt.wordBytes,
            earlierAnswers: earlier.count(of: journal?.answering?.leg))
        if let cost, cost.currency != Money.dollars {
            attempt.costNanos = suite.rates.dollars(cost)?.nanos
            attempt.foreignCost = Shared(
                ForeignCost(cost, rate: suite.rates.words(for: cost.currency)))
        }
        return attempt
    }

    /// What came, without the gateway's key; says whether that was in it.
    private func reading(
        by reader: AnswerReader, of exchange: Exchange, _ path: Path, _ heldKey: inout Bool
    ) -> Reading {
        let isOurEnd = path.cause?.mark == .caller
        // As most are: handed on as it is, without a copy.
        if !isOurEnd, redactor.isIdle { return reader.reading(exchange: exchange) }
        var reading = reader.reading(exchange: exchange)
        // That the end is missing is our own doing.
        if isOurEnd { reading.findings = [] }
        let redacted = reading.redacted(by: redactor)
        heldKey = redacted != reading
        return redacted
    }

    /// Where dice decide, what is expected is known only with the calls.
    private func settled(_ path: Path, by journal: [LaneCall]?) -> Path {
        guard let journal, !path.alternatives.isEmpty else { return path }
        return path.settled(by: journal.reduce(into: [:]) { $0[$1.leg, default: 0] += 1 })
    }

    /// Behind a URL only the catalogue and the user's routes file tell what a name stands for; where other legs are
    /// made to fail from outside, the witness judges.
    private func served(
        _ step: Step, _ path: Path, _ model: String?, _ journal: [LaneCall]?,
        in suite: PreparedSuite
    ) -> Served? {
        guard faults != nil else {
            let (plan, route) = (suite.plan, step.path.route)
            let asked = step.planned.modelRequested
            // As most answer.
            guard pathTargets.isEmpty, let model, model != asked else { return nil }
            let own = plan.ownNames.isEmpty ? nil : plan.ownNames[route]
            return ModelFamilies.served(
                model, asked: plan.askedNames[route] ?? asked, legs: plan.legsByName[route],
                ownNames: own ?? [])
        }
        guard let leg = path.expected.answeredBy, let pin = suite.plan.leg(leg)?.pin else {
            return nil
        }
        // A gateway writes a name of its own into an answer that names none.
        if let answer = journal?.answering?.answer, answer.model == nil {
            return Served(echo: .missing, pin: pin)
        }
        // A gateway may repeat the name of a group that it turned to: it says no more than the name asked for.
        let group = journal?.first { $0.leg.route == model }?.leg.route
        let target = step.target.value
        let asked = group ?? target.model ?? step.planned.modelRequested
        if let pins = step.planned.pins(of: leg) {
            return target.provider.echoRule.served(model, asked: asked, pins: pins)
        }
        return Served(
            echo: target.provider.echoRule.judge(model, asked: asked, pin: pin), pin: pin)
    }

    private func judge(
        _ row: inout CaseRow, of planned: Case, _ attempt: Attempt, in suite: PreparedSuite
    ) {
        do throws(Diagnostic) {
            row.take(attempt, try suite.judgement(for: planned).verdict(on: attempt))
            if let calls = attempt.calls, let call = calls.first(where: { $0.trouble != nil }) {
                let lost = calls.first { $0.loss != nil }
                if let loss = lost?.loss {
                    // As if nobody had been reached: a resumed run sends it again.
                    (row.checks, row.status) = ([], nil)
                    row.breakage = Breakage(loss.kind, redactor.redacted(loss.reason))
                }
                row.fail(as: .errored, redactor.redacted((lost ?? call).trouble ?? ""))
            } else if attempt.refusesKey {
                (row.checks, row.status) = ([], nil)
                row.breakage = Breakage(.keyRefused, "status 401")
                let words = attempt.reading.error?.message.map { ": \($0)" } ?? ""
                row.fail(as: .errored, "the gateway refused the caller's key (status 401)\(words)")
            }
            row.repeatsPassed = row.verdict == .passed ? 1 : 0
        } catch {
            row.fail(as: .errored, error.message)
        }
    }

    /// Who is asked: the gateway, or a leg of its own address.
    private func target(of planned: Case) -> Shared<Target> {
        if !pathTargets.isEmpty, let target = pathTargets[PathTarget(planned.path)] {
            return target
        }
        return legTargets[planned.path.route] ?? target
    }
}
