import Doors
import Vocabulary

/// One leg's deltas as the caller's stream, held back until there is content to show.
struct Rendition: Sendable {
    private let caller: Caller
    private let evidence: [(name: String, value: String)]
    private let pin: String
    private var stream: any DoorStream
    private var output = DoorOutput()
    /// The call that began last, while it has no arguments.
    private var bareCall: Int?

    /// The head and content have gone out.
    private(set) var isCommitted = false
    /// The leg was given up before its content came: what still comes is not heard.
    private(set) var isGivenUp = false
    private(set) var hasError = false
    /// There was content since this was last set to false.
    var hasNewContent = false

    init(
        of leg: Leg, to caller: Caller, question: Question,
        evidence: [(name: String, value: String)]
    ) {
        self.caller = caller
        self.evidence = evidence
        pin = leg.pin
        stream = caller.door.stream(for: question, stamp: caller.stamp)
    }

    mutating func hear(_ delta: Delta) {
        guard !isGivenUp, !hasError else { return }
        switch delta {
        case .role, .evidence: return
        // Told when the answer is over, since a leg that failed before its content may have a successor.
        case .error: hasError = true
        // The served model as the leg tells it. Its id stays behind: the answer is the gateway's.
        case .start(_, let model): stream.write(.start(id: nil, model: model), into: &output)
        case .usage: stream.write(delta, into: &output)
        case .finish:
            completeBareCall()
            stream.write(delta, into: &output)
        case .text(let piece), .reasoning(let piece), .refusal(let piece):
            if !piece.isEmpty { pass(delta) }
        case .toolStart(let index, _, _):
            if bareCall != index { completeBareCall() }
            bareCall = index
            pass(delta)
        case .toolArguments(let index, let piece):
            guard !piece.isEmpty else { return }
            if bareCall == index { bareCall = nil }
            pass(delta)
        }
    }

    /// A call without arguments is an empty object in one language and no text at all in another.
    private mutating func completeBareCall() {
        guard let index = bareCall else { return }
        bareCall = nil
        pass(.toolArguments(index: index, "{}"))
    }

    private mutating func pass(_ delta: Delta) {
        hasNewContent = true
        // Counts only where the leg has told no model.
        stream.write(.start(id: nil, model: pin), into: &output)
        stream.write(delta, into: &output)
        flush()
    }

    /// Sends what has been written; the head goes before the first of it.
    private mutating func flush() {
        guard !output.isEmpty else { return }
        if isCommitted {
            caller.send(output.bytes)
        } else {
            isCommitted = true
            caller.beginStream(stream.head, evidence: evidence, first: output.bytes)
        }
        output.removeAll()
    }

    /// True if no content has gone out, and none will.
    mutating func giveUp() -> Bool {
        guard !isCommitted else { return false }
        isGivenUp = true
        return true
    }

    /// The end of a good answer.
    mutating func finish() {
        stream.write(.start(id: nil, model: pin), into: &output)
        stream.finish(into: &output)
        flush()
        caller.endStream()
    }

    /// Breaks an answer off whose beginning has gone out: an error event in place of an end.
    mutating func fail(_ error: DoorError) {
        stream.fail(error, into: &output)
        flush()
        caller.endStream()
    }
}
