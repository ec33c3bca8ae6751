import Testing

@testable import Transports

@Suite struct DeadlineHeapTests {
    @Test func `slots come up in the order of their deadlines, each once`() {
        var heap = DeadlineHeap()
        var random = SystemRandomNumberGenerator()
        var earliest: [Int: Int64] = [:]
        for _ in 0..<2000 {
            let slot = Int.random(in: 0..<200, using: &random)
            let due = Int64.random(in: 0..<1000, using: &random)
            heap.setNoLater(slot, due: due)
            earliest[slot] = min(earliest[slot] ?? .max, due)
        }
        var seen: [Int: Int64] = [:]
        var last = Int64.min
        var isSorted = true
        while let first = heap.first {
            isSorted = isSorted && first.due >= last && seen[first.slot] == nil
            last = first.due
            seen[first.slot] = first.due
            heap.removeFirst()
        }
        #expect(isSorted && seen == earliest)
    }

    @Test func `a slot that came up can be set again`() {
        var heap = DeadlineHeap()
        heap.setNoLater(3, due: 10)
        heap.setNoLater(3, due: 20)
        #expect(heap.first?.due == 10)
        heap.removeFirst()
        #expect(heap.first == nil)
        heap.setNoLater(3, due: 20)
        #expect(heap.first?.due == 20)
    }
}
