import Doors
import Servers
import Vocabulary

/// The stand-in for one leg: reads a call as its provider would, plays what the case's script says, and
/// writes down what came of it.
struct Lane: Sendable {
    let leg: Leg
    let door: any Door
    let journal: Journal
    private let source: LaneSource
    let ear: Ear
    private let standing: StandingFaults
    let options: LaneOptions
    private let stamps: Stamps
    private let cache: PromptCache

    init(
        leg: Leg, door: any Door, source: LaneSource, ear: @escaping Ear, journal: Journal,
        standing: StandingFaults, stamps: Stamps, options: LaneOptions
    ) {
        self.leg = leg
        self.door = door
        self.source = source
        self.ear = ear
        self.journal = journal
        self.standing = standing
        self.stamps = stamps
        self.options = options
        cache = PromptCache(CacheRule.of(leg))
    }

    /// Runs on the server's thread and never waits: what takes time is a step of the score.
    func answer(_ request: IncomingRequest, through responder: Responder) {
        let inquiry = door.inquiry(
            method: request.method, path: request.pathAndQuery, headers: request.headers,
            body: request.body)
        var call = LaneCall(leg: leg.id, arrived: request.arrived)
        call.bodyBytes = request.body.count
        call.marker = Marker.last(in: request.body.span)
        // It came over a connection that was open before: a port that is shut has seen nothing.
        if let marker = call.marker, journal.script(of: marker)?.causes[leg.id]?.strikesPort == true
        {
            return responder.reset()
        }
        if let question = inquiry.question {
            call.model = question.model
            call.isStreamed = question.isStreamed
            call.promptBytes = question.prompt.wordBytes
        }
        let (number, script) = journal.begin(call)
        let stage = Stage(
            leg: leg, door: door, stamp: stamps.next(), options: options, request: request)
        if !source.isSimulated {
            let fault = inquiry.asked == nil ? nil : nextCause(call.marker, script)
            let meddling = fault.flatMap { Lanes.play(of: $0) }?.onTheWay
            if fault == nil || fault?.changesAddress == true || meddling != nil {
                return forward(
                    request, asking: inquiry.asked, as: number, call, fault, meddling, on: stage,
                    from: source,
                    keepsTranscript: script != nil, through: responder)
            }
            if source.asksProvider { journal.note(number) { $0.isUnpaid = true } }
            return play(
                alone(fault, of: inquiry, script, on: stage), to: request, as: number,
                keepsTranscript: script != nil, through: responder)
        }
        let performance = performance(
            of: inquiry, in: request.body, call.marker, script, on: stage)
        play(
            performance, to: request, as: number, keepsTranscript: script != nil,
            through: responder)
    }

    private func play(
        _ performance: Performance, to request: IncomingRequest, as number: Journal.Number,
        keepsTranscript: Bool, through responder: Responder
    ) {
        journal.note(number) { call in
            call.cause = performance.cause
            call.cacheable = performance.cacheable
            call.refused = performance.refusal
            call.retryAfter = performance.retryAfter
            call.answer = performance.answer
            if keepsTranscript { call.transcript = LaneTranscript(request, performance.score) }
        }
        responder.onEnd { [journal] end in
            journal.end(number) { call in
                call.firstByteSent = end.firstByteSent
                call.ended = end.ended
                call.status = end.firstByteSent == nil ? nil : performance.status
                call.isComplete = end.how == .complete && performance.isWhole
                call.callerLeft = end.how == .clientLeft
            }
        }
        responder.play(performance.score)
    }

    /// What is said to somebody who wants TLS: that there is none, and in the journal that there was somebody.
    func turnDown(_ hello: Span<UInt8>, at arrived: Moment) -> [UInt8] {
        var call = LaneCall(leg: leg.id, arrived: arrived)
        call.marker = Marker.last(in: hello)
        call.cause = .tlsFailure
        call.isUnpaid = source.asksProvider
        call.bodyBytes = 0
        let (number, _) = journal.begin(call)
        journal.end(number) { $0.ended = arrived }
        return Play.handshakeFailure
    }

    private func performance(
        of inquiry: Inquiry, in body: [UInt8], _ marker: Marker?, _ script: FaultScript?,
        on stage: Stage
    ) -> Performance {
        switch inquiry {
        case .refusal(let error): return stage.refusal(error)
        case .models: return stage.whole(door.models([leg.pin], stamp: stage.stamp))
        case .model(let name): return stage.whole(door.model(name, stamp: stage.stamp))
        case .fact(let reply): return stage.whole(reply)
        case .tokenCount(let question):
            let count = TokenRule.tokens(of: question.prompt)
            return stage.whole(door.tokenCount(count, stamp: stage.stamp))
        case .question(let question):
            // A request that the provider does not take is told so, whatever else goes wrong: a broken
            // leg must not hide that the gateway asks it wrongly.
            if let error = door.refusal(of: question) { return stage.refusal(error) }
            var scene = Scene(
                stage: stage, question: question,
                answer: script?.answer ?? options.defaultAnswer)
            let kept = cache.take(question.prompt, of: body, memory: script?.memory ?? "")
            (scene.cachedTokens, scene.writtenTokens) = (kept.read, kept.written)
            guard let cause = nextCause(marker, script) else {
                var performance = scene.healthy()
                performance.cacheable = kept.cacheable
                return performance
            }
            var performance = perform(cause, scene)
            performance.cacheable = kept.cacheable
            return performance
        }
    }

    /// What the leg plays on this question, which is counted by it.
    private func nextCause(_ marker: Marker?, _ script: FaultScript?) -> Cause? {
        guard let script else { return standing.next(of: leg.id) }
        guard script.isPlayed(by: leg.id) else { return nil }
        return marker.flatMap { journal.nextCause(of: leg.id, for: $0) }
    }

    private func perform(_ cause: Cause, _ scene: Scene) -> Performance {
        guard let play = Lanes.play(of: cause) else {
            preconditionFailure("there is no play for cause '\(cause.name)'")
        }
        var performance = play.performance(scene)
        performance.cause = cause
        return performance
    }

    /// A cause that keeps a lane from asking anybody: it breaks as a simulated leg would.
    private func alone(
        _ cause: Cause?, of inquiry: Inquiry, _ script: FaultScript?, on stage: Stage
    ) -> Performance {
        guard let cause, let question = inquiry.asked else {
            preconditionFailure("only questions are broken")
        }
        return perform(
            cause,
            Scene(stage: stage, question: question, answer: script?.answer ?? options.defaultAnswer)
        )
    }
}

extension Inquiry {
    /// What is asked for its answer.
    fileprivate var asked: Question? {
        if case .question(let question) = self { question } else { nil }
    }

    /// What is asked of the model, for its answer or for its price.
    fileprivate var question: Question? {
        switch self {
        case .question(let question), .tokenCount(let question): question
        case .models, .model, .refusal, .fact: nil
        }
    }
}
