import Documents
import Synchronization

/// Tapes that others are done with: a plain answer needs one for a microsecond, and a new one's memory costs
/// more than the reading.
enum TapePool {
    /// As many as answers end at once, and no tape with the memory of a huge body.
    private static let tapesMax = 16
    private static let bytesMax = 64 << 10

    /// The first of the tapes are idle, the others hold the places of those in use.
    private struct Shelf: Sendable {
        var tapes = [JSONTape](repeating: JSONTape(), count: tapesMax)
        var idle = 0
    }

    private static let shelf = Mutex(Shelf())

    /// Exchanges an empty tape for one that has memory, if one is idle.
    static func take(for tape: inout JSONTape) {
        shelf.withLock { shelf in
            guard shelf.idle > 0, shelf.tapes[shelf.idle - 1].limits == tape.limits else { return }
            shelf.idle -= 1
            swap(&shelf.tapes[shelf.idle], &tape)
        }
    }

    /// Leaves an empty tape behind; `bytes` is the length of what was read.
    static func giveBack(_ tape: inout JSONTape, bytes: Int) {
        guard bytes <= bytesMax else { return }
        shelf.withLock { shelf in
            guard shelf.idle < tapesMax else { return }
            tape.removeAll()
            swap(&shelf.tapes[shelf.idle], &tape)
            shelf.idle += 1
        }
    }
}
