/// What each member of each row means, for `list rows` and for readers of results.jsonl.
///
/// Members that are nil or empty are left out of a line, but for those that say otherwise; readers skip
/// members and types that they do not know. Times are whole microseconds; legs are written `route/place`, places from 1.
public enum RowSchema {
    public struct Member: Sendable {
        public let name: String
        public let isAlways: Bool
        public let meaning: String

        init(_ name: String, always isAlways: Bool = false, _ meaning: String) {
            self.name = name
            self.isAlways = isAlways
            self.meaning = meaning
        }
    }

    public struct RowType: Sendable {
        public let name: String
        public let meaning: String
        public let members: [Member]
    }

    public static let types: [RowType] = [
        RowType(name: "run", meaning: "the first line: what was run", members: run),
        RowType(
            name: "path", meaning: "a planned path: route, leg, cause, plain or stream",
            members: path),
        RowType(name: "attempt", meaning: "one sending of a case with repeats", members: attempt),
        RowType(name: "call", meaning: "one call as a lane's journal has it", members: call),
        RowType(
            name: "question",
            meaning:
                "what a judge model was asked about an answer; its cost is no part of the case's",
            members: question),
        RowType(name: "case", meaning: "one judged case", members: caseMembers),
        RowType(
            name: "finding", meaning: "a finding that belongs to no one case", members: finding),
        RowType(
            name: "ledger", meaning: "what a gateway told of tokens and cost, beside its legs",
            members: ledger),
        RowType(
            name: "rehearsal",
            meaning: "what a mix of failures does to a route's spend and latency",
            members: rehearsal),
        RowType(name: "gate", meaning: "how the run stands against its baseline", members: gate),
        RowType(name: "end", meaning: "the last line: totals; absent after a kill", members: end),
    ]

    private static let run = [
        Member("version", always: true, "of pathproof"),
        Member("suites", always: true, "the suite files"),
        Member("mode", always: true, "simulated, live, replay or record"),
        Member(
            "gateway", always: true,
            "the gateway under test; none where all legs are asked directly"),
        Member("started", always: true, "UTC, as in 2026-08-01T12:00:00Z"),
        Member("host", always: true, "the machine that ran it"),
        Member("seed", always: true, "as text, since it has 64 bits"),
        Member("cases_planned", "how many case rows a whole run has"),
        Member("command", "which command it was, where not `run`"),
        Member("arguments", "the words of the command line that decide what is sent"),
        Member("inputs", "each file that decides what is sent, with a digest of it"),
        Member("tasks", "what suites call their work, by suite"),
        Member("direct", "suites whose legs are asked without a gateway"),
        Member("rates", "what one unit of other currencies was taken for in US dollars, as text"),
        Member(
            "prices",
            "what models were taken to cost where the shipped list says something else: suite, model, price "
                + "(as JSON in a text), source"),
        Member("resumed", "when it was taken up again after a kill, each time"),
        Member("shard", "which part of a whole this is, from 1"),
        Member("shards", "how many parts there are"),
        Member("cases_in_all", "how many cases all parts have together"),
        Member("missing_shards", "of a run that was joined of parts: those that were not there"),
        Member(
            "repository",
            "its root, and where within it the run was started: reports for CI name files from the root"
        ),
        Member("run_id", "the same in all parts of a run that was split, in the form of a UUID"),
    ]

    private static let path = [
        Member("route", always: true, "what was asked for"),
        Member("leg", always: true, "the leg under test"),
        Member("leg_name", always: true, "its provider:model"),
        Member(
            "cause", always: true,
            "what breaks the leg, or out-of-reach of the key; null where it is to answer"),
        Member("stream", always: true, "asked for as a stream"),
        Member("expected", always: true, "answers, moves on, surfaces or must be caught"),
        Member("covered", always: true, "a case of it passed or failed"),
        Member(
            "reason",
            "why no case went over it, where the gateway is somebody else's or has a leg without a lane"
        ),
        Member("unreached", "why no path leads to the leg, where none does"),
        Member(
            "legs_before",
            "of a drill, as are all below: how many legs are broken so that this one is asked"),
        Member(
            "status",
            "the HTTP status that the caller saw; in every row of a path that was walked, as are those below, "
                + "and null where there was none"),
        Member("answered_by", "the leg that answered, by the journals, or null"),
        Member("calls", "the legs in the order of the calls"),
        Member("complete", "the caller got the whole answer, and was told of nothing"),
        Member("predicted", "the same four, as the configuration predicts them"),
        Member("agrees", "observed is as predicted"),
        Member("possible", "how many courses the configuration allows: dice may be thrown"),
        Member("time_to_fallback_us", "from the first call to that of the leg that answered"),
        Member("findings", "what looks like success and is not: code, severity, message"),
    ]

    private static let checks =
        "those that failed, errored or were skipped (for want of journals only where the suite asks), "
        + "and what noticed a planted fault: "
        + "check, verdict, message, file, line, column"

    private static let attempt = [
        Member("case", always: true, "the id of its case"),
        Member("number", always: true, "from 1"),
        Member("verdict", always: true, "passed, failed, errored or skipped"),
        Member("checks", checks),
        Member("started_us", always: true, "since the run's start"),
        Member("latency_us", "from sending to the last byte; the two clocks below start there too"),
        Member("first_content_us", "the first reasoning, text or tool call"),
        Member("first_answer_us", "the first that is no reasoning"),
        Member("hop_us", "what the gateway added of its own, by the legs' journals"),
        Member("loop_lag_us", "how late our own loop was: the error bar of these times"),
        Member("status", "the HTTP status that the caller saw"),
        Member("answered_by", "the leg that answered, by the journals"),
        Member("calls", "leg to number of calls, by the journals"),
        Member("input_tokens", "as the answer counts them"),
        Member("output_tokens", "as the answer counts them"),
        Member("cached_tokens", "of the input, read from a cache"),
        Member("cache_write_tokens", "of the input, written to the cache of the leg that answered"),
        Member("reasoning_tokens", "of the output"),
        Member(
            "service_tier",
            "the tier that served, by the answer, where it is none of the usual; `us` or `fast+us` where that has a "
                + "price"),
        Member("charged", "what the gateway says it costs, in dollars, by the field that told it"),
        Member("request_bytes", "of the body that was charged for; where something was"),
        Member("cost", "of its calls by the price list"),
        Member("currency", "of the cost: USD, CNY"),
        Member("breakage", "kind and reason of a broken connection or answer"),
        Member("provider_error", "status, type, code, message, in_stream, retry_after_us"),
    ]

    private static let call = [
        Member("case", "the id of the case that caused it"),
        Member("leg", always: true, "the leg that was called"),
        Member("arrived_us", always: true, "since the run's start, as are the next two"),
        Member("first_byte_sent_us", "when the answer began"),
        Member("ended_us", "when the call was over"),
        Member("model", "the model asked for"),
        Member("model_served", "the one that the answer names, where that is another"),
        Member("stream", always: true, "asked for as a stream"),
        Member("body_bytes", always: true, "of the request"),
        Member("cause", "what the lane played"),
        Member("status", "what it answered; absent where no status line went out"),
        Member("complete", always: true, "the whole answer went out"),
        Member("caller_left", always: true, "the gateway closed before the answer was over"),
        Member("refused", "why the provider would have refused the request"),
        Member("input_tokens", "as the leg counts them"),
        Member("output_tokens", "as the leg counts them"),
        Member("cached_tokens", "of the input, read from the leg's cache"),
        Member("cache_write_tokens", "of the input, written to the leg's cache"),
        Member("reasoning_tokens", "of the output"),
        Member(
            "service_tier",
            "the tier that served, by the answer, where it is none of the usual; `us` or `fast+us` where that has a "
                + "price"),
        Member("cost", "by the price list, an exact decimal as text; absent where it is not known"),
        Member("currency", "of the cost: USD, CNY"),
        Member(
            "cost_at_other_hours",
            "what it would have cost at the hours that have another price; absent where all have one"
        ),
        Member(
            "swaps",
            "what was served otherwise than asked for: of (model, tier or unlisted-tier), asked, served, model "
                + "(where that is a tier), cost and currency, cost_asked and currency_asked"),
    ]

    private static let question = [
        Member("case", always: true, "the id of the case that is judged"),
        Member("leg", always: true, "the judge, as its lane is called"),
        Member("asked", always: true, "its provider:model"),
        Member("started_us", always: true, "since the run's start"),
        Member("latency_us", "from sending to the last byte"),
        Member("model_served", "the model that its answer names"),
        Member("status", "the HTTP status of its answer"),
        Member("input_tokens", "as the answer counts them"),
        Member("output_tokens", "as the answer counts them"),
        Member("cached_tokens", "of the input, read from a cache"),
        Member("reasoning_tokens", "of the output"),
        Member("cost", "by the price list, an exact decimal as text; absent where it is not known"),
        Member("currency", "of the cost: USD, CNY"),
        Member("said", "what it said, shortened"),
        Member("failed", "why nothing came that could be read"),
    ]

    private static let caseMembers = [
        Member("id", always: true, "stable over runs"),
        Member("suite", always: true, "the suite's name"),
        Member("route", always: true, "what the gateway was asked for"),
        Member("leg", always: true, "the leg under test"),
        Member("leg_name", always: true, "its provider:model"),
        Member("cause", always: true, "what broke the leg; null on a healthy path"),
        Member("stream", always: true, "asked for as a stream"),
        Member("test", always: true, "the test's name"),
        Member("prompt_id", always: true, "the prompt's name"),
        Member("prompt_digest", always: true, "of the rendered prompt"),
        Member("file", "the suite's file, and with it line and column of what asked for this case"),
        Member("line", "from 1"),
        Member("column", "from 1, in Unicode scalars"),
        Member("verdict", always: true, "passed, failed, errored or skipped"),
        Member("checks", checks),
        Member("checks_passed", always: true, "how many checks held"),
        Member(
            "repeats", always: true,
            "how often it was sent; tokens, cost and metrics are of all of these, what else is told of an answer "
                + "is of the first of the worst, and the attempt rows have each"),
        Member("repeats_passed", always: true, "how many of these passed"),
        Member("expected", always: true, "answers, moves on, surfaces or must be caught"),
        Member("expected_answered_by", "the leg that must answer"),
        Member("expected_calls", "leg to number of calls"),
        Member("answered_by", "the leg that answered, by the journals"),
        Member("calls", "leg to number of calls, by the journals"),
        Member("model_requested", always: true, "what went to the gateway"),
        Member("model_served", "what the answer names"),
        Member("status", "the HTTP status that the caller saw"),
        Member("finish", "the finish reason as sent"),
        Member(
            "metrics",
            "what the suite's `metric:` names came to: metric, score (the mean by weight), weight"),
        Member("request_id", "the gateway's or provider's"),
        Member("input_tokens", "as the answers count them"),
        Member("output_tokens", "as the answers count them"),
        Member("cached_tokens", "of the input, read from a cache"),
        Member("cache_write_tokens", "of the input, written to the cache of the leg that answered"),
        Member("reasoning_tokens", "of the output"),
        Member(
            "service_tier",
            "the tier that served, by the answer, where it is none of the usual; `us` or `fast+us` where that has a "
                + "price"),
        Member("charged", "what the gateway says it costs, in dollars, by the field that told it"),
        Member("request_bytes", "of the body that was charged for; where something was"),
        Member(
            "tags",
            "the key it was asked with as key=name, the test's tags, and its metadata as name=value"
        ),
        Member(
            "cost",
            "of all its calls by the price list, an exact decimal as text; absent where a part of it "
                + "is not known"),
        Member("currency", "of the cost: USD, CNY"),
        Member(
            "swaps",
            "what was served otherwise than asked for: of (model, tier or unlisted-tier), asked, served, model "
                + "(where that is a tier), cost and currency, cost_asked and currency_asked"),
        Member("latency_us", "from sending to the last byte; the clocks below start there too"),
        Member("first_byte_us", "the first byte of the answer"),
        Member("first_content_us", "the first reasoning, text or tool call"),
        Member("first_answer_us", "the first that is no reasoning"),
        Member("gap_p99_us", "99 % of the gaps between events are shorter"),
        Member("longest_gap_us", "the longest stall"),
        Member(
            "trace",
            "of streams that stood still or were their leg's slowest: events, at_us (of the first, of each "
                + "`every`th after it and of the last, since the request was sent), stall_us to "
                + "stall_end_us, end_us"),
        Member(
            "hop_us",
            "what the gateway added of its own: before its first call and after its last, by the legs' journals"
        ),
        Member("loop_lag_us", "how late our own loop was: the error bar of all times"),
        Member("breakage", "kind and reason of a broken connection or answer"),
        Member("provider_error", "status, type, code, message, in_stream, retry_after_us"),
        Member(
            "findings",
            "departures from the wire contract: code, severity, message, offset, leg (whose provider's own answer it is "
                + "about, as its lane saw it; without one, what the caller got)"),
        Member("prompt", "what was asked, shortened; for cases that did not pass"),
        Member("output", "what came, shortened; for cases that did not pass"),
        Member("rerun", "the command that runs this case alone"),
        Member("transcript", "the file in the run's folder with both sides of the case"),
    ]

    private static let ledger = [
        Member("suite", "whose gateway it is, where that is not the one of all suites"),
        Member("calls", always: true, "whole answers of healthy legs that both sides tell of"),
        Member(
            "charged_calls", always: true, "of these, with a charge and a list price in dollars"),
        Member(
            "unpriced_calls", always: true, "with a charge, and no list price to hold it against"),
        Member("listed", always: true, "the charged calls by the price list, in dollars, as text"),
        Member("charged", always: true, "the same by what the gateway says it charged"),
        Member("bills", "how the gateway seems to bill, in words, with how many charges agree"),
        Member(
            "legs", always: true,
            "by leg: leg, leg_name, calls, counted (its own tokens: input, cached, output, reasoning), "
                + "told (the gateway's), charged_calls, listed, charged, "
                + "prices (each that may have counted, so that parts of a run can be joined)"),
    ]

    private static let rehearsal = [
        Member("route", always: true, "what was asked for"),
        Member("mix", always: true, "which share of the calls fails how"),
        Member("duration_us", always: true, "how much time the requests stand for"),
        Member("requests", always: true, "of each day"),
        Member(
            "currency",
            "of all amounts but the legs' own; absent where no price of the first leg is known"),
        Member(
            "moved_on", always: true,
            "requests of the mix that another leg answered than on the quiet day"),
        Member(
            "extra",
            "what the mix cost beyond the quiet day: amount, and its 95 % interval low, high; absent where "
                + "either day has answers of another currency or without a known price"),
        Member("saved", "what asking the first leg once more takes off that, in the same form"),
        Member(
            "disturbed", always: true,
            "requests on which the machine was too late for a healthy answer"),
        Member(
            "measured", "the latencies are whole and timed; absent where they are what failures add"
        ),
        Member(
            "days", always: true,
            "quiet, mix and retried, each with requests (where a signal ended it early), answered, spend, what failures add to the latency "
                + "(mean, p95, p99: us, low_us, high_us; longest_us), and legs: leg, leg_name, calls, failed, "
                + "answered, cost, currency, unknown (calls that hung or broke off, of unknown cost), unpriced (answers "
                + "without a known price, where there are any), waited_us"),
    ]

    private static let gate = [
        Member("verdict", always: true, "pass, regression or inconclusive"),
        Member("baseline", always: true, "the file or run that was compared with"),
        Member(
            "families",
            "by route: counts of paired cases, p after Holm, Wilson's interval, ratios of latency and cost"
        ),
        Member("lost", always: true, "cases of the baseline that were not judged"),
        Member("lost_cases", "the ids of the first of them"),
        Member("new", always: true, "cases that the baseline does not have"),
        Member("worse_cases", "the ids of the first that passed there and failed here"),
    ]

    private static let finding = [
        Member("code", always: true, "dotted and stable"),
        Member("severity", always: true, "note, warning or error"),
        Member("message", always: true, "in words"),
        Member("offset", "the byte of the body"),
        Member("leg", "whose provider's own answers it is about, as its lane saw them"),
        Member("case", "the id of the case in which it was seen"),
        Member("file", "where it points, with line and column"),
        Member("line", "from 1"),
        Member("column", "from 1"),
    ]

    private static let end = [
        Member("cases", always: true, "how many have a verdict"),
        Member("passed", always: true, "of these"),
        Member("failed", always: true, "the gateway is wrong"),
        Member("errored", always: true, "could not be judged"),
        Member("skipped", always: true, "with a reason each"),
        Member("requests", always: true, "sent to the gateway"),
        Member("duration_us", always: true, "of the run"),
        Member("interrupted_by", "the signal that ended it early"),
        Member("not_run", always: true, "planned, and without a verdict"),
        Member("stopped_by", "the cap that ended it early, in words"),
        Member(
            "limits",
            "what held it back or capped it: of, held_back (requests that waited), waited_us (while one did), "
                + "and of money cap, booked, estimated (for answers that do not tell their cost), currency, "
                + "rates (by which other currencies were turned into it, as 1 CNY = 0.14 USD)"
        ),
    ]
}
