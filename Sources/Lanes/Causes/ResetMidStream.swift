import Vocabulary

extension Play {
    /// Half of the content, then RST.
    static let resetMidStream = Play(.resetMidStream, onTheWay: .breaksOff(.reset)) { scene in
        scene.stream(scene.firstHalf(), ending: .reset)
    }
}
