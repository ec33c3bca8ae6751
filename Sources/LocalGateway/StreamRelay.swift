import Doors
import Providers
import Synchronization
import Vocabulary

/// Hands one leg's stream on to the caller, event by event, in the caller's dialect.
///
/// Nothing goes out before the first content: until then the leg may fail and another may take its place,
/// and the caller sees one normal stream. From then on there is no way back.
final class StreamRelay: ByteSink {
    private let caller: Caller
    private let evidence: [(name: String, value: String)]
    private let pin: String
    private let inner: AnswerReader
    private let state: SharedState

    /// The deltas come on the transport's thread, the end on the walk's: the lock is between them.
    private final class SharedState: Sendable {
        let value: Mutex<State>
        init(_ state: sending State) { value = Mutex(state) }
    }

    private struct State {
        var stream: any DoorStream
        var output = DoorOutput()
        /// The head and content have gone out.
        var isCommitted = false
        /// The leg was given up before its content came: what still comes is not heard.
        var isGivenUp = false
        /// This piece of bytes brought content.
        var broughtContent = false
        var hasError = false
    }

    init(
        from leg: Leg, _ reader: any DialectReader, to caller: Caller, question: Question,
        evidence: [(name: String, value: String)]
    ) {
        self.caller = caller
        self.evidence = evidence
        pin = leg.pin
        let state = SharedState(
            State(stream: caller.door.stream(for: question, stamp: caller.stamp)))
        self.state = state
        inner = AnswerReader(reader) { [pin, caller] delta, _ in
            state.value.withLock { Self.hear(delta, &$0, pin: pin, caller, evidence) }
        }
    }

    // MARK: From the transport

    func begin(status: Int, headers: Headers, at moment: Moment) {
        inner.begin(status: status, headers: headers, at: moment)
    }

    /// Only content restarts the idle clock: a role or an opened block is no progress.
    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        let appetite = inner.take(bytes, at: moment)
        return state.value.withLock { state in
            defer { state.broughtContent = false }
            if appetite == .enough || state.isGivenUp || state.hasError { return .enough }
            return state.broughtContent ? .data : .nothingNew
        }
    }

    private static func hear(
        _ delta: Delta, _ state: inout State, pin: String, _ caller: Caller,
        _ evidence: [(name: String, value: String)]
    ) {
        guard !state.isGivenUp, !state.hasError else { return }
        switch delta {
        case .role, .evidence: return
        // Told when the answer is over, since a leg that failed before its content may have a successor.
        case .error: state.hasError = true
        // The served model as the leg tells it. Its id stays behind: the answer is the gateway's.
        case .start(_, let model): state.stream.write(.start(id: nil, model: model), into: &state.output)
        case .finish, .usage: state.stream.write(delta, into: &state.output)
        case .text(let piece), .reasoning(let piece), .refusal(let piece),
            .toolArguments(_, let piece):
            if !piece.isEmpty { pass(delta, &state, pin: pin, caller, evidence) }
        case .toolStart: pass(delta, &state, pin: pin, caller, evidence)
        }
    }

    private static func pass(
        _ delta: Delta, _ state: inout State, pin: String, _ caller: Caller,
        _ evidence: [(name: String, value: String)]
    ) {
        state.broughtContent = true
        // Counts only where the leg has told no model.
        state.stream.write(.start(id: nil, model: pin), into: &state.output)
        state.stream.write(delta, into: &state.output)
        flush(&state, caller, evidence)
    }

    /// Sends what has been written; the head goes before the first of it.
    private static func flush(
        _ state: inout State, _ caller: Caller, _ evidence: [(name: String, value: String)]
    ) {
        guard !state.output.isEmpty else { return }
        if state.isCommitted {
            caller.send(state.output.bytes)
        } else {
            state.isCommitted = true
            caller.beginStream(
                state.stream.head, evidence: evidence, first: state.output.bytes)
        }
        state.output.removeAll()
    }

    // MARK: From the walk

    /// True if no content has gone out, and none will.
    func giveUp() -> Bool {
        state.value.withLock { state in
            guard !state.isCommitted else { return false }
            state.isGivenUp = true
            return true
        }
    }

    var isGivenUp: Bool { state.value.withLock(\.isGivenUp) }
    var isCommitted: Bool { state.value.withLock(\.isCommitted) }

    /// What the leg said, once the transport is done with it.
    func reading(exchange: Exchange) -> Reading { inner.reading(exchange: exchange) }

    /// The end of a good answer.
    func finish() {
        state.value.withLock { state in
            state.stream.write(.start(id: nil, model: pin), into: &state.output)
            state.stream.finish(into: &state.output)
            Self.flush(&state, caller, evidence)
        }
        caller.endStream()
    }

    /// Breaks an answer off whose beginning has gone out: an error event in place of an end.
    func fail(_ error: DoorError) {
        state.value.withLock { state in
            state.stream.fail(error, into: &state.output)
            Self.flush(&state, caller, evidence)
        }
        caller.endStream()
    }
}
