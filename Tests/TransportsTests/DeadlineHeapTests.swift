import Testing

@testable import Transports

@Suite struct DeadlineHeapTests {
    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `slots come up in the order of their deadlines, each once`(seed: UInt64) {
        var heap = DeadlineHeap()
        var state = seed
        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var earliest: [Int: Int64] = [:]
        for _ in 0..<2000 {
            let (slot, due) = (below(200), Int64(below(1000)))
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
