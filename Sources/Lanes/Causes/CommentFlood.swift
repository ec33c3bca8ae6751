import Doors
import Servers
import Vocabulary

extension Play {
    /// Keep-alives without end, as gateways send while they wait: bytes come, and nothing is said. Then the
    /// answer, when nobody waits for it any more.
    static let commentFlood = Play(.commentFlood) { scene in
        var output = DoorOutput()
        scene.door.stream(for: scene.question, stamp: scene.stamp).keepAlive(into: &output)
        // A language that has no word for it sends white space, which is none in any.
        let comment = output.isEmpty ? [UInt8(ascii: "\n")] : output.bytes
        let late = scene.stage.late
        let isChunked = !scene.stage.isHTTP10
        let head = scene.stage.streamHead(scene.streamHead)
        let count = max(1, Int(late / CommentFlood.interval))
        let flood = (0..<count).map { index in
            let bytes = isChunked ? HTTPText.chunk(comment) : comment
            return TimedStep(
                after: CommentFlood.interval * index, .send(index == 0 ? head + bytes : bytes))
        }
        var rest = scene.pieces(of: scene.events(of: scene.deltas)).reduce([UInt8]()) {
            $0 + (isChunked ? HTTPText.chunk($1.bytes) : $1.bytes)
        }
        if isChunked { rest += HTTPText.lastChunk }
        let end = [
            TimedStep(after: late, .send(rest)),
            TimedStep(after: late, isChunked ? .keepAlive : .finish),
        ]
        return Performance(Score(flood + end), status: 200)
    }
}

private enum CommentFlood {
    /// OpenRouter's come every few seconds; scaled like the time-outs that they are to outlive.
    static let interval: Duration = .milliseconds(50)
}
