import Rows
import Vocabulary

/// Rows of a small run in which everything happens once.
enum SampleRun {
    static let first = LegID(route: "fast-chat", index: 0)
    static let second = LegID(route: "fast-chat", index: 1)
    static let careful = LegID(route: "careful-chat", index: 0)

    static let run = RunRow(
        version: "0.1.0", suites: ["suites/capitals.yaml", "suites/triage.yaml"], mode: .simulated,
        gateway: "embedded", started: "2026-08-01T12:00:00Z", host: "runner-7", seed: 42)

    static func end(interruptedBy signal: String? = nil) -> EndRow {
        EndRow(
            cases: 9, passed: 4, failed: 3, errored: 1, skipped: 1, requests: 13,
            duration: .milliseconds(1240), interruptedBy: signal)
    }

    static let names = [
        first: "openai:gpt-5.4-mini", second: "anthropic:claude-haiku-4-5",
        careful: "anthropic:claude-sonnet-5-5",
    ]

    static func row(
        _ suite: String, _ leg: LegID, _ cause: String?, stream: Bool, _ test: String,
        _ verdict: RowVerdict, expected: Vocabulary.Expectation.Outcome = .answers, line: Int = 11
    ) -> CaseRow {
        let mode = stream ? "stream" : "plain"
        var row = CaseRow(
            id: "\(suite)/\(leg)/\(cause ?? "healthy")/\(mode)/1/\(test)", suite: suite,
            route: leg.route, leg: leg, legName: names[leg] ?? "", cause: cause, isStreamed: stream,
            test: test, promptID: "capital", promptDigest: "9f86d081884c",
            location: Vocabulary.SourceLocation(
                file: "suites/\(suite).yaml", line: line, column: 5),
            verdict: verdict, expectedOutcome: expected, modelRequested: leg.route)
        row.repeatsPassed = verdict == .passed ? 1 : 0
        row.checksPassed = verdict == .passed ? 5 : 3
        row.status = 200
        row.finish = "stop"
        row.expectedAnsweredBy = leg
        row.answeredBy = leg
        row.calls = [CaseRow.LegCalls(leg: leg, count: 1)]
        row.expectedCalls = row.calls
        row.modelServed = "\(names[leg]?.split(separator: ":").last ?? "")-2026-06-01"
        row.requestID = "chatcmpl-77"
        row.inputTokens = 21
        row.outputTokens = 2
        row.latency = .microseconds(12_345)
        if stream {
            row.firstContent = .microseconds(4_200)
            row.firstAnswer = .microseconds(4_200)
        }
        if verdict != .passed {
            row.prompt = "You answer questions of geography.\nAnswer with the capital only: \(test)"
            row.rerun = "pathproof run suites/\(suite).yaml --filter '\(row.id)'"
        }
        return row
    }

    static var cases: [CaseRow] {
        var moved = row(
            "capitals", first, "server-error", stream: true, "France", .passed, expected: .movesOn)
        moved.expectedAnsweredBy = second
        moved.answeredBy = second
        moved.calls = [.init(leg: first, count: 2), .init(leg: second, count: 1)]

        var wrong = row("capitals", first, nil, stream: true, "Japan", .failed, line: 16)
        wrong.checks = [
            CheckRow(
                name: "icontains", verdict: .failed,
                message: "expected the answer to contain 'tokyo' in any case; got 'Kyoto, I think'",
                location: Vocabulary.SourceLocation(
                    file: "suites/capitals.yaml", line: 18, column: 14))
        ]
        wrong.output = "Kyoto, I think"

        var stray = row(
            "capitals", first, "rate-limit", stream: false, "France", .failed, expected: .surfaces)
        stray.checks = [
            CheckRow(
                name: "is-json", verdict: .skipped, message: "there is no answer to judge",
                location: nil),
            CheckRow(
                name: "attempts", verdict: .failed,
                message:
                    "expected calls: fast-chat/1 once; the journals show fast-chat/1 3 times (429, 429, 429)",
                location: nil),
        ]
        stray.answeredBy = nil
        stray.expectedAnsweredBy = nil
        stray.expectedCalls = [.init(leg: first, count: 1)]
        stray.calls = [.init(leg: first, count: 3)]
        stray.status = 429
        stray.finish = nil
        stray.modelServed = nil
        stray.providerError = ProviderError(
            status: 429, type: "rate_limit_error", message: "slow down")

        var blind = row(
            "triage", first, "markdown-table", stream: false, "invoice sent twice", .failed,
            expected: .mustBeCaught)
        blind.checks = [
            CheckRow(
                name: "unnoticed", verdict: .failed,
                message: "the suite is blind to it: fast-chat/1 played 'markdown-table'",
                location: nil)
        ]
        blind.repeats = 3
        blind.repeatsPassed = 1
        blind.output = "| queue | urgency |\n| --- | --- |\n| billing | normal |"

        var noticed = row(
            "triage", careful, "cut", stream: true, "invoice sent twice", .passed,
            expected: .mustBeCaught)
        noticed.checks = [
            CheckRow(
                name: "fault-noticed", verdict: .passed,
                message: "noticed by wire.stream.no-finish", location: nil)
        ]

        var unreached = row("triage", careful, nil, stream: false, "outage", .errored)
        unreached.checks = [
            CheckRow(
                name: "gateway-reached", verdict: .errored,
                message: "the gateway was not reached: refused (connection refused)", location: nil)
        ]
        unreached.breakage = Breakage(.refused, "connection refused")
        unreached.status = nil
        unreached.finish = nil
        unreached.answeredBy = nil
        unreached.calls = []
        unreached.modelServed = nil
        unreached.latency = nil

        var skipped = row(
            "triage", careful, "markdown-table", stream: false, "outage", .skipped,
            expected: .mustBeCaught)
        skipped.checks = [
            CheckRow(name: "is-json", verdict: .skipped, message: "simulated answer", location: nil)
        ]

        var flaky = row("triage", careful, nil, stream: true, "outage", .passed)
        flaky.repeats = 3
        flaky.repeatsPassed = 2

        return [
            row("capitals", first, nil, stream: false, "France", .passed), moved, wrong, stray,
            blind,
            noticed, unreached, skipped, flaky,
        ]
    }

    static func red(_ row: CaseRow, _ number: Int) -> Row {
        var attempt = AttemptRow(
            caseID: row.id, number: number, verdict: .failed,
            checks: [
                CheckRow(
                    name: "icontains", verdict: .failed,
                    message: "expected the answer to contain 'queue' in any case; got 'no'",
                    location: nil)
            ], started: .milliseconds(7), latency: row.latency)
        attempt.firstAnswer = row.firstAnswer
        return .attempt(attempt)
    }

    static var rows: [Row] {
        var rows: [Row] = [.run(run)]
        for (leg, name) in names.sorted(by: { $0.key < $1.key }) {
            for cause in [nil, "rate-limit", "server-error", "hang", "cut", "markdown-table"] {
                for stream in [false, true] where stream || cause != "cut" {
                    rows.append(
                        .path(
                            PathRow(
                                leg: leg, legName: name, cause: cause, isStreamed: stream,
                                expectedOutcome: .answers, isCovered: false)))
                }
            }
        }
        for row in cases {
            if row.repeats > 1, row.verdict == .failed { rows += [red(row, 1), red(row, 3)] }
            if row.repeats > 1, row.verdict == .passed { rows.append(red(row, 2)) }
            rows.append(.case(row))
        }
        rows.append(.end(end()))
        return rows
    }
}
