/// SplitMix64: numbers that look random and are the same on every machine.
public struct Chance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(_ seed: UInt64) { state = seed }

    /// Each input has a chance of its own, so that any of them can be made again without those before it.
    public init(_ seed: UInt64, _ number: Int) {
        var mixer = Chance(UInt64(truncatingIfNeeded: number))
        self.init(seed ^ mixer.next())
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// From 0 up to, and without, that many; 0 where there are none.
    mutating func below(_ count: Int) -> Int {
        count > 0 ? Int.random(in: 0..<count, using: &self) : 0
    }

    mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

    mutating func pick<Item>(_ items: [Item]) -> Item {
        precondition(!items.isEmpty, "there is nothing to pick from")
        return items[below(items.count)]
    }

    /// Mostly short, seldom as long as the most.
    mutating func length(upTo most: Int) -> Int {
        guard most > 1 else { return most }
        let scale = 1 << below(min(20, Int.bitWidth - most.leadingZeroBitCount) + 1)
        return 1 + below(min(most, scale))
    }
}
