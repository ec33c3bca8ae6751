import Synchronization
import Vocabulary

/// What one budget has put aside for the questions about one case, beside what the case itself may cost.
///
/// An object: the case's reservation holds it, and whoever asks pays out of it.
final class QuestionPot: Sendable {
    struct State: Sendable {
        var aside: Int128
        var spent: Int128 = 0
        /// Of it, what questions of unknown cost were taken to cost.
        var assumed: Int128 = 0
    }

    let state: Mutex<State>

    init(aside: Int128) { state = Mutex(State(aside: aside)) }
}

/// The pots of a case in all budgets that have to pay for its questions.
struct QuestionPots: Sendable {
    struct Part: Sendable {
        var budget: Budget
        var pot: QuestionPot
        /// Why the run ends where it is empty.
        var stop: Stop
    }

    var parts: [Part] = []

    /// Sees to it that each has room for a question of this size; gives the reason to stop where one has not.
    func cover(_ size: PromptSize, to adviser: Adviser) -> Stop? {
        for part in parts {
            let most = part.budget.most(of: size, to: adviser) ?? 0
            if !part.budget.cover(most, from: part.pot) { return part.stop }
        }
        return nil
    }

    /// Takes out of each what a question did cost; where nobody knows, what it may have.
    func pay(_ cost: Money?, _ size: PromptSize, to adviser: Adviser) {
        for part in parts {
            let known = part.budget.nanos(of: cost)
            let most = part.budget.most(of: size, to: adviser) ?? 0
            part.pot.state.withLock { state in
                state.spent += known ?? most
                if known == nil { state.assumed += most }
            }
        }
    }
}

extension Budget {
    /// Whether what is left in a pot is enough for one question more; where it is not, more is put aside at once or
    /// not at all: who holds something and waits for more may wait for ever.
    fileprivate func cover(_ most: Int128, from pot: QuestionPot) -> Bool {
        let lack = pot.state.withLock { most - ($0.aside - $0.spent) }
        guard lack > 0 else { return true }
        guard raise(by: lack) else { return false }
        pot.state.withLock { $0.aside += lack }
        return true
    }
}
