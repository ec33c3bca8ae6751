import Reports

/// What each member of bench.json means, for `list bench` and for programs that read it.
///
/// Members that are not known are left out. Times are microseconds.
public enum BenchSchema {
    public static let format = "pathproof-bench"
    public static let version = 1

    public struct Member: Sendable {
        /// What the member stands in; empty for the file itself.
        public let of: String
        public let name: String
        public let meaning: String

        init(_ of: String, _ name: String, _ meaning: String) {
            (self.of, self.name, self.meaning) = (of, name, meaning)
        }
    }

    public static let members: [Member] = file + contest + contender + comparison + figure

    private static let file = [
        Member("", "format", "'\(format)'"),
        Member("", "version", "of this shape: \(version)"),
        Member("", "pathproof", "the program's version"),
        Member("", "started", "UTC, as in 2026-08-01T12:00:00Z"),
        Member("", "host", "the machine that measured"),
        Member(
            "", "simulated", "the legs are simulated: differences count, their own times do not"),
        Member("", "seed", "of every order and every interval; as text, since it has 64 bits"),
        Member("", "pairs", "how often each contender was to be asked for each kind of answer"),
        Member("", "turns", "of a conversation; with 1 there was none"),
        Member("", "at_once", "how many asked at once in the end; with 1 nobody did"),
        Member("", "busy_before", "how much of the machine others used before, of 1"),
        Member("", "busy_after", "the same afterwards"),
        Member("", "loaded", "one of them is above \(MachineLoad.shareMax)"),
        Member("", "interrupted", "a signal ended it: the figures are of what was done until then"),
        Member("", "contests", "contenders that were asked the same, round by round"),
        Member(
            "", "prompt_caches",
            "of prompts with `cache: true`, each sent three times: a line for each leg and way to it, as in "
                + "summary.json"),
    ]

    private static let contest = [
        Member("contests", "name", "suite and route, or the addresses' names"),
        Member("contests", "task", "the suite's"),
        Member("contests", "prompts", "how many different ones"),
        Member("contests", "unreached", "who answered nothing at all, and why: nothing was timed"),
        Member("contests", "warm_up", "rounds of each kind before those that count"),
        Member(
            "contests", "settled",
            "those that count show no trend any more; left out where they are too few to tell"),
        Member("contests", "contenders", "who was asked"),
        Member("contests", "comparisons", "one contender held against another, in pairs"),
    ]

    private static let measures = [
        (Measure.plainAnswer, "a plain answer, to its last byte"),
        (.firstContent, "a stream's first text, thought or tool call"),
        (.wholeStream, "a stream, to its last byte"),
        (.conversation, "all turns of a conversation together"),
        (.atOnce, "a plain answer, where so many ask at once as the file's at_once says"),
    ]

    private static let contender =
        [
            Member("contenders", "name", "its leg, its route or its region"),
            Member("contenders", "kind", "direct, gateway or region"),
            Member("contenders", "model", "the name it was asked by"),
        ] + measures.map { Member("contenders", $0.rawValue, "figure: \($1)") } + [
            Member("contenders", "told_plain", "figure: what \(BenchFigures.toldBy) says, plain"),
            Member("contenders", "told_streamed", "figure: the same of streams"),
            Member("contenders", "told_at_once", "figure: the same where many ask at once"),
            Member("contenders", "per_second_at_once", "whole answers a second then"),
            Member("contenders", "input_tokens", "median, of the same prompts for all"),
            Member("contenders", "output_tokens", "median"),
            Member(
                "contenders", "first_use", "its very first answer: connect_us, tls_us, whole_us"),
            Member("contenders", "requests", "of the timed phase"),
            Member("contenders", "on_new_connections", "of those; they count in no figure"),
            Member("contenders", "problems", "answers that were none: word, reason, count"),
        ]

    private static let comparison =
        [
            Member("comparisons", "base", "the contender that the other is held against"),
            Member("comparisons", "other", "its name"),
            Member("comparisons", "hop", "the other is a gateway in front of the base"),
            Member("comparisons", "pairs_wanted", "over all kinds of answers"),
            Member("comparisons", "pairs_usable", "those of which both answers count"),
        ] + measures.map { Member("comparisons", $0.0.rawValue, "figure: what the other adds") } + [
            Member(
                "comparisons", "by_turn",
                "what it adds at each turn: p50_us, p50_low_us, p50_high_us")
        ]

    private static let figure = [
        Member("figure", "count", "answers or pairs behind it"),
        Member("figure", "p50_us", "the median; of a comparison that of the differences"),
        Member("figure", "p50_low_us", "with the next: its 95 % interval, by bootstrap"),
        Member("figure", "p50_high_us", "see above"),
        Member("figure", "p95_us", "of a comparison: the other's p95 less the base's"),
        Member("figure", "p95_low_us", "with the next: its 95 % interval"),
        Member("figure", "p95_high_us", "see above"),
        Member(
            "figure", "lag_us", "how much of it may be this program's own lateness: the error bar"),
        Member(
            "figure", "client_limited",
            "lag_us is above \(OwnLag.shareMax) of p50_us: not the other side's time"),
        Member(
            "figure", "drift_us",
            "of rounds one by one: the median of their second half less that of the first"),
        Member("figure", "drift_low_us", "with the next: its 95 % interval"),
        Member("figure", "drift_high_us", "see above"),
        Member(
            "figure", "drifts",
            "they rise or fall by more than chance: the intervals of such a series mean less"),
    ]
}
