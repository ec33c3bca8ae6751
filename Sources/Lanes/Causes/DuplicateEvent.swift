import Vocabulary

extension Play {
    /// One piece of the content comes twice, byte for byte.
    static let duplicateEvent = Play(
        .duplicateEvent,
        onTheWay: .events(spoils: false) { if $0.isFirstContent { $0.bytes += $0.bytes } }
    ) { scene in
        var deltas = scene.deltas.divisible
        // Told by the deltas and not by the events: a door may number its events.
        let texts = deltas.indices.filter { deltas[$0].isText }
        if let place = texts.isEmpty ? nil : texts[texts.count / 2] {
            deltas.insert(deltas[place], at: place)
        }
        return scene.perform(deltas)
    }
}

extension Delta {
    fileprivate var isText: Bool { if case .text = self { true } else { false } }
}
