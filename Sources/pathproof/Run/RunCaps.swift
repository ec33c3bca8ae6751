import Documents
import Providers
import Runs
import Vocabulary

/// Where a run ends before its last case, and how fast it may go: nothing of it changes what a case is.
struct RunCaps {
    var failuresMax: Int?
    var casesMax: Int?
    var time: Duration?
    var pace: Pace?

    init() {}

    init(_ arguments: Arguments) throws(Diagnostics) {
        failuresMax = try arguments.integer("--max-failures", in: 1...1_000_000_000)
        if arguments.has("--fail-fast") { failuresMax = 1 }
        casesMax = try arguments.integer("--max-cases", in: 1...1_000_000_000)
        let rpm = try arguments.integer("--rpm", in: 1...10_000_000)
        let tpm = try arguments.integer("--tpm", in: 1...1_000_000_000)
        if rpm != nil || tpm != nil {
            pace = Pace(requestsPerMinute: rpm, tokensPerMinute: tpm)
        }
        guard let text = arguments.last("--timeout") else { return }
        guard let time = duration(of: text), time > .zero else {
            throw Diagnostics([
                Diagnostic("option '--timeout' has '\(text)', not a time as in 90s or 10m")
            ])
        }
        self.time = time
    }

    /// How long before its end a run stops sending: what is in flight may come to its own.
    var patience: Duration { min(.seconds(2), (time ?? .zero) / 10) }
}

extension Stop {
    /// For reports; nil for a signal, which they know by name.
    var words: String? {
        switch self {
        case .signal: nil
        case .failures(1): "the first case that did not pass"
        case .failures(let count): "--max-failures \(count)"
        case .cases(let count): "--max-cases \(count)"
        case .time(let time): "--timeout \(durationText(time))"
        case .budget(let cap): "--budget \(cap.amount)"
        case .heldBudget(let holder, let cap):
            "budget_usd \(cap.amount) of \(holder)"
        case .gateway(let end): end
        case .unwritten: "results that could not be written"
        }
    }
}
