import Synchronization
import Testing

@testable import Lanes

private final class Inside: Sendable {
    let state = Mutex((together: 0, alone: 0, most: 0, served: 0))
}

/// Two hundred cases, a quarter of which want the route for themselves.
@Test func `who is in a route alone meets nobody, and everybody gets in`() async {
    let gate = RouteGate()
    let inside = Inside()
    await withTaskGroup(of: Void.self) { group in
        for number in 0..<200 {
            group.addTask {
                let isAlone = number % 4 == 0
                await gate.enter(alone: isAlone)
                inside.state.withLock { state in
                    if isAlone {
                        #expect(state.together == 0 && state.alone == 0)
                        state.alone += 1
                    } else {
                        #expect(state.alone == 0)
                        state.together += 1
                        state.most = max(state.most, state.together)
                    }
                }
                try? await Task.sleep(for: .milliseconds(1))
                inside.state.withLock { state in
                    if isAlone { state.alone -= 1 } else { state.together -= 1 }
                    state.served += 1
                }
                gate.leave()
            }
        }
    }
    inside.state.withLock { state in
        #expect(state.served == 200)
        #expect(state.most > 1, "cases that share the route are in it side by side")
    }
}
