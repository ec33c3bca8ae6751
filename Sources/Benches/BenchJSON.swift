import Documents
import Reports
import Statistics
import Vocabulary

/// bench.json, in the shape that `BenchSchema` documents.
public enum BenchJSON {
    /// What only a clock and a host can tell.
    public struct Origin: Sendable, Equatable {
        public var version: String
        public var started: String
        public var host: String

        public init(version: String, started: String, host: String) {
            self.version = version
            self.started = started
            self.host = host
        }
    }

    public static func bytes(_ figures: BenchFigures, _ origin: Origin) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("format", BenchSchema.format)
        json.member("version", BenchSchema.version)
        json.member("pathproof", origin.version)
        json.member("started", origin.started)
        json.member("host", origin.host)
        json.member("simulated", figures.isSimulated)
        json.member("seed", String(figures.seed))
        json.member("pairs", figures.pairs)
        json.member("turns", figures.turns)
        json.member("at_once", figures.atOnce)
        json.thousandths("busy_before", figures.busyBefore)
        json.thousandths("busy_after", figures.busyAfter)
        json.member("loaded", figures.isLoaded)
        json.member("interrupted", figures.isInterrupted)
        json.key("contests")
        json.beginArray()
        for contest in figures.contests { json.contest(contest) }
        json.endArray()
        if !figures.caches.isEmpty {
            json.key("prompt_caches")
            figures.caches.write(to: &json)
        }
        json.endObject()
        json.newline()
        return json.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func contest(_ contest: ContestFigures) {
        beginObject()
        member("name", contest.name)
        optionalMember("task", contest.task)
        member("prompts", contest.prompts)
        optionalMember("unreached", contest.unreached)
        member("warm_up", contest.warmUp)
        if let isSettled = contest.isSettled { member("settled", isSettled) }
        key("contenders")
        beginArray()
        for contender in contest.contenders { self.contender(contender) }
        endArray()
        key("comparisons")
        beginArray()
        for comparison in contest.comparisons { self.comparison(comparison) }
        endArray()
        endObject()
    }

    private mutating func contender(_ contender: ContenderFigures) {
        beginObject()
        member("name", contender.name)
        member("kind", contender.kind.rawValue)
        member("model", contender.model)
        for measure in Measure.allCases { figure(measure.rawValue, contender.times[measure]) }
        figure("told_plain", contender.toldPlain)
        figure("told_streamed", contender.toldStreamed)
        figure("told_at_once", contender.toldAtOnce)
        thousandths("per_second_at_once", contender.perSecondAtOnce)
        thousandths("input_tokens", contender.inputTokens)
        thousandths("output_tokens", contender.outputTokens)
        if let first = contender.firstUse {
            key("first_use")
            beginObject()
            thousandths("connect_us", first.connect)
            thousandths("tls_us", first.secure)
            thousandths("whole_us", first.whole)
            endObject()
        }
        member("requests", contender.requests)
        member("on_new_connections", contender.onNewConnections)
        key("problems")
        beginArray()
        for problem in contender.problems {
            beginObject()
            member("word", problem.word)
            member("reason", problem.reason)
            member("count", problem.count)
            endObject()
        }
        endArray()
        endObject()
    }

    private mutating func comparison(_ comparison: ComparisonFigures) {
        beginObject()
        member("base", comparison.base)
        member("other", comparison.other)
        member("hop", comparison.isHop)
        member("pairs_wanted", comparison.wanted)
        member("pairs_usable", comparison.usable)
        for measure in Measure.allCases { figure(measure.rawValue, comparison.added[measure]) }
        if !comparison.addedByTurn.isEmpty {
            key("by_turn")
            beginArray()
            for turn in comparison.addedByTurn {
                beginObject()
                estimate("p50", turn)
                endObject()
            }
            endArray()
        }
        endObject()
    }

    private mutating func figure(_ name: String, _ figure: TimeFigure?) {
        guard let figure else { return }
        key(name)
        beginObject()
        member("count", figure.count)
        estimate("p50", figure.p50)
        estimate("p95", figure.p95)
        thousandths("lag_us", figure.lag)
        member("client_limited", figure.isClientLimited)
        if let drift = figure.drift {
            thousandths("drift_us", drift.change.value)
            thousandths("drift_low_us", drift.change.interval.low)
            thousandths("drift_high_us", drift.change.interval.high)
            member("drifts", drift.isMarked)
        }
        endObject()
    }

    private mutating func estimate(_ name: String, _ estimate: Bootstrap.Estimate) {
        thousandths("\(name)_us", estimate.value)
        thousandths("\(name)_low_us", estimate.interval.low)
        thousandths("\(name)_high_us", estimate.interval.high)
    }

    /// A number with three places: nanoseconds, where it counts microseconds. Nothing for nil.
    fileprivate mutating func thousandths(_ name: String, _ number: Double?) {
        guard let number, let whole = Int64(exactly: (number * 1000).rounded()) else { return }
        key(name)
        self.number(text: DecimalText.text(Int128(whole), places: 3))
    }
}
