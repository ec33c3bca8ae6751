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
    let caller: Caller
    let question: Question

    private enum Outcome {
        /// The caller has its answer, or an error inside of one.
        case answered
        case failed(LegFailure)
        case abandoned
    }

    func carryOut() async {
        guard var leg = course.route.legs.first else { return }
        var record = WalkRecord()
        var attempts = 0
        while true {
            attempts += 1
            let failure: LegFailure
            switch await attempt(leg, after: record) {
            case .answered, .abandoned: return
            case .failed(let reason): failure = reason
            }
            record.add(leg, failure: failure)
            switch course.next(after: failure.trigger, on: leg, attempts: attempts) {
            case .retry:
                try? await Task.sleep(for: options.pause(after: failure))
                if Task.isCancelled { return }
            case .moveOn(let next):
                leg = next
                attempts = 0
            case .surface: return surface(failure, record)
            }
        }
    }

    private func attempt(_ leg: Leg, after record: WalkRecord) async -> Outcome {
        guard let reachable = legs[leg.id] else {
            preconditionFailure("leg \(leg.id) is not among those that the gateway can reach")
        }
        var evidence = record.answered(by: leg).evidence
        let lost =
            question.notCarried
            + reachable.provider.unsent(of: question.prompt, to: leg.pin).map(\.field)
        if !lost.isEmpty {
            evidence.append(("x-pathproof-not-sent", HeaderText.list(lost)))
        }
        return question.isStreamed
            ? await streamed(leg, reachable, evidence) : await plain(leg, reachable, evidence)
    }

    private func request(to leg: Leg, _ reachable: ReachableLeg) -> Request {
        var request = reachable.provider.request(
            for: question.prompt, to: leg.pin, stream: question.isStreamed,
            at: reachable.endpoint)
        request.limits.connect = leg.timeout
        request.limits.firstByte = leg.timeout
        request.limits.idle = leg.timeout
        if !question.isStreamed { request.limits.total = leg.timeout }
        return request
    }

    // MARK: Plain

    private func plain(
        _ leg: Leg, _ reachable: ReachableLeg, _ evidence: [(name: String, value: String)]
    ) async -> Outcome {
        let reader = AnswerReader(reachable.provider.reader(isStreamed: false))
        let exchange = await transport.send(request(to: leg, reachable), into: reader)
        if exchange.breakage?.kind == .cancelled { return .abandoned }
        let reading = reader.reading(exchange: exchange)
        if let failure = LegFailure(
            reading, exchange, of: reachable.provider, key: reachable.endpoint.key)
        {
            return .failed(failure)
        }
        let answer = DoorAnswer(reading, servedBy: leg)
        caller.reply(
            caller.door.plain(answer, to: question, stamp: caller.stamp), evidence: evidence)
        return .answered
    }

    // MARK: Streamed

    private func streamed(
        _ leg: Leg, _ reachable: ReachableLeg, _ evidence: [(name: String, value: String)]
    ) async -> Outcome {
        let relay = StreamRelay(
            reachable.provider.reader(isStreamed: true),
            to: Rendition(of: leg, to: caller, question: question, evidence: evidence))
        let exchange = await send(request(to: leg, reachable), into: relay, within: leg.timeout)
        let reading = relay.reading(exchange: exchange)
        if relay.isGivenUp { return .failed(.lateContent(leg.timeout, status: reading.status)) }
        if exchange.breakage?.kind == .cancelled { return .abandoned }
        guard
            let failure = LegFailure(
                reading, exchange, of: reachable.provider, key: reachable.endpoint.key)
        else {
            relay.finish()
            return .answered
        }
        guard relay.isCommitted else { return .failed(failure) }
        relay.fail(
            failure.doorError(
                saying: "\(failure.story(of: leg)); part of its answer had gone out already"))
        return .answered
    }

    /// The transport bounds the head and the silences; the time to the first content spans both, and
    /// is bounded here.
    private func send(
        _ request: Request, into relay: StreamRelay, within limit: Duration
    ) async -> Exchange {
        let transport = transport
        let sending = Task { await transport.send(request, into: relay) }
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
        }
        caller.refuse(failure.doorError(saying: message), evidence: record.evidence)
    }
}

/// A leg's provider, and where it is reached.
struct ReachableLeg: Sendable {
    var provider: any Provider
    var endpoint: Endpoint
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
