public import Suites
public import Vocabulary

/// Which tests of a suite are carried out: by what they are called, and by how many.
public struct TestChoice: Sendable {
    /// A test needs one of them.
    public var tags: [String]
    /// A test needs all of them.
    public var metadata: [(name: String, value: String)]
    /// So many, from the start.
    public var first: Int?
    /// So many, by chance.
    public var sample: Int?
    public var seed: UInt64

    public init(
        tags: [String] = [], metadata: [(name: String, value: String)] = [], first: Int? = nil,
        sample: Int? = nil, seed: UInt64 = 0
    ) {
        self.tags = tags
        self.metadata = metadata
        self.first = first
        self.sample = sample
        self.seed = seed
    }

    public var isAll: Bool {
        tags.isEmpty && metadata.isEmpty && first == nil && sample == nil
    }

    public func takes(_ test: Test) -> Bool {
        (tags.isEmpty || tags.contains(where: test.tags.contains))
            && metadata.allSatisfy { test.metadata[$0.name] == $0.value }
    }

    /// The tests that are left, by number; nil where no number is asked for.
    public func numbers(of tests: TestSource) throws(Diagnostics) -> Set<Int>? {
        guard first != nil || sample != nil else { return nil }
        var left: [Int] = []
        var iterator = tests.makeIterator()
        while let test = try iterator.next() {
            if takes(test) { left.append(test.index) }
            if sample == nil, left.count == first { break }
        }
        left = Array(left.prefix(first ?? left.count))
        guard let sample, sample < left.count else { return Set(left) }
        // The front of a shuffled list, as far as it is needed (Fisher and Yates).
        var chance = Chance(seed: seed)
        for place in 0..<sample {
            left.swapAt(place, place + chance.below(left.count - place))
        }
        return Set(left.prefix(sample))
    }
}

/// SplitMix64: the same numbers for the same seed, on every machine.
private struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// From 0, less than `bound`; the bias of one in 2⁴⁰ or so does not matter for a choice of tests.
    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(bound))
    }
}
