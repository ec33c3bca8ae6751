import Doors
import Servers
import Vocabulary

extension Play {
    /// Bytes keep coming, one small piece after the other, and the answer is not there in time: a clock
    /// that starts anew with each byte never ends.
    static let trickle = Play(.trickle) { scene in
        scene.question.isStreamed ? Trickle.streamed(scene) : Trickle.plain(scene)
    }
}

private enum Trickle {
    static let pieces = 40

    static func plain(_ scene: Scene) -> Performance {
        let reply = scene.plainReply
        let head = TimedStep(after: .zero, .send(scene.stage.plainHead(reply)))
        let steps = steps(reply.body, over: scene.stage.late) { $0 }
        let end = TimedStep(after: scene.stage.late, .keepAlive)
        return Performance(Score([head] + steps + [end]), status: reply.status)
    }

    /// The first content is what is trickled; the rest follows at once.
    static func streamed(_ scene: Scene) -> Performance {
        let all = scene.pieces(of: scene.events(of: scene.deltas))
        let place = all.firstIndex(where: \.isContent) ?? 0
        let isChunked = !scene.stage.isHTTP10
        let framed: ([UInt8]) -> [UInt8] = { isChunked ? HTTPText.chunk($0) : $0 }
        let opening = all[..<place].reduce(scene.stage.streamHead(scene.streamHead)) {
            $0 + framed($1.bytes)
        }
        let late = scene.stage.late
        var steps = [TimedStep(after: .zero, .send(opening))]
        steps += self.steps(all[place].bytes, over: late, framed)
        var rest = all[(place + 1)...].reduce([UInt8]()) { $0 + framed($1.bytes) }
        if isChunked { rest += HTTPText.lastChunk }
        steps.append(TimedStep(after: late, .send(rest)))
        steps.append(TimedStep(after: late, isChunked ? .keepAlive : .finish))
        return Performance(Score(steps), status: 200)
    }

    private static func steps(
        _ bytes: [UInt8], over time: Duration, _ framed: ([UInt8]) -> [UInt8]
    ) -> [TimedStep] {
        let size = max(1, (bytes.count + pieces - 1) / pieces)
        let count = (bytes.count + size - 1) / size
        return (0..<count).map { index in
            let piece = bytes[index * size..<min(bytes.count, (index + 1) * size)]
            return TimedStep(
                after: time * (index + 1) / count, .send(framed(Array(piece))))
        }
    }
}
