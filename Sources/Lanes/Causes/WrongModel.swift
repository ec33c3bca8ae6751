import Doors
import Vocabulary

extension Play {
    /// A smaller sister of the model answers in its place, and echoes her own name.
    static let wrongModel = Play(.wrongModel) { scene in
        var scene = scene
        // Asked for, too: who repeats the asked name would hide it.
        scene.question.model = "\(scene.stage.leg.pin)-lite"
        return scene.healthy()
    }
}
