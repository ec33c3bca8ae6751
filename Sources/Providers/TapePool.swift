import Documents
import Synchronization

/// Tapes that others are done with: a plain answer needs one for a microsecond, and a new one's memory costs
/// more than the reading.
enum TapePool {
    /// As many as answers end at once, and no tape with the memory of a huge body.
    private static let tapesMax = 16
    private static let bytesMax = 64 << 10

    private static let idle = Mutex<[JSONTape]>([])

    /// Exchanges an empty tape for one that has memory, if one is idle.
    static func take(for tape: inout JSONTape) {
        guard let last = idle.withLock({ $0.popLast() }), last.limits == tape.limits else { return }
        tape = last
    }

    /// Leaves an empty tape behind; `bytes` is the length of what was read.
    static func giveBack(_ tape: inout JSONTape, bytes: Int) {
        guard bytes <= bytesMax else { return }
        idle.withLock { idle in
            guard idle.count < tapesMax else { return }
            tape.removeAll()
            idle.append(JSONTape(limits: tape.limits))
            swap(&idle[idle.count - 1], &tape)
        }
    }
}
