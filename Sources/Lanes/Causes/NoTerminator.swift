import Doors
import Vocabulary

extension Play {
    /// Content, finish reason and usage come, and then the body is over without its end mark. Languages
    /// whose finish is their end mark lack nothing by it.
    static let noTerminator = Play(.noTerminator) { scene in
        let output = scene.events(of: scene.deltas)
        let kept = zip(output.events, scene.pieces(of: output))
            .filter { $0.0.kind != .terminator }.map(\.1)
        return scene.stream(kept)
    }
}
