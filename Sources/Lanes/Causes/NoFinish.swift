import Doors
import Vocabulary

extension Play {
    /// All of the content and the end mark, and nobody says why the model stopped.
    static let noFinish = Play(.noFinish) { scene in
        let output = scene.events(of: scene.deltas)
        let kept = zip(output.events, scene.pieces(of: output))
            .filter { $0.0.kind != .finish && $0.0.kind != .usage }.map(\.1)
        return scene.stream(kept, isWhole: false)
    }
}
