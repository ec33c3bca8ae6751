package import Ledger
package import Vocabulary

/// What the recommended routing costs, and what one model for everything would.
package struct Routings: Sendable, Equatable {
    package struct Share: Sendable, Equatable {
        package var task: String
        package var model: String
        package var cost: Money?
    }

    package struct Routing: Sendable, Equatable {
        package var shares: [Share]
        package var total: MoneySum

        init(_ shares: [Share]) {
            self.shares = shares
            total = MoneySum()
            for share in shares { total.add(share.cost) }
        }
    }

    package var routed: Routing
    /// Nil where no model was asked for every task.
    package var single: (model: String, routing: Routing)? {
        singleModel.flatMap { model in singleRouting.map { (model, $0) } }
    }
    private var singleModel: String?
    private var singleRouting: Routing?
    /// The single model is not right about as often as the best on these tasks.
    package var worseOn: [String] = []
    /// What the costs are of: the user's traffic, or 1,000 answers of each task as they were measured.
    package var isOfTraffic: Bool

    /// - Parameter price: of a model by its `provider:model`.
    package init(
        _ tasks: [TaskFigures], _ choices: [ModelChoice], _ traffic: Traffic?,
        price: (String) -> Price?
    ) {
        isOfTraffic = traffic != nil
        func shares(_ model: (ModelChoice) -> String?) -> [Share] {
            choices.flatMap { choice -> [Share] in
                guard let name = model(choice) else { return [] }
                guard let traffic else {
                    let figures = tasks.first { $0.name == choice.task }?.model(named: name)
                    return [Share(task: choice.task, model: name, cost: figures?.costPerThousand)]
                }
                guard traffic.has(choice.task) else { return [] }
                let cost = traffic.cost(of: choice.task, at: price(name))
                return [Share(task: choice.task, model: name, cost: cost)]
            }
        }
        routed = Routing(shares(\.model))
        let decided = choices.filter { $0.model != nil }
        let common = (tasks.first?.models ?? []).map(\.name).filter { name in
            decided.allSatisfy { choice in
                tasks.first { $0.name == choice.task }?.model(named: name)?.rate != nil
            }
        }
        let candidates = common.map { name in
            (
                name: name, routing: Routing(shares { $0.model == nil ? nil : name }),
                worseOn: decided.filter { !$0.acceptable.contains(name) }.map(\.task)
            )
        }
        // Good on as many tasks as can be, then cheap.
        let one = candidates.min { one, other in
            if one.worseOn.count != other.worseOn.count {
                return one.worseOn.count < other.worseOn.count
            }
            return Self.isCheaper(one.routing.total, other.routing.total)
        }
        (singleModel, singleRouting) = (one?.name, one?.routing)
        worseOn = one?.worseOn ?? []
    }

    /// What is not known is never the cheaper.
    private static func isCheaper(_ one: MoneySum, _ other: MoneySum) -> Bool {
        guard let cost = amount(one) else { return false }
        guard let otherCost = amount(other), otherCost.currency == cost.currency else {
            return true
        }
        return cost.nanos < otherCost.nanos
    }

    private static func amount(_ sum: MoneySum) -> Money? {
        sum.unknown == 0 && sum.amounts.count == 1 ? sum.amounts[0] : nil
    }

    /// What the routing saves of the one model's cost; nil where either is not known, or in another currency.
    package var saving: (amount: Money, share: Double)? {
        guard let single, let one = Self.amount(single.routing.total),
            let routed = Self.amount(routed.total), one.currency == routed.currency, one.nanos > 0
        else { return nil }
        let saved = Money(nanos: one.nanos - routed.nanos, one.currency)
        return (saved, Double(saved.nanos) / Double(one.nanos))
    }
}
