/// The largest delay of the loop since any earlier turn, for many requests at once.
///
/// A *turn* of the loop is the time from waking up to being ready to wait again. Its delay is the longest
/// that anything may have waited for the loop because of it: the time the turn took (what became ready
/// at its beginning waits for its end), how late its due timer was seen (which shows a thread that got
/// no processor), and how long a handed-over request had lain there.
///
/// Kept as the turns that no later turn has passed, so their delays fall from old to new: the answer for
/// a request is the first of them that lies after its start.
struct LagTrack {
    private struct Entry {
        var turn: Int
        var lag: Int64
    }

    private var entries: [Entry] = []
    private(set) var turn = 0

    private static let entriesMax = 64

    /// Closes the running turn.
    mutating func endTurn(lag: Int64) {
        while let last = entries.last, last.lag <= lag { entries.removeLast() }
        entries.append(Entry(turn: turn, lag: lag))
        turn += 1
        // Joining the two oldest can only overstate: the older one's larger delay is told of a later turn.
        if entries.count > Self.entriesMax {
            entries[1].lag = entries[0].lag
            entries.removeFirst()
        }
    }

    /// Called where no request is in flight: nobody will ask about the past.
    mutating func forget() { entries.removeAll(keepingCapacity: true) }

    func largest(since turn: Int) -> Int64 {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].turn < turn { low = middle + 1 } else { high = middle }
        }
        return low < entries.count ? entries[low].lag : 0
    }
}
