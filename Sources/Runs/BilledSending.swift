import Rows
import Vocabulary

/// One request of a case, as its caller was told of it, and the call that answered it.
struct BilledSending {
    var told: Told
    var call: Call
    /// No journal knows who answered: the answer's own word counts.
    var isHearsay = false

    /// Those that both sides can tell of; without journals, those that tell a cost.
    static func all(
        of finished: RowDesk.Finished, since start: Moment, hasJournals: Bool
    ) -> [BilledSending] {
        hasJournals ? all(of: finished, since: start) : hearsay(finished)
    }

    private static func hearsay(_ finished: RowDesk.Finished) -> [BilledSending] {
        // As nearly all: a row would be copied to find that out.
        if finished.rows.isEmpty, finished.row.charges.isEmpty { return [] }
        let row = finished.row
        let attempts = finished.rows.compactMap { row -> AttemptRow? in
            if case .attempt(let attempt) = row { attempt } else { nil }
        }
        let told = attempts.isEmpty ? [Told(row)] : attempts.map { Told($0) }
        return told.compactMap { told in
            guard let told, let usage = told.usage, !told.charges.isEmpty,
                let served = row.modelServed
            else { return nil }
            let call = Call(
                leg: row.leg, usage: usage, cost: told.cost, asked: row.modelRequested,
                told: served)
            return BilledSending(told: told, call: call, isHearsay: true)
        }
    }

    private static func all(
        of finished: RowDesk.Finished, since start: Moment
    ) -> [BilledSending] {
        let row = finished.row
        if finished.rows.isEmpty {
            guard let told = Told(row), let call = Call.answering(finished.calls) else {
                return []
            }
            return [BilledSending(told: told, call: call)]
        }
        var (attempts, calls): ([AttemptRow], [CallRow]) = ([], [])
        for row in finished.rows {
            switch row {
            case .attempt(let row): attempts.append(row)
            case .call(let row): calls.append(row)
            case .run, .path, .question, .case, .finding, .ledger, .rehearsal, .gate, .end: break
            }
        }
        for call in finished.calls {
            calls.append(CallRow(call, of: row.id, since: start))
        }
        guard !attempts.isEmpty else {
            guard let told = Told(row), let call = Call.answering(calls) else { return [] }
            return [BilledSending(told: told, call: call)]
        }
        // Repeats follow one another: a call belongs to the last that began before it.
        return attempts.enumerated().compactMap { index, attempt in
            let next = attempts.dropFirst(index + 1).first?.started
            let own = calls.filter { call in
                call.arrived >= attempt.started && next.map { call.arrived < $0 } ?? true
            }
            guard let told = Told(attempt), let call = Call.answering(own) else { return nil }
            return BilledSending(told: told, call: call)
        }
    }

    /// What an answer says of itself; only of one that is a success.
    struct Told {
        var usage: Usage?
        var charges: [Charge]
        var requestBytes: Int
        /// By the price list.
        var cost: Money?

        init?(_ row: CaseRow) {
            guard row.status.map({ $0 / 100 == 2 }) ?? false, row.breakage == nil,
                row.providerError == nil
            else { return nil }
            usage = Usage(
                row.inputTokens, row.outputTokens, row.cachedTokens, row.reasoningTokens,
                tier: row.serviceTier)
            charges = row.charges
            requestBytes = row.requestBytes ?? 0
            cost = row.cost
        }

        /// Of a repeat that failed and tells no tokens, nobody knows whether it was an answer.
        init?(_ row: AttemptRow) {
            usage = Usage(
                row.inputTokens, row.outputTokens, row.cachedTokens, row.reasoningTokens,
                tier: row.serviceTier)
            charges = row.charges
            guard row.status.map({ $0 / 100 == 2 }) ?? false,
                row.verdict == .passed || usage != nil
            else { return nil }
            requestBytes = row.requestBytes ?? 0
            cost = row.cost
        }
    }

    /// A leg's whole and healthy answer, with what it counted.
    struct Call {
        var leg: LegID
        var usage: Usage
        var cost: Money?
        /// The model that was asked for, and the one that the answer names.
        var asked: String?
        var told: String?

        static func answering(_ calls: [LaneCall]) -> Call? {
            guard let call = calls.last(where: \.claimsSuccess), call.cause == nil, call.isComplete,
                let usage = call.answer?.usage
            else { return nil }
            return Call(
                leg: call.leg, usage: usage, cost: call.cost, asked: call.model,
                told: call.answer?.model)
        }

        static func answering(_ calls: [CallRow]) -> Call? {
            guard let call = calls.last(where: { ($0.status ?? 0) / 100 == 2 }), call.cause == nil,
                call.isComplete,
                let usage = Usage(
                    call.inputTokens, call.outputTokens, call.cachedTokens, call.reasoningTokens,
                    call.cacheWriteTokens, tier: call.serviceTier)
            else { return nil }
            return Call(
                leg: call.leg, usage: usage, cost: call.cost, asked: call.model,
                told: call.modelServed ?? call.model)
        }
    }
}

extension Usage {
    /// As rows have it, in OpenAI's order: cached input is of the input, reasoning of the output.
    fileprivate init?(
        _ input: Int?, _ output: Int?, _ cached: Int?, _ reasoning: Int?, _ written: Int? = nil,
        tier: String?
    ) {
        if input == nil, output == nil { return nil }
        self.init(
            input: input.map { Count($0, "input_tokens") },
            output: output.map { Count($0, "output_tokens") },
            cachedInput: cached.map { Count($0, "cached_tokens") },
            cacheWrite: written.map { Count($0, "cache_write_tokens") },
            reasoning: reasoning.map { Count($0, "reasoning_tokens") })
        self.tier = tier
    }
}
