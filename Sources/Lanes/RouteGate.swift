import Synchronization
import Vocabulary

/// Lets cases into a route side by side, and those that need it for themselves alone: a cause that strikes
/// a port strikes all who call there.
///
/// Who needs it alone waits until nobody is inside, and holds nobody up meanwhile: such a case takes
/// milliseconds, and those whom it would keep waiting may be in the middle of a time-out. A run has an
/// end, and so has the waiting.
final class RouteGate: Sendable {
    private struct State {
        var inside = 0
        var isHeldAlone = false
        var together: [CheckedContinuation<Void, Never>] = []
        var alone: [CheckedContinuation<Void, Never>] = []
    }

    /// Guards who is inside and who waits.
    private let state = Mutex(State())

    func enter(alone isAlone: Bool) async {
        guard !state.withLock({ Self.takeIn(isAlone, &$0) }) else { return }
        await withCheckedContinuation { continuation in
            let isIn = state.withLock { state in
                if Self.takeIn(isAlone, &state) { return true }
                if isAlone {
                    state.alone.append(continuation)
                } else {
                    state.together.append(continuation)
                }
                return false
            }
            if isIn { continuation.resume() }
        }
    }

    func leave() {
        let admitted = state.withLock { state in
            state.inside -= 1
            guard state.inside == 0 else { return [CheckedContinuation<Void, Never>]() }
            state.isHeldAlone = false
            let admitted =
                state.together.isEmpty ? Array(state.alone.prefix(1)) : state.together
            if state.together.isEmpty {
                state.alone.removeFirst(admitted.count)
                state.isHeldAlone = !admitted.isEmpty
            } else {
                state.together = []
            }
            state.inside = admitted.count
            return admitted
        }
        for continuation in admitted { continuation.resume() }
    }

    /// False where this one has to wait.
    private static func takeIn(_ isAlone: Bool, _ state: inout State) -> Bool {
        guard !state.isHeldAlone, !isAlone || state.inside == 0 else { return false }
        state.inside += 1
        state.isHeldAlone = isAlone
        return true
    }
}
