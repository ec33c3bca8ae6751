import Reports
import Runs
import Vocabulary

// How a run that lost cases is gone on with.
extension RunJob {
    /// What to type for it: a budget is of one invocation, and without one nobody is asked.
    private var resumption: String {
        let cap = source.asksProviders ? budget.map { " --budget \($0.amount)" } ?? "" : ""
        return "`pathproof \(command) --resume --out \(Shell.quoted(folder))\(cap)`"
    }

    /// What to do about providers that were not there, or would not have the key.
    func lost(_ counts: RunTally.Counts) -> Diagnostic {
        let unreached = counts.unreached - counts.refused
        let why = [
            counts.refused > 0 ? "a key was refused" : nil,
            unreached > 0 ? "a provider was not reached, or ended before its answer did" : nil,
        ].compactMap(\.self).joined(separator: "; ")
        return Diagnostic(
            "\(Figures.counted(counts.unreached, "case")) could not be judged: \(why)",
            hint: (counts.refused > 0 ? "with a key that is taken, " : "")
                + "\(resumption) asks again for what was lost, and for nothing else")
    }

    func ended(_ end: String) -> Diagnostics {
        Diagnostics([
            Diagnostic(
                "\(end) in the middle of the \(command)",
                hint: "all it said stands in the log in '\(folder)'; \(resumption) goes on")
        ])
    }
}
