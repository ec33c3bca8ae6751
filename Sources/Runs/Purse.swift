import Rows
import Vocabulary

/// What a run may spend: its own budget, and those of the providers behind its legs and of its key.
struct Purse: Sendable {
    /// Nil where nothing caps the run.
    let budget: Budget?
    let allowances: Allowances

    /// What is put aside for a case.
    struct Reserved {
        fileprivate var run: Budget.Reservation?
        fileprivate var providers = Allowances.Reserved()

        /// Out of which the questions about its answers are paid.
        fileprivate(set) var pots = QuestionPots()

        static let nothing = Reserved()
    }

    /// Nothing need be put aside for any case.
    var isOpen: Bool { budget == nil && !allowances.haveBudgets }

    /// Puts aside what a case may cost; where there is not so much left, gives the reason to stop.
    ///
    /// - Parameter sendings: how often the case is sent at the most.
    func reserve(
        for planned: Case, of suite: PreparedSuite, sendings: Int
    ) async -> Result<Reserved, Exhausted> {
        var reserved = Reserved()
        // A prompt that cannot be made is not sent.
        guard !isOpen, let size = suite.size(of: planned) else {
            return .success(reserved)
        }
        if let budget {
            let outlay = suite.outlay(
                of: planned, size, for: budget, sendings: sendings)
            guard let reservation = await budget.reserve(outlay) else {
                return .failure(Exhausted(stop: .budget(budget.cap)))
            }
            reserved.run = reservation
            if let pot = reservation.pot {
                reserved.pots.parts.append(
                    .init(budget: budget, pot: pot, stop: .budget(budget.cap)))
            }
        }
        do throws(Allowances.Exhausted) {
            reserved.providers = try await allowances.reserve(
                for: planned, size, of: suite, sendings: sendings)
            reserved.pots.parts += reserved.providers.pots
            return .success(reserved)
        } catch {
            giveBack(reserved)
            return .failure(Exhausted(stop: .heldBudget(error.holder, error.cap)))
        }
    }

    struct Exhausted: Error {
        var stop: Stop
    }

    /// Nothing of it was sent.
    func giveBack(_ reserved: Reserved) {
        if let run = reserved.run { budget?.settle(run, cost: 0) }
        allowances.giveBack(reserved.providers)
    }

    /// Books what the case did cost.
    func settle(_ reserved: Reserved, _ finished: RowDesk.Finished) {
        if let budget, let run = reserved.run {
            budget.settle(run, cost: budget.nanos(of: finished.costs.map(\.cost)))
        }
        allowances.settle(reserved.providers, finished.calls)
    }

    /// Books a case that was paid for by the run that was killed.
    func book(_ kept: RowDesk.Finished) {
        let costs = kept.costs
        if let budget { budget.book(budget.nanos(of: costs.map(\.cost))) }
        for case .question(let question) in kept.rows {
            if let budget { budget.book(budget.nanos(of: question.cost)) }
            allowances.book(question.cost, ofQuestionTo: question.leg)
        }
        guard !allowances.isEmpty else { return }
        for paid in costs { allowances.book(paid.cost, of: paid.leg) }
    }
}

extension RowDesk.Finished {
    /// What it cost, and at which leg: the sum of its row, or else each call, since two currencies have no sum.
    fileprivate var costs: [(leg: LegID?, cost: Money?)] {
        if row.cost != nil { return [(row.answeredBy, row.cost)] }
        var costs = calls.map { (leg: Optional($0.leg), cost: $0.cost) }
        for case .call(let call) in rows where calls.isEmpty { costs.append((call.leg, call.cost)) }
        return costs.isEmpty ? [(row.answeredBy, nil)] : costs
    }
}
