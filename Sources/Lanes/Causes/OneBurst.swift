import Doors
import Vocabulary

extension Play {
    /// All events in one piece, as by a proxy that buffers: each is right, and none came when it was made.
    static let oneBurst = Play(.oneBurst, onTheWay: .gathered(spoils: false) { _ in }) { scene in
        let output = scene.events(of: scene.deltas)
        return scene.stream([StreamPiece(bytes: output.bytes, isContent: true)])
    }
}
