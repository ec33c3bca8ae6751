import Vocabulary

/// All that `compare` found: reports are made of this alone.
package struct Comparison: Sendable, Equatable {
    package var tasks: [TaskFigures]
    /// In the tasks' order.
    package var choices: [ModelChoice]
    package var routings: Routings
    /// Times are those of simulated legs, and say nothing.
    package var isSimulated: Bool
    package var runs: Int

    package init(_ table: ModelTable, _ choices: [ModelChoice], _ routings: Routings) {
        tasks = table.tasks
        self.choices = choices
        self.routings = routings
        isSimulated = table.isSimulated
        runs = table.runs
    }

    /// Answers of unknown cost: they are in no sum.
    package var unknownCosts: Int {
        tasks.flatMap(\.models).reduce(0) { $0 + $1.spend.unknown }
    }
}
