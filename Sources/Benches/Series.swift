import Statistics
import Vocabulary

/// All shots of a contest, round by round, and what they come to.
struct Series {
    /// The answers of one round, a conversation's turns in order; by contender.
    private struct Entry {
        var kind: RoundKind
        var shots: [[Shot]]
    }

    private let contest: Contest
    private var entries: [Entry] = []
    private var firstUse: [ContenderFigures.FirstUse?]

    init(_ contest: Contest) {
        self.contest = contest
        firstUse = contest.contenders.map { _ in nil }
    }

    mutating func add(_ kind: RoundKind, _ shots: [[Shot]]) {
        // Words were of use while all warmed up; from here on times count.
        let wordless = shots.map { turns in
            turns.map { shot in
                var shot = shot
                shot.text = nil
                return shot
            }
        }
        entries.append(Entry(kind: kind, shots: wordless))
    }

    /// The oldest rounds of each kind count no more.
    mutating func giveUp(first count: Int) {
        var left: [RoundKind: Int] = [:]
        entries.removeAll { entry in
            let given = left[entry.kind, default: 0]
            left[entry.kind] = given + 1
            return given < count
        }
    }

    /// The first answer of a contender that is one.
    mutating func noteFirstUse(_ shot: Shot, of contender: Int) {
        guard firstUse[contender] == nil, shot.problem == nil, shot.isOnNewConnection else {
            return
        }
        firstUse[contender] = ContenderFigures.FirstUse(
            connect: shot.connect, secure: shot.secure, whole: shot.whole)
    }

    func figures(wanted: Int, _ bootstrap: Bootstrap) -> ContestFigures {
        ContestFigures(
            name: contest.name, task: contest.task, prompts: contest.prompts.count,
            contenders: contest.contenders.indices.map { contenderFigures($0, bootstrap) },
            comparisons: contest.comparisons.map { comparison($0, wanted, bootstrap) })
    }

    // MARK: Drift

    /// Times that follow one another: what one contender adds to another, or takes itself.
    private struct Course {
        var times: [Double] = []
        /// What the later of the two takes in all: a change is held against it.
        var whole = 0.0
    }

    private func course(_ measure: Measure, of comparison: Contest.Comparison) -> Course {
        let pairs = pairs(measure, comparison)
        return Course(
            times: pairs.map { $1.time - $0.time },
            whole: Sample.median(pairs.map { $1.time }) ?? 0)
    }

    private func course(_ measure: Measure, ofContender number: Int) -> Course {
        let times = entries.compactMap { value(measure, of: $0, number)?.time }
        return Course(times: times, whole: Sample.median(times) ?? 0)
    }

    /// Whether what is measured changes no more from round to round; nil where too few rounds tell.
    ///
    /// Each comparison's kinds of answers are looked at together, since a gateway that gets quicker does so for all:
    /// a drift that is too small to be seen in one of them shows in their sum.
    var isSettled: Bool? {
        let kinds: [Measure] = [.plainAnswer, .wholeStream, .conversation]
        let subjects =
            contest.comparisons.isEmpty
            ? contest.contenders.indices.map { number in
                kinds.map { course($0, ofContender: number) }
            }
            : contest.comparisons.map { comparison in kinds.map { course($0, of: comparison) } }
        let drifts = subjects.compactMap { Drift.chance(of: $0.map { ($0.times, $0.whole) }) }
        guard !drifts.isEmpty else { return nil }
        // Of several comparisons one more easily seems to drift by chance.
        return !drifts.contains { $0 * Double(drifts.count) < Drift.chanceOfWarmUp }
    }

    // MARK: One contender

    private func contenderFigures(_ number: Int, _ bootstrap: Bootstrap) -> ContenderFigures {
        let contender = contest.contenders[number]
        var figures = ContenderFigures(
            name: contender.name, kind: contender.kind, model: contender.model)
        figures.firstUse = firstUse[number]
        for measure in Measure.allCases {
            let taken = entries.compactMap { value(measure, of: $0, number) }
            figures.times[measure] = bootstrap.figure(
                of: taken.map(\.time), lag: Sample.median(taken.map(\.lag)) ?? 0)
            guard contest.comparisons.isEmpty else { continue }
            let course = course(measure, ofContender: number)
            figures.times[measure]?.drift = Drift(of: course.times, whole: course.whole, bootstrap)
        }
        let shots = entries.flatMap { $0.shots[number] }
        figures.requests = shots.count
        figures.onNewConnections = shots.count(where: \.isOnNewConnection)
        figures.inputTokens = Sample.median(
            entries.compactMap { tokens(\.inputTokens, $0, number) })
        figures.outputTokens = Sample.median(
            entries.compactMap { tokens(\.outputTokens, $0, number) })
        figures.toldPlain = told(.plain, number, bootstrap)
        figures.toldStreamed = told(.stream, number, bootstrap)
        figures.note(shots)
        return figures
    }

    /// Of single requests alone: a conversation's grow from turn to turn.
    private func tokens(_ count: (Shot) -> Int?, _ entry: Entry, _ number: Int) -> Double? {
        guard entry.kind != .talk, let shot = entry.shots[number].first, shot.problem == nil else {
            return nil
        }
        return count(shot).map(Double.init)
    }

    private func told(
        _ kind: RoundKind, _ number: Int, _ bootstrap: Bootstrap
    ) -> TimeFigure? {
        let told = entries.filter { $0.kind == kind }.compactMap { entry in
            entry.shots[number].first.flatMap { $0.problem == nil ? $0.told : nil }
        }
        return bootstrap.figure(of: told, lag: 0)
    }

    // MARK: Two of them

    private func comparison(
        _ comparison: Contest.Comparison, _ wanted: Int, _ bootstrap: Bootstrap
    ) -> ComparisonFigures {
        let (base, other) = (
            contest.contenders[comparison.base], contest.contenders[comparison.other]
        )
        var figures = ComparisonFigures(
            base: base.name, other: other.name, isHop: other.kind == .gateway)
        figures.wanted = wanted
        figures.usable = entries.count { entry in
            isUsable(entry, comparison.base) && isUsable(entry, comparison.other)
        }
        for measure in Measure.allCases {
            figures.added[measure] = added(pairs(measure, comparison), bootstrap)
            let course = course(measure, of: comparison)
            figures.added[measure]?.drift = Drift(of: course.times, whole: course.whole, bootstrap)
        }
        figures.addedByTurn = byTurn(comparison, bootstrap)
        return figures
    }

    private func pairs(
        _ measure: Measure, _ comparison: Contest.Comparison
    ) -> [(Value, Value)] {
        entries.compactMap { entry in
            guard let before = value(measure, of: entry, comparison.base),
                let after = value(measure, of: entry, comparison.other)
            else { return nil }
            return (before, after)
        }
    }

    /// The median of the differences; but of the slow ends the difference, because the differences of two equal
    /// noises have a slow end too.
    private func added(_ pairs: [(Value, Value)], _ bootstrap: Bootstrap) -> TimeFigure? {
        let times = pairs.map { Bootstrap.Pair(before: $0.time, after: $1.time) }
        guard let p50 = bootstrap.quantile(0.5, of: times.map { $0.after - $0.before }),
            let p95 = bootstrap.quantileDifference(0.95, of: times)
        else { return nil }
        // What makes this program late for both sides of a pair leaves the difference.
        let lag = Sample.median(pairs.map { $1.lag - $0.lag }) ?? 0
        return TimeFigure(p50: p50, p95: p95, count: pairs.count, lag: abs(lag))
    }

    private func byTurn(
        _ comparison: Contest.Comparison, _ bootstrap: Bootstrap
    ) -> [Bootstrap.Estimate] {
        let talks = entries.filter {
            $0.kind == .talk && isUsable($0, comparison.base) && isUsable($0, comparison.other)
        }
        let turns = talks.first?.shots[comparison.base].count ?? 0
        return (0..<turns).compactMap { turn in
            bootstrap.quantile(
                0.5,
                of: talks.map {
                    $0.shots[comparison.other][turn].whole - $0.shots[comparison.base][turn].whole
                })
        }
    }

    // MARK: One answer

    private typealias Value = (time: Double, lag: Double)

    private func isUsable(_ entry: Entry, _ contender: Int) -> Bool {
        entry.shots[contender].allSatisfy { $0.problem == nil && !$0.isOnNewConnection }
    }

    private func value(_ measure: Measure, of entry: Entry, _ contender: Int) -> Value? {
        guard isUsable(entry, contender) else { return nil }
        let shots = entry.shots[contender]
        switch (measure, entry.kind) {
        case (.plainAnswer, .plain), (.wholeStream, .stream):
            return shots.first.map { ($0.whole, $0.lag) }
        case (.firstContent, .stream):
            return shots.first.flatMap { shot in shot.firstContent.map { ($0, shot.lag) } }
        case (.conversation, .talk):
            return (Sample.sum(shots.map(\.whole)), Sample.sum(shots.map(\.lag)))
        default: return nil
        }
    }
}

extension Bootstrap {
    func figure(of values: [Double], lag: Double) -> TimeFigure? {
        guard let p50 = quantile(0.5, of: values), let p95 = quantile(0.95, of: values) else {
            return nil
        }
        return TimeFigure(p50: p50, p95: p95, count: values.count, lag: lag)
    }
}
