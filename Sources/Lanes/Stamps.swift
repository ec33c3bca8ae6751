import Doors
import Glibc
import Synchronization

/// Gives each answer of a set of lanes its identity: no two have the same ids, and the same seed gives the
/// same ids in the same order.
final class Stamps: Sendable {
    private let seed: UInt64
    private let count = Atomic<UInt64>(0)

    init(seed: UInt64) { self.seed = seed }

    func next() -> DoorStamp {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return DoorStamp(seed: seed ^ number << 32, unixSeconds: Int64(time(nil)))
    }
}
