public import Rows
import Statistics
public import Vocabulary

/// Holds a run against a baseline, case by case: the same case passed or failed there and here.
///
/// A regression is large and not by chance: the share of passing cases of a route fell by `dropMin` or more,
/// and the exact McNemar test over the pairs, corrected over all routes after Holm, says that chance
/// does so less often than `1 - confidence`. So is a rise of latency or cost (where it depends on the hour, at the
/// dearest), by `riseMin` or more, whose interval (by bootstrap over the pairs, at a confidence shared by all
/// intervals of the comparison) lies above no change. What is large and may be chance is inconclusive, and so is a
/// run that did not judge what the baseline has. Where a case cannot fail by chance, each that does is a regression.
public struct Gate: Sendable {
    /// In shares of one.
    public static let dropUsual = 0.05
    public static let riseUsual = 0.2
    public static let confidenceUsual = 0.95

    fileprivate struct Pairs {
        var paired = 0
        var passedBefore = 0
        var passedNow = 0
        var worse = 0
        var better = 0

        var drop: Double { Double(worse - better) / Double(max(1, paired)) }
    }

    private let baseline: Baseline
    private let dropMin: Double
    private let riseMin: Double
    private let confidence: Double
    private let isLive: Bool
    private let isExact: Bool
    private var worse: [String] = []
    private var judged = Baseline()
    private var routes: [String] = []
    private var pairs: [String: Pairs] = [:]
    private var rises: [String: GateRises] = [:]
    private var new = 0
    private var hours = DearestHours()

    /// How many cases that got worse are named.
    private static let worseNamed = 20

    /// - Parameters:
    ///   - isLive: the run asks real providers, so that its times can be compared.
    ///   - isExact: no case fails by chance, so that one is enough.
    public init(
        _ baseline: Baseline, dropMin: Double = dropUsual, riseMin: Double = riseUsual,
        confidence: Double = confidenceUsual, isLive: Bool = false, isExact: Bool = false
    ) {
        self.baseline = baseline
        self.dropMin = dropMin
        self.riseMin = riseMin
        self.isLive = isLive
        self.confidence = confidence
        self.isExact = isExact
    }

    /// Of the case that comes next.
    public mutating func take(_ row: CallRow) { hours.take(row) }
    public mutating func take(_ call: LaneCall) { hours.take(call) }

    public mutating func take(_ row: CaseRow) {
        let dearest = hours.leave()
        guard row.verdict == .passed || row.verdict == .failed else { return }
        let hasPassed = row.verdict == .passed
        guard let hadPassed = baseline.verdict(of: row.id) else {
            new += 1
            return
        }
        judged.take(row)
        if hadPassed, !hasPassed, worse.count < Self.worseNamed { worse.append(row.id) }
        if pairs[row.route] == nil { routes.append(row.route) }
        pairs[row.route, default: Pairs()].add(hadPassed, hasPassed)
        guard hasPassed, hadPassed, !isExact, let before = baseline.figures(of: row.id) else {
            return
        }
        rises[row.route, default: GateRises()].add(
            before, Baseline.Figures(row, isLive: isLive, atDearestHours: dearest))
    }

    /// Whether a case of the baseline has been judged here.
    public func hasJudged(_ id: String) -> Bool { judged.verdict(of: id) != nil }

    /// - Parameters:
    ///   - name: of the baseline, for reports.
    ///   - lost: how many cases of the baseline were not judged though they should have been.
    public func row(_ name: String, lost: Int, lostCases: [String]) -> GateRow {
        let counts = routes.map { pairs[$0] ?? Pairs() }
        let chances = Holm.adjusted(
            counts.map { McNemar.chance(worse: $0.worse, better: $0.better) })
        // Bonferroni's share of the doubt for each interval.
        let intervals = rises.values.reduce(0) { $0 + $1.count }
        let confidence = 1 - (1 - self.confidence) / Double(max(1, intervals))
        let families = zip(routes, zip(counts, chances)).map { route, known in
            var family = family(route, known.0, chance: known.1)
            guard let rises = rises[route] else { return family }
            family.latency = rises.latency(confidence)
            family.cost = rises.cost(confidence)
            judge(family.latency, "latency", &family)
            judge(
                family.cost, rises.isAtDearestHours ? "cost at the dearest hours" : "cost", &family)
            return family
        }
        let verdicts = families.map(\.verdict)
        let verdict: GateRow.Verdict =
            verdicts.contains(.regression)
            ? .regression
            : verdicts.contains(.inconclusive) || lost > 0 || families.isEmpty
                ? .inconclusive : .pass
        var row = GateRow(
            verdict: verdict, baseline: name, families: families, lost: lost,
            lostCases: lostCases, new: new)
        row.worseCases = worse
        return row
    }

    private func family(_ route: String, _ pairs: Pairs, chance: Double) -> GateRow.Family {
        let isLarge = isExact ? pairs.worse > 0 : pairs.drop >= dropMin
        let isCertain = isExact || chance < 1 - confidence
        let verdict: GateRow.Verdict = !isLarge ? .pass : isCertain ? .regression : .inconclusive
        let interval =
            Wilson.interval(pairs.passedNow, of: pairs.paired, confidence: confidence)
            ?? Interval(low: 0, high: 1)
        return GateRow.Family(
            route: route, verdict: verdict,
            reason: isExact
                ? Self.reason(pairs) : Self.reason(pairs, interval, chance, isLarge, isCertain),
            paired: pairs.paired, passedBefore: pairs.passedBefore, passedNow: pairs.passedNow,
            worse: pairs.worse, better: pairs.better, pMillionths: millionths(chance),
            lowMillionths: millionths(interval.low), highMillionths: millionths(interval.high))
    }

    /// Adds a figure that rose, or fell, to the reasons.
    private func judge(_ ratio: GateRow.Ratio?, _ name: String, _ family: inout GateRow.Family) {
        guard let ratio else { return }
        let isLarge = Double(ratio.millionths) >= (1 + riseMin) * 1_000_000
        let isCertain = ratio.lowMillionths > 1_000_000
        if isLarge, isCertain {
            family.verdict = .regression
        } else if isLarge, family.verdict == .pass {
            family.verdict = .inconclusive
        }
        family.reason += "; \(name) ×\(Self.hundredths(ratio.millionths)) "
        family.reason +=
            "(\(Self.hundredths(ratio.lowMillionths)) to \(Self.hundredths(ratio.highMillionths)))"
        if isLarge, !isCertain { family.reason += ", which may be chance" }
    }

    private static func hundredths(_ millionths: Int) -> String {
        let count = (millionths + 5_000) / 10_000
        let rest = count % 100
        return "\(count / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func reason(_ pairs: Pairs) -> String {
        "\(pairs.passedNow) of \(pairs.paired) pass (before \(pairs.passedBefore)); "
            + (pairs.worse + pairs.better == 0
                ? "no case changed" : "\(pairs.worse) worse, \(pairs.better) better")
    }

    private static func reason(
        _ pairs: Pairs, _ interval: Interval, _ chance: Double, _ isLarge: Bool, _ isCertain: Bool
    ) -> String {
        var words = "\(pairs.passedNow) of \(pairs.paired) pass (before \(pairs.passedBefore)), "
        words += "between \(percent(interval.low)) and \(percent(interval.high)) %"
        guard pairs.worse + pairs.better > 0 else { return words + "; no case changed" }
        words += "; \(pairs.worse) worse, \(pairs.better) better"
        if isLarge, !isCertain { words += ", which may be chance" }
        if !isLarge, isCertain, pairs.worse > pairs.better { words += ", a small loss" }
        return words + " (p \(thousandths(chance)))"
    }

    private func millionths(_ share: Double) -> Int { Int((share * 1_000_000).rounded()) }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func thousandths(_ share: Double) -> String {
        if share < 0.001 { return "below 0.001" }
        let digits = String(Int((share * 1000).rounded()))
        guard digits.count < 4 else { return "1" }
        return "0." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}

extension Gate.Pairs {
    fileprivate mutating func add(_ hadPassed: Bool, _ hasPassed: Bool) {
        paired += 1
        if hadPassed { passedBefore += 1 }
        if hasPassed { passedNow += 1 }
        if hadPassed, !hasPassed { worse += 1 }
        if !hadPassed, hasPassed { better += 1 }
    }
}
