import Documents
import GatewayMaps
import Ledger
import LocalGateway
import Plans
import Providers
import Runs
import Suites
import Vocabulary

/// What a run sends, and over which routes: of a drill, of a gateway that is started, of the embedded one and of an
/// address.
extension RunJob {
    mutating func prepareDrill(
        of places: [String], _ arguments: Arguments, _ mistakes: Mistakes
    ) {
        let source = source
        let drill = mistakes.collect { () throws(Diagnostics) in
            try Drill(places, arguments, legs: source)
        }
        if let hosted = drill?.hosted {
            let chosen = ChosenGateway(url: hosted.url, key: hosted.key)
            gateway = chosen
            if caps.pace == nil { caps.pace = Pace() }
            if !arguments.has("--plan") {
                mistakes.collect { () throws(Diagnostics) in
                    try Self.checkLive(arguments, chosen)
                }
            }
        }
        (self.drill, prepared) = (drill, drill?.suites ?? [])
        maps = prepared.map { _ in drill?.gateway.predictor.map }
    }

    /// Its own routes count; what the routes file beside the suites says of money holds for them, too.
    mutating func prepareStarted(
        _ config: GatewayConfig, carrying suites: [Suite], _ arguments: Arguments,
        _ mistakes: Mistakes
    ) {
        let (source, named) = (source, arguments.last("--routes"))
        var besides: [String: RouteMap] = [:]
        for suite in suites where named != nil || RoutesCache.nearest(to: suite.file) != nil {
            besides[suite.file] = mistakes.collect { () throws(Diagnostics) in
                try routes.map(for: suite, named)
            }
        }
        let drill = mistakes.collect { () throws(Diagnostics) in
            try Drill(
                config, carrying: suites, beside: besides, arguments, legs: source, mistakes)
        }
        (self.drill, prepared) = (drill, drill?.suites ?? [])
        maps = prepared.map { drill?.map(for: $0.plan.suite, beside: besides) }
    }

    mutating func prepare(
        _ suite: Suite, _ arguments: Arguments, _ mistakes: Mistakes
    ) {
        let stage = SuiteStage(
            hasRealAnswers: source.isReal, retryAfterMax: backoff.retryAfterMax)
        guard gateway == nil else {
            let made = stage.prepared(
                overURL: suite, in: mistakes,
                refusing: { () throws(Diagnostics) in try AskedKey.refuse(arguments, suite) },
                completing: { plan in resolveNames(of: &plan, arguments) })
            guard let made else { return }
            prepared.append(made)
            maps.append(nil)
            return
        }
        var map = mistakes.collect { () throws(Diagnostics) in
            var map = try routes.map(for: suite, arguments.last("--routes"))
            map.rates = map.rates.overridden(by: suite.rates)
            return map
        }
        let made = stage.prepared(suite, over: map, in: mistakes) { map throws(Diagnostics) in
            try AskedKey.find(arguments, suite, in: map)
        }
        guard let made else { return }
        // Legs that are asked directly stand on a stage of their own.
        if made.plan.isDirect, let known = map {
            map = RouteMap(
                file: "\(known.file), models asked by name", routes: made.plan.routes)
            map?.providers = known.providers
            map?.models = known.models
            map?.rates = known.rates
        }
        prepared.append(made)
        maps.append(map)
    }

    /// What the user's routes file has for the names that a URL is asked by. The run needs it for nothing else: a file
    /// that cannot be read is told of, and is no reason not to send.
    private mutating func resolveNames(of plan: inout Plan, _ arguments: Arguments) {
        let named = arguments.last("--routes")
        guard named != nil || RoutesCache.nearest(to: plan.suite.file) != nil else { return }
        do throws(Diagnostics) {
            let map = try routes.map(for: plan.suite, named)
            for route in plan.routes {
                plan.legsByName[route.name] = map.route(named: route.name)?.legs
            }
            plan.takeNames(of: map, at: gateway.map { type(of: $0.provider).name } ?? "")
        } catch {
            plan.notes += error.items.prefix(1).map { mistake in
                Diagnostic(
                    "the names that the gateway is asked by are looked up nowhere: \(mistake.message)",
                    at: mistake.location, severity: .warning)
            }
        }
    }
}
