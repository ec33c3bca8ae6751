import Synchronization
import Vocabulary

/// Lets cases into a route side by side, and those that need it for themselves alone: a cause that strikes
/// a port strikes all who call there.
///
/// In the order of arrival, so that neither kind waits for ever.
final class RouteGate: Sendable {
    private struct State {
        var inside = 0
        var isHeldAlone = false
        var waiting: [(isAlone: Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    /// Guards who is inside and who waits.
    private let state = Mutex(State())

    func enter(alone isAlone: Bool) async {
        let isIn = state.withLock { state in
            guard state.waiting.isEmpty, Self.admits(isAlone, state) else { return false }
            Self.takeIn(isAlone, &state)
            return true
        }
        guard !isIn else { return }
        await withCheckedContinuation { continuation in
            let isIn = state.withLock { state in
                guard state.waiting.isEmpty, Self.admits(isAlone, state) else {
                    state.waiting.append((isAlone, continuation))
                    return false
                }
                Self.takeIn(isAlone, &state)
                return true
            }
            if isIn { continuation.resume() }
        }
    }

    func leave() {
        let admitted = state.withLock { state in
            state.inside -= 1
            if state.inside == 0 { state.isHeldAlone = false }
            var admitted: [CheckedContinuation<Void, Never>] = []
            while let next = state.waiting.first, Self.admits(next.isAlone, state) {
                Self.takeIn(next.isAlone, &state)
                admitted.append(state.waiting.removeFirst().continuation)
            }
            return admitted
        }
        for continuation in admitted { continuation.resume() }
    }

    private static func admits(_ isAlone: Bool, _ state: State) -> Bool {
        !state.isHeldAlone && (!isAlone || state.inside == 0)
    }

    private static func takeIn(_ isAlone: Bool, _ state: inout State) {
        state.inside += 1
        state.isHeldAlone = isAlone
    }
}
