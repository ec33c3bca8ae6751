import Ledger
import Rows
import Vocabulary

/// Which model suits which task: what `compare` and every report tell of it is made of this alone.
public struct Comparison: Sendable, Equatable {
    public var tasks: [TaskFigures]
    /// In the tasks' order.
    public var choices: [ModelChoice]
    public var routings: Routings
    /// Times are those of simulated legs, and say nothing.
    public var isSimulated: Bool
    public var runs: Int
    /// It says itself what marks of times mean: in a report the table of times does.
    var hasTimeLegends = true

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

    /// Of one run, as its reports have it: costs as they were measured, other currencies by the run's own rates.
    init(_ table: ModelTable) {
        let rates = ExchangeRates(table.rates.map { ($0.currency, $0.dollars) })
        let terms = ModelChoice.Terms(isTimed: !table.isSimulated, rates: rates)
        let choices = table.tasks.map { ModelChoice($0, terms) }
        self.init(
            table, choices, Routings(table.tasks, choices, nil, rates: rates) { _, _ in nil })
    }

    /// What is worth a table in a report that is about more than models: tasks with models to choose between. Of
    /// simulated legs those alone whose suites ask models by name: in a chain of fallbacks made-up answers decide
    /// nothing. Nil where there are none.
    var telling: Comparison? {
        var telling = self
        let shown = tasks.indices.filter { place in
            tasks[place].isChoice && (!isSimulated || tasks[place].isDirect)
        }
        telling.tasks = shown.map { tasks[$0] }
        telling.choices = shown.map { choices[$0] }
        telling.hasTimeLegends = false
        return shown.isEmpty ? nil : telling
    }

    /// Some cases were sent more often than once.
    var hasRepeats: Bool { tasks.flatMap(\.models).contains { $0.cases < $0.asked } }

    /// Answers of unknown cost: they are in no sum.
    public var unknownCosts: Int {
        tasks.flatMap(\.models).reduce(0) { $0 + $1.spend.unknown }
    }
}
