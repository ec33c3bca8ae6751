import Documents
import Doors
import GatewayMaps
import Ledger
import Plans
import Runs
import Suites
import Vocabulary

// Who judges the answers of a run's suites, where a check asks for that.
extension RunJob {
    /// Finds the judge of each suite: of the routes file that it goes over, or of the nearest where it goes through a
    /// gateway that has none.
    mutating func findJudges(_ arguments: Arguments, _ mistakes: Mistakes) {
        let isElsewhere = gateway != nil || drill != nil
        for index in prepared.indices {
            let suite = prepared[index].plan.suite
            guard let named = suite.judge else { continue }
            mistakes.collect { () throws(Diagnostics) in
                let map = isElsewhere ? try judgeMap(for: suite, arguments) : maps[index]
                guard let map, let leg = try Planner.judge(of: suite, in: map) else { return }
                guard allDoors.standing(for: leg.provider) != nil else {
                    throw Diagnostics([
                        named.node.diagnostic(
                            "no lane can stand before the judge '\(named.name)': none speaks as "
                                + "'\(leg.provider)'",
                            hint: "a judge is asked through one: name another")
                    ])
                }
                if isElsewhere { judgeMaps[suite.file] = map }
                prepared[index].judge = Judge(leg, in: try map.priceBook(for: suite))
            }
            guard gateway != nil, budget == nil, !arguments.has("--plan") else { continue }
            mistakes.add(
                "the judge '\(named.name)' is asked at its provider, and no --budget caps what that may bill",
                at: named.node, hint: "--budget 1.00 spends a dollar at the most")
        }
    }

    /// The routes file that says where providers are; where there is none, the catalogue has to do.
    private mutating func judgeMap(
        for suite: Suite, _ arguments: Arguments
    ) throws(Diagnostics) -> RouteMap {
        let named = arguments.last("--routes")
        guard named != nil || RoutesCache.nearest(to: suite.file) != nil else {
            return RouteMap(file: "a routes file", routes: [])
        }
        return try routes.map(for: suite, named)
    }

    /// Where a suite's judge is asked.
    func judgeMap(of suite: PreparedSuite, over map: RouteMap?) -> RouteMap? {
        guard let judge = suite.judge,
            var found = judgeMaps[suite.plan.suite.file] ?? map
        else { return nil }
        found.routes = [Route(name: judge.leg.id.route, legs: [judge.leg])]
        return found
    }

    /// Addresses and keys of all judges that are to be asked.
    func checkJudges() throws(Diagnostics) {
        var mistakes: [Diagnostic] = []
        for (suite, map) in zip(prepared, maps) {
            guard let place = judgeMap(of: suite, over: map) else { continue }
            do throws(Diagnostics) {
                _ = try LiveEndpoints.of(place)
            } catch {
                mistakes += error.items.filter { !mistakes.contains($0) }
            }
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
    }

    /// Where `budget_usd` of the judge's provider cannot be held over it.
    func foreignJudge(
        of suite: PreparedSuite, _ map: RouteMap?, _ seen: inout Set<String>
    ) -> [Diagnostic] {
        guard let judge = suite.judge, let place = judgeMap(of: suite, over: map),
            place.providers.contains(where: { $0.name == judge.leg.provider && $0.budget != nil })
        else { return [] }
        return SpendCap.foreign(
            [judge.leg], judge.prices, rates,
            cap: "`budget_usd` of provider '\(judge.leg.provider)'", &seen)
    }

    /// Judges are asked where answers are real: simulated ones are nobody's.
    var asksJudges: Bool { source.isReal || gateway != nil }
}
