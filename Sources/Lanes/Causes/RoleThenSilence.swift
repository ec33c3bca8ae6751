import Vocabulary

extension Play {
    /// The stream opens as a good one does, and that is all.
    static let roleThenSilence = Play(.roleThenSilence, onTheWay: .silentBeforeContent) { scene in
        scene.stream(scene.opening(), ending: .silence)
    }
}
