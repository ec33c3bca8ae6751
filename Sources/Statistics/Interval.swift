/// What a figure lies between, at some confidence.
public struct Interval: Sendable, Equatable {
    public var low: Double
    public var high: Double

    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    public func contains(_ value: Double) -> Bool { low <= value && value <= high }

    /// What lies outside of the range is cut off.
    mutating func narrow(to range: ClosedRange<Double>) {
        low = max(low, range.lowerBound)
        high = min(high, range.upperBound)
    }
}
