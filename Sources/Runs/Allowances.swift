public import Vocabulary

/// What may be asked of one in a run: how often, how much, and for how much money.
public final class Allowance: Sendable {
    /// `provider 'openai'`, `key 'free-tier'`.
    public let holder: String
    public let budget: Budget?
    public let pacer: Pacer

    public init(of holder: String, pacer: Pacer, budget: Budget?) {
        self.holder = holder
        self.pacer = pacer
        self.budget = budget
    }
}

/// The allowances of the providers behind the legs of a run, and of the key that it asks with.
///
/// Cases wait here, before they are sent: a gateway that has to refuse a call for want of room would look broken.
public struct Allowances: Sendable {
    private let byLeg: [LegID: Allowance]
    private let caller: Allowance?
    /// Who is asked about answers, which no client's key pays for.
    private let advisers: Set<LegID>
    let haveBudgets: Bool

    /// Of no leg.
    public static let none = Allowances([:])

    /// - Parameters:
    ///   - caller: of whoever asks, whatever leg answers.
    ///   - advisers: those by leg that are asked about answers.
    public init(
        _ byLeg: [LegID: Allowance], of caller: Allowance? = nil, advisers: Set<LegID> = []
    ) {
        self.byLeg = byLeg
        self.advisers = advisers
        self.caller = caller
        haveBudgets = caller?.budget != nil || byLeg.values.contains { $0.budget != nil }
    }

    var isEmpty: Bool { byLeg.isEmpty && caller == nil }

    /// What is put aside for a case.
    struct Reserved: Sendable {
        fileprivate var parts: [(allowance: Allowance, reservation: Budget.Reservation)] = []

        var pots: [QuestionPots.Part] {
            parts.compactMap { allowance, reservation in
                guard let budget = allowance.budget, let pot = reservation.pot else { return nil }
                return QuestionPots.Part(
                    budget: budget, pot: pot, stop: .heldBudget(allowance.holder, budget.cap))
            }
        }
    }

    /// Puts aside what the case's calls may cost their providers; throws the budget that has no room left.
    func reserve(
        for planned: Case, _ size: PromptSize, of suite: PreparedSuite, sendings: Int
    ) async throws(Exhausted) -> Reserved {
        var reserved = Reserved()
        for allowance in concerned(by: planned) {
            guard let budget = allowance.budget else { continue }
            let outlay = suite.outlay(
                of: planned, size, for: budget, sendings: sendings
            ) { pays(allowance, for: $0) }
            guard let reservation = await budget.reserve(outlay) else {
                giveBack(reserved)
                throw Exhausted(holder: allowance.holder, cap: budget.cap)
            }
            reserved.parts.append((allowance, reservation))
        }
        return reserved
    }

    struct Exhausted: Error {
        var holder: String
        var cap: Money
    }

    /// Whether what a leg's calls cost is booked there.
    private func pays(_ allowance: Allowance, for leg: LegID) -> Bool {
        allowance === caller && !advisers.contains(leg) || byLeg[leg] === allowance
    }

    /// In one order for all cases: two that wait for each other's provider would wait for ever.
    private func concerned(by planned: Case) -> [Allowance] {
        var found: [Allowance] = []
        for number in 0..<planned.repeats {
            for leg in planned.path(ofRepeat: number).expected.calls.keys {
                guard let allowance = byLeg[leg], !found.contains(where: { $0 === allowance })
                else { continue }
                found.append(allowance)
            }
        }
        for adviser in advisers {
            guard let allowance = byLeg[adviser], !found.contains(where: { $0 === allowance })
            else { continue }
            found.append(allowance)
        }
        found.sort { $0.holder < $1.holder }
        return (caller.map { [$0] } ?? []) + found
    }

    /// Nothing of it was sent.
    func giveBack(_ reserved: Reserved) {
        for part in reserved.parts { part.allowance.budget?.settle(part.reservation, cost: 0) }
    }

    /// Books what the calls did cost, by provider: a gateway may have asked others than it was expected to.
    func settle(_ reserved: Reserved, _ calls: [LaneCall]) {
        for (allowance, reservation) in reserved.parts {
            allowance.budget?.settle(reservation, cost: cost(of: calls, to: allowance))
        }
        for call in calls {
            guard let allowance = byLeg[call.leg], let budget = allowance.budget,
                !reserved.parts.contains(where: { $0.allowance === allowance })
            else { continue }
            budget.book(budget.nanos(of: call.cost))
        }
    }

    private func cost(of calls: [LaneCall], to allowance: Allowance) -> Int128? {
        let own = calls.filter { pays(allowance, for: $0.leg) }
        return allowance.budget?.nanos(of: own.map(\.cost))
    }

    /// Books what a killed run has paid; which of its legs took a part of it is not known any more.
    func book(_ cost: Money?, of leg: LegID?) {
        for allowance in [caller, leg.flatMap { byLeg[$0] }] {
            guard let budget = allowance?.budget else { continue }
            budget.book(budget.nanos(of: cost))
        }
    }

    /// Books a question that a killed run has paid for.
    func book(_ cost: Money?, ofQuestionTo adviser: LegID) {
        guard let budget = byLeg[adviser]?.budget else { return }
        budget.book(budget.nanos(of: cost))
    }

    /// Returns when a question may go out to an adviser.
    func wait(toAsk adviser: LegID, tokens: Int) async {
        await byLeg[adviser]?.pacer.wait(tokens: tokens)
    }

    /// Returns when every call that the path leads to may go out.
    func wait(for path: Path, tokens: Int) async {
        await caller?.pacer.wait(tokens: tokens)
        for (leg, count) in path.expected.calls {
            guard let allowance = byLeg[leg] else { continue }
            for _ in 0..<count { await allowance.pacer.wait(tokens: tokens) }
        }
    }

    /// What the calls used beyond what was guessed, and how long their providers asked to wait.
    func hear(_ calls: [LaneCall], guessed: Int, at moment: Moment) {
        for call in calls {
            guard let pacer = byLeg[call.leg]?.pacer else { continue }
            if !call.isUnpaid, let usage = call.answer?.usage, let input = usage.input?.value,
                let output = usage.output?.value
            {
                pacer.correct(guessed: guessed, used: input + output)
            }
            // What a planted fault asks for is no word of the provider's.
            if let wait = call.patience { pacer.hear(wait: wait, at: moment) }
        }
    }
}
