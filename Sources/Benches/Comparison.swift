import Vocabulary

/// All that `compare` found: reports are made of this alone.
public struct Comparison: Sendable, Equatable {
    public var tasks: [TaskFigures]
    /// In the tasks' order.
    public var choices: [ModelChoice]
    public var routings: Routings
    /// Times are those of simulated legs, and say nothing.
    public var isSimulated: Bool
    public var runs: Int
    /// What the traffic is priced by, in words; nil where there is none.
    public var pricedBy: String?

    public init(
        _ table: ModelTable, _ choices: [ModelChoice], _ routings: Routings,
        pricedBy: String? = nil
    ) {
        self.pricedBy = pricedBy
        tasks = table.tasks
        self.choices = choices
        self.routings = routings
        isSimulated = table.isSimulated
        runs = table.runs
    }

    /// Answers of unknown cost: they are in no sum.
    public var unknownCosts: Int {
        tasks.flatMap(\.models).reduce(0) { $0 + $1.spend.unknown }
    }
}
