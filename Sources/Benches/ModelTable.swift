public import Rows
import Vocabulary

/// Rows of one or more runs, folded by task and model in memory that does not grow with the cases.
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
    private var calls: [CallRow] = []

    /// More calls than any case makes; what is beyond is not its model's.
    private static let callsMax = 1000

    public init() {}

    public mutating func take(_ row: Row) {
        switch row {
        case .run(let run):
            runs += 1
            if run.mode == .simulated { isSimulated = true }
            (taskOfSuite, prices) = (run.taskBySuite, run.prices)
            for rate in run.rates where !rates.contains(rate) { rates.append(rate) }
            (calls, names) = ([], [:])
        case .call(let call): if calls.count < Self.callsMax { calls.append(call) }
        case .case(let row):
            take(row, calls.filter { $0.caseID == row.id })
            calls = []
        case .path(let path): learn(path.legName, of: path.leg)
        case .attempt, .finding, .gate, .ledger, .rehearsal, .end: break
        }
    }

    /// What a broken leg does says nothing of the model: healthy legs alone count.
    private mutating func take(_ row: CaseRow, _ calls: [CallRow]) {
        learn(row.legName, of: row.leg)
        guard row.cause == nil else { return }
        // A suite that does not name its work is its own.
        let task = place(ofTask: taskOfSuite[row.suite] ?? row.suite)
        let model = place(of: row.legName, in: task)
        let price = prices.first { $0.suite == row.suite && $0.model == row.legName }
        tasks[task].models[model].note(price)
        tasks[task].models[model].take(row, calls)
        // To any other leg a request comes only where the ones before it fail.
        guard row.leg.index == 0, row.verdict == .passed || row.verdict == .failed else { return }
        let route = place(ofRoute: row.route, in: task)
        let leg = row.answeredBy ?? row.leg
        tasks[task].routes[route].take(names[leg] ?? leg.description, answers: row.repeats)
    }

    /// A leg may have answered before anything told what it is called.
    private mutating func learn(_ name: String, of leg: LegID) {
        guard names.updateValue(name, forKey: leg) == nil else { return }
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
    fileprivate mutating func take(_ row: CaseRow, _ calls: [CallRow]) {
        switch row.verdict {
        case .passed, .failed:
            judged += 1
            if row.verdict == .passed { passed += 1 }
        case .errored, .skipped: unjudged += 1
        }
        guard row.breakage == nil, row.providerError == nil else { return }
        price(row, calls)
        // Where other legs failed before it, their time is in these too.
        let others =
            row.calls.contains { $0.leg != row.leg } || calls.contains { $0.leg != row.leg }
        if !others { time(row) }
    }

    /// Its own calls that brought an answer; behind an address nobody saw any, and nobody knows.
    private mutating func price(_ row: CaseRow, _ calls: [CallRow]) {
        if calls.isEmpty {
            answers += row.repeats
            // One sum stands for all repeats, and so does not knowing it.
            for _ in 0..<(row.cost == nil ? row.repeats : 1) { spend.add(row.cost) }
            return
        }
        for call in calls where call.leg == row.leg && (200..<300).contains(call.status ?? 0) {
            spend.add(call.cost)
            answers += 1
        }
    }

    private mutating func time(_ row: CaseRow) {
        guard let latency = row.latency else { return }
        total.add(latency)
        if let lag = row.loopLag { totalLag.add(lag) }
        guard row.isStreamed else { return }
        if let first = row.firstAnswer {
            firstAnswer.add(first)
            if let lag = row.loopLag { firstAnswerLag.add(lag) }
        }
        if let first = row.firstContent, let tokens = row.outputTokens, latency > first {
            streamedTokens += tokens
            streamedTime += latency - first
        }
    }
}
