import Servers
import Testing

private final class Item: HasDueTime {
    var due: Int64
    var heapPosition = -1
    init(due: Int64) { self.due = due }
}

@Suite struct DueHeapTests {
    @Test(arguments: [1, 2, 3])
    func `what is due comes at its time, though times move and items go`(seed: UInt64) {
        var chance = Chance(seed: seed)
        var heap = DueHeap<Item>()
        var items: [Item] = []
        for now in 0..<Int64(600) {
            for _ in 0..<3 {
                let due = chance.below(10) == 0 ? .max : now + Int64(chance.below(50))
                items.append(Item(due: due))
                heap.update(items[items.count - 1])
            }
            // Some move earlier, some later, some never come, some are gone.
            for _ in 0..<2 {
                let item = items[chance.below(items.count)]
                item.due = chance.below(5) == 0 ? .max : now + Int64(chance.below(80))
                heap.update(item)
            }
            heap.remove(items.remove(at: chance.below(items.count)))
            while let item = heap.next(at: now) {
                #expect(item.due <= now)
                item.due = .max
            }
            #expect(items.allSatisfy { $0.due > now })
            let earliest = items.map(\.due).min() ?? .max
            #expect(heap.earliest ?? .max <= earliest)
        }
    }
}
