public import Ledger
import Synchronization
public import Vocabulary

/// A cap on what a run spends, held before it is passed: what a case may cost at the most is put aside before
/// it is sent, and what it did cost is booked in its place.
///
/// Where a request limits its answer, the cap is not passed, but by the first case of a leg whose provider counts
/// more than the request can hold: later ones are taken to cost as much as it did. Where a request does not limit
/// its answer, a case may cost more than was put aside for it: the first of a leg then gets what its model can answer
/// at the most, or all that is left, and later ones twice of what the dearest before them has cost.
public final class Budget: Sendable {
    private struct State {
        var spent: Int128 = 0
        /// Of it, what was booked for cases whose cost nobody knows.
        var assumed: Int128 = 0
        var reserved: Int128 = 0
        var underWay = 0
        /// What the case would have needed that found no room; nil while every one has found it.
        var lacking: Int128?
        var waiting: [CheckedContinuation<Void, Never>] = []
        var lessons: [LegID: OutlayLesson] = [:]
        var promises: [LegID: PromiseLesson] = [:]
        /// The currencies that amounts came in, beside the cap's own.
        var turned: Set<String> = []
    }

    /// What is put aside for one case.
    struct Reservation: Sendable {
        fileprivate var nanos: Int128
        /// What is booked of it where the cost stays unknown: of an answer without a limit, what is likely.
        fileprivate var assumed: Int128
        fileprivate var expected: Int128 = 0
        fileprivate var openAt: LegID?
        fileprivate var promisedAt: LegID?
        fileprivate var promised: Int128 = 0
        /// For the questions about its answers; nil where there are none.
        fileprivate(set) var pot: QuestionPot?
    }

    /// In the cap's currency.
    public let cap: Money
    private let state = Mutex(State())

    /// What amounts in other currencies count for.
    private let rates: ExchangeRates

    public init(_ cap: Money, rates: ExchangeRates = .none) {
        self.cap = cap
        self.rates = rates
    }

    /// The rates by which amounts were turned into the cap's currency.
    public var ratesUsed: [String] { rates.words(for: state.withLock(\.turned)) }

    func covers(_ currency: String) -> Bool { currency == cap.currency || rates.knows(currency) }

    /// In the cap's currency; nil where nobody knows the amount, or what its currency is worth. The only place where
    /// one is turned: sums elsewhere are each currency's own.
    func nanos(of money: Money?) -> Int128? {
        guard let money else { return nil }
        if money.currency == cap.currency || money.nanos == 0 { return money.nanos }
        guard let dollars = rates.dollars(money), dollars.currency == cap.currency else {
            return nil
        }
        state.withLock { _ = $0.turned.insert(money.currency) }
        return dollars.nanos
    }

    /// Of all of them; nil where one is not known.
    func nanos(of costs: [Money?]) -> Int128? {
        costs.reduce(0) { sum, cost in
            sum.flatMap { sum in nanos(of: cost).map { sum + $0 } }
        }
    }

    /// What is booked so far.
    public var spent: Money { Money(nanos: state.withLock(\.spent), cap.currency) }

    /// Of what is booked, what cases of unknown cost were taken to cost.
    public var assumed: Money { Money(nanos: state.withLock(\.assumed), cap.currency) }

    /// A case could not be sent for want of money.
    public var isExhausted: Bool { state.withLock(\.lacking) != nil }

    /// What it may cost.
    public var lacking: Money? {
        state.withLock(\.lacking).map { Money(nanos: $0, cap.currency) }
    }

    /// Puts aside what a case may cost, as soon as there is room for it; nil where there never will be: nothing
    /// is under way that could turn out cheaper than it was taken for.
    func reserve(_ outlay: Outlay) async -> Reservation? {
        while true {
            enum Answer {
                case yes(Reservation)
                case no, wait
            }
            let answer = state.withLock { state -> Answer in
                if state.lacking != nil { return .no }
                if let reservation = reservation(for: outlay, &state) { return .yes(reservation) }
                if state.underWay > 0 { return .wait }
                state.lacking = least(for: outlay, state)
                return .no
            }
            switch answer {
            case .yes(let reservation): return reservation
            case .no: return nil
            case .wait: await nextSettlement()
            }
        }
    }

    private func least(for outlay: Outlay, _ state: State) -> Int128 {
        leastOfCase(for: outlay, state) + (outlay.questions ?? 0)
    }

    private func leastOfCase(for outlay: Outlay, _ state: State) -> Int128 {
        guard let leg = outlay.openAt else {
            let most = outlay.most ?? outlay.expected
            return outlay.promisedAt.flatMap { state.promises[$0] }?.amount(for: most) ?? most
        }
        return (state.lessons[leg] ?? OutlayLesson()).amounts(for: outlay).least
    }

    private func reservation(for outlay: Outlay, _ state: inout State) -> Reservation? {
        let room = cap.nanos - state.spent - state.reserved - (outlay.questions ?? 0)
        let most = outlay.most ?? outlay.expected
        var reservation = Reservation(nanos: most, assumed: most)
        if let leg = outlay.openAt {
            let lesson = state.lessons[leg] ?? OutlayLesson()
            let (wanted, least) = lesson.amounts(for: outlay)
            guard lesson.mayBegin, wanted <= room || (state.underWay == 0 && least <= room) else {
                return nil
            }
            let nanos = min(wanted, room)
            reservation = Reservation(
                nanos: nanos, assumed: lesson.assumed(for: outlay, of: nanos),
                expected: outlay.expected, openAt: leg)
            state.lessons[leg, default: lesson].begin()
        } else if let leg = outlay.promisedAt {
            let lesson = state.promises[leg] ?? PromiseLesson()
            let nanos = lesson.amount(for: most)
            guard nanos <= room, lesson.mayBegin else { return nil }
            reservation = Reservation(
                nanos: nanos, assumed: nanos, promisedAt: leg, promised: most)
            state.promises[leg, default: lesson].begin()
        } else if reservation.nanos > room {
            return nil
        }
        state.reserved += reservation.nanos
        state.underWay += 1
        guard let questions = outlay.questions else { return reservation }
        state.reserved += questions
        reservation.pot = QuestionPot(aside: questions)
        return reservation
    }

    /// Puts aside so much more for a case that is under way, where there is room for it at this moment.
    func raise(by nanos: Int128) -> Bool {
        state.withLock { state in
            guard nanos <= cap.nanos - state.spent - state.reserved else {
                state.lacking = nanos
                return false
            }
            state.reserved += nanos
            return true
        }
    }

    /// Books what it cost; where nobody knows, what was put aside for it.
    func settle(_ reservation: Reservation, cost: Int128?) {
        let pot = reservation.pot?.state.withLock(\.self)
        let waiting = state.withLock { state in
            if let pot {
                state.reserved -= pot.aside
                state.spent += pot.spent
                state.assumed += pot.assumed
            }
            state.reserved -= reservation.nanos
            state.spent += cost ?? reservation.assumed
            if cost == nil { state.assumed += reservation.assumed }
            state.underWay -= 1
            if let leg = reservation.openAt {
                state.lessons[leg]?.end(expected: reservation.expected, cost: cost)
            }
            if let leg = reservation.promisedAt {
                state.promises[leg]?.end(most: reservation.promised, cost: cost)
            }
            let waiting = state.waiting
            state.waiting = []
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Books what nothing was put aside for: a killed run has paid it, or a call that nobody had planned.
    func book(_ cost: Int128?) { state.withLock { $0.spent += cost ?? 0 } }

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
