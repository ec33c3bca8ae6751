/// What has a due time and a place in the heap.
public protocol HasDueTime: AnyObject {
    /// Nanoseconds of the clock; `Int64.max` for never.
    var due: Int64 { get }
    var heapPosition: Int { get set }
}

/// The next due time of many things.
///
/// A due time that moves later leaves the heap as it is: the entry is looked at again when its old time comes.
/// Time-outs move with every request and hardly ever strike, so most cost nothing.
public struct DueHeap<Item: HasDueTime> {
    private struct Entry {
        var key: Int64
        var item: Item
    }

    private var entries: [Entry] = []

    public init() {}

    /// No item is due before this.
    public var earliest: Int64? { entries.first?.key }

    /// Must be called whenever an item's due time may have become earlier.
    public mutating func update(_ item: Item) {
        let due = item.due
        if item.heapPosition < 0 {
            guard due != .max else { return }
            entries.append(Entry(key: due, item: item))
            item.heapPosition = entries.count - 1
            rise(item.heapPosition)
        } else if due < entries[item.heapPosition].key {
            entries[item.heapPosition].key = due
            rise(item.heapPosition)
        }
    }

    public mutating func remove(_ item: Item) {
        let position = item.heapPosition
        guard position >= 0 else { return }
        item.heapPosition = -1
        let last = entries.removeLast()
        guard position < entries.count else { return }
        place(last, at: position)
        sink(position)
        rise(position)
    }

    /// An item whose time has come. Its due time must be moved before the next call.
    public mutating func next(at now: Int64) -> Item? {
        while let first = entries.first, first.key <= now {
            if first.item.due <= now { return first.item }
            if first.item.due == .max {
                remove(first.item)
            } else {
                entries[0].key = first.item.due
                sink(0)
            }
        }
        return nil
    }

    private mutating func place(_ entry: Entry, at position: Int) {
        entries[position] = entry
        entry.item.heapPosition = position
    }

    private mutating func rise(_ start: Int) {
        var position = start
        let entry = entries[position]
        while position > 0 {
            let parent = (position - 1) / 2
            guard entry.key < entries[parent].key else { break }
            place(entries[parent], at: position)
            position = parent
        }
        place(entry, at: position)
    }

    private mutating func sink(_ start: Int) {
        var position = start
        let entry = entries[position]
        while true {
            var child = 2 * position + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].key < entries[child].key { child += 1 }
            guard entries[child].key < entry.key else { break }
            place(entries[child], at: position)
            position = child
        }
        place(entry, at: position)
    }
}
