import Synchronization
import Vocabulary

/// What legs play for calls that no armed case claims, counted call by call: for lanes that serve alone.
final class StandingFaults: Sendable {
    private struct Standing {
        var fault: Fault
        var calls = 0
    }

    private let faults = Mutex<[LegID: Standing]>([:])

    func set(_ fault: Fault?, of leg: LegID) {
        faults.withLock { $0[leg] = fault.map { Standing(fault: $0) } }
    }

    /// The leg's fault; nil once it has struck as often as it was to.
    subscript(_ leg: LegID) -> Fault? {
        faults.withLock { faults in
            guard let standing = faults[leg] else { return nil }
            guard case .times(let times) = standing.fault.recurrence else { return standing.fault }
            let left = times - standing.calls
            return left > 0 ? Fault(standing.fault.cause, .times(left)) : nil
        }
    }

    /// What this call of the leg plays.
    func next(of leg: LegID) -> Cause? {
        faults.withLock { faults in
            guard let standing = faults[leg] else { return nil }
            faults[leg]?.calls = standing.calls + 1
            return standing.fault.recurrence.strikes(call: standing.calls)
                ? standing.fault.cause : nil
        }
    }
}
