import Doors
import Vocabulary

extension Play {
    /// The whole answer at once, as if no stream had been asked for.
    static let plainForStream = Play(.plainForStream) { scene in
        var scene = scene
        scene.question.isStreamed = false
        return scene.healthy()
    }
}
