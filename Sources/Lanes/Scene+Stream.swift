import Doors
import Servers
import Vocabulary

/// What goes out at one moment of a stream.
struct StreamPiece: Sendable {
    var bytes: [UInt8]
    /// Content waits for its turn; what is around it goes with it.
    var isContent: Bool
}

/// How a stream is over.
enum StreamEnding: Sendable {
    /// As it should be, and the connection takes the next request.
    case whole
    /// FIN, without the last chunk.
    case brokenOff
    case reset
    /// Nothing more comes, until the caller leaves or `hangMax` is over.
    case silence
}

extension Scene {
    func pieces(
        of output: DoorOutput, without: (DoorOutput.Kind) -> Bool = { _ in false }
    ) -> [StreamPiece] {
        output.events.filter { !without($0.kind) }.map {
            StreamPiece(bytes: output.bytes(of: $0), isContent: $0.kind == .content)
        }
    }

    /// The pieces on their schedule, one by one.
    ///
    /// - Parameters:
    ///   - head: in place of the door's own.
    ///   - delay: before the first content, beside what the options ask.
    ///   - interval: between two pieces of content, in place of what the options ask.
    ///   - isWhole: false where something is missing that a healthy provider would have sent.
    func stream(
        _ pieces: [StreamPiece], head: DoorReply? = nil, contentAfter delay: Duration = .zero,
        interval: Duration? = nil,
        ending: StreamEnding = .whole, isWhole: Bool = true
    ) -> Performance {
        let head = stage.streamHead(head ?? streamHead)
        let isChunked = !stage.isHTTP10
        var steps: [TimedStep] = []
        steps.reserveCapacity(pieces.count + 3)
        var after = stage.options.firstPieceDelay
        var hasContent = false
        for (index, piece) in pieces.enumerated() {
            if piece.isContent {
                after += hasContent ? interval ?? stage.options.pieceDelay : delay
                hasContent = true
            }
            let framed = isChunked ? HTTPText.chunk(piece.bytes) : piece.bytes
            steps.append(TimedStep(after: after, .send(index == 0 ? head + framed : framed)))
        }
        if pieces.isEmpty { steps.append(TimedStep(after: after, .send(head))) }
        switch ending {
        case .whole:
            if isChunked { steps.append(TimedStep(after: after, .send(HTTPText.lastChunk))) }
            steps.append(TimedStep(after: after, isChunked ? .keepAlive : .finish))
        case .brokenOff: steps.append(TimedStep(after: after, .finish))
        case .reset:
            // What was sent must arrive before the reset overtakes it.
            steps.append(TimedStep(after: after + .milliseconds(20), .reset))
        case .silence:
            steps.append(TimedStep(after: after + stage.options.hangMax, .finish))
        }
        var isComplete = isWhole
        if case .whole = ending {} else { isComplete = false }
        return Performance(Score(steps), status: 200, isWhole: isComplete)
    }

    /// The answer's events up to the middle of its content: something is there when a fault strikes, and
    /// something is missing.
    func firstHalf() -> [StreamPiece] {
        let pieces = pieces(of: events(of: deltas.divisible))
        let contents = pieces.indices.filter { pieces[$0].isContent }
        // A stream without content breaks behind its opening.
        let kept = contents.isEmpty ? 1 : contents[max(1, contents.count / 2) - 1] + 1
        return Array(pieces.prefix(kept))
    }

    /// What opens the stream and has no content.
    func opening() -> [StreamPiece] {
        var stream = door.stream(for: question, stamp: stamp)
        var output = DoorOutput()
        stream.write(.start(id: nil, model: servedModel), into: &output)
        stream.begin(into: &output)
        return pieces(of: output)
    }
}

extension [Delta] {
    /// A short answer comes in more pieces than it would: a fault in the middle needs a middle, and gateways hold the
    /// first piece or two back, so that what they do with half of three pieces is a throw of dice.
    var divisible: [Delta] {
        let texts = indices.filter { if case .text = self[$0] { true } else { false } }
        guard let first = texts.first, texts.count < Self.piecesMin,
            texts.last == first + texts.count - 1
        else { return self }
        let scalars = texts.flatMap { place -> [Unicode.Scalar] in
            if case .text(let text) = self[place] {
                Array<Unicode.Scalar>(text.unicodeScalars)
            } else {
                []
            }
        }
        let count = Swift.min(Self.piecesMin, scalars.count)
        guard count > texts.count else { return self }
        var divided = self
        divided.replaceSubrange(
            first..<first + texts.count,
            with: (0..<count).map { number in
                let piece = scalars[
                    scalars.count * number / count..<scalars.count * (number + 1) / count]
                return Delta.text(String(String.UnicodeScalarView(piece)))
            })
        return divided
    }

    /// Half of them are three.
    private static var piecesMin: Int { 6 }
}

extension Delta {
    var isContent: Bool {
        switch self {
        case .text, .reasoning, .refusal, .toolStart, .toolArguments: true
        case .start, .role, .finish, .usage, .error, .evidence: false
        }
    }
}
