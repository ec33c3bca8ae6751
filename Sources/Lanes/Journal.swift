import Synchronization
import Vocabulary

/// What the lanes know of their cases: the scripts to play, and every call with its facts.
///
/// All lanes of a set share one, because a case crosses them: a call and the next leg's call are put in
/// one order here.
final class Journal: Sendable {
    /// A call's place in the order of arrival.
    typealias Number = Int

    private struct Case {
        var script: FaultScript
        /// Questions that each leg has been asked, for causes that do not strike every time.
        var asked: [LegID: Int] = [:]
        var open: Set<Number> = []
        var closed: [(number: Number, call: LaneCall)] = []
        var waiters: [Number: CheckedContinuation<Void, Never>] = [:]
    }

    private struct State {
        var next: Number = 0
        var cases: [Marker: Case] = [:]
        /// Calls in progress; the server's bound on connections bounds them.
        var open: [Number: LaneCall] = [:]
        /// Calls that are over and belong to no armed case, the oldest first.
        var strays: [(number: Number, call: LaneCall)] = []
        var forgotten = 0
    }

    /// Guards everything above: lanes write from their server's thread, cases ask from any.
    private let state = Mutex(State())
    private let straysMax: Int

    /// `straysMax` bounds the calls that nobody asks for; those of an armed case end with it.
    init(straysMax: Int) {
        self.straysMax = straysMax
    }

    func arm(_ marker: Marker, with script: FaultScript) {
        state.withLock { state in
            precondition(state.cases[marker] == nil, "marker \(marker) is armed already")
            state.cases[marker] = Case(script: script)
        }
    }

    func script(of marker: Marker) -> FaultScript? {
        state.withLock { $0.cases[marker]?.script }
    }

    /// The calls so far, those in progress as they stand; what these still bring is journalled as stray.
    func disarm(_ marker: Marker) -> [LaneCall] {
        let (calls, waiters) = state.withLock { state in
            guard let ended = state.cases.removeValue(forKey: marker) else {
                return ([LaneCall](), [CheckedContinuation<Void, Never>]())
            }
            let open = ended.open.compactMap { number in
                state.open[number].map { (number: number, call: $0) }
            }
            return (Self.inOrder(ended.closed + open), Array(ended.waiters.values))
        }
        for waiter in waiters { waiter.resume() }
        return calls
    }

    /// Takes a call down and tells which script it plays.
    func begin(_ call: LaneCall) -> (number: Number, script: FaultScript?) {
        state.withLock { state in
            let number = state.next
            state.next += 1
            state.open[number] = call
            guard let marker = call.marker else { return (number, nil) }
            state.cases[marker]?.open.insert(number)
            return (number, state.cases[marker]?.script)
        }
    }

    /// What the leg plays on the next question of this case, which this one is.
    func nextCause(of leg: LegID, for marker: Marker) -> Cause? {
        state.withLock { state in
            guard let current = state.cases[marker] else { return nil }
            let call = current.asked[leg, default: 0]
            state.cases[marker]?.asked[leg] = call + 1
            return current.script.cause(of: leg, call: call)
        }
    }

    func note(_ number: Number, _ change: (inout LaneCall) -> Void) {
        state.withLock { state in
            guard var call = state.open[number] else { return }
            change(&call)
            state.open[number] = call
        }
    }

    /// The last word on a call. A second one is not heard.
    func end(_ number: Number, _ change: (inout LaneCall) -> Void) {
        let waiters = state.withLock { state in
            guard var call = state.open.removeValue(forKey: number) else {
                return [CheckedContinuation<Void, Never>]()
            }
            change(&call)
            guard let marker = call.marker, state.cases[marker]?.open.remove(number) != nil else {
                keepStray((number, call), in: &state)
                return []
            }
            state.cases[marker]?.closed.append((number, call))
            guard state.cases[marker]?.open.isEmpty == true else { return [] }
            let waiters = state.cases[marker]?.waiters ?? [:]
            state.cases[marker]?.waiters = [:]
            return Array(waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when no call of this case is in progress, or when the time has passed.
    func quiet(_ marker: Marker, within limit: Duration) async {
        var alarm: Task<Void, Never>?
        await withCheckedContinuation { continuation in
            // The alarm is set after the waiter is written down: it must find it.
            guard let ticket = wait(for: marker, with: continuation) else {
                continuation.resume()
                return
            }
            alarm = Task {
                try? await Task.sleep(for: limit)
                takeWaiter(ticket, of: marker)?.resume()
            }
        }
        alarm?.cancel()
    }

    private func wait(
        for marker: Marker, with continuation: CheckedContinuation<Void, Never>
    ) -> Number? {
        state.withLock { state in
            guard state.cases[marker]?.open.isEmpty == false else { return nil }
            let ticket = state.next
            state.next += 1
            state.cases[marker]?.waiters[ticket] = continuation
            return ticket
        }
    }

    private func takeWaiter(
        _ ticket: Number, of marker: Marker
    ) -> CheckedContinuation<Void, Never>? {
        state.withLock { $0.cases[marker]?.waiters.removeValue(forKey: ticket) }
    }

    /// How many wait for this case to be quiet.
    func waiting(for marker: Marker) -> Int {
        state.withLock { $0.cases[marker]?.waiters.count ?? 0 }
    }

    /// Every call that is still known, in order of arrival.
    var calls: [LaneCall] {
        state.withLock { state in
            let open = state.open.map { (number: $0.key, call: $0.value) }
            return Self.inOrder(state.strays + state.cases.values.flatMap(\.closed) + open)
        }
    }

    /// How many calls had to be forgotten to keep the bound.
    var forgotten: Int { state.withLock(\.forgotten) }

    private func keepStray(_ stray: (number: Number, call: LaneCall), in state: inout State) {
        var stray = stray
        stray.call.transcript = nil
        state.strays.append(stray)
        // Half go at once, so that the cost of moving the rest is spread over many calls.
        guard state.strays.count > straysMax else { return }
        let surplus = state.strays.count - straysMax / 2
        state.strays.removeFirst(surplus)
        state.forgotten += surplus
    }

    private static func inOrder(_ calls: [(number: Number, call: LaneCall)]) -> [LaneCall] {
        calls.sorted { $0.number < $1.number }.map(\.call)
    }
}
