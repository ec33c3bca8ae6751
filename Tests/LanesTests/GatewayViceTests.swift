import Checks
import Documents
import Lanes
import Providers
import Testing
import Transports
import Vocabulary

/// Each vice of a gateway, played on real lanes: the checks and findings that are meant for it fire, and no others.
private struct Sin: Sendable, CustomTestStringConvertible {
    var vice: GatewayVice?
    var isStreamed = false
    /// Of the first leg; the second is healthy, unless an error is to surface.
    var cause: Cause?
    var outcome = Vocabulary.Expectation.Outcome.answers
    var asserts = "[]"
    /// Checks that fail, in their order.
    var fires: [String] = []
    /// Findings and evidence that are no failure by themselves.
    var findings: [String] = []

    var testDescription: String {
        "\(vice?.name ?? "honest"), \(isStreamed ? "streamed" : "plain"), \(cause?.name ?? "healthy")"
    }

    init(
        _ vice: GatewayVice?, streamed: Bool = false, cause: Cause? = nil,
        _ outcome: Vocabulary.Expectation.Outcome = .answers, asserts: String = "[]",
        fires: [String] = [], findings: [String] = []
    ) {
        self.vice = vice
        isStreamed = streamed
        self.cause = cause
        self.outcome = outcome
        self.asserts = asserts
        self.fires = fires
        self.findings = findings
    }

    static let all: [Sin] = [
        // A gateway that does what it should makes nothing fire.
        Sin(nil), Sin(nil, streamed: true), Sin(nil, cause: .serverError, .movesOn),
        Sin(nil, streamed: true, cause: .rateLimit, .movesOn),
        Sin(nil, asserts: "[{ type: usage-consistent }, { type: stream-equals-plain }]"),

        Sin(nil, streamed: true, cause: .cut, .surfaces), Sin(nil, cause: .badRequest, .surfaces),
        Sin(
            .inventedStop, streamed: true, cause: .cut, .surfaces,
            fires: ["error-surfaces", "answered-by", "no-truncated-success"],
            findings: ["wire.stream.model-changed"]),
        Sin(
            .doneAfterBreak, streamed: true, cause: .cut, .surfaces,
            fires: ["error-surfaces", "answered-by", "no-truncated-success"],
            findings: ["wire.usage.missing"]),
        Sin(.empty200, cause: .badRequest, .surfaces, fires: ["error-surfaces"]),
        Sin(.nullBody, cause: .badRequest, .surfaces, fires: ["error-surfaces"]),
        Sin(.echoAlias), Sin(.echoAlias, streamed: true),
        Sin(.twoModels, streamed: true, findings: ["wire.stream.model-changed"]),
        Sin(
            .renamesFinish, asserts: "[{ type: finish-reason, value: stop }]",
            fires: ["finish-reason"], findings: ["wire.finish.unknown"]),
        Sin(.dropsUsage, fires: ["usage-consistent"], findings: ["wire.usage.missing"]),
        Sin(
            .dropsUsage, streamed: true, fires: ["usage-consistent"],
            findings: ["wire.usage.missing"]),
        Sin(.inflatesUsage, fires: ["usage-consistent"]),
        Sin(.inflatesUsage, streamed: true, fires: ["usage-consistent"]),
        Sin(
            .altersText, asserts: "[{ type: contains, value: Paris }]",
            fires: ["stream-equals-plain"]),
        Sin(.altersText, streamed: true, fires: ["stream-equals-plain"]),
        Sin(.cutsSystemPrompt, fires: ["prompt-whole"]),
        Sin(.cutsSystemPrompt, streamed: true, fires: ["prompt-whole"]),
        Sin(
            .retryStorm, cause: .rateLimit, .movesOn, fires: ["attempts", "retry-after-honoured"]),
        Sin(.retryStorm, cause: .serverError, .movesOn, fires: ["attempts"]),
        Sin(nil, streamed: true, cause: .callerLeaves),
        Sin(.readsOn, streamed: true, cause: .callerLeaves, fires: ["cancel-propagates"]),
        Sin(.readsOn), Sin(.readsOn, streamed: true), Sin(.readsOn, cause: .serverError, .movesOn),
        Sin(.readsOn, streamed: true, cause: .rateLimit, .movesOn),
        Sin(.paysTwice, fires: ["attempts", "no-double-spend"]),
        Sin(.throwsAnswerAway, fires: ["answer", "answered-by", "no-double-spend"]),
        Sin(
            .asksEveryone, asserts: "[{ type: legs-allowed, value: 1 }]",
            fires: ["legs-allowed", "answered-by", "attempts", "no-double-spend"]),
        Sin(.losesCache), Sin(.markup), Sin(.perKilobyte), Sin(.perThousand), Sin(.flatPrice),
        Sin(.cachedBilledTwice), Sin(.cachedBilledFull), Sin(.streamsWithoutCost),
        Sin(.hidesReasoning),
    ]
}

private let legs = ["openai", "generic"].enumerated().map { index, provider in
    Leg(
        id: LegID(route: "fast", index: index), provider: provider, model: "model-\(index + 1)",
        pin: "model-\(index + 1)-20260801", timeout: .seconds(5))
}

private let systemPrompt = "You are a guide. Answer with the capital only."

/// Sends one case through a gateway of that vice and judges it, as a run does.
private func judged(_ sin: Sin) async throws -> (verdict: CaseVerdict, attempt: Attempt) {
    let lanes = try LaneSet(legs: legs)
    defer { lanes.stop() }
    let gateway = try VicedGateway(
        legs.map { ($0, lanes.baseURL(of: $0.id)) }, vice: sin.vice, transport: transport)
    defer { gateway.stop() }
    let surfaces = sin.outcome == .surfaces
    // A stream that has begun cannot be taken back, so no other leg is asked.
    let reached = surfaces && sin.cause != .cut || sin.outcome == .movesOn ? 2 : 1
    var causes: [LegID: Cause] = [:]
    for leg in surfaces ? legs : [legs[0]] { causes[leg.id] = sin.cause }
    await lanes.arm(
        marker(7),
        with: FaultScript(
            route: "fast", causes: causes,
            answer: SimulatedAnswer(text: "Paris, of course. It is on the river Seine.")))
    let prompt = Prompt(messages: [
        Message(.system, systemPrompt), Message(.user, "Name the capital of France. \(marker(7))"),
    ])
    let provider = Generic()
    let request = provider.request(
        for: prompt, to: "fast", stream: sin.isStreamed,
        at: Endpoint(baseURL: gateway.url, key: Secret("sk-caller")))
    let tongue = provider.reader(isStreamed: sin.isStreamed)
    let leaves = sin.cause == .callerLeaves
    let reader = leaves ? AnswerReader(leavingAtContentOf: tongue) : AnswerReader(tongue)
    let exchange = await transport.send(request, into: reader)
    var reading = reader.reading(exchange: exchange)
    if leaves { reading.findings = [] }
    let answering = legs[sin.outcome == .movesOn ? 1 : 0]
    let calls = Dictionary(uniqueKeysWithValues: legs.prefix(reached).map { ($0.id, 1) })
    let attempt = Attempt(
        path: Path(
            route: "fast", leg: legs[0].id, cause: sin.cause,
            causes: causes,
            expected: Vocabulary.Expectation(
                outcome: sin.outcome, answeredBy: surfaces ? nil : answering.id, calls: calls)),
        isStreamed: sin.isStreamed, reading: reading, exchange: exchange,
        // Who reads on does so for ten seconds, which is not waited for.
        calls: await lanes.settle(
            marker(7), within: sin.vice?.name == "reads-on" ? .milliseconds(500) : .seconds(5)),
        served: Served(
            echo: provider.echoRule.judge(reading.model, asked: "fast", pin: answering.pin),
            pin: answering.pin),
        promptBytes: prompt.wordBytes)
    let mistakes = Mistakes()
    let checks = try CheckReader.checks(
        from: try YAMLReader.read(SourceText(file: "suite.yaml", text: sin.asserts)), in: mistakes
    ).map { try $0.bound(to: CheckContext(legs: legs) { $0 }) }
    try mistakes.check()
    return (Judgement(checks: checks, legs: legs).verdict(on: attempt), attempt)
}

@Test(arguments: Sin.all)
private func `a gateway's vice makes what is meant for it fire, and nothing else`(sin: Sin)
    async throws
{
    let (verdict, attempt) = try await judged(sin)
    #expect(
        verdict.checks.filter { $0.verdict == .failed || $0.verdict == .errored }.map(\.name)
            == sin.fires, "\(verdict)")
    #expect((verdict.verdict == .failed) == !sin.fires.isEmpty, "\(verdict.verdict)")
    let notable = attempt.reading.findings.filter { $0.severity == .warning }.map(\.code)
    let errors = sin.fires.filter { $0.hasPrefix("wire.") }
    #expect(Set(notable).subtracting(errors) == Set(sin.findings), "\(attempt.reading.findings)")
}

@Test func `every vice is tested, and listed once`() {
    let tested = Set(Sin.all.compactMap { $0.vice?.name })
    #expect(tested == Set(allVices.map(\.name)))
    #expect(tested.count == allVices.count)
    #expect(allVices.allSatisfy { !$0.summary.isEmpty })
}

@Test func `an alias for a name proves nothing, and who asks for the model is told so`()
    async throws
{
    let sin = Sin(.echoAlias, asserts: "[{ type: served-model }]")
    let verdict = try await judged(sin).verdict
    #expect(verdict.verdict == .passed)
    #expect(verdict.checks.map(\.message) == ["the answer repeats the name that was asked for"])
}

/// In 10^-15 dollars.
private func costTold(_ attempt: Attempt) throws -> Int128 {
    let charge = try #require(attempt.reading.charges.whole(isStreamed: attempt.isStreamed))
    return try #require(DecimalText.scaled(charge.dollars, places: 15)).value
}

@Test func `vices of money tell a cost that is not the legs'`() async throws {
    func told(_ vice: GatewayVice) async throws -> (cost: Int128, list: Int128, input: Int128) {
        let attempt = try await judged(Sin(vice)).attempt
        let usage = try #require(attempt.reading.usage)
        let (input, output) = (
            Int128(usage.input?.value ?? 0), Int128(usage.output?.value ?? 0)
        )
        let price = VicedPrice.madeUp
        return (try costTold(attempt), price.input * input + price.output * output, input)
    }
    let markup = try await told(.markup)
    #expect(markup.cost == markup.list * 112 / 100)
    let rounded = try await told(.perKilobyte)
    // The request has less than a kilobyte.
    let paid = rounded.cost - (rounded.list - VicedPrice.madeUp.input * rounded.input)
    #expect(paid == VicedPrice.madeUp.input * 256)
    // Nothing is cached the first time.
    let cached = try await told(.cachedBilledTwice)
    #expect(cached.cost == cached.list)
    #expect(try await told(.flatPrice).cost == 400_000_000_000)
    #expect(
        try await judged(Sin(.streamsWithoutCost, streamed: true)).attempt.reading.charges == [])
}
