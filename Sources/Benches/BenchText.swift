public import Reports
import Statistics
import Vocabulary

/// What a bench found out, as a terminal shows it.
public enum BenchText {
    public static func text(_ figures: BenchFigures, _ palette: Palette) -> String {
        var text = ""
        for contest in figures.contests {
            text += self.text(contest, figures, palette) + "\n"
        }
        if !figures.caches.isEmpty { text += figures.caches.rendered(palette) + "\n" }
        let times = figures.contests.flatMap { contest in
            contest.contenders.flatMap(\.times.values) + contest.comparisons.flatMap(\.added.values)
        }
        if times.contains(where: \.isClientLimited) {
            text += palette.faint(OwnLag.legend + "\n")
        }
        if figures.isSimulated {
            text += palette.faint(
                "simulated: what is added is real, the legs' own times are this program's\n")
        }
        if let words = loadWords(figures) { text += palette.doubtful(words) + "\n" }
        if figures.isInterrupted {
            text += palette.doubtful("interrupted: the figures are of what was done until then\n")
        }
        return text
    }

    /// How far a contest is: how long it warms up nobody knows beforehand.
    public static func progress(_ progress: BenchRun.Progress?) -> String {
        guard let progress else { return "starting" }
        let warm = Figures.counted(progress.warmUp, "round")
        guard progress.timed > 0 else { return "warming up, \(warm)" }
        return "\(progress.timed) of \(progress.wanted) rounds, after \(warm) to warm up"
    }

    private static func loadWords(_ figures: BenchFigures) -> String? {
        guard figures.isLoaded else { return nil }
        let shares = [(figures.busyBefore, "before"), (figures.busyAfter, "after")].compactMap {
            share, when in share.map { "\(Int(($0 * 100).rounded())) % \(when)" }
        }
        return "measured on a loaded machine: others used \(shares.joined(separator: ", ")); "
            + "the p95 above all tells of them"
    }

    // MARK: One contest

    private static func text(
        _ contest: ContestFigures, _ figures: BenchFigures, _ palette: Palette
    ) -> String {
        var facts = [
            Figures.counted(contest.prompts, "prompt"),
            "\(figures.pairs) rounds of each kind after \(Figures.grouped(contest.warmUp)) to warm up",
        ]
        if let task = contest.task { facts.insert("task \(TerminalText.safe(task))", at: 0) }
        var text = palette.strong(TerminalText.safe(contest.name))
        text += palette.faint(" · " + facts.joined(separator: " · ")) + "\n"
        if let unreached = contest.unreached {
            return text + palette.bad("  no answer from \(TerminalText.safe(unreached))") + "\n"
        }
        text += contenderTable(contest, figures, palette)
        for comparison in contest.comparisons {
            text += self.text(comparison, in: contest, figures, palette)
        }
        if contest.isSettled == false {
            text += palette.doubtful(
                "  not settled: after \(Figures.counted(contest.warmUp, "round")) of each kind to warm up "
                    + "the times still change from round to round\n")
        }
        for contender in contest.contenders {
            for measure in measures(of: [contender.times]) {
                text += drift(contender.times[measure], words(of: measure, figures), palette)
            }
            text += remarks(contender, palette)
        }
        return text
    }

    private static let labelsMax = 40
    private static let timeColumns = 13

    private static func words(of measure: Measure, _ figures: BenchFigures) -> String {
        measure == .atOnce ? "\(figures.atOnce) at once" : measure.words
    }

    private static func contenderTable(
        _ contest: ContestFigures, _ figures: BenchFigures, _ palette: Palette
    ) -> String {
        let measures = measures(of: contest.contenders.map(\.times))
        let labels = contest.contenders.map {
            TerminalText.shortened(
                "  \(label($0.kind.rawValue, $0.name))", to: labelsMax)
        }
        let widest = max(14, labels.map { TerminalText.columns($0) }.max() ?? 0)
        var top = TerminalText.padded("", to: widest)
        var head = top
        for measure in measures {
            top += TerminalText.padded(
                left: words(of: measure, figures), to: 2 * timeColumns + 2)
            head += TerminalText.padded(left: "p50", to: timeColumns + 2)
            head += TerminalText.padded(left: "p95", to: timeColumns)
        }
        head += TerminalText.padded(left: "tokens in", to: 12)
        head += TerminalText.padded(left: "out", to: 8)
        var text = palette.strong(top) + "\n" + palette.strong(head) + "\n"
        for (label, contender) in zip(labels, contest.contenders) {
            text += TerminalText.padded(label, to: widest)
            for measure in measures {
                let figure = contender.times[measure]
                let isLimited = figure?.isClientLimited ?? false
                func cell(_ estimate: Bootstrap.Estimate?) -> String {
                    guard let estimate else { return "" }
                    let time = TimeText.milliseconds(estimate.value)
                    return isLimited ? "≤ \(time)\(OwnLag.mark)" : time
                }
                text += TerminalText.padded(left: cell(figure?.p50), to: timeColumns + 2)
                text += TerminalText.padded(left: cell(figure?.p95), to: timeColumns)
            }
            text += TerminalText.padded(left: count(contender.inputTokens), to: 12)
            text += TerminalText.padded(left: count(contender.outputTokens), to: 8) + "\n"
        }
        return text
    }

    private static func measures(of times: [[Measure: TimeFigure]]) -> [Measure] {
        Measure.allCases.filter { measure in times.contains { $0[measure] != nil } }
    }

    private static func count(_ tokens: Double?) -> String {
        tokens.map { Figures.grouped(Int($0.rounded())) } ?? "-"
    }

    // MARK: One comparison

    private static func text(
        _ comparison: ComparisonFigures, in contest: ContestFigures, _ figures: BenchFigures,
        _ palette: Palette
    ) -> String {
        let (other, base) = (
            TerminalText.safe(comparison.other), TerminalText.safe(comparison.base)
        )
        let title =
            comparison.isHop
            ? "what \(label("gateway", comparison.other)) adds to \(base)" : "\(other) less \(base)"
        var text = palette.strong("  \(title)") + "\n"
        for measure in measures(of: [comparison.added]) {
            guard let figure = comparison.added[measure] else { continue }
            let mark = figure.isClientLimited ? OwnLag.mark : ""
            text += "    " + TerminalText.padded(words(of: measure, figures), to: 16)
            text += TerminalText.padded("p50 \(added(figure.p50))\(mark)", to: 42)
            text += TerminalText.padded("p95 \(added(figure.p95))\(mark)", to: 42)
            text += palette.faint("own lag ±\(TimeText.milliseconds(figure.lag))") + "\n"
            text += drift(figure, words(of: measure, figures), palette)
        }
        if comparison.isHop,
            let gateway = contest.contenders.first(where: { $0.name == comparison.other })
        {
            text += told(gateway.toldPlain, "plain", comparison.added[.plainAnswer])
            text += told(gateway.toldStreamed, "streamed", comparison.added[.firstContent])
            text += told(gateway.toldAtOnce, "at once", comparison.added[.atOnce])
        }
        text += perSecond(comparison, in: contest)
        if comparison.addedByTurn.count > 1 {
            let turns = comparison.addedByTurn.map { TimeText.signed($0.value) }
            text += "    by turn         \(turns.joined(separator: "  "))\n"
        }
        let lost = comparison.wanted - comparison.usable
        if lost > 0 {
            text += palette.doubtful(
                "    \(Figures.grouped(lost)) of \(Figures.counted(comparison.wanted, "pair")) lost\n"
            )
        }
        return text
    }

    /// `plain answer drifts: -0.812 ms [-1.020, -0.604] from its first half to its second; …`.
    private static func drift(
        _ figure: TimeFigure?, _ words: String, _ palette: Palette
    ) -> String {
        guard let drift = figure?.drift, drift.isMarked else { return "" }
        return palette.doubtful(
            "    \(words) drifts: \(added(drift.change)) from its first half to its second; the interval "
                + "of a series that drifts means less\n")
    }

    /// `at once: 4,812 answers a second without it, 131 with it`.
    private static func perSecond(
        _ comparison: ComparisonFigures, in contest: ContestFigures
    ) -> String {
        let shares = [comparison.base, comparison.other].compactMap { name in
            contest.contenders.first { $0.name == name }?.perSecondAtOnce
        }
        guard shares.count == 2 else { return "" }
        let words = shares.map { Figures.grouped(Int($0.rounded())) }
        return "    " + TerminalText.padded("a second", to: 16)
            + " \(words[0]) answers from \(TerminalText.safe(comparison.base)), "
            + "\(words[1]) from \(TerminalText.safe(comparison.other))\n"
    }

    private static func added(_ estimate: Bootstrap.Estimate) -> String {
        let (low, high) = (estimate.interval.low, estimate.interval.high)
        return "\(TimeText.signed(estimate.value)) [\(TimeText.signed(low, unit: false)), "
            + "\(TimeText.signed(high, unit: false))]"
    }

    /// What the gateway says of itself, and how much of what was seen that is.
    private static func told(_ told: TimeFigure?, _ kind: String, _ seen: TimeFigure?) -> String {
        guard let told else { return "" }
        var text = "    " + TerminalText.padded("it says, \(kind)", to: 16)
        text += TerminalText.padded(" p50 \(TimeText.milliseconds(told.p50.value))", to: 42)
        text += " p95 \(TimeText.milliseconds(told.p95.value))"
        if let seen, seen.p50.value > 0, !seen.isClientLimited {
            let share = Int((told.p50.value / seen.p50.value * 100).rounded())
            text += " (\(BenchFigures.toldBy): \(share) % of what was seen)"
        }
        return text + "\n"
    }

    /// An address that has no name of its own goes by its kind.
    private static func label(_ kind: String, _ name: String) -> String {
        name == kind ? "the \(kind)" : "\(kind) \(TerminalText.safe(name))"
    }

    // MARK: Remarks

    private static func remarks(_ contender: ContenderFigures, _ palette: Palette) -> String {
        let name = label(contender.kind.rawValue, contender.name)
        var text = ""
        if let first = contender.firstUse {
            var parts = first.connect.map { ["connect \(TimeText.milliseconds($0))"] } ?? []
            if let secure = first.secure { parts.append("TLS \(TimeText.milliseconds(secure))") }
            parts.append("then \(TimeText.milliseconds(first.whole))")
            text += palette.faint("  first use of \(name): \(parts.joined(separator: ", "))") + "\n"
        }
        if contender.onNewConnections > 0 {
            let count = Figures.grouped(contender.onNewConnections)
            text += palette.doubtful("  \(name): \(count) on new connections, not counted") + "\n"
        }
        for problem in contender.problems {
            let reason = TerminalText.shortened(TerminalText.safe(problem.reason), to: 80)
            text += palette.bad("  \(name): \(problem.word) ×\(problem.count): \(reason)") + "\n"
        }
        return text
    }
}

/// Microseconds as milliseconds, with the digits that a reader can use.
enum TimeText {
    static func milliseconds(_ microseconds: Double) -> String { digits(microseconds) + " ms" }

    static func signed(_ microseconds: Double, unit: Bool = true) -> String {
        let text = digits(abs(microseconds))
        let sign = microseconds < 0 && text.contains { $0 >= "1" && $0 <= "9" } ? "-" : "+"
        return sign + text + (unit ? " ms" : "")
    }

    /// Three places below 10 ms, two below 100, one below 1,000.
    private static func digits(_ microseconds: Double) -> String {
        let places =
            switch abs(microseconds) {
            case ..<9_999.5: 3
            case ..<99_995: 2
            case ..<999_950: 1
            default: 0
            }
        var scale = 1000.0
        for _ in 0..<places { scale /= 10 }
        let steps = (microseconds / scale).rounded()
        guard let whole = Int64(exactly: steps) else { return "?" }
        guard places > 0 else { return Figures.grouped(Int(whole)) }
        var digits = String(whole.magnitude)
        while digits.count <= places { digits = "0" + digits }
        return (whole < 0 ? "-" : "") + digits.dropLast(places) + "." + digits.suffix(places)
    }
}
