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

    /// When a request may go out, and what the pace had been corrected by when it was told so.
    struct Place {
        fileprivate var moment: Moment
        fileprivate var correction: Duration
    }

    /// Takes the next free place for a request of about so many tokens; nil where it may go out at once.
    func place(tokens: Int) -> Place? {
        state.withLock { state in
            if state.pace.isOpen { return nil }
            let now = now()
            let moment = state.pace.place(at: now, tokens: tokens)
            return moment > now ? Place(moment: moment, correction: state.pace.correction) : nil
        }
    }

    /// Returns when a request of about so many tokens may go out, or when the task is cancelled.
    public func wait(tokens: Int) async {
        if let place = place(tokens: tokens) { await wait(until: place, tokens: tokens) }
    }

    /// Returns at its place, or later where requests before it turned out larger, or the other side has asked for
    /// patience since.
    func wait(until place: Place, tokens: Int) async {
        enter(at: now())
        defer { leave() }
        var next: Place? = place
        while let place = next {
            do { try await Task.sleep(for: place.moment - now()) } catch { return }
            let isFree: Bool
            (next, isFree) = state.withLock { state in
                let more = state.pace.correction - place.correction
                guard more <= .zero else {
                    let moved = Place(
                        moment: place.moment + more, correction: state.pace.correction)
                    return (moved, false)
                }
                return (nil, state.pace.isFree(place.moment))
            }
            if isFree { return }
            if next == nil { next = self.place(tokens: tokens) }
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
