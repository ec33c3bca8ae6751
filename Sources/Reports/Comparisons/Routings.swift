public import Ledger
public import Vocabulary

/// What the work costs under each routing: the recommended one, the one that was run, and one model for all of it.
public struct Routings: Sendable, Equatable {
    /// What one task costs.
    public struct Share: Sendable, Equatable {
        /// A model, and how many of so many answers are its own.
        public struct Part: Sendable, Equatable {
            public var model: String
            public var answers: Int
        }

        public var task: String
        public var parts: [Part]
        /// Where prices depend on the hour, at the dearest and at the cheapest.
        public var cost: MoneySum
        public var costAtCheapest: MoneySum
    }

    public struct Routing: Sendable, Equatable {
        public enum Kind: Sendable, Equatable {
            case recommended, present
            /// Of all tasks that were measured over it.
            case route(String)
            case single(String)
        }

        public var kind: Kind
        public var shares: [Share]
        /// Tasks on which it is not right about as often as the best; known only of single models.
        public var worseOn: [String]
        public var total: MoneySum
        public var totalAtCheapest: MoneySum

        init(_ kind: Kind, _ shares: [Share], worseOn: [String] = []) {
            self.kind = kind
            self.shares = shares
            self.worseOn = worseOn
            (total, totalAtCheapest) = (MoneySum(), MoneySum())
            for share in shares {
                total.add(share.cost)
                totalAtCheapest.add(share.costAtCheapest)
            }
        }
    }

    public var routed: Routing
    /// As the runs went; nil where their suites asked models directly.
    public var present: Routing?
    /// Each route by itself, where a task was measured over several.
    public var routes: [Routing]
    /// One for each model that was judged on every task.
    public var singles: [Routing]
    /// Of those that are right about as often as the best on most tasks, the cheapest. Nil where there is none,
    /// or where no rate says which is the cheapest.
    public var single: (model: String, routing: Routing)? {
        singleModel.flatMap { model in
            singles.first { $0.kind == .single(model) }.map { (model, $0) }
        }
    }
    private var singleModel: String?
    /// What the costs are of: the user's traffic, or 1,000 answers of each task as they were measured.
    public var isOfTraffic: Bool
    /// What other currencies are worth.
    public var rates: ExchangeRates

    public var all: [Routing] { [routed] + (present.map { [$0] } ?? []) + routes + singles }

    /// - Parameter price: of a model by its `provider:model`, on a task.
    public init(
        _ tasks: [TaskFigures], _ choices: [ModelChoice], _ traffic: Traffic?,
        rates: ExchangeRates = .none, price: (_ model: String, _ task: String) -> Price?
    ) {
        isOfTraffic = traffic != nil
        self.rates = rates
        let figures = tasks.filter { task in
            choices.contains { $0.task == task.name && $0.isJudged }
                && traffic?.has(task.name) ?? true
        }
        func share(_ task: TaskFigures, _ parts: [Share.Part]) -> Share {
            let answers = parts.reduce(0) { $0 + $1.answers }
            func sum(_ hour: PriceHour) -> MoneySum {
                var sum = MoneySum()
                for part in parts {
                    let whole =
                        traffic.map {
                            $0.cost(of: task.name, at: price(part.model, task.name), hour)
                        } ?? task.model(named: part.model)?.costPerThousand(at: hour)
                    sum.add(whole?.part(part.answers, of: answers))
                }
                return sum
            }
            return Share(
                task: task.name, parts: parts, cost: sum(.dearest), costAtCheapest: sum(.cheapest))
        }
        func only(_ model: String) -> [Share.Part] { [Share.Part(model: model, answers: 1)] }

        routed = Routing(
            .recommended,
            figures.compactMap { task in
                choices.first { $0.task == task.name }?.model.map { share(task, only($0)) }
            })
        present = Self.present(figures).map { parts in
            Routing(.present, zip(figures, parts).map { share($0, $1) })
        }
        routes = Self.routeNames(figures).map { name in
            Routing(
                .route(name),
                figures.compactMap { task in
                    task.routes.first { $0.name == name }.map { share(task, $0.parts) }
                })
        }
        let common = (figures.first?.models ?? []).map(\.name).filter { name in
            figures.allSatisfy { $0.model(named: name)?.rate != nil }
        }
        singles = common.map { name in
            Routing(
                .single(name), figures.map { share($0, only(name)) },
                worseOn: choices.filter { choice in
                    figures.contains { $0.name == choice.task }
                        && !choice.acceptable.contains(name)
                }.map(\.task))
        }
        singleModel = Self.best(of: singles, by: rates)
    }

    // MARK: The routing that was run

    /// By task; nil where every task was asked of models directly.
    private static func present(_ tasks: [TaskFigures]) -> [[Share.Part]]? {
        let routes = tasks.flatMap(\.routes)
        guard !routes.isEmpty, !routes.allSatisfy(\.isModel) else { return nil }
        return tasks.map { task in
            var parts: [Share.Part] = []
            for part in task.routes.flatMap(\.parts) {
                if let place = parts.firstIndex(where: { $0.model == part.model }) {
                    parts[place].answers += part.answers
                } else {
                    parts.append(part)
                }
            }
            return parts
        }
    }

    /// Where one task went over several, what each alone would have cost is of use.
    private static func routeNames(_ tasks: [TaskFigures]) -> [String] {
        guard tasks.contains(where: { $0.routes.count > 1 }) else { return [] }
        var names: [String] = []
        for route in tasks.flatMap(\.routes) where !route.isModel && !names.contains(route.name) {
            names.append(route.name)
        }
        return names
    }

    // MARK: Holding one against the other

    /// Good on as many tasks as can be, then cheap.
    private static func best(of singles: [Routing], by rates: ExchangeRates) -> String? {
        let least = singles.map(\.worseOn.count).min() ?? 0
        let good = singles.filter { $0.worseOn.count == least }
        let priced = good.compactMap { routing in
            routing.total.whole(by: rates).map { (routing, $0) }
        }
        let best = priced.first { one in
            priced.allSatisfy { rates.isLess($0.1, one.1) == false }
        }?.0
        // What is not known is never the cheaper.
        guard case .single(let model)? = (best ?? (priced.isEmpty ? good.first : nil))?.kind
        else { return nil }
        return model
    }

    /// What the recommended routing saves of another's cost; nil where either is not known, where they are not of
    /// the same tasks, or where no rate turns the one's currency into the other's.
    public func saving(against other: Routing) -> (amount: Money, share: Double)? {
        guard routed.shares.map(\.task) == other.shares.map(\.task),
            var one = other.total.whole(by: rates), var routed = routed.total.whole(by: rates)
        else { return nil }
        if one.currency != routed.currency {
            guard let converted = rates.dollars(one), let mine = rates.dollars(routed) else {
                return nil
            }
            (one, routed) = (converted, mine)
        }
        guard one.nanos > 0 else { return nil }
        let saved = Money(nanos: one.nanos - routed.nanos, one.currency)
        return (saved, Double(saved.nanos) / Double(one.nanos))
    }

    /// What it saves of the one model's cost.
    public var saving: (amount: Money, share: Double)? {
        single.flatMap { saving(against: $0.routing) }
    }
}

extension Routings.Routing {
    /// As tables and programs have it.
    public var name: String {
        switch kind {
        case .recommended: "recommended"
        case .present: "as it was run"
        case .route(let name): "route \(name)"
        case .single(let model): "\(model) for all"
        }
    }
}

extension MoneySum {
    /// As one amount, turned into dollars where it is of several currencies; nil where that cannot be said.
    public func whole(by rates: ExchangeRates) -> Money? {
        guard unknown == 0 else { return nil }
        if amounts.count == 1 { return amounts[0] }
        return amounts.map { rates.dollars($0) }.reduce(Money(nanos: 0, Money.dollars)) {
            Money.sum($0, $1)
        }
    }
}

extension Money {
    /// So many of so many parts, to the nearest billionth.
    fileprivate func part(_ count: Int, of all: Int) -> Money? {
        guard all > 0 else { return nil }
        if count == all { return self }
        let (product, isOver) = nanos.multipliedReportingOverflow(by: Int128(count))
        return isOver ? nil : Money(nanos: (product + Int128(all) / 2) / Int128(all), currency)
    }
}
