import Documents
import Doors
import GatewayMaps
import Ledger
import Plans
import Runs
import Suites
import Vocabulary

/// Makes of a suite what a run sends, for `run` and for whoever asks beforehand whether it would.
///
/// Every mistake is told, whichever stage finds it, as far as it does not follow from another.
struct SuiteStage {
    /// Real answers come through the lanes.
    var hasRealAnswers = false
    /// The longest wait that is asked of a gateway whose times are scaled.
    var retryAfterMax: Duration?

    /// Over lanes; nil where there is a mistake.
    ///
    /// - Parameters:
    ///   - map: nil where there is none, or none that could be read.
    ///   - key: as whose client the routes are asked for.
    func prepared(
        _ suite: Suite, over map: RouteMap?, in mistakes: Mistakes,
        as key: (RouteMap) throws(Diagnostics) -> ClientKey?
    ) -> PreparedSuite? {
        mistakes.collect { () throws(Diagnostics) in try RunJob.checkNames(of: suite) }
        mistakes.collect { () throws(Diagnostics) in _ = try VicedFronts.vice(of: suite) }
        let plan: Plan?
        let book: PriceBook?
        if let map {
            plan = mistakes.collect { () throws(Diagnostics) in
                try Planner.plan(suite, over: map, as: try key(map))
            }
            book = mistakes.collect { () throws(Diagnostics) in try map.priceBook(for: suite) }
        } else {
            (plan, book) = (nil, nil)
        }
        let prepared = mistakes.collect { () throws(Diagnostics) in
            try PreparedSuite(
                plan ?? Planner.remains(of: suite, over: map), isSimulated: true,
                hasRealAnswers: hasRealAnswers, retryAfterMax: retryAfterMax,
                book: book ?? PriceBook(models: []))
        }
        let isPlayed = map.map { refuseUnplayed(of: suite, plan, over: $0, in: mistakes) } ?? true
        return plan == nil || book == nil || !isPlayed || !suite.isSound ? nil : prepared
    }

    private func refuseUnplayed(
        of suite: Suite, _ plan: Plan?, over map: RouteMap, in mistakes: Mistakes
    ) -> Bool {
        let routes = suite.models == nil ? map.routes : plan?.routes ?? []
        let unplayed = Self.unplayed(in: routes, of: map) { leg in
            suite.models?.first { $0.name == leg.model }?.node.location
        }
        for mistake in unplayed { mistakes.add(mistake) }
        return unplayed.isEmpty
    }

    /// Tells of each leg that no lane can stand in for: with one of them no lane is opened at all.
    ///
    /// - Parameter asked: where a leg is asked for by its model.
    static func unplayed(
        in routes: [Route], of map: RouteMap,
        askedAt asked: (Leg) -> SourceLocation? = { _ in nil }
    ) -> [Diagnostic] {
        var seen: Set<String> = []
        return routes.flatMap { route in
            route.legs.filter {
                allDoors.standing(for: $0.provider) == nil && seen.insert($0.model).inserted
            }.map { leg in
                Diagnostic(
                    "no lane can stand in for the leg '\(leg.model)': none speaks as "
                        + "'\(leg.provider)'",
                    at: asked(leg) ?? map.places[leg.id] ?? route.location,
                    hint: "a run plays every leg, live as well: take it out of the file that the "
                        + "suite goes over")
            }
        }
    }

    /// Over a gateway that is started with a configuration; nothing where there is a mistake.
    ///
    /// - Parameters:
    ///   - plans: the parts that it is sent in; nil where it cannot be planned.
    ///   - ownPrices: what the configuration itself says that legs cost.
    func prepared(
        _ suite: Suite, as plans: [Plan]?, over map: RouteMap, ownPrices: [LegID: Price?],
        in mistakes: Mistakes
    ) -> [PreparedSuite] {
        mistakes.collect { () throws(Diagnostics) in try RunJob.checkNames(of: suite) }
        let book = mistakes.collect { () throws(Diagnostics) in try map.priceBook(for: suite) }
        let prepared = (plans ?? [Planner.remains(of: suite, over: map)]).compactMap { plan in
            mistakes.collect { () throws(Diagnostics) in
                try PreparedSuite(
                    plan, isSimulated: true, hasRealAnswers: hasRealAnswers,
                    retryAfterMax: retryAfterMax, book: book ?? PriceBook(models: []),
                    ownPrices: ownPrices)
            }
        }
        return plans == nil || book == nil || !suite.isSound ? [] : prepared
    }

    /// Over a gateway of which nothing is known but its URL; nil where there is a mistake.
    func prepared(
        overURL suite: Suite, in mistakes: Mistakes, refusing: () throws(Diagnostics) -> Void,
        completing: (inout Plan) -> Void = { _ in }
    ) -> PreparedSuite? {
        let isTaken = mistakes.collect { () throws(Diagnostics) in try refusing() } != nil
        // A way through the gateway that was misspelt has been told.
        var plan =
            suite.isSound
            ? mistakes.collect { () throws(Diagnostics) in try Planner.plan(overURL: suite) } : nil
        if var made = plan {
            completing(&made)
            plan = made
        }
        if let first = suite.prices.first {
            plan?.notes.append(
                first.node.diagnostic(
                    "`prices:` have no effect: nobody knows which model answers behind a URL",
                    severity: .warning))
        }
        // What stands behind a URL has no known price, and the list takes a millisecond to read.
        let prepared = mistakes.collect { () throws(Diagnostics) in
            try PreparedSuite(
                plan ?? Planner.remains(of: suite, over: nil), isSimulated: false,
                book: PriceBook(models: []))
        }
        return plan == nil || !isTaken || !suite.isSound ? nil : prepared
    }
}
