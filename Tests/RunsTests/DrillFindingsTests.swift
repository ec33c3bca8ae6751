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
    return DrillFindings.all(of: attempt, names: names, retryAfter: .seconds(1)).map(\.code)
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
    let broken = codes([call(first, .stall, isComplete: false, at: 0)], isStreamed: true) {
        reading, _ in
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

@Test func `too many calls of one leg, and patience that was asked for in vain`() {
    let storm = (0..<9).map { call(first, .serverError, status: 500, at: Int64($0) * 20) }
    #expect(codes(storm, status: 500) == ["drill.retry.storm"])
    let hasty = [call(first, .rateLimit, status: 429, at: 0), call(first, at: 100)]
    #expect(codes(hasty) == ["drill.retry-after.ignored"])
    let patient = [call(first, .rateLimit, status: 429, at: 0), call(first, at: 1100)]
    #expect(codes(patient) == [])
}

@Test func `what the head tells is held against what the journals show`() {
    let calls = [call(first, .serverError, status: 500, at: 0), call(other, at: 20)]
    #expect(
        codes(calls) { reading, _ in reading.evidence = [.deployment("two"), .fallbacks(1)] } == [])
    #expect(
        codes(calls) { reading, _ in reading.evidence = [.deployment("one"), .fallbacks(0)] }
            == ["drill.headers.wrong-leg", "drill.headers.no-fallback"])
}
