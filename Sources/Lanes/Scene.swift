import Doors
import Servers
import Vocabulary

/// A question at a lane, and what its provider would say to it.
struct Scene: Sendable {
    let stage: Stage
    let question: Question
    var answer: SimulatedAnswer

    var door: any Door { stage.door }
    var stamp: DoorStamp { stage.stamp }

    /// The pin, which is what most providers echo for a name of theirs; others tell the name as it was
    /// asked for. A model that the leg does not have is echoed as asked, as if it were served: who
    /// compares models must see that it is not the leg's.
    var servedModel: String {
        question.model == stage.leg.model && !door.echoesAlias ? stage.leg.pin : question.model
    }

    var deltas: [Delta] { answer.deltas(to: question, as: servedModel) }

    /// The answer, as asked for: whole or streamed.
    func healthy() -> Performance {
        guard question.isStreamed else {
            return stage.whole(plainReply, after: stage.options.firstPieceDelay)
        }
        return stream(events(of: deltas), ending: [HTTPText.lastChunk])
    }

    var plainReply: DoorReply { door.plain(DoorAnswer(deltas), to: question, stamp: stamp) }

    func events(of deltas: [Delta]) -> DoorOutput {
        var stream = door.stream(for: question, stamp: stamp)
        return stream.events(of: deltas)
    }

    func error(_ error: DoorError) -> Performance {
        stage.whole(door.error(error, stamp: stamp))
    }

    /// The first events of a stream on their schedule, one by one. `ending` is nil where the stream breaks
    /// off after them.
    func stream(
        _ output: DoorOutput, events count: Int? = nil, ending: [[UInt8]]?
    ) -> Performance {
        let events = output.events.prefix(count ?? output.events.count)
        let head = stage.streamHead(door.stream(for: question, stamp: stamp).head)
        let isChunked = !stage.isHTTP10
        var pieces: [TimedStep] = []
        pieces.reserveCapacity(events.count + 2)
        var after = stage.options.firstPieceDelay
        var hasContent = false
        for (index, event) in events.enumerated() {
            if event.kind == .content {
                if hasContent { after += stage.options.pieceDelay }
                hasContent = true
            }
            let bytes = output.bytes(of: event)
            let framed = isChunked ? HTTPText.chunk(bytes) : bytes
            pieces.append(TimedStep(after: after, .send(index == 0 ? head + framed : framed)))
        }
        if events.isEmpty { pieces.append(TimedStep(after: after, .send(head))) }
        guard let ending else {
            pieces.append(TimedStep(after: after, .finish))
            return Performance(Score(pieces), status: 200, isWhole: false)
        }
        if isChunked {
            for bytes in ending { pieces.append(TimedStep(after: after, .send(bytes))) }
        }
        pieces.append(TimedStep(after: after, isChunked ? .keepAlive : .finish))
        return Performance(Score(pieces), status: 200)
    }
}
