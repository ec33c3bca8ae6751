/// The next moment at which something must be looked at, for many slots: a binary heap in which every
/// slot stands at most once.
///
/// Deadlines mostly move later (each piece of data restarts the idle clock) or go away (the request is
/// done), and a heap that followed each move would cost more than it gives. So an entry may be too
/// early, never too late: when it comes up, its owner says what is true and sets it anew.
struct DeadlineHeap {
    private struct Entry {
        var due: Int64
        var slot: Int
    }

    private var entries: [Entry] = []
    /// Where each slot stands in `entries`; -1 where it does not.
    private var places: [Int] = []

    var first: (due: Int64, slot: Int)? {
        entries.first.map { ($0.due, $0.slot) }
    }

    /// Makes sure that the slot comes up no later than this.
    mutating func setNoLater(_ slot: Int, due: Int64) {
        while places.count <= slot { places.append(-1) }
        let place = places[slot]
        if place < 0 {
            entries.append(Entry(due: due, slot: slot))
            places[slot] = entries.count - 1
            rise(from: entries.count - 1)
        } else if due < entries[place].due {
            entries[place].due = due
            rise(from: place)
        }
    }

    mutating func removeFirst() {
        guard let first = entries.first else { return }
        places[first.slot] = -1
        let last = entries.removeLast()
        guard !entries.isEmpty else { return }
        put(last, at: 0)
        sink(from: 0)
    }

    private mutating func put(_ entry: Entry, at place: Int) {
        entries[place] = entry
        places[entry.slot] = place
    }

    private mutating func rise(from start: Int) {
        var place = start
        let entry = entries[place]
        while place > 0 {
            let parent = (place - 1) / 2
            guard entry.due < entries[parent].due else { break }
            put(entries[parent], at: place)
            place = parent
        }
        put(entry, at: place)
    }

    private mutating func sink(from start: Int) {
        var place = start
        let entry = entries[place]
        while true {
            var child = 2 * place + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].due < entries[child].due { child += 1 }
            guard entries[child].due < entry.due else { break }
            put(entries[child], at: place)
            place = child
        }
        put(entry, at: place)
    }
}
