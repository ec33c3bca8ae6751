/// Gaps between content events in logarithmic buckets: fixed memory for a stream of any length.
///
/// Each power of two of nanoseconds is cut into 32 parts, so a percentile is at most 1.6 % off.
public struct GapHistogram: Sendable, Equatable {
    public private(set) var count = 0
    public var longest: Duration { .nanoseconds(longestNanoseconds) }
    private var longestNanoseconds: Int64 = 0
    /// Whole powers of two around the gaps that there are, since those of one kind lie near each other: none for
    /// plain answers, and half a kilobyte for most streams and for each leg of thousands.
    private var buckets: [UInt32] = []
    /// Which of all buckets the first of these is.
    private var start = 0

    public init() {}

    public mutating func add(_ gap: Duration) { add(nanoseconds: gap.inNanoseconds) }

    /// The same without a `Duration`, whose arithmetic in 128 bits costs more than all else here.
    public mutating func add(nanoseconds gap: Int64) {
        let bucket = Self.bucket(of: UInt64(max(0, gap)))
        if bucket < start || bucket >= start + buckets.count { makeRoom(for: bucket) }
        buckets[bucket - start] += 1
        count += 1
        if gap > longestNanoseconds { longestNanoseconds = gap }
    }

    /// Takes in all gaps of another: as if each had been added here.
    public mutating func merge(_ other: GapHistogram) {
        guard other.count > 0 else { return }
        if buckets.isEmpty {
            self = other
            return
        }
        for (index, entries) in other.buckets.enumerated() where entries > 0 {
            let bucket = other.start + index
            if bucket < start || bucket >= start + buckets.count { makeRoom(for: bucket) }
            buckets[bucket - start] += entries
        }
        count += other.count
        longestNanoseconds = max(longestNanoseconds, other.longestNanoseconds)
    }

    /// With the powers of two beside it, so that little is moved often.
    private mutating func makeRoom(for bucket: Int) {
        let power = bucket / Self.parts * Self.parts
        let low = max(0, power - Self.parts)
        let high = min(Self.bucketCount, power + 3 * Self.parts)
        if buckets.isEmpty {
            (start, buckets) = (low, [UInt32](repeating: 0, count: high - low))
        } else if bucket < start {
            buckets.insert(contentsOf: repeatElement(0, count: start - low), at: 0)
            start = low
        } else {
            buckets.append(contentsOf: repeatElement(0, count: high - start - buckets.count))
        }
    }

    /// The same gaps, in however much room.
    public static func == (one: GapHistogram, other: GapHistogram) -> Bool {
        guard one.count == other.count, one.longestNanoseconds == other.longestNanoseconds else {
            return false
        }
        let starts = min(one.start, other.start)
        let ends = max(one.start + one.buckets.count, other.start + other.buckets.count)
        return (starts..<ends).allSatisfy { one.entries(in: $0) == other.entries(in: $0) }
    }

    private func entries(in bucket: Int) -> UInt32 {
        let place = bucket - start
        return buckets.indices.contains(place) ? buckets[place] : 0
    }

    /// The gap that this share (0 to 1) of all gaps does not pass.
    public func percentile(_ share: Double) -> Duration? { gap(at: rank(of: share)) }

    /// Which of the gaps that is, the shortest being the first.
    public func rank(of share: Double) -> Int {
        let exact = share * Double(count)
        return max(1, Int(exact) + (Double(Int(exact)) < exact ? 1 : 0))
    }

    public func gap(at wanted: Int) -> Duration? {
        guard count > 0 else { return nil }
        var seen = 0
        for (index, entries) in buckets.enumerated() {
            seen += Int(entries)
            if seen >= wanted {
                return min(longest, .nanoseconds(Int64(Self.middle(of: start + index))))
            }
        }
        return longest
    }

    private static let parts = 32
    private static let partBits = 5
    // 2^40 ns is 18 minutes: what is longer falls into the last bucket, and `longest` stays exact.
    private static let bucketCount = (40 - partBits + 1) * parts

    private static func bucket(of nanoseconds: UInt64) -> Int {
        guard nanoseconds >= UInt64(parts) else { return Int(nanoseconds) }
        let exponent = 63 - nanoseconds.leadingZeroBitCount
        let part = Int(nanoseconds >> UInt64(exponent - partBits)) & (parts - 1)
        return min(bucketCount - 1, (exponent - partBits + 1) * parts + part)
    }

    private static func middle(of bucket: Int) -> UInt64 {
        guard bucket >= parts else { return UInt64(bucket) }
        let shift = UInt64(bucket / parts - 1)
        let low = UInt64(bucket % parts + parts) << shift
        return low + (UInt64(1) << shift) / 2
    }
}
