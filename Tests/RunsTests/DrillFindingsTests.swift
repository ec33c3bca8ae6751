import GatewayMaps
import Rows
import Testing
import Vocabulary

@testable import Runs

private let first = LegID(route: "chat", index: 0)
private let other = LegID(route: "backup", index: 0)
private let names = [first: "one", other: "two"]

/// A call at so many milliseconds, over ten later.
private func call(
    _ leg: LegID, _ cause: Cause? = nil, status: Int? = 200, isComplete: Bool = true, at time: Int64
) -> LaneCall {
    var call = LaneCall(leg: leg, arrived: Moment(nanoseconds: time * 1_000_000))
    call.ended = Moment(nanoseconds: (time + 10) * 1_000_000)
    call.cause = cause
    call.status = status
    call.isComplete = isComplete
    return call
}

private func codes(
    _ calls: [LaneCall], status: Int = 200, isStreamed: Bool = false,
    _ change: (inout Reading, inout Exchange) -> Void = { _, _ in }
) -> [String] {
    var reading = Reading()
    var exchange = Exchange(queued: Moment(nanoseconds: 0))
    (reading.text, reading.model, reading.status, exchange.status) = (
        "Paris", "chat", status, status
    )
    if status >= 400 { (reading.text, reading.outcome) = (nil, .error) }
    if isStreamed { reading.stream = StreamFacts() }
    change(&reading, &exchange)
    let path = Path(
        route: "chat", leg: first, cause: nil, causes: [:],
        expected: Expectation(outcome: .answers, answeredBy: first, calls: [first: 1]))
    let attempt = Attempt(
        path: path, isStreamed: isStreamed, reading: reading, exchange: exchange, calls: calls)
    return DrillFindings.all(of: attempt, names: names).map(\.code)
}

@Test func `a healthy answer is no finding`() {
    #expect(codes([call(first, at: 0)]) == [])
    #expect(codes([call(first, .serverError, status: 500, at: 0), call(other, at: 20)]) == [])
}

@Test func `success without an answer is named by what is there in its place`() {
    #expect(
        codes([call(first, .htmlIn200, isComplete: false, at: 0)]) { reading, _ in reading.text = ""
        }
            == ["drill.success.empty"])
    let null = codes([call(first, .unprocessable, status: 422, at: 0)]) { reading, exchange in
        (reading.text, exchange.bodyBytes) = (nil, 4)
    }
    #expect(null == ["drill.success.null-body"])
    let declined = codes([call(first, .refusal, at: 0)]) { reading, _ in reading.text = nil }
    #expect(declined == ["drill.success.refusal-lost"])
}

@Test func `part of an answer that is told as the whole is named`() {
    let cut = [call(first, .cut, isComplete: false, at: 0)]
    #expect(codes(cut) == ["drill.success.cut"])
    let stopped = codes(cut, isStreamed: true) { reading, _ in
        reading.finish = Finish(raw: "stop", reason: .stop)
    }
    #expect(stopped == ["drill.success.invented-stop"])
}

@Test func `wrong content is named, and a model that nobody can see`() {
    #expect(codes([call(first, .markdownTable, at: 0)]) == ["drill.success.wrong-content"])
    #expect(codes([call(first, .wrongModel, at: 0)]) == ["drill.served.hidden-model"])
    #expect(
        codes([call(first, .wrongModel, at: 0)]) { reading, _ in reading.model = "gpt-x" } == [])
}

@Test func `an end mark after a break, and two models in one stream`() {
    var stalled = call(first, .stall, isComplete: false, at: 0)
    stalled.callerLeft = true
    let broken = codes([stalled], isStreamed: true) { reading, _ in
        reading.outcome = .error
        reading.stream?.isTerminated = true
    }
    #expect(broken == ["drill.stream.done-after-break"])
    let two = codes(
        [call(first, .roleThenSilence, isComplete: false, at: 0), call(other, at: 50)],
        isStreamed: true
    ) { reading, _ in
        reading.findings = [Finding("wire.stream.role-repeated", .warning, "")]
    }
    #expect(two.contains("drill.stream.two-models"))
}

@Test func `the caller's own mistake put to another leg, and answers that are thrown away`() {
    #expect(
        codes([call(first, .badRequest, status: 400, at: 0), call(other, at: 20)])
            == ["drill.fallback.own-mistake"])
    #expect(codes([call(first, at: 0), call(other, at: 20)]) == ["drill.spend.hidden"])
    #expect(codes([call(first, at: 0)], status: 500) == ["drill.spend.hidden"])
}

@Test func `a silent leg that nobody gives up on is named, and one that the gateway leaves is not`()
{
    for cause in [Cause.hang, .stall, .roleThenSilence] {
        var silent = call(first, cause, status: nil, isComplete: false, at: 0)
        #expect(
            codes([silent, call(other, at: 20)]).contains("drill.wait.endless"), "\(cause.name)")
        silent.callerLeft = true
        #expect(!codes([silent, call(other, at: 20)]).contains("drill.wait.endless"))
        (silent.callerLeft, silent.ended) = (false, nil)
        #expect(!codes([silent, call(other, at: 20)]).contains("drill.wait.endless"))
    }
    #expect(codes([call(first, .cut, at: 0)], status: 500) == ["drill.spend.hidden"])
}

@Test func `a leg that speaks on when the gateway has closed its stream is the one that answered`()
    throws
{
    var speaking = LaneCall(leg: first, arrived: Moment(nanoseconds: 0))
    speaking.cause = .commentFlood
    var reading = Reading()
    (reading.status, reading.outcome) = (200, .error)
    var exchange = Exchange(queued: Moment(nanoseconds: 0))
    exchange.status = 200
    let path = Path(
        route: "chat", leg: first, cause: nil, causes: [:],
        expected: Expectation(outcome: .mustBeCaught, answeredBy: first, calls: [first: 1]))
    let attempt = Attempt(
        path: path, isStreamed: true, reading: reading, exchange: exchange, calls: [speaking])
    let walk = DrillWitness(names: names).walk(of: attempt, predicted: [])
    #expect(walk.observed.answeredBy == "chat/1")
    #expect(!walk.observed.isComplete)
}

@Test
func `what was predicted and seen names legs, not the deployments that a gateway has for them`()
    throws
{
    var exchange = Exchange(queued: Moment(nanoseconds: 0))
    exchange.status = 500
    let path = Path(
        route: "chat", leg: first, cause: nil, causes: [:],
        expected: Expectation(outcome: .answers, answeredBy: first, calls: [first: 1]))
    let attempt = Attempt(
        path: path, isStreamed: false, reading: Reading(), exchange: exchange,
        calls: [call(other, status: 500, at: 0)])
    let predicted = PredictedWalk(
        calls: [first], answeredBy: first, status: 200, isComplete: true, outcome: .answers)
    let walk = DrillWitness(names: names).walk(of: attempt, predicted: [predicted])
    #expect(
        walk.findings.last?.message
            == "predicted chat/1, answer from chat/1, status 200; "
            + "observed backup/1, no answer, status 500, not whole")
    #expect(walk.predicted.answeredBy == "chat/1" && walk.predicted.calls == ["chat/1"])
    #expect(walk.observed.calls == ["backup/1"])
}

@Test func `too many calls of one leg, and patience that was asked for in vain`() {
    let storm = (0..<9).map { call(first, .serverError, status: 500, at: Int64($0) * 20) }
    #expect(codes(storm, status: 500) == ["drill.retry.storm"])
    var limited = call(first, .rateLimit, status: 429, at: 0)
    (limited.retryAfter, limited.firstByteSent) = (.seconds(1), limited.arrived)
    #expect(codes([limited, call(first, at: 100)]) == ["drill.retry-after.ignored"])
    #expect(codes([limited, call(first, at: 1100)]) == [])
    limited.retryAfter = nil
    #expect(codes([limited, call(first, at: 100)]) == [])
}

@Test func `what the head tells is held against what the journals show`() {
    let calls = [call(first, .serverError, status: 500, at: 0), call(other, at: 20)]
    #expect(
        codes(calls) { reading, _ in reading.evidence = [.deployment("two"), .fallbacks(1)] } == [])
    #expect(
        codes(calls) { reading, _ in reading.evidence = [.deployment("one"), .fallbacks(0)] }
            == ["drill.headers.wrong-leg", "drill.headers.no-fallback"])
}

private func caseRow(_ checks: [CheckRow]) -> CaseRow {
    var row = CaseRow(
        id: "a", suite: "drill", route: "chat", leg: first, legName: "x", cause: nil,
        isStreamed: false, test: "t", promptID: "p", promptDigest: "", location: nil,
        verdict: checks.map(\.verdict).max { $0.weight < $1.weight } ?? .passed,
        expectedOutcome: .answers, modelRequested: "chat")
    row.checks = checks
    return row
}

private func check(_ name: String, _ verdict: RowVerdict) -> CheckRow {
    CheckRow(name: name, verdict: verdict, message: "so", location: nil)
}

@Test func `a check that a finding explains fails no case, and a finding that is an error does`() {
    var manner = caseRow([check("retry-after-honoured", .failed), check("cost", .skipped)])
    manner.take(
        [Finding("drill.retry-after.ignored", .warning, "w")], explained: DrillFindings.explained)
    #expect(manner.verdict == .passed)
    #expect(manner.repeatsPassed == 1)
    #expect(manner.checks.map(\.message) == ["drill.retry-after.ignored: so", "so"])

    var fault = caseRow([check("stream-equals-plain", .failed)])
    fault.take([Finding("drill.success.empty", .error, "e")], explained: DrillFindings.explained)
    #expect(fault.verdict == .failed)
    #expect(fault.checks.filter { $0.verdict == .failed }.map(\.name) == ["drill.success.empty"])

    var other = caseRow([check("is-json", .failed)])
    other.take([Finding("drill.spend.hidden", .warning, "w")], explained: DrillFindings.explained)
    #expect(other.verdict == .failed)
    var undecided = caseRow([check("attempts", .failed), check("sides-agree", .errored)])
    undecided.take([Finding("drill.spend.hidden", .warning, "w")], explained: { _ in ["attempts"] })
    #expect(undecided.verdict == .errored)
}
