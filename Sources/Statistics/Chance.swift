/// Numbers that look like chance and are the same for the same seed: SplitMix64 (Steele, Lea, Flood 2014).
public struct Chance: Sendable, RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A whole number from 0 up to, not with, this one.
    public mutating func below(_ limit: Int) -> Int {
        precondition(limit > 0, "no number is below \(limit)")
        // Of 2^64 the high half of the product: even to one in 2^64 / limit.
        return Int(next().multipliedFullWidth(by: UInt64(limit)).high)
    }
}
