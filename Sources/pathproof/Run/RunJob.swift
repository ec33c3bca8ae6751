import Documents
import GatewayMaps
import Ledger
import LocalGateway
import Plans
import Providers
import Rows
import Runs
import Suites
import Vocabulary

/// A run that has been understood whole: every file read, every path planned, every check bound.
///
/// Making one sends nothing, and throws every mistake of every file at once.
struct RunJob {
    /// Lanes have no limits to keep to, and most of their cases wait for a time-out to pass.
    static let widthSimulated = 64
    static let widthLive = 16

    /// The command that it is of: `run` or `drill`.
    let command: String
    /// What it is beyond a run, where a gateway is started with its own configuration: for suites that are made of
    /// that, or for the user's.
    var drill: Drill?
    var prepared: [PreparedSuite]
    var routes = RoutesCache()
    /// For each prepared suite: its routes, as the file has them. Nil where the gateway is only a URL.
    var maps: [RouteMap?]
    /// Where advisers are asked, by suite, where its own map does not say it.
    var adviserMaps: [String: RouteMap] = [:]
    var selection: CaseSelection
    /// Nil for the embedded one, and for what a drill drives.
    var gateway: ChosenGateway?
    /// What stands behind the lanes.
    var source: LegSource
    var folder: String
    var width: Int
    /// Of the planned paths, the share that must have a judged case.
    var minCoverage: Double?
    var keepsRealTime: Bool
    /// A suite's own code may be run.
    var allowsCode: Bool
    var isQuiet: Bool
    var isVerbose: Bool
    var caps: RunCaps
    var gate: GateOptions
    /// Beside those that every run makes, by name.
    var moreReports: Set<String>
    /// What the exit code tells of.
    var fatal: Set<Shortfall>
    /// The words of the command line that decide what is sent.
    var words: [String]
    /// The killed run that this one goes on with.
    var resumed: RunRow?
    var budget: Money?
    /// Legs without a known price, over which the budget does not hold.
    private(set) var uncapped: [String] = []
    /// What is good to know before anything is sent.
    var remarks: [Diagnostic]
    /// What other currencies are worth, one rate for each in all suites.
    private(set) var rates = ExchangeRates.none
    /// What the reader typed to choose suites and routes: the start of every rerun command.
    var rerunWords: String

    init(
        _ arguments: Arguments, of command: any Command.Type = RunCommand.self
    ) throws(Diagnostics) {
        let isDrill = command.name == DrillCommand.name
        self.command = command.name
        let mistakes = Mistakes()
        var places = arguments.words
        let earlier =
            mistakes.collect { () throws(Diagnostics) in try EarlierRun.failed(arguments) } ?? nil
        if let earlier, places.isEmpty { places = earlier.run?.suites ?? [] }
        let suites = isDrill ? [] : SuiteFiles.suites(in: places, mistakes)
        var routes = RoutesCache()
        let chosen = mistakes.collect { () throws(Diagnostics) in
            isDrill ? nil : try ChosenGateway.choose(arguments, for: suites, &routes)
        }
        var started: GatewayConfig?
        switch chosen {
        case .url(let url): gateway = url
        case .config(let config): started = config
        case nil, .some(nil): break
        }
        let drives = isDrill || started != nil
        source = .simulated
        // Of a gateway that is not known nothing more can be said.
        if isDrill || chosen != nil {
            let isOverURL = isDrill ? Drill.isHosted(arguments) : gateway != nil
            let read = mistakes.collect { () throws(Diagnostics) in
                try LegSource(arguments, isOverURL: isOverURL)
            }
            source = read ?? .simulated
            if !isDrill, read != nil, !arguments.has("--plan") {
                let gateway = gateway
                mistakes.collect { () throws(Diagnostics) in
                    try Self.checkLive(arguments, gateway)
                }
            }
        }
        folder = arguments.last("--out") ?? RunFolder.usual
        width =
            mistakes.collect { () throws(Diagnostics) in
                try arguments.integer("--jobs", in: 1...1024)
            }.flatMap { $0 }
            ?? (drives
                ? Drill.widthUsual
                : gateway == nil && !source.asksProviders
                    ? Self.widthSimulated : Self.widthLive)
        let repeats = mistakes.collect { () throws(Diagnostics) in
            try arguments.integer("--repeat", in: 1...10_000)
        }.flatMap { $0 }
        minCoverage = mistakes.collect { () throws(Diagnostics) in
            try arguments.number("--min-coverage", in: 0...100)
        }.flatMap { $0 }
        keepsRealTime = arguments.has("--real-time") || source.asksProviders
        caps = mistakes.collect { () throws(Diagnostics) in try RunCaps(arguments) } ?? RunCaps()
        // A live gateway's own word on patience is heard.
        if gateway != nil, caps.pace == nil { caps.pace = Pace() }
        fatal = mistakes.collect { () throws(Diagnostics) in try Self.fatal(arguments) } ?? []
        gate =
            mistakes.collect { () throws(Diagnostics) in
                try GateOptions(arguments, isExact: isDrill)
            } ?? GateOptions()
        moreReports =
            mistakes.collect { () throws(Diagnostics) in
                try ReportNames.read(arguments.all("--report"))
            } ?? []
        allowsCode = arguments.has("--allow-code")
        isQuiet = arguments.has("--quiet")
        isVerbose = arguments.has("--verbose")
        budget = mistakes.collect { () throws(Diagnostics) in try SpendCap.read(arguments) } ?? nil
        selection = CaseSelection(
            filters: arguments.all("--filter"), cases: Set(arguments.all("--case")),
            routes: arguments.all("--route"),
            causes: arguments.all("--cause"),
            choice: mistakes.collect { () throws(Diagnostics) in try Self.choice(arguments) }
                ?? TestChoice())
        if let earlier { selection.cases.formUnion(earlier.failed) }
        selection.shard =
            mistakes.collect { () throws(Diagnostics) in try Self.shard(arguments) } ?? nil
        words = Self.lastingWords(arguments, of: command, places, earlier)
        (prepared, maps, remarks) = ([], [], [])
        rerunWords = Self.rerunWords(arguments, of: command)
        self.routes = routes
        if isDrill {
            prepareDrill(of: places, arguments, mistakes)
        } else if let started {
            prepareStarted(
                started, carrying: suites.map { Self.repeated($0, repeats) }, arguments, mistakes)
        } else {
            for suite in suites {
                // Of a gateway that is not known nothing can be planned.
                guard chosen != nil else {
                    _ = SuiteStage().prepared(suite, over: nil, in: mistakes) { _ in nil }
                    continue
                }
                prepare(Self.repeated(suite, repeats), arguments, mistakes)
            }
        }
        shareModels()
        checkRoutes(mistakes)
        findAdvisers(arguments, mistakes)
        joinRates(mistakes)
        try mistakes.check()
        remarks = YAMLFolder.notes(among: mistakes)
        for index in prepared.indices { prepared[index].isRecorded = source.isRecorded }
        selectRules()
        if budget != nil {
            uncapped = try SpendCap.check(
                over: prepared, asking: askedLegs, advised: asksProvidersAtAll, rates,
                allowsUnpriced: arguments.has("--allow-unpriced"))
        }
        try checkHeldBudgets()
        try chooseTests()
        try checkSelection()
        let count = casesInAll
        selection.shard?.casesInAll = count
        if asksProvidersAtAll, gateway == nil || !arguments.has("--plan") { try checkAdvisers() }
        try checkProviders()
    }

    /// As often as the line says, where it says so.
    private static func repeated(_ suite: Suite, _ repeats: Int?) -> Suite {
        guard let repeats else { return suite }
        var suite = suite
        suite.repeats = repeats
        return suite
    }

    /// Real providers mean what they ask for.
    var backoff: Backoff { source.asksProviders ? .real : .simulated }

    // MARK: Files

    /// A model that several suites ask by name is one route, and stands on one stage: it is what the routes file of
    /// them all says of it.
    private mutating func shareModels() {
        var routes: [String: [Route]] = [:]
        for (suite, map) in zip(prepared, maps) where suite.plan.isDirect {
            guard let map else { continue }
            for route in map.routes
            where routes[map.file]?.contains(where: { $0.name == route.name }) != true {
                routes[map.file, default: []].append(route)
            }
        }
        for index in maps.indices where prepared[index].plan.isDirect {
            guard let file = maps[index]?.file, let shared = routes[file] else { continue }
            maps[index]?.routes = shared
        }
    }

    /// Reports know a leg by its route's name: in one run a name stands for one route.
    private func checkRoutes(_ mistakes: Mistakes) {
        var files: [String: String] = [:]
        for map in maps.compactMap(\.self) {
            for route in map.routes {
                guard let other = files.updateValue(map.file, forKey: route.name), other != map.file
                else { continue }
                mistakes.add(
                    Diagnostic(
                        "route '\(route.name)' is in '\(map.file)' and in '\(other)'",
                        at: route.location, hint: "run the suites of the two apart"))
            }
        }
    }

    /// A budget is held over all suites of a run, and what they cost is compared: a currency has one rate there.
    private mutating func joinRates(_ mistakes: Mistakes) {
        for (prepared, map) in zip(prepared, maps) {
            let suite = prepared.plan.suite
            let file = suite.file
            // Who is asked beside a URL has prices, too.
            let own =
                map?.rates
                ?? (adviserMaps[file]?.rates ?? .none).overridden(by: suite.rates)
            for currency in rates.conflicts(with: own) {
                let both = [rates, own].compactMap { $0.words(for: currency) }
                mistakes.add(
                    Diagnostic(
                        "'\(file)' and the suites before it have two rates for one currency: "
                            + both.joined(separator: " and "), at: suite.location,
                        hint: "give both the same in `rates:`, or run them apart"))
            }
            rates = rates.overridden(by: own)
        }
        for index in maps.indices { maps[index]?.rates = rates }
        for index in prepared.indices { prepared[index].rates = rates }
    }

    /// What `budget_usd` of a provider or of the key that is asked with cannot be held over.
    private func checkHeldBudgets() throws(Diagnostics) {
        var mistakes: [Diagnostic] = []
        var seen: Set<String> = []
        for (suite, map) in zip(prepared, maps) {
            let legs = askedLegs(of: suite)
            if asksProvidersAtAll { mistakes += foreignAdvisers(of: suite, map, &seen) }
            for settings in source.asksProviders ? map?.providers ?? [] : []
            where settings.budget != nil {
                mistakes += SpendCap.foreign(
                    legs.filter { $0.provider == settings.name }, suite.prices, rates,
                    cap: "`budget_usd` of provider '\(settings.name)'", &seen)
            }
            guard let key = suite.plan.key, key.budget != nil else { continue }
            mistakes += SpendCap.foreign(
                legs, suite.prices, rates, cap: "`budget_usd` of key '\(key.name)'", &seen)
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
    }

    static func document(
        _ path: String, environment: @escaping (String) -> String? = Environment.value
    ) throws(Diagnostics) -> Node {
        try Document.read(path: path, environment: environment)
    }

    /// `--route auto` takes the routes of all rules, `--route chat` those of its tags, too.
    private mutating func selectRules() {
        let routes = prepared.flatMap(\.plan.routes)
        selection.routes = selection.routes.flatMap { word in
            let ruled = routes.filter { $0.requested == word && $0.name != word }.map(\.name)
            return routes.contains { $0.name == word } || ruled.isEmpty ? [word] + ruled : ruled
        }
    }

    /// Names in a suite that only this room can know.
    static func checkNames(of suite: Suite) throws(Diagnostics) {
        let known = allProviders.map { $0.name }
        var mistakes: [Diagnostic] = []
        for variant in suite.prompts.flatMap(\.variants) where !known.contains(variant.provider) {
            mistakes.append(
                Diagnostic(
                    "unknown provider '\(variant.provider)'", at: variant.location,
                    length: variant.provider.count,
                    hint: didYouMean(variant.provider, among: known)
                        ?? "`pathproof list providers` shows all"))
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
    }

    /// Finds the tests that are asked for by number, and tags that no test has.
    private mutating func chooseTests() throws(Diagnostics) {
        let choice = selection.choice
        guard !choice.isAll else { return }
        var known: Set<String> = []
        for suite in prepared {
            if let numbers = try choice.numbers(of: suite.plan.suite.tests) {
                selection.numbers = (selection.numbers ?? [:]).merging(
                    [suite.plan.suite.name: numbers]) { $1 }
            }
            guard !choice.tags.isEmpty else { continue }
            var tests = suite.plan.suite.tests.makeIterator()
            while let test = try tests.next() { known.formUnion(test.tags) }
        }
        for tag in choice.tags where !known.contains(tag) {
            let list = known.sorted().joined(separator: ", ")
            throw Diagnostics([
                Diagnostic(
                    "no test has the tag '\(tag)'",
                    hint: didYouMean(tag, among: known.sorted())
                        ?? (known.isEmpty ? "write `tags: [\(tag)]` in a test" : "tags: \(list)"))
            ])
        }
    }

    /// Legs of a suite that may be called.
    private func askedLegs(of suite: PreparedSuite) -> [Leg] {
        let routes = suite.plan.routes
        if let drill {
            let reached = drill.legs(behind: routeNames)
            return routes.flatMap(\.legs).filter { reached.contains($0.id) }
        }
        return routes.filter { selection.routes.isEmpty || selection.routes.contains($0.name) }
            .flatMap(\.legs)
    }

    /// Addresses and keys of all providers that are to be asked.
    private func checkProviders() throws(Diagnostics) {
        guard source.asksProviders else { return }
        if let drill {
            _ = try drill.endpoints(asking: routeNames)
            return
        }
        let mistakes = Mistakes()
        for map in maps.compactMap(\.self) {
            mistakes.collect { () throws(Diagnostics) in _ = try LiveEndpoints.of(asked(of: map)) }
        }
        try mistakes.check()
    }

    /// Of routes that nobody asks no key is needed.
    func asked(of map: RouteMap) -> RouteMap {
        var (map, names) = (map, Set(routeNames))
        map.routes.removeAll { !names.contains($0.name) }
        return map
    }

    /// A filter that takes nothing is a mistake of the caller, not a run that passed.
    private func checkSelection() throws(Diagnostics) {
        // A wildcard's route goes by the name that is asked for.
        let ways = drill == nil ? [] : prepared.flatMap { $0.plan.ways.map(\.path.route) }
        var seen: Set<String> = []
        let routes = (prepared.flatMap { $0.plan.routes.map(\.name) } + ways).filter {
            seen.insert($0).inserted
        }
        let planned = prepared.flatMap { $0.plan.ways.compactMap(\.path.word) }
        var causes = allCauses.map(\.name) + [Case.healthy]
        for name in planned where !causes.contains(name) { causes.append(name) }
        try KnownNames.check(selection.routes, among: routes, each: "route")
        try KnownNames.check(selection.causes, among: causes, each: "cause")
        guard casesInAll == 0 else { return }
        throw Diagnostics([
            selection.isAll
                ? Diagnostic("there is no case to run", hint: "`--plan` shows why")
                : Diagnostic("no case is left of this selection", hint: "`--plan` shows all cases")
        ])
    }

    /// How many cases the selection leaves, of this part of them.
    var caseCount: Int {
        selection.shard == nil ? casesInAll : count(selection)
    }

    /// Of all parts.
    private var casesInAll: Int {
        if selection.isAll { return prepared.reduce(0) { $0 + $1.caseCount } }
        var whole = selection
        whole.shard = nil
        return count(whole)
    }

    private func count(_ selection: CaseSelection) -> Int {
        prepared.reduce(0) { sum, suite in
            let source = CaseSource(suite.plan, selection: selection)
            var count = 0
            while source.next() != nil { count += 1 }
            return sum + count
        }
    }
}
