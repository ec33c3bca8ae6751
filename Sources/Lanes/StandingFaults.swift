import Synchronization
package import Vocabulary

/// What a leg plays for calls that no armed case claims: for lanes that serve alone.
package struct StandingFault: Sendable, Equatable {
    package var cause: Cause
    /// For how many calls more; nil: always.
    package var callsLeft: Int?

    package init(_ cause: Cause, calls: Int? = nil) {
        self.cause = cause
        callsLeft = calls
    }
}

/// The standing faults of a set of lanes, used up call by call.
final class StandingFaults: Sendable {
    private let faults = Mutex<[LegID: StandingFault]>([:])

    subscript(_ leg: LegID) -> StandingFault? {
        get { faults.withLock { $0[leg] } }
        set { faults.withLock { $0[leg] = newValue } }
    }

    /// What this call of the leg plays.
    func next(of leg: LegID) -> Cause? {
        faults.withLock { faults in
            guard let fault = faults[leg] else { return nil }
            if let left = fault.callsLeft {
                faults[leg]?.callsLeft = left - 1
                if left <= 1 { faults[leg] = nil }
            }
            return fault.cause
        }
    }
}
