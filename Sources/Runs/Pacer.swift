public import Providers
import Synchronization
public import Vocabulary

/// One pace for all workers that ask one gateway or provider, and how long it has held them back.
public final class Pacer: Sendable {
    private struct State {
        var pace: Pace
        /// Requests that wait at the moment, since the first of them came; and all there have been.
        var waiting = 0
        var since = Moment(nanoseconds: 0)
        var held = 0
        var waited: Duration = .zero
    }

    /// So many requests waited, and for so long at least one of them did.
    public struct Waits: Sendable, Equatable {
        public var requests: Int
        public var time: Duration
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Moment

    public init(_ pace: Pace, now: @escaping @Sendable () -> Moment) {
        state = Mutex(State(pace: pace))
        self.now = now
    }

    /// Returns when a request of about so many tokens may go out, or when the task is cancelled.
    public func wait(tokens: Int) async {
        var isHeld = false
        defer { if isHeld { leave() } }
        while true {
            let moment = now()
            let place = state.withLock { $0.pace.place(at: moment, tokens: tokens) }
            guard place > moment else { return }
            if !isHeld {
                isHeld = true
                enter(at: moment)
            }
            do { try await Task.sleep(for: place - moment) } catch { return }
            if state.withLock({ $0.pace.isFree(place) }) { return }
        }
    }

    /// Whether a request waits at the moment.
    public var isHolding: Bool { state.withLock { $0.waiting > 0 } }

    /// So far.
    public var waits: Waits {
        let moment = now()
        return state.withLock { state in
            let going = state.waiting > 0 ? moment - state.since : .zero
            return Waits(requests: state.held, time: state.waited + going)
        }
    }

    private func enter(at moment: Moment) {
        state.withLock { state in
            if state.waiting == 0 { state.since = moment }
            state.waiting += 1
            state.held += 1
        }
    }

    private func leave() {
        let moment = now()
        state.withLock { state in
            state.waiting -= 1
            if state.waiting == 0 { state.waited += moment - state.since }
        }
    }

    func correct(guessed: Int, used: Int) {
        state.withLock { $0.pace.correct(guessed: guessed, used: used) }
    }

    func hear(_ status: Int, _ headers: Headers, at moment: Moment) {
        if let wait = RateWord(status: status, headers).wait { hear(wait: wait, at: moment) }
    }

    func hear(wait: Duration, at moment: Moment) {
        state.withLock { $0.pace.hear(RateWord(wait: wait), at: moment) }
    }
}
