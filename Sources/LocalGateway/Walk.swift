import Doors
import Providers
import Transports
import Vocabulary

/// One request's way along its route: leg after leg until one answers or nothing is left to ask.
struct Walk: Sendable {
    let course: Course
    let legs: [LegID: ReachableLeg]
    let transport: Transport
    let options: GatewayOptions
    let redactor: Redactor
    let providers: ProviderDesk
    /// Who pays for it; nil where the gateway is open to all.
    let client: Client?
    let caller: Caller
    let question: Question
    /// The case that the request belongs to, where anybody wants to know.
    var marker: Marker?

    /// What came of the whole walk.
    enum Ending: Sendable {
        case answered
        /// The caller has an error, the last leg's.
        case surfaced(LegFailure)
        /// The answer broke off after part of it had gone out.
        case brokenOff(LegFailure)
        /// The caller left.
        case abandoned
    }

    private enum Outcome {
        case answered(AttemptFacts)
        case failed(LegFailure, AttemptFacts)
        case brokenOff(LegFailure, AttemptFacts)
        case abandoned(AttemptFacts?)

        var facts: AttemptFacts? {
            switch self {
            case .answered(let facts), .failed(_, let facts), .brokenOff(_, let facts): facts
            case .abandoned(let facts): facts
            }
        }
    }

    func carryOut() async -> (Ending, WalkRecord) {
        var record = WalkRecord()
        guard var leg = course.route.legs.first else {
            preconditionFailure("route '\(course.route.name)' has no legs")
        }
        var attempts = 0
        while true {
            attempts += 1
            let failure: LegFailure
            switch await attempt(leg, after: record) {
            case .abandoned: return (.abandoned, record)
            case .answered(let facts):
                record.add(leg, failure: nil, facts)
                return (.answered, record)
            case .brokenOff(let reason, let facts):
                record.add(leg, failure: reason, facts)
                return (.brokenOff(reason), record)
            case .failed(let reason, let facts):
                record.add(leg, failure: reason, facts)
                pay(facts)
                failure = reason
            }
            switch course.next(after: failure.trigger, on: leg, attempts: attempts) {
            case .retry:
                let pause = options.backoff.pause(
                    after: attempts, retryAfter: failure.error?.retryAfter, seed: caller.stamp.seed)
                try? await Task.sleep(for: pause)
                if Task.isCancelled { return (.abandoned, record) }
            case .moveOn(let next):
                leg = next
                attempts = 0
            case .surface:
                surface(failure, record)
                return (.surfaced(failure), record)
            }
        }
    }

    private func attempt(_ leg: Leg, after record: WalkRecord) async -> Outcome {
        guard let reachable = legs[leg.id] else {
            preconditionFailure("leg \(leg.id) is not among those that the gateway can reach")
        }
        var evidence: [(name: String, value: String)] = []
        let lost =
            question.notCarried
            + reachable.provider.unsent(of: question.prompt, to: leg.pin).map(\.field)
        if !lost.isEmpty {
            evidence.append(("x-pathproof-not-sent", HeaderText.list(lost)))
        }
        let ticket: ProviderDesk.Ticket
        switch admit(to: leg, reachable) {
        case .refused(let failure):
            var facts = AttemptFacts()
            facts.cost = Money(nanos: 0, Money.dollars)
            return .failed(failure, facts)
        case .comeIn(let admitted): ticket = admitted
        }
        if ticket.wait > .zero {
            try? await Task.sleep(for: ticket.wait)
            if Task.isCancelled {
                providers.end(
                    ticket, at: leg.provider, usage: nil, cost: Money(nanos: 0, Money.dollars))
                return .abandoned(nil)
            }
        }
        let outcome =
            question.isStreamed
            ? await streamed(leg, reachable, record, evidence)
            : await plain(leg, reachable, record, evidence)
        let facts = outcome.facts
        providers.end(ticket, at: leg.provider, usage: facts?.usage, cost: facts?.cost)
        return outcome
    }

    /// The place of a call at its provider, by what it is taken to use at the most.
    private func admit(to leg: Leg, _ reachable: ReachableLeg) -> ProviderDesk.Answer {
        guard providers.isLimited(leg.provider) else {
            return providers.admit(
                to: leg.provider, at: options.now(), within: .zero, tokens: 0, nanos: 0)
        }
        // Four bytes make a token in most texts.
        let input = (question.prompt.allText.utf8.count + 3) / 4
        let output = question.prompt.parameters.maxTokens ?? Self.outputTokensUsual
        let usage = Usage(
            input: .init(input, "prompt_tokens"), output: .init(output, "completion_tokens"))
        return providers.admit(
            to: leg.provider, at: options.now(), within: leg.timeout, tokens: input,
            nanos: options.cost?(leg.provider, leg.pin, nil, usage, question.prompt.pictures)?.nanos
                ?? 0
        )
    }

    /// Where a request names no limit of its own.
    private static let outputTokensUsual = 512

    /// What hears the answer, with an ear for the provider's limits where it has any.
    private func ears(_ sink: any ByteSink, of leg: Leg) -> any ByteSink {
        providers.isLimited(leg.provider) ? HeardHead(sink, for: leg.provider, providers) : sink
    }

    private func facts(_ reading: Reading, of leg: Leg, since begun: Moment) -> AttemptFacts {
        var facts = AttemptFacts(
            reading, latency: options.now() - begun,
            cost: { usage in
                options.cost?(
                    leg.provider, leg.pin, reading.model, usage, question.prompt.pictures)
            },
            isPriced: options.cost != nil)
        facts.model = redactor.redacted(facts.model)
        return facts
    }

    /// Before the caller sees the end of the answer: what he asks next finds it paid.
    private func pay(_ facts: AttemptFacts) {
        if let cost = facts.cost { client?.pay(cost) }
    }

    private func request(to leg: Leg, _ reachable: ReachableLeg) -> Request {
        var endpoint = reachable.endpoint
        if let address = options.address?(leg.id, marker) {
            endpoint = Endpoint(baseURL: address, key: endpoint.key)
        }
        var request = reachable.provider.request(
            for: question.prompt, to: leg.pin, stream: question.isStreamed, at: endpoint)
        request.limits.connect = leg.timeout
        request.limits.firstByte = leg.timeout
        request.limits.idle = leg.timeout
        if !question.isStreamed { request.limits.total = leg.timeout }
        request.secretHeaders += reachable.headers
        return request
    }

    // MARK: Plain

    private func plain(
        _ leg: Leg, _ reachable: ReachableLeg, _ before: WalkRecord,
        _ evidence: [(name: String, value: String)]
    ) async -> Outcome {
        let begun = options.now()
        let reader = AnswerReader(reachable.provider.reader(isStreamed: false))
        let exchange = await transport.send(
            request(to: leg, reachable), into: ears(reader, of: leg))
        if exchange.breakage?.kind == .cancelled { return .abandoned(nil) }
        let reading = reader.reading(exchange: exchange)
        let facts = facts(reading, of: leg, since: begun)
        if let failure = LegFailure(
            reading, exchange, of: reachable.provider, redactor: redactor)
        {
            return .failed(failure, facts)
        }
        pay(facts)
        var record = before
        record.add(leg, failure: nil, facts)
        let answer = DoorAnswer(reading, servedBy: leg)
        caller.reply(
            caller.door.plain(answer, to: question, stamp: caller.stamp),
            evidence: record.evidence + record.costEvidence + evidence)
        return .answered(facts)
    }

    // MARK: Streamed

    /// What a stream costs is known when its head has long gone out: the log tells it.
    private func streamed(
        _ leg: Leg, _ reachable: ReachableLeg, _ before: WalkRecord,
        _ evidence: [(name: String, value: String)]
    ) async -> Outcome {
        let begun = options.now()
        let relay = StreamRelay(
            reachable.provider.reader(isStreamed: true),
            to: Rendition(
                of: leg, to: caller, question: question,
                evidence: before.answered(by: leg).evidence + evidence))
        let exchange = await send(
            request(to: leg, reachable), into: relay, heardBy: ears(relay, of: leg),
            within: leg.timeout)
        let reading = relay.reading(exchange: exchange)
        let facts = facts(reading, of: leg, since: begun)
        if relay.isGivenUp {
            return .failed(.lateContent(leg.timeout, status: reading.status), facts)
        }
        if exchange.breakage?.kind == .cancelled {
            // What it brought until then is paid for all the same.
            pay(facts)
            return .abandoned(facts)
        }
        guard
            let failure = LegFailure(
                reading, exchange, of: reachable.provider, redactor: redactor)
        else {
            pay(facts)
            relay.finish()
            return .answered(facts)
        }
        guard relay.isCommitted else { return .failed(failure, facts) }
        pay(facts)
        relay.fail(
            failure.doorError(
                saying: "\(failure.story(of: leg)); part of its answer had gone out already"))
        return .brokenOff(failure, facts)
    }

    /// The transport bounds the head and the silences; the time to the first content spans both, and
    /// is bounded here.
    private func send(
        _ request: Request, into relay: StreamRelay, heardBy sink: any ByteSink,
        within limit: Duration
    ) async -> Exchange {
        let transport = transport
        let sending = Task { await transport.send(request, into: sink) }
        let alarm = Task {
            try? await Task.sleep(for: limit)
            if !Task.isCancelled, relay.giveUp() { sending.cancel() }
        }
        defer { alarm.cancel() }
        return await withTaskCancellationHandler {
            await sending.value
        } onCancel: {
            sending.cancel()
        }
    }

    // MARK: The end

    private func surface(_ failure: LegFailure, _ record: WalkRecord) {
        var message = "route '\(course.route.name)': \(record.story)"
        if let last = record.steps.last?.leg, last.id.index + 1 < course.route.legs.count {
            message += "; no later leg takes over on \(failure.word)"
            if let leg = course.barredLeg(after: failure.trigger, on: last), let client {
                message += " that key '\(client.name)' may reach: \(leg.id) is outside of it"
            }
        }
        caller.refuse(
            failure.doorError(saying: message), evidence: record.evidence + record.costEvidence)
    }
}

/// A leg's provider, and where it is reached.
struct ReachableLeg: Sendable {
    var provider: any Provider
    var endpoint: Endpoint
    var headers: [Request.SecretField] = []
}

extension DoorAnswer {
    /// The model is the one that served, as the leg told it, or else its pin: a gateway that echoed the
    /// route's name would hide which it was. The id is made anew, in the form of the caller's dialect.
    init(_ reading: Reading, servedBy leg: Leg) {
        self.init()
        model = reading.model.flatMap { $0.isEmpty ? nil : $0 } ?? leg.pin
        text = reading.text.flatMap { $0.isEmpty ? nil : $0 }
        reasoning = reading.reasoning
        refusal = reading.refusal
        // No arguments are no text at all in one language and an empty object in another.
        toolCalls = reading.toolCalls.map { call in
            call.arguments.isEmpty ? ToolCall(id: call.id, name: call.name, arguments: "{}") : call
        }
        finish = reading.finish
        usage = reading.usage
    }
}
