import Synchronization
package import Vocabulary

/// A cap on what a run spends, held before it is passed: what a case may cost is put aside before it is
/// sent, and what it did cost is booked in its place.
package final class Budget: Sendable {
    private struct State {
        var spent: Int128 = 0
        /// Of it, what was booked for cases whose cost nobody knows.
        var assumed: Int128 = 0
        var reserved: Int128 = 0
        var underWay = 0
        var isExhausted = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// In the cap's currency.
    package let cap: Money
    private let state = Mutex(State())

    package init(_ cap: Money) { self.cap = cap }

    /// What is booked so far.
    package var spent: Money { Money(nanos: state.withLock(\.spent), cap.currency) }

    /// Of what is booked, what cases of unknown cost were taken to cost.
    package var assumed: Money { Money(nanos: state.withLock(\.assumed), cap.currency) }

    /// A case could not be sent for want of money.
    package var isExhausted: Bool { state.withLock(\.isExhausted) }

    /// Puts so much aside, as soon as there is room for it; false where there never will be: nothing is
    /// under way that could turn out cheaper than it was taken for.
    func reserve(_ nanos: Int128) async -> Bool {
        while true {
            enum Answer { case yes, no, wait }
            let answer = state.withLock { state -> Answer in
                if state.isExhausted { return .no }
                if state.spent + state.reserved + nanos <= cap.nanos {
                    state.reserved += nanos
                    state.underWay += 1
                    return .yes
                }
                if state.underWay > 0 { return .wait }
                state.isExhausted = true
                return .no
            }
            switch answer {
            case .yes: return true
            case .no: return false
            case .wait: await nextSettlement()
            }
        }
    }

    /// Books what it cost; where nobody knows, all that was put aside for it.
    func settle(_ reserved: Int128, cost: Int128?) {
        let waiting = state.withLock { state in
            state.reserved -= reserved
            state.spent += cost ?? reserved
            if cost == nil { state.assumed += reserved }
            state.underWay -= 1
            let waiting = state.waiting
            state.waiting = []
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    private func nextSettlement() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.underWay == 0 { return true }
                state.waiting.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}
