import Rows
import Vocabulary

/// What calls cost by the price list, by all that a bill may be told apart by.
///
/// Every call counts once in each way of telling them apart, but for keys, of which a case has one or none, and tags,
/// of which a test has none or several. So all ways sum up to the same, whatever of it is not known.
struct SpendGroups: Sendable {
    /// The ways, in the order in which they are shown.
    enum Way: String, CaseIterable {
        case leg, provider, model, route, suite, task, cause, key, tag
    }

    /// The calls of one provider, one model and so on.
    struct Line: Sendable {
        var name: String
        var calls = 0
        var all = MoneySum()
        /// Errors, and answers that broke off.
        var failed = MoneySum()

        fileprivate mutating func add(_ other: Line) {
            calls += other.calls
            all.add(other.all)
            failed.add(other.failed)
        }
    }

    /// Lines by name, most rows being of the line of the row before.
    private struct Lines: Sendable {
        var lines: [Line] = []
        private var places: [String: Int] = [:]
        private var latest = 0

        mutating func add(_ line: Line, to name: String) {
            if !lines.indices.contains(latest) || lines[latest].name != name {
                latest = place(of: name)
            }
            lines[latest].add(line)
        }

        private mutating func place(of name: String) -> Int {
            if let known = places[name] { return known }
            // Tags are the user's words: beyond so many they are counted together.
            let name = lines.count < SpendGroups.linesMax ? name : "others"
            if let known = places[name] { return known }
            places[name] = lines.count
            lines.append(Line(name: name))
            return lines.count - 1
        }
    }

    private static let linesMax = 500

    private var (byRoute, bySuite, byTask) = (Lines(), Lines(), Lines())
    private var (byCause, byKey, byTag) = (Lines(), Lines(), Lines())
    private var taskBySuite: [String: String] = [:]
    private var names: [LegID: String] = [:]
    private var byLeg: [LegID: Line] = [:]
    /// The calls of the case that comes next.
    private var pending = Line(name: "")
    /// What was asked about its answer; it is no part of its route's cost.
    private var judging: [(leg: LegID, line: Line)] = []

    mutating func take(_ row: RunRow) { taskBySuite = row.taskBySuite }

    mutating func take(_ row: PathRow) { names[row.leg] = row.legName }

    mutating func take(_ row: CallRow) {
        var line = Line(name: "")
        line.calls = 1
        line.all.add(row.cost)
        let isWhole = row.isComplete && (200..<300).contains(row.status ?? 0)
        if !isWhole { line.failed.add(row.cost) }
        byLeg[row.leg, default: Line(name: "")].add(line)
        pending.add(line)
    }

    mutating func take(_ row: QuestionRow) {
        names[row.leg] = row.asked
        var line = Line(name: "")
        line.calls = 1
        line.all.add(row.cost)
        if row.failed != nil { line.failed.add(row.cost) }
        byLeg[row.leg, default: Line(name: "")].add(line)
        judging.append((row.leg, line))
    }

    mutating func take(_ row: CaseRow) {
        guard pending.calls > 0 || !judging.isEmpty else { return }
        if pending.calls > 0 { byRoute.add(pending, to: row.route) }
        // No client's key pays for what is asked about its answers.
        let answering = pending
        for (leg, line) in judging {
            byRoute.add(line, to: leg.route)
            pending.add(line)
        }
        judging = []
        bySuite.add(pending, to: row.suite)
        // A suite that does not name its work is its own.
        byTask.add(pending, to: taskBySuite[row.suite] ?? row.suite)
        byCause.add(pending, to: row.cause ?? "healthy")
        for tag in row.tags {
            if tag.hasPrefix(Self.keyStart) {
                let key = String(tag.dropFirst(Self.keyStart.count))
                if answering.calls > 0 { byKey.add(answering, to: key) }
            } else {
                byTag.add(pending, to: tag)
            }
        }
        pending = Line(name: "")
    }

    /// The key that a case was asked with stands among its tags.
    private static let keyStart = "key="

    /// The ways that tell anything apart: without a word for its work every suite would stand there twice.
    var tellingWays: [Way] {
        Way.allCases.filter { $0 != .task || !taskBySuite.isEmpty }
    }

    var hasPrices: Bool { byLeg.values.contains { !$0.all.amounts.isEmpty } }

    /// The dearest first; what costs the same, by name.
    func lines(by way: Way) -> [Line] {
        var lines: Lines
        switch way {
        case .leg, .provider, .model:
            lines = Lines()
            for (leg, line) in byLeg {
                let name = names[leg] ?? leg.description
                switch way {
                case .leg: lines.add(line, to: names[leg].map { "\(leg) \($0)" } ?? name)
                case .provider: lines.add(line, to: String(name.prefix { $0 != ":" }))
                default: lines.add(line, to: name)
                }
            }
        case .route: lines = byRoute
        case .suite: lines = bySuite
        case .task: lines = byTask
        case .cause: lines = byCause
        case .key: lines = byKey
        case .tag: lines = byTag
        }
        return lines.lines.sorted { one, other in
            let (mine, others) = (one.all.amounts.first, other.all.amounts.first)
            let (dearer, cheaper) = (mine?.nanos ?? 0, others?.nanos ?? 0)
            return dearer == cheaper ? one.name < other.name : dearer > cheaper
        }
    }
}
