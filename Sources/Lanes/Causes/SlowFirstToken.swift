import Vocabulary

extension Play {
    /// Head and opening at once, which look like progress; the content comes when nobody waits any more.
    static let slowFirstToken = Play(.slowFirstToken) { scene in
        scene.stream(
            scene.pieces(of: scene.events(of: scene.deltas)), contentAfter: scene.stage.late)
    }
}
