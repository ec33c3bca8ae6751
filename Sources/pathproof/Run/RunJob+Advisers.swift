import Documents
import GatewayMaps
import Ledger
import Plans
import Runs
import Suites
import Vocabulary

// Who is asked about the answers of a run's suites, where a check wants that.
extension RunJob {
    /// Finds the advisers of each suite: models of the routes file that it goes over, or of the nearest where it goes
    /// through a gateway that has none.
    mutating func findAdvisers(_ arguments: Arguments, _ mistakes: Mistakes) {
        for index in prepared.indices {
            let suite = prepared[index].plan.suite
            for role in Adviser.Role.allCases {
                guard let named = role == .judge ? suite.judge : suite.embedder else { continue }
                let (found, map) = (prepared[index], maps[index])
                let adviser = mistakes.collect { () throws(Diagnostics) in
                    try self.adviser(role, named, of: found, over: map, arguments)
                }
                if let adviser = adviser ?? nil { prepared[index].advisers.append(adviser) }
                guard gateway != nil, budget == nil, !arguments.has("--plan") else { continue }
                mistakes.add(
                    "the \(role.rawValue) '\(named.name)' is asked at its provider, and no --budget caps what "
                        + "that may bill",
                    at: named.node, hint: "--budget 1.00 spends a dollar at the most")
            }
        }
    }

    private mutating func adviser(
        _ role: Adviser.Role, _ named: Suite.Named, of prepared: PreparedSuite,
        over own: RouteMap?, _ arguments: Arguments
    ) throws(Diagnostics) -> Adviser? {
        let suite = prepared.plan.suite
        let isElsewhere = gateway != nil || drill != nil
        let map = isElsewhere ? try adviserMap(for: suite, arguments) : own
        guard let map else { return nil }
        let leg =
            role == .judge
            ? try Planner.judge(of: suite, in: map) : try Planner.embedder(of: suite, in: map)
        guard let leg else { return nil }
        guard role == .judge || Adviser.embeds(leg.provider) else {
            throw Diagnostics([
                named.node.diagnostic(
                    "the embedder '\(named.name)' is asked in OpenAI's words, and '\(leg.provider)' has others",
                    hint: "name a model of a provider that speaks as OpenAI does")
            ])
        }
        if isElsewhere { adviserMaps[suite.file] = map }
        return Adviser(role, leg, in: try map.priceBook(for: suite))
    }

    /// The routes file that says where providers are; where there is none, the catalogue has to do.
    private mutating func adviserMap(
        for suite: Suite, _ arguments: Arguments
    ) throws(Diagnostics) -> RouteMap {
        let named = arguments.last("--routes")
        guard named != nil || RoutesCache.nearest(to: suite.file) != nil else {
            return RouteMap(file: "a routes file", routes: [])
        }
        return try routes.map(for: suite, named)
    }

    /// Where some of a suite's advisers are asked, or all: a routes file with them as its only legs.
    func adviserMap(
        of suite: PreparedSuite, _ advisers: [Adviser]? = nil, over map: RouteMap?
    ) -> RouteMap? {
        let advisers = advisers ?? suite.advisers
        guard !advisers.isEmpty, var found = adviserMaps[suite.plan.suite.file] ?? map else {
            return nil
        }
        found.routes = advisers.map { Route(name: $0.leg.id.route, legs: [$0.leg]) }
        return found
    }

    /// Addresses and keys of all advisers that are to be asked.
    func checkAdvisers() throws(Diagnostics) {
        var mistakes: [Diagnostic] = []
        for (suite, map) in zip(prepared, maps) {
            guard let place = adviserMap(of: suite, over: map) else { continue }
            do throws(Diagnostics) {
                _ = try LiveEndpoints.of(place)
            } catch {
                mistakes += error.items.filter { !mistakes.contains($0) }
            }
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
    }

    /// Where `budget_usd` of an adviser's provider cannot be held over it.
    func foreignAdvisers(
        of suite: PreparedSuite, _ map: RouteMap?, _ seen: inout Set<String>
    ) -> [Diagnostic] {
        guard let place = adviserMap(of: suite, over: map) else { return [] }
        return suite.advisers.flatMap { adviser in
            let provider = adviser.leg.provider
            guard place.providers.contains(where: { $0.name == provider && $0.budget != nil })
            else { return [Diagnostic]() }
            return SpendCap.foreign(
                [adviser.leg], adviser.prices, rates,
                cap: "`budget_usd` of provider '\(provider)'", &seen)
        }
    }

    /// They are asked where answers are real: simulated ones are nobody's.
    var asksAdvisers: Bool { source.isReal || gateway != nil }

    /// Behind lanes, or, where a gateway is only a URL, as advisers beside it.
    var asksProvidersAtAll: Bool { source.asksProviders || gateway != nil }
}
