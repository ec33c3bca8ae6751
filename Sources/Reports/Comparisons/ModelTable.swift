public import Rows
import Vocabulary

/// Rows of one or more runs, folded by task and model in memory that does not grow with the cases.
///
/// Every run has one, so a case costs it little: most are of the task, model and route of the case before.
public struct ModelTable: Sendable {
    public private(set) var tasks: [TaskFigures] = []
    /// A run of simulated legs is among them: what their answers took says nothing.
    public private(set) var isSimulated = false
    public private(set) var runs = 0
    /// What other currencies were taken for, each as often as a run said something else of it.
    public private(set) var rates: [RunRow.Rate] = []
    /// What the run that comes next was priced by, where that is not the shipped list.
    private var prices: [RunRow.Price] = []
    private var taskOfSuite: [String: String] = [:]
    private var names: [LegID: String] = [:]
    /// Of the case whose row comes next.
    private var calls: [Call] = []
    private var attempts = PendingAttempts()
    private var latest: Place?

    /// More calls than any case makes; what is beyond is not its model's.
    private static let callsMax = 1000

    /// What a call is counted by.
    struct Call: Sendable {
        var leg: LegID
        var isAnswered: Bool
        var cost: Money?
        var costAtOtherHours: Money?
    }

    /// Where the cases of one way and prompt are counted.
    private struct Place: Sendable {
        var kind: Shared<CaseKind>
        var task: Int
        var model: Int
        /// To any leg but the first a request comes only where the ones before it fail.
        var route: Int?

        func isOf(_ row: CaseRow) -> Bool {
            if kind === row.kind { return true }
            return kind.value.leg.isSame(as: row.leg) && kind.value.suite.isSame(as: row.suite)
                && kind.value.legName.isSame(as: row.legName)
                && kind.value.route.isSame(as: row.route)
        }
    }

    public init() {}

    public mutating func take(_ row: Row) {
        switch row {
        case .run(let run): take(run)
        case .attempt(let row): take(row)
        case .call(let call): take(call)
        case .case(let row): take(row)
        case .path(let path): take(path)
        case .question, .finding, .gate, .ledger, .rehearsal, .end: break
        }
    }

    mutating func take(_ run: RunRow) {
        runs += 1
        if run.mode == .simulated { isSimulated = true }
        (taskOfSuite, prices) = (run.taskBySuite, run.prices)
        for rate in run.rates where !rates.contains(rate) { rates.append(rate) }
        (calls, names, latest) = ([], [:], nil)
    }

    mutating func take(_ row: AttemptRow) { attempts.take(row) }

    mutating func take(_ row: CallRow) {
        guard calls.count < Self.callsMax, row.caseID != nil else { return }
        calls.append(
            Call(
                leg: row.leg,
                isAnswered: row.isComplete && (200..<300).contains(row.status ?? 0),
                cost: row.cost, costAtOtherHours: row.costAtOtherHours))
    }

    mutating func take(_ row: PathRow) { learn(row.legName, of: row.leg) }

    /// What a broken leg does says nothing of the model: healthy legs alone count.
    mutating func take(_ row: CaseRow) {
        let attempts = attempts.leave(for: row)
        defer { calls.removeAll(keepingCapacity: true) }
        guard row.cause == nil else { return learn(row.legName, of: row.leg) }
        let place = place(of: row)
        tasks[place.task].models[place.model].take(row, attempts, calls)
        guard let route = place.route, row.isJudged else { return }
        let leg = row.answeredBy ?? row.leg
        let name = leg.isSame(as: row.leg) ? row.legName : names[leg] ?? leg.description
        tasks[place.task].routes[route].take(name, answers: row.repeats)
    }

    private mutating func place(of row: CaseRow) -> Place {
        if let latest, latest.isOf(row) { return latest }
        learn(row.legName, of: row.leg)
        // A suite that does not name its work is its own.
        let task = place(ofTask: taskOfSuite[row.suite] ?? row.suite)
        let place = Place(
            kind: row.kind, task: task, model: place(of: row.legName, in: task),
            route: row.leg.index == 0 ? place(ofRoute: row.route, in: task) : nil)
        tasks[task].models[place.model].note(
            prices.first { $0.suite == row.suite && $0.model == row.legName })
        latest = place
        return place
    }

    /// A leg may have answered before anything told what it is called.
    private mutating func learn(_ name: String, of leg: LegID) {
        guard names[leg] == nil else { return }
        names[leg] = name
        for task in tasks.indices {
            for route in tasks[task].routes.indices
            where tasks[task].routes[route].name == leg.route {
                tasks[task].routes[route].rename(leg.description, name)
            }
        }
    }

    private mutating func place(ofRoute name: String, in task: Int) -> Int {
        let routes = tasks[task].routes
        if let known = routes.firstIndex(where: { $0.name == name }) { return known }
        tasks[task].routes.append(RouteFigures(name: name))
        return routes.count
    }

    private mutating func place(ofTask name: String) -> Int {
        if let known = tasks.firstIndex(where: { $0.name == name }) { return known }
        tasks.append(TaskFigures(name: name))
        return tasks.count - 1
    }

    private mutating func place(of name: String, in task: Int) -> Int {
        let models = tasks[task].models
        if let known = models.firstIndex(where: { $0.name == name }) { return known }
        tasks[task].models.append(ModelFigures(name: name))
        return models.count
    }
}

extension ModelFigures {
    fileprivate mutating func take(
        _ row: CaseRow, _ attempts: [AttemptRow], _ calls: [ModelTable.Call]
    ) {
        let before = asked
        if !attempts.isEmpty {
            for attempt in attempts { judge(attempt) }
        } else if row.repeats > 1, row.isJudged {
            // Its attempts are in no row.
            (judged, passed) = (judged + row.repeats, passed + row.repeatsPassed)
        } else {
            judge(row)
        }
        if asked > before { cases += 1 }
        price(row, attempts, calls)
        // Where other legs failed before it, their time is in these too.
        let isAlone =
            row.calls.allSatisfy { $0.leg.isSame(as: row.leg) }
            && calls.allSatisfy { $0.leg.isSame(as: row.leg) }
        guard attempts.isEmpty else {
            for attempt in attempts
            where attempt.calls.isEmpty
                ? isAlone : attempt.calls.allSatisfy({ $0.leg.isSame(as: row.leg) })
            {
                time(attempt, of: row)
            }
            return
        }
        if isAlone { time(row, of: row) }
    }

    private mutating func judge(_ sending: some Sending) {
        switch sending.verdict {
        case .passed, .failed:
            judged += 1
            if sending.verdict == .passed { passed += 1 }
        case .errored where !sending.isAnswered: unanswered += 1
        case .errored, .skipped: unjudged += 1
        }
    }

    /// Its own calls that brought an answer; behind an address nobody saw any, and nobody knows.
    private mutating func price(
        _ row: CaseRow, _ attempts: [AttemptRow], _ calls: [ModelTable.Call]
    ) {
        for call in calls where call.isAnswered && call.leg.isSame(as: row.leg) {
            add(call.cost, atOtherHours: call.costAtOtherHours)
            answers += 1
        }
        guard calls.isEmpty else { return }
        for attempt in attempts where attempt.isAnswered {
            add(attempt.cost)
            answers += 1
        }
        guard attempts.isEmpty, row.isAnswered else { return }
        answers += row.repeats
        // One sum stands for all repeats, and so does not knowing it.
        for _ in 0..<(row.cost == nil ? row.repeats : 1) { add(row.cost) }
    }

    private mutating func time(_ sending: some Sending, of row: CaseRow) {
        guard sending.isAnswered, let latency = sending.latency else { return }
        total.add(latency)
        if let lag = sending.loopLag { totalLag.add(lag) }
        guard row.isStreamed else { return }
        if let first = sending.firstAnswer {
            firstAnswer.add(first)
            if let lag = sending.loopLag { firstAnswerLag.add(lag) }
        }
        if let first = sending.firstContent, let tokens = sending.outputTokens, latency > first {
            streamedTokens += tokens
            streamedNanoseconds += (latency - first).inNanoseconds
        }
    }
}
