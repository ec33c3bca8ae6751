import Vocabulary

extension Play {
    /// Half of the content, then nothing, on a connection that stays open.
    static let stall = Play(.stall, onTheWay: .breaksOff(.silence)) { scene in
        scene.stream(scene.firstHalf(), ending: .silence)
    }
}
