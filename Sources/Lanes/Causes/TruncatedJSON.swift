import Doors
import Vocabulary

extension Play {
    /// The body ends in the middle of its JSON, and its length says that this is all.
    static let truncatedJSON = Play(
        .truncatedJSON,
        onTheWay: .gathered(spoils: true) { events in
            let last = events.lastIndex { $0.signs.contains(.content) } ?? events.indices.last
            guard let last else { return }
            events.removeSubrange((last + 1)...)
            // By its last brace: any number of blanks may follow that.
            let brace = events[last].bytes.lastIndex(of: UInt8(ascii: "}"))
            let length = brace.map { $0 + 1 } ?? events[last].bytes.count
            events[last].bytes.removeSubrange((length / 2)...)
        }
    ) { scene in
        guard scene.question.isStreamed else {
            var reply = scene.plainReply
            reply.body.removeLast(reply.body.count / 2)
            return scene.stage.whole(reply, isWhole: false)
        }
        let pieces = scene.pieces(of: scene.events(of: scene.deltas.divisible))
        let contents = pieces.indices.filter { pieces[$0].isContent }
        guard let last = contents.last else { return scene.stream(pieces, isWhole: false) }
        var kept = Array(pieces[...last])
        kept[last].bytes.removeLast(kept[last].bytes.count / 2)
        return scene.stream(kept, isWhole: false)
    }
}
