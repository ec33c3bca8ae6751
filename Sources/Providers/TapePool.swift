import Documents
import Synchronization

/// Tapes that others are done with: a plain answer needs one for a microsecond, and a new one's memory costs
/// more than the reading.
enum TapePool {
    /// As many as answers end at once, and no tape with the memory of a huge body.
    private static let tapesMax = 16
    private static let bytesMax = 64 << 10

    private static let idle = Mutex<[JSONTape]>([])

    static func take(_ limits: JSONLimits) -> JSONTape {
        let known = idle.withLock { $0.popLast() }
        guard let known, known.limits == limits else { return JSONTape(limits: limits) }
        return known
    }

    /// `bytes` is the length of what was read.
    static func giveBack(_ tape: consuming JSONTape, bytes: Int) {
        guard bytes <= bytesMax else { return }
        let returned = tape
        idle.withLock { if $0.count < tapesMax { $0.append(returned) } }
    }
}
