import Doors
import Vocabulary

extension Play {
    /// All of the content and the end mark, and nobody says why the model stopped. Where the end mark says
    /// it, that is missing, too.
    static let noFinish = Play(
        .noFinish,
        onTheWay: .events(spoils: true) { event in
            let isAtEnd = event.hadFinish || event.signs.contains(.finish)
            if isAtEnd, !event.signs.isEmpty { event.bytes = [] }
        }
    ) { scene in
        let output = scene.events(of: scene.deltas)
        let hasOwnFinish = output.events.contains { $0.kind == .finish }
        let without: Set<DoorOutput.Kind> = hasOwnFinish ? [.finish, .usage] : [.terminator]
        return scene.stream(scene.pieces(of: output) { without.contains($0) }, isWhole: false)
    }
}
