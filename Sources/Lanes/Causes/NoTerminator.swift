import Doors
import Vocabulary

extension Play {
    /// Content, finish reason and usage come, and then the body is over without its end mark. Languages
    /// whose finish is their end mark lack nothing by it.
    static let noTerminator = Play(
        .noTerminator,
        onTheWay: .events(spoils: false) { if $0.hadFinish, $0.signs.isEmpty { $0.bytes = [] } }
    ) { scene in
        let output = scene.events(of: scene.deltas)
        let hasOwnFinish = output.events.contains { $0.kind == .finish }
        return scene.stream(
            scene.pieces(of: output) { hasOwnFinish && $0 == .terminator })
    }
}
