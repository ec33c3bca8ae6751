public import Vocabulary

/// Which streams keep their course in their row: of each leg those that stood still, the first of them, and
/// each that was slower than all before it.
public struct TraceKeeper: Sendable {
    private var longest: [LegID: Int] = [:]
    private var kept: [LegID: Int] = [:]

    /// From here on a stream stands still, in microseconds.
    private static let stall = 1_000_000
    private static let stallsMax = 20
    /// Slower by so many per cent than the slowest so far: a long run then keeps a few, not each that is a little slower.
    private static let margin = 25

    public init() {}

    public mutating func settle(_ row: inout CaseRow) {
        guard let silence = row.trace?.stall.count else { return }
        let before = longest[row.leg, default: 0]
        let isSlowest = silence * 100 > before * (100 + Self.margin)
        let isStalled = silence >= Self.stall && kept[row.leg, default: 0] < Self.stallsMax
        guard isSlowest || isStalled else {
            row.trace = nil
            return
        }
        longest[row.leg] = max(before, silence)
        kept[row.leg, default: 0] += 1
    }
}
