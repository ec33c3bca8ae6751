import Doors
import Glibc
import Synchronization

/// Gives each answer of the gateway its identity; the same seed gives the same ids in the same order.
final class Stamps: Sendable {
    private let seed: UInt64
    private let count = Atomic<UInt64>(0)

    init(seed: UInt64) { self.seed = seed }

    func next() -> DoorStamp {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        // Turned round, so that lanes with the same seed give other ids.
        return DoorStamp(
            seed: ~seed ^ number << 32, unixSeconds: Int64(time(nil)), persona: .gateway)
    }
}
