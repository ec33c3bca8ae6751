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
        return DoorStamp(seed: seed ^ number << 32, unixSeconds: Self.now())
    }

    private static func now() -> Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec)
    }
}
