import Documents
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
        return plan == nil || book == nil || !suite.isSound ? nil : prepared
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
