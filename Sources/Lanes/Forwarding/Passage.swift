import Doors
import Servers
import Synchronization
import Vocabulary

/// An answer on its way from a provider, or from its cassette, to the lane's caller: piece by piece as it comes,
/// and changed where a cause says so.
final class Passage: ByteSink {
    private let responder: Responder
    /// Pieces come from one thread after the other; the caller's end is on a third.
    private let state: Mutex<PassageState>
    private let options: LaneOptions

    init(
        to responder: Responder, on stage: Stage, _ meddling: Meddling?, isStreamed: Bool,
        ear: any LaneEar, redactor: Redactor, begun: Moment
    ) {
        self.responder = responder
        options = stage.options
        state = Mutex(
            PassageState(
                stage: stage, meddling: meddling, isStreamed: isStreamed, ear: ear,
                redactor: redactor, begun: begun))
    }

    /// What comes is kept from now on, even where the caller gets less of it.
    func record() { state.withLock { $0.recording = Recording() } }

    var isRecording: Bool { state.withLock { $0.recording != nil } }
    var hadFinish: Bool { state.withLock { $0.hadFinish } }
    var status: Int? { state.withLock { $0.status } }
    /// All that the provider said has gone on, or will.
    var isWhole: Bool { state.withLock { $0.isWhole } }
    var transcript: String { state.withLock { $0.transcript } }
    var patience: Duration? { state.withLock { $0.ear.patience } }

    /// How long the caller has waited for nobody but the provider: for all of a plain answer, or for the next
    /// piece of a stream; nil where it has what it was to get.
    func wait(until moment: Moment) -> Duration? {
        state.withLock { state in
            guard !state.isOver, !state.hadFinish else { return nil }
            return moment - (state.isStreamed ? state.last : state.begun)
        }
    }

    struct Recording: Sendable {
        var headers: [Request.Field] = []
        var pieces: [Cassette.Piece] = []
    }

    // MARK: What comes

    func begin(status: Int, headers: Headers, at moment: Moment) {
        let head = state.withLock { $0.begin(status, headers) }
        responder.send(head)
    }

    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        var piece: [UInt8] = []
        piece.reserveCapacity(bytes.count)
        for index in bytes.indices { piece.append(bytes[index]) }
        return take(piece, at: moment)
    }

    func take(_ piece: [UInt8], at moment: Moment) -> Appetite {
        let (out, ending, isEnough) = state.withLock { state in
            let wasOver = state.isOver
            let out = state.take(piece, at: moment)
            let ending = state.isOver && !wasOver ? state.ending : nil
            state.isClosed = state.isClosed || ending != nil
            return (out, ending, state.isOver && state.recording == nil)
        }
        responder.send(out)
        if let ending { close(ending) }
        return isEnough ? .enough : .data
    }

    // MARK: The end

    /// What came of it, for the journal; `close` must follow.
    struct Outcome: Sendable {
        /// Nil of what did not come to its end.
        var heard: HeardAnswer?
        var recording: Recording?
        /// The caller's answer was over before the provider's.
        var isOver: Bool
    }

    /// - Parameter isBroken: the provider's side ended before its answer did.
    func conclude(isBroken: Bool) -> Outcome {
        state.withLock { state in
            let wasOver = state.isOver
            guard !isBroken else {
                state.isBroken = true
                return Outcome(isOver: wasOver)
            }
            state.rest = state.flush()
            var outcome = Outcome(recording: state.recording, isOver: wasOver)
            if !wasOver, state.isWhole { outcome.heard = state.heard() }
            return outcome
        }
    }

    /// Ends the caller's answer as it is to end, if it has not ended yet.
    func close() {
        let (rest, ending) = state.withLock { state -> ([UInt8], StreamEnding?) in
            guard !state.isClosed else { return ([], nil) }
            (state.isOver, state.isClosed) = (true, true)
            return (state.rest, state.isBroken ? .reset : state.ending ?? .whole)
        }
        if let ending { close(ending, after: rest) }
    }

    private func close(_ ending: StreamEnding, after rest: [UInt8] = []) {
        if ending != .whole { responder.send(rest) }
        switch ending {
        case .whole:
            let isChunked = state.withLock { $0.isChunked }
            responder.finish(
                sending: rest + (isChunked ? HTTPText.lastChunk : []), keepAlive: true)
        // What was sent before a break must have gone through the caller when it comes.
        case .brokenOff: after(options.pieceDelay) { $0.finish(keepAlive: false) }
        case .reset:
            // It must not overtake that on its way either.
            after(max(options.pieceDelay, .milliseconds(20))) { $0.reset() }
        case .silence: after(options.hangMax) { $0.finish(keepAlive: false) }
        }
    }

    private func after(_ time: Duration, _ body: @escaping @Sendable (Responder) -> Void) {
        guard time > .zero else { return body(responder) }
        let alarm = Task { [responder] in
            do { try await Task.sleep(for: time) } catch { return }
            body(responder)
        }
        responder.onEnd { _ in alarm.cancel() }
    }
}

/// What has come so far, and what of it has gone on.
struct PassageState: Sendable {
    let stage: Stage
    let meddling: Meddling?
    let isStreamed: Bool
    let ear: any LaneEar
    /// Gateways cut what a provider says of a refused key, and write it into logs of their own.
    private let redactor: Redactor
    /// Nil where nothing is recorded.
    var recording: Passage.Recording?
    let begun: Moment
    var last: Moment
    var status: Int?
    private var splitter = EventSplitter(contentType: nil)
    private var reply = DoorReply(status: 0, headers: Headers())
    /// What is waited for, before any of it goes on.
    private var gathered: [UInt8] = []
    private var course = Course()
    private(set) var ending: StreamEnding?
    /// All that the caller gets has been said.
    var isOver = false
    /// Somebody has seen to the end of the caller's answer.
    var isClosed = false
    /// What goes out with the end.
    var rest: [UInt8] = []
    var isBroken = false
    private(set) var isChunked = false
    private var shown: [UInt8] = []
    private var shownCount = 0

    /// What has passed so far of a stream.
    private struct Course: Sendable {
        var (hadContent, hadFinish, isNextAfterContent) = (false, false, false)

        mutating func event(_ bytes: [UInt8], _ signs: Set<LaneSign>) -> PassingEvent {
            let event = PassingEvent(
                bytes: bytes, signs: signs, hadContent: hadContent, hadFinish: hadFinish,
                isNextAfterContent: isNextAfterContent)
            isNextAfterContent = !hadContent && signs.contains(.content)
            note(signs)
            return event
        }

        mutating func note(_ signs: Set<LaneSign>) {
            hadContent = hadContent || signs.contains(.content)
            hadFinish = hadFinish || signs.contains(.finish)
        }
    }

    init(
        stage: Stage, meddling: Meddling?, isStreamed: Bool, ear: any LaneEar, redactor: Redactor,
        begun: Moment
    ) {
        self.redactor = redactor
        self.stage = stage
        self.meddling = meddling
        self.isStreamed = isStreamed
        self.ear = ear
        self.begun = begun
        last = begun
    }

    /// What is left to do to it: an error of the provider's own passes as it is.
    private var change: Meddling? { status.map { $0 / 100 == 2 } == true ? meddling : nil }

    /// An error goes on when all of it is there, without the keys in it.
    private var isRefusal: Bool { !redactor.isIdle && (status ?? 0) >= 400 }

    private var isGathered: Bool {
        if isRefusal { return true }
        return switch change {
        case .gathered: true
        case .contentType, nil: false
        default: !isStreamed
        }
    }

    var isWhole: Bool { !isBroken && change?.spoils != true }
    var hadFinish: Bool { course.hadFinish }

    mutating func begin(_ status: Int, _ headers: Headers) -> [UInt8] {
        self.status = status
        let fields = headers.fields.filter {
            !AskedRequest.ofConnection.contains($0.name.lowercased())
        }
        recording?.headers = fields.map { Request.Field($0.name, $0.value) }
        ear.begin(status: status, headers: headers)
        splitter = EventSplitter(contentType: headers["content-type"])
        reply = DoorReply(
            status: status,
            headers: Headers(
                fields.filter { !LaneTranscript.isSecret($0.name) }.map {
                    ($0.name, redactor.redacted($0.value))
                }))
        if case .contentType(let type) = change {
            reply.headers = Headers(
                reply.headers.fields.filter { $0.name.lowercased() != "content-type" }.map {
                    ($0.name, $0.value)
                } + [("content-type", type)])
        }
        return isGathered ? [] : noted(head())
    }

    /// Chunks, since nobody knows yet how much comes.
    private mutating func head() -> [UInt8] {
        let hasBody = !stage.isHead && reply.status != 204 && reply.status != 304
        isChunked = hasBody && !stage.isHTTP10
        return hasBody ? stage.streamHead(reply) : stage.plainHead(reply)
    }

    mutating func take(_ piece: [UInt8], at moment: Moment) -> [UInt8] {
        let pause = max(.zero, moment - last)
        last = moment
        recording?.pieces.append(Cassette.Piece(pause: pause, bytes: piece))
        guard !isOver else { return [] }
        if isGathered {
            gathered += piece
            return []
        }
        guard let change, isStreamed else {
            course.note(ear.hear(piece))
            return framed(piece)
        }
        if case .contentType = change {
            course.note(ear.hear(piece))
            return framed(piece)
        }
        return pass(splitter.take(piece), change)
    }

    private mutating func pass(_ events: [[UInt8]], _ change: Meddling) -> [UInt8] {
        var out: [UInt8] = []
        for bytes in events where !isOver {
            var event = course.event(bytes, ear.hear(bytes))
            switch change {
            case .breaksOff(let ending) where event.hadContent: end(ending)
            case .silentBeforeContent where event.signs.contains(.content): end(.silence)
            case .failsInside where event.hadContent:
                out += framed(stage.door.errorEvent(DoorError(.serverError), stamp: stage.stamp))
                end(.whole)
            case .events(_, let edit):
                edit(&event)
                // What comes twice is said twice.
                if event.bytes == bytes + bytes { _ = ear.hear(bytes) }
                out += framed(event.bytes)
            default: out += framed(event.bytes)
            }
        }
        return out
    }

    private mutating func end(_ ending: StreamEnding) {
        self.ending = ending
        isOver = true
    }

    /// What the ear made of all that came, without the keys: words of the provider's stand in its findings.
    func heard() -> HeardAnswer {
        var heard = ear.conclusion()
        for (index, finding) in heard.findings.enumerated() {
            heard.findings[index].message = redactor.redacted(finding.message)
        }
        return heard
    }

    /// What was waited for, and what has no end.
    mutating func flush() -> [UInt8] {
        guard !isOver else { return [] }
        guard isGathered else {
            let rest = splitter.rest()
            guard !rest.isEmpty, let change else { return [] }
            return pass([rest], change)
        }
        if isRefusal {
            _ = ear.hear(gathered)
            reply.body = redactor.redacted(gathered)
            return noted(stage.plainHead(reply)) + noted(reply.body)
        }
        if isStreamed {
            var splitter = splitter
            let all = splitter.take(gathered) + [splitter.rest()].filter { !$0.isEmpty }
            var events = all.map { course.event($0, ear.hear($0)) }
            if case .gathered(_, let edit) = change { edit(&events) }
            return noted(head()) + framed(events.flatMap(\.bytes))
        }
        var events = [PassingEvent(bytes: gathered, signs: ear.hear(gathered))]
        if case .gathered(_, let edit) = change { edit(&events) }
        reply.body = events.flatMap(\.bytes)
        let sent: [UInt8]
        if case .breaksOff(let ending) = change {
            self.ending = ending
            sent = Array(reply.body.prefix(reply.body.count / 2))
        } else {
            sent = reply.body
        }
        return noted(stage.plainHead(reply)) + noted(sent)
    }

    private mutating func framed(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty, !stage.isHead else { return [] }
        _ = noted(bytes)
        return isChunked ? HTTPText.chunk(bytes) : bytes
    }

    // MARK: For whoever wants to read it

    private static let shownMax = 16 << 10

    private mutating func noted(_ bytes: [UInt8]) -> [UInt8] {
        shownCount += bytes.count
        shown += bytes.prefix(max(0, Self.shownMax - shown.count))
        return bytes
    }

    var transcript: String {
        guard shownCount > 0 else { return "nothing\n" }
        return LaneTranscript.excerpt(shown[...], of: shownCount)
    }
}
