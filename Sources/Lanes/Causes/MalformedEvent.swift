import Vocabulary

extension Play {
    /// An event in the middle of the content has lost its last brace, as by a proxy that cuts at a buffer's
    /// end; the stream goes on as if nothing were.
    static let malformedEvent = Play(
        .malformedEvent,
        onTheWay: .events(spoils: true) { event in
            if event.isNextAfterContent { event.loseBrace() }
        }
    ) { scene in
        var pieces = scene.pieces(of: scene.events(of: scene.deltas.divisible))
        let contents = pieces.indices.filter { pieces[$0].isContent }
        guard !contents.isEmpty else { return scene.stream(pieces) }
        // The second of them at the earliest: the first has gone out by then.
        let place = contents[contents.count / 2]
        var event = PassingEvent(bytes: pieces[place].bytes, signs: [])
        event.loseBrace()
        pieces[place].bytes = event.bytes
        return scene.stream(pieces, isWhole: false)
    }
}
