import Benches
import Documents
import GatewayMaps
import Glibc
import Ledger
import Plans
import Providers
import Reports
import Rows
import Runs
import Suites
import Synchronization
import Transports
import Vocabulary

/// What caches do with the prompts that suites mark for them: each is sent three times, directly, through the gateway,
/// and after the legs before it failed.
///
/// It is a small run: the plan, the lanes, the prices and the table are those of `run`, so that both say the same.
final class BenchCaches: Sendable {
    /// The first finds a cache empty; the slowest provider's reads from the third on.
    private static let repeats = 3

    private let transport: Transport
    private let pacer: Pacer?
    private let found = Mutex(CacheTable(direct: [direct], showsAll: true))

    /// A name that no suite has: it would be a file's.
    private static let direct = "/directly"

    init(over transport: Transport, pacer: Pacer?) {
        self.transport = transport
        self.pacer = pacer
    }

    var table: CacheTable { found.withLock { $0 } }

    /// How many requests these suites send to one address.
    static func requests(of suites: [Suite]) -> Int {
        repeats * suites.reduce(0) { $0 + $1.prompts.count(where: \.isKept) }
    }

    /// One way to some legs: what is sent, and where to.
    struct Probe {
        fileprivate let prepared: PreparedSuite
        fileprivate let selection: CaseSelection
        /// As whose client.
        fileprivate var key: ClientKey?
        /// Which legs they are in the table.
        fileprivate var own: [LegID: LegID] = [:]
        /// What one answer cost; nil where the lanes' journals tell it.
        fileprivate var cost: (@Sendable (AttemptRow) -> Money?)?
        fileprivate let stage: (Transport) throws(Diagnostics) -> Stage
    }

    /// A suite's routes on the embedded gateway, and its legs directly.
    static func probes(of routed: RoutedSuite) throws(Diagnostics) -> [Probe] {
        let (map, plan, key) = (routed.map, routed.plan, routed.plan.key)
        let names = routed.routes.map(\.route.name)
        let asked = try asking(plan.suite, over: names) { test, prompt, route in
            plan.ways.contains {
                $0.path.route == route && plan.takes(test, of: prompt, over: $0)
            }
        }
        guard let suite = asked else { return [] }
        let book = try map.priceBook(for: suite)
        var probes: [Probe] = []
        if !plan.isDirect {
            var behind = suite
            behind.paths = .legs
            let probe = try probe(
                try Planner.plan(behind, over: map, as: key), book, key: key,
                over: names
            ) { transport throws(Diagnostics) in
                try Stage(simulating: map, as: key, keepsRealTime: false, transport: transport)
            }
            probes.append(probe)
        }
        let (single, own) = alone(routed.routes.flatMap(\.route.legs), of: map)
        probes.append(
            try probe(
                try self.plan(directly: suite, over: single), book, over: single.routes.map(\.name),
                as: own
            ) { _ throws(Diagnostics) in try Stage(lanesOf: single, keepsRealTime: false) })
        return probes
    }

    /// An address, as far as its answers tell of a cache.
    static func probes(
        of suites: [Suite], at address: BenchAddress, _ kind: Contender.Kind, model: String
    ) throws(Diagnostics) -> [Probe] {
        var probes: [Probe] = []
        for suite in suites {
            let asked = try asking(suite, over: [model]) { _, _, _ in true }
            guard let suite = asked else { continue }
            let leg = Leg(
                id: LegID(route: model, index: 0), provider: address.provider.name, model: model,
                pin: model, timeout: .zero)
            let map = RouteMap(file: suite.file, routes: [Route(name: model, legs: [leg])])
            var plan = try plan(directly: suite, over: map)
            if kind == .gateway { (plan.suite.name, plan.isDirect) = (suite.name, false) }
            let book = PriceBook.shipped.overridden(by: suite.prices.map(\.override))
            var probe = try probe(
                plan, book, over: [model], as: [leg.id: LegID(route: address.name, index: 0)]
            ) { _ in
                Stage(
                    ChosenGateway(
                        url: address.url, key: address.key, provider: address.provider))
            }
            // Behind an address there is no journal: what its model costs is known by the list.
            let price =
                book.price(of: [model], at: address.provider.name) ?? book.price(served: model)
            let rule = address.provider.usageRule
            probe.cost = { attempt in price.flatMap { cost(of: attempt, at: $0, by: rule) } }
            probes.append(probe)
        }
        return probes
    }

    // MARK: Plans

    /// The suite with its marked prompts and one test for each route, the first that it takes. Nothing is asked of the
    /// answers: what names a leg of a route would not fit where the leg stands alone. Nil where nothing is marked.
    private static func asking(
        _ suite: Suite, over routes: [String],
        taking isTaken: (Test, PromptTemplate, String) -> Bool
    ) throws(Diagnostics) -> Suite? {
        var suite = suite
        suite.prompts.removeAll { !$0.isKept }
        var chosen: [Test] = []
        var open = Set(routes)
        var tests = suite.tests.makeIterator()
        while !open.isEmpty, !suite.prompts.isEmpty, let test = try tests.next() {
            let taken = open.filter { route in
                suite.prompts.contains { isTaken(test, $0, route) }
            }
            guard !taken.isEmpty else { continue }
            open.subtract(taken)
            var test = test
            (test.index, test.asserts) = (chosen.count, [])
            chosen.append(test)
        }
        guard !chosen.isEmpty else { return nil }
        (suite.tests, suite.defaultAsserts) = (.list(chosen), [])
        (suite.paths, suite.streaming, suite.repeats) = (.primary, .plain, repeats)
        suite.planted = nil
        return suite
    }

    /// Each leg as a route of its own, and whose it is there.
    private static func alone(_ legs: [Leg], of map: RouteMap) -> (RouteMap, [LegID: LegID]) {
        var own: [LegID: LegID] = [:]
        let routes = legs.map { leg in
            var alone = leg
            alone.id = LegID(route: leg.id.description, index: 0)
            alone.admits = []
            own[alone.id] = leg.id
            return Route(name: alone.id.route, legs: [alone])
        }
        var single = RouteMap(file: map.file, routes: routes)
        single.providers = map.providers
        single.rates = map.rates
        return (single, own)
    }

    /// Of legs that are asked without a gateway.
    private static func plan(
        directly suite: Suite, over map: RouteMap
    ) throws(Diagnostics) -> Plan {
        var suite = suite
        (suite.through, suite.models, suite.name) = (nil, nil, direct)
        var plan = try Planner.plan(suite, over: map)
        plan.isDirect = true
        return plan
    }

    private static func probe(
        _ plan: Plan, _ book: PriceBook, key: ClientKey? = nil, over routes: [String],
        as own: [LegID: LegID] = [:], on stage: @escaping (Transport) throws(Diagnostics) -> Stage
    ) throws(Diagnostics) -> Probe {
        // Nobody reads verdicts: who answers, a lane or a provider, is all one.
        let prepared = try PreparedSuite(plan, isSimulated: true, book: book)
        return Probe(
            prepared: prepared, selection: CaseSelection(routes: routes), key: key, own: own,
            stage: stage)
    }

    private static func cost(
        of attempt: AttemptRow, at price: Price, by rule: UsageRule
    ) -> Money? {
        func count(_ tokens: Int?) -> Usage.Count? { tokens.map { Usage.Count($0, "usage") } }
        let usage = Usage(
            input: count(attempt.inputTokens), output: count(attempt.outputTokens),
            cachedInput: count(attempt.cachedTokens), cacheWrite: count(attempt.cacheWriteTokens),
            reasoning: count(attempt.reasoningTokens), tier: attempt.serviceTier)
        return Pricing.cost(
            of: rule.canonical(usage), at: price,
            under: Circumstances(time: UnixTime(seconds: Glibc.time(nil))))
    }

    // MARK: Sending

    func carryOut(_ probe: Probe) async throws(Diagnostics) {
        guard Interruption.signal == nil else { return }
        let (plan, own, cost) = (probe.prepared.plan, probe.own, probe.cost)
        for leg in plan.routes.flatMap(\.legs) {
            found.withLock { $0.name(own[leg.id] ?? leg.id, "\(leg.provider):\(leg.model)") }
        }
        let stage = try probe.stage(transport)
        defer { stage.stop() }
        let desk = RowDesk(
            start: Clock.now(), now: { Clock.now() },
            write: { [self] batch in
                found.withLock { table in
                    for finished in batch { Self.take(finished, into: &table, as: own, cost) }
                }
            }, putAside: { _ in }, flush: {})
        let control = RunControl()
        let runner = Runner(
            transport: transport, target: stage.target, legTargets: stage.legTargets,
            faults: stage.faults, desk: desk, tally: RunTally(), control: control,
            pacer: probe.key?.pacer ?? pacer, rerun: { _ in "" })
        let source = CaseSource(plan, selection: probe.selection)
        let work = Task { [prepared = probe.prepared] in
            // One after the other: who comes beside another may find the cache as that one left it.
            await runner.run(source, of: prepared, width: 1)
        }
        Interruption.onSignal {
            control.stop(.signal(Interruption.signal ?? 0))
            work.cancel()
        }
        await work.value
        await desk.finish()
    }

    private static func take(
        _ finished: RowDesk.Finished, into table: inout CacheTable, as names: [LegID: LegID],
        _ cost: ((AttemptRow) -> Money?)?
    ) {
        func own(_ leg: LegID) -> LegID { names[leg] ?? leg }
        for case .attempt(var attempt) in finished.rows {
            attempt.answeredBy = attempt.answeredBy.map(own)
            attempt.cost = attempt.cost ?? cost?(attempt)
            table.take(attempt)
        }
        var row = finished.row
        row.leg = own(row.leg)
        row.expectedAnsweredBy = row.expectedAnsweredBy.map(own)
        for index in row.calls.indices { row.calls[index].leg = own(row.calls[index].leg) }
        table.take(row)
    }
}
