import Synchronization
import Vocabulary

extension Marker {
    private static let counter = Atomic<UInt64>(0)

    /// A marker that no other case of this process has.
    static func next() -> Marker {
        let number = counter.add(1, ordering: .relaxed).newValue
        let digits = String(number, radix: 16)
        let zeros = String(repeating: "0", count: Marker.digits - digits.count)
        return Marker(text: Marker.prefix + zeros + digits)
    }
}
