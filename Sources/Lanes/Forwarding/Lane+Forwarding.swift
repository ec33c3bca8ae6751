import Doors
import Servers
import Transports
import Vocabulary

extension Lane {
    /// Asks the provider, or the shelf, and hands on what comes as it comes; the caller's leaving ends it.
    ///
    /// - Parameter question: what is asked for its answer; nil where something else is.
    func forward(
        _ request: IncomingRequest, asking question: Question?, as number: Journal.Number,
        _ call: LaneCall, _ fault: Cause?,
        _ meddling: Meddling?, on stage: Stage, from source: LaneSource, keepsTranscript: Bool,
        through responder: Responder
    ) {
        let asked = AskedRequest(request, basePath: door.basePath, marker: call.marker)
        let passage = Passage(
            to: responder, on: stage, meddling, isStreamed: call.isStreamed,
            ear: ear(call.isStreamed), redactor: source.redactor, begun: request.arrived)
        journal.note(number) { call in
            call.cause = fault
            // Until somebody is asked for it.
            call.isUnpaid = source.asksProvider
            if keepsTranscript {
                call.transcript = LaneTranscript(request) { passage.transcript }
            }
        }
        let errand = Errand(
            lane: self, number: number, asked: asked, question: question, fault: fault,
            arrived: request.arrived, passage: passage, stage: stage, responder: responder)
        let task = Task { await errand.carryOut(from: source) }
        responder.onEnd { [journal, leg] end in
            // Who records wants the whole answer, although a broken leg's caller, or one who has heard its
            // last word, does not.
            let isWanted = passage.isRecording && (fault != nil || passage.hadFinish)
            if end.how != .complete, !isWanted { task.cancel() }
            let wait = end.how == .clientLeft ? passage.wait(until: end.ended) : nil
            journal.end(number) { call in
                call.firstByteSent = end.firstByteSent
                call.ended = end.ended
                call.status = end.firstByteSent == nil ? nil : call.status ?? passage.status
                call.isComplete = end.how == .complete && passage.isWhole
                call.callerLeft = end.how == .clientLeft
                // Also of an answer that breaks.
                let wasAsked = source.asksProvider && !call.isUnpaid
                call.patience = wasAsked ? passage.patience : nil
                // Or another call was, whose answer this one was to have, too.
                let waited = wasAsked || (source.asksProvider && passage.status == nil)
                if waited, let wait, wait >= leg.timeout / Self.hangShare {
                    let reason = "its caller gave up waiting for it"
                    call.trouble = Self.trouble(of: leg, reason)
                    call.loss = Breakage(
                        call.status == nil ? .firstByteTimeout : .idleTimeout, reason)
                }
            }
        }
    }
}

extension Lane {
    /// Who leaves sooner than after this part of the leg's time-out has not left for want of patience. Lanes are
    /// given up to twice the gateway's own time-out.
    private static let hangShare = 4

    fileprivate static func trouble(of leg: Leg, _ reason: String) -> String {
        "the provider behind \(leg.id) could not be asked to the end: \(reason)"
    }
}

/// One call's way to its answer.
private struct Errand: Sendable {
    let lane: Lane
    let number: Journal.Number
    let asked: AskedRequest
    let question: Question?
    let fault: Cause?
    let arrived: Moment
    let passage: Passage
    let stage: Stage
    let responder: Responder

    func carryOut(from source: LaneSource) async {
        switch source {
        case .simulated: preconditionFailure("a simulated lane sends no errands")
        case .forwarding(let upstream, nil): await ask(upstream)
        case .forwarding(let upstream, let shelf?):
            let key = CassetteKey(lane.leg.provider, asked)
            guard !isMasked(key, by: upstream.redactor) else { return await ask(upstream) }
            switch await shelf.claim(key) {
            case .play(let cassette): await play(cassette, within: nil)
            case .record:
                await ask(upstream, recordedAt: shelf.time) { cassette in
                    if let cassette { shelf.keep(cassette, for: key) } else { shelf.release(key) }
                }
            }
        case .replaying(let shelf, let time):
            let key = CassetteKey(lane.leg.provider, asked)
            if let cassette = shelf.cassette(for: key) {
                await play(cassette, within: time)
            } else {
                refuse(shelf.missing(key))
            }
        }
    }

    /// Whether the request's own cassette, without its secrets, would be another request's: then none is
    /// made, and the journal says why.
    private func isMasked(_ key: CassetteKey, by redactor: Redactor) -> Bool {
        let shown = asked.redacted(by: redactor)
        guard CassetteKey(lane.leg.provider, shown) != key else { return false }
        lane.journal.note(number) { call in
            call.trouble =
                "\(call.leg): no cassette of this request could be found again: a key, or another "
                + "secret field of its provider, stands in the request and may stand in no cassette"
        }
        return true
    }

    /// - Parameters:
    ///   - time: nil where nothing is recorded.
    ///   - keep: called once with what is to be kept, before the caller sees the end of its answer: a run that
    ///     ends then has it.
    private func ask(
        _ upstream: Upstream, recordedAt time: String? = nil,
        keep: (Cassette?) -> Void = { _ in }
    ) async {
        // Before the recording begins, which goes on without its caller: what is sent is paid for.
        lane.journal.note(number) { $0.isUnpaid = false }
        if time != nil { passage.record() }
        guard !Task.isCancelled else {
            conclude(isBroken: true, trouble: nil)
            keep(nil)
            return passage.close()
        }
        let exchange = await upstream.transport.send(
            asked.request(to: upstream, behind: lane.door.basePath), into: passage)
        let status = passage.status
        var (trouble, loss): (String?, Breakage?)
        if let breakage = exchange.breakage, breakage.kind != .cancelled {
            let reason = upstream.redactor.redacted(breakage.reason)
            trouble = Lane.trouble(of: lane.leg, reason)
            if !breakage.isOwnLimit { loss = Breakage(breakage.kind, reason) }
        } else if let status, Self.refusesKeys(status) {
            trouble = "the provider behind \(lane.leg.id) refused its key with status \(status)"
            loss = Breakage(.keyRefused, "status \(status)")
        } else if let status, Self.maySucceedLater(status) {
            trouble = "the provider behind \(lane.leg.id) itself answered with status \(status)"
        }
        let recording = conclude(
            isBroken: exchange.breakage != nil, trouble: trouble, loss: loss
        ).recording
        if let recording, let time, let status, trouble == nil {
            let cassette = Cassette(
                provider: lane.leg.provider, model: lane.leg.pin, baseURL: upstream.baseURL,
                recorded: time, request: asked, status: status, headers: recording.headers,
                pieces: recording.pieces
            ).redacted(by: upstream.redactor)
            keep(isFree(cassette, ofSecretsOf: upstream) ? cassette : nil)
        } else {
            keep(nil)
        }
        passage.close()
    }

    /// Where a stream brought a secret in pieces, nothing of it is kept, and the journal says why.
    private func isFree(_ cassette: Cassette, ofSecretsOf upstream: Upstream) -> Bool {
        guard cassette.hasSecretInPieces(upstream.redactor) else { return true }
        lane.journal.note(number) { call in
            call.trouble =
                "\(call.leg): no cassette of this answer may be kept: its stream has a key in it, in pieces"
        }
        return false
    }

    /// Nothing is proven of routes until the key is right.
    private static func refusesKeys(_ status: Int) -> Bool { status == 401 || status == 403 }

    /// What another try may not meet: a cassette of it would make every replay fail.
    private static func maySucceedLater(_ status: Int) -> Bool {
        [402, 408, 409, 425, 429].contains(status) || status >= 500
    }

    /// In the time that it would have taken the provider: a call that waited for the recording has waited for
    /// a part of it already.
    private func play(_ cassette: Cassette, within limit: Duration?) async {
        let total = max(1, cassette.total.inNanoseconds)
        let share = min(1, limit.map { Double($0.inNanoseconds) / Double(total) } ?? 1)
        var due = Duration.zero
        var hasBegun = false
        let headers = Headers(cassette.headers.map { ($0.name, $0.value) })
        for piece in cassette.pieces {
            due += .nanoseconds(Int64(Double(piece.pause.inNanoseconds) * share))
            let wait = due - (Clock.now() - arrived)
            if wait > .zero { try? await Task.sleep(for: wait) }
            guard !Task.isCancelled else { break }
            if !hasBegun {
                passage.begin(status: cassette.status, headers: headers, at: Clock.now())
            }
            hasBegun = true
            if passage.take(piece.bytes, at: Clock.now()) == .enough { break }
        }
        if !hasBegun, !Task.isCancelled {
            passage.begin(status: cassette.status, headers: headers, at: Clock.now())
        }
        conclude(isBroken: Task.isCancelled, trouble: nil)
        passage.close()
    }

    /// Strict: nothing is sent, and nothing is made up.
    private func refuse(_ reason: String) {
        var error = DoorError(.badRequest)
        error.message = reason
        let reply = lane.door.error(error, stamp: stage.stamp)
        lane.journal.note(number) { call in
            call.trouble = "\(call.leg): \(reason)"
            call.status = reply.status
        }
        responder.reply(
            status: reply.status, headers: reply.headers.fields.map { ($0.name, $0.value) },
            body: reply.body)
    }

    /// The journal knows all before the caller sees the end.
    @discardableResult
    private func conclude(
        isBroken: Bool, trouble: String?, loss: Breakage? = nil
    ) -> Passage.Outcome {
        let outcome = passage.conclude(isBroken: isBroken)
        lane.journal.note(number) { call in
            call.answer = outcome.heard?.answer
            call.findings = departures(in: outcome.heard?.findings ?? [])
            // The provider has told, and its lane has not.
            if call.cause == .noUsage { call.answer?.usage = nil }
            if !outcome.isOver, let trouble { (call.trouble, call.loss) = (trouble, loss) }
        }
        return outcome
    }

    /// Where the provider departed from its contract with whoever asked for an answer. Of one that a cause breaks on
    /// its way nothing is said: what of it is the provider's own, the leg's healthy calls tell.
    private func departures(in findings: [Finding]) -> [Finding] {
        guard !findings.isEmpty, fault == nil, let question else { return [] }
        let owesUsage = !question.isStreamed || question.wantsUsageInStream
        return findings.filter { owesUsage || $0.code != "wire.usage.missing" }.map {
            $0.seen(at: lane.leg)
        }
    }
}

extension Breakage {
    /// We ended it, not the provider.
    fileprivate var isOwnLimit: Bool { kind == .headersTooLarge || kind == .bodyTooLarge }
}

/// For lanes whose answers nobody has to understand.
final class DeafEar: LaneEar {
    func begin(status: Int, headers: Headers) {}
    func hear(_ piece: [UInt8]) -> Set<LaneSign> { [] }
    var patience: Duration? { nil }
    func conclusion() -> HeardAnswer { HeardAnswer(nil) }
}
