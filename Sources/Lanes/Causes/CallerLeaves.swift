import Doors
import Vocabulary

extension Play {
    /// A healthy answer that goes on and on: long enough that whoever reads it to its end is told from who
    /// leaves when his own caller does, and with so little silence that no time-out ends it.
    static let callerLeaves = Play(.callerLeaves) { scene in
        guard scene.question.isStreamed else { return scene.healthy() }
        let deltas = scene.deltas
        let words = deltas.filter { if case .text = $0 { true } else { false } }
        let place = deltas.firstIndex { if case .text = $0 { true } else { false } }
        var going = deltas.filter { !words.contains($0) }
        let end = going.firstIndex { if case .finish = $0 { true } else { false } }
        going.insert(
            contentsOf: Array(repeating: words.first ?? .text("on "), count: pieceCount),
            at: min(place ?? end ?? going.count, end ?? going.count))
        return scene.stream(
            scene.pieces(of: scene.events(of: going)),
            interval: min(.milliseconds(250), scene.stage.leg.timeout / 4))
    }

    private static let pieceCount = 40
}
