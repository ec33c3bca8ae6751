import Documents
import GatewayMaps
import Glibc
import Ledger
import LocalGateway
import Plans
import Reports
import Rows
import Runs
import Suites
import Transports
import Vocabulary

/// `drill --mix`, understood whole: what a share of failing calls does to spend and latency, on days with the same
/// arrivals. Making one sends nothing.
struct RehearsalJob {
    let file: String
    let rehearsal: Rehearsal
    private let gateway: Gateway
    let folder: String
    let width: Int
    let isQuiet: Bool
    private let inputs: [RunRow.Input]
    private let words: [String]

    private enum Gateway {
        case embedded(RouteMap)
        case drilled(Drill)
    }

    /// They say how a rehearsal goes; without `--mix` they mean nothing.
    static let options: [OptionSpec] = [
        OptionSpec(
            "--mix", value: "LIST",
            "rehearse: let this share of all calls fail, as in 'rate-limit=5%,hang=1%', and show what it costs; "
                + "repeatable"
        ),
        OptionSpec(
            "--for", value: "TIME", "with --mix: how much time the requests stand for (10m)"),
        OptionSpec(
            "--rate", value: "N/s",
            "with --mix: how many requests a second (/m, /h) there are (20/s)"
        ),
        OptionSpec("--seed", value: "N", "with --mix: which calls it strikes (0)"),
    ]

    private static let together: Set<String> = [
        "--mix", "--for", "--rate", "--seed", "--route", "--kind", "--jobs", "--out", "--quiet",
        "--litellm-bin", "--real-time", EnvFiles.option.name,
    ]

    /// A gateway of somebody else's keeps its own time: so much of the day shows it.
    private static let sampleMax: Duration = .seconds(30)
    /// Of requests at once, where they come at the pace of the day and wait for time-outs.
    private static let widthMeasured = 256

    /// All of them are sent three times, and kept for the intervals.
    private static let requestsMax = 200_000

    init(_ arguments: Arguments) throws(Diagnostics) {
        let mistakes = Mistakes()
        Self.checkTogether(arguments, mistakes)
        let mix = mistakes.collect { () throws(Diagnostics) in
            try FaultMix(reading: arguments.all("--mix").joined(separator: ","))
        }
        let time = mistakes.collect { () throws(Diagnostics) in try Self.time(arguments) }
        let rate = mistakes.collect { () throws(Diagnostics) in try Self.rate(arguments) }
        let seed = mistakes.collect { () throws(Diagnostics) in
            try arguments.integer("--seed", in: 0...Int.max)
        }.flatMap { $0 }
        let asked =
            mistakes.collect { () throws(Diagnostics) in
                try arguments.integer("--jobs", in: 1...1024)
            }.flatMap { $0 }
        folder = arguments.last("--out") ?? RunFolder.usual
        isQuiet = arguments.has("--quiet")
        words = arguments.pieces(of: DrillCommand.options, without: Resumption.free).flatMap(\.self)
        let place = mistakes.collect { () throws(Diagnostics) in try Self.place(arguments) }
        try mistakes.check()
        guard let mix, let time, let rate, let place else { throw Diagnostics([]) }
        file = place.file
        gateway = place.gateway
        let requests = try Self.requests(in: time, at: rate)
        let prepared: PreparedSuite
        let timing: Rehearsal.Timing
        var sample: Int?
        switch gateway {
        case .embedded(let map):
            prepared = try PreparedSuite(
                place.plan, isSimulated: true, retryAfterMax: Backoff.simulated.retryAfterMax,
                book: try map.priceBook(for: place.plan.suite))
            timing = .counted { Backoff.real.pause(after: $0, retryAfter: $1, seed: $2) }
            width = asked ?? RunJob.widthSimulated
            inputs = RunInputs.of([prepared], routes: [map.file])
        case .drilled(let drill):
            prepared = try PreparedSuite(
                place.plan, isSimulated: true, ownPrices: drill.gateway.ownPrices)
            timing = .measured(shortened: drill.shortenedTimeouts)
            width = asked ?? Self.widthMeasured
            inputs = RunInputs.of([prepared], routes: drill.files)
            if time > Self.sampleMax {
                let share = Double(Self.sampleMax.inNanoseconds) / Double(time.inNanoseconds)
                sample = max(1, Int(Double(requests) * share))
            }
        }
        var names = arguments.all("--route")
        try KnownNames.check(names, among: place.plan.routes.map(\.name), each: "route")
        if case .drilled(let drill) = gateway {
            // Such a gateway's `openai/*` is asked by one name of that kind.
            names = names.map { drill.gateway.predictor.name(for: $0) }
        }
        rehearsal = try Rehearsal(
            prepared, routes: names,
            terms: Rehearsal.Terms(
                mix: mix, duration: time, requests: requests, sample: sample,
                seed: UInt64(seed ?? 0),
                time: prepared.prices.needTime ? UnixTime(seconds: Glibc.time(nil)) : nil),
            timing: timing)
    }

    // MARK: What is asked for

    private static func checkTogether(_ arguments: Arguments, _ mistakes: Mistakes) {
        for option in DrillCommand.options where !together.contains(option.name) {
            guard arguments.has(option.name) else { continue }
            mistakes.add(
                Diagnostic(
                    "option '\(option.name)' does not go with --mix",
                    hint: "a rehearsal judges no path: it counts what a mix of failures costs"))
        }
    }

    private static func time(_ arguments: Arguments) throws(Diagnostics) -> Duration {
        guard let text = arguments.last("--for") else { return .seconds(600) }
        guard let time = duration(of: text), time > .zero else {
            throw Diagnostics([
                Diagnostic("option '--for' has '\(text)', not a time as in 90s or 10m")
            ])
        }
        return time
    }

    /// Requests a second, in thousandths.
    private static func rate(_ arguments: Arguments) throws(Diagnostics) -> Rate {
        guard let text = arguments.last("--rate") else { return Rate(count: 20, unit: .seconds(1)) }
        let units: [(name: String, time: Duration)] = [
            ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)),
        ]
        let sides = text.split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2, let count = Int(sides[0]), (1...1_000_000_000).contains(count),
            let unit = units.first(where: { $0.name == sides[1] })
        else {
            throw Diagnostics([
                Diagnostic("option '--rate' has '\(text)', not a rate as in 20/s, 300/m or 1000/h")
            ])
        }
        return Rate(count: count, unit: unit.time)
    }

    private struct Rate {
        var count: Int
        var unit: Duration
    }

    private static func requests(in time: Duration, at rate: Rate) throws(Diagnostics) -> Int {
        let product = Int128(time.inNanoseconds) * Int128(rate.count)
        let count = Int(clamping: product / Int128(rate.unit.inNanoseconds))
        guard count > 0, count <= requestsMax else {
            let hint =
                count > 0
                ? "a shorter time at the same rate shows the same shares"
                : "a longer time, or a higher rate: not one request comes in this time"
            throw Diagnostics([
                Diagnostic(
                    "--for and --rate come to \(Figures.counted(count, "request")), "
                        + "and a rehearsal has from 1 to \(Figures.grouped(requestsMax))",
                    hint: hint)
            ])
        }
        return count
    }

    // MARK: What is asked

    /// The suite of the file, or one prompt over all routes of it.
    private static func place(
        _ arguments: Arguments
    ) throws(Diagnostics) -> (file: String, plan: Plan, gateway: Gateway) {
        guard arguments.words.count == 1, let file = arguments.words.first else {
            throw Diagnostics([
                Diagnostic(
                    "a rehearsal needs one file, found \(arguments.words.count)",
                    hint: "pathproof drill routes.yaml --mix 'rate-limit=5%', or a suite")
            ])
        }
        let node = try RunJob.document(file) { Environment.value($0) ?? "" }
        var routes = RoutesCache()
        var suite: Suite
        let map: RouteMap
        switch try FileKind.asked(arguments) ?? FileKind(of: node) {
        case .suite:
            suite = try SuiteFile.read(node)
            if let key = suite.key?.node {
                throw Diagnostics([
                    key.diagnostic(
                        "a rehearsal asks as no client of `keys:`",
                        hint: "take `key:` out, or show what the key reaches with `pathproof run`")
                ])
            }
            try RunJob.checkNames(of: suite)
            map = try routes.map(for: suite, nil)
        case .routes:
            suite = try DrillSuite.made(for: file)
            map = try routes.map(for: suite, file)
        case .litellm:
            let drill = try Drill([file], arguments)
            suite = try DrillSuite.made(for: file)
            (suite.paths, suite.repeats) = (.primary, 1)
            var plan = try Planner.plan(suite, over: drill.gateway.predictor)
            // Who is refused whatever happens is no part of a day.
            plan.ways.removeAll { $0.path.expected.outcome == .surfaces }
            return (file, plan, .drilled(drill))
        case .promptfoo: throw Diagnostics([FileKind.promptfooMistake(node)])
        case .portkey, .openrouter:
            throw Diagnostics([
                node.diagnostic(
                    "a rehearsal runs on the embedded gateway or on LiteLLM, and this is another gateway's file",
                    hint: "write its chains as `aliases:` of a routes.yaml")
            ])
        }
        // Only healthy first legs are planned: what fails, the mix says.
        (suite.paths, suite.repeats, suite.planted) = (.primary, 1, nil)
        let plan = try Planner.plan(suite, over: map)
        guard !plan.isDirect else {
            throw Diagnostics([
                Diagnostic(
                    "'\(file)' asks models without a gateway: no leg stands behind another",
                    hint: "a suite with `through:`, or a routes.yaml")
            ])
        }
        return (file, plan, .embedded(map))
    }

    // MARK: Carrying it out

    func carryOut(on terminal: Terminal) async throws(Diagnostics) -> ExitCode {
        if case .drilled(let drill) = gateway, let lack = DrillStage.lackOfProgram(for: drill) {
            terminal.complain(lack.items)
            return .infrastructure
        }
        try RunFolder.claim(folder)
        if let shortage = OpenFiles.makeRoom(cases: width, legs: 2 * legCount) {
            terminal.complain([shortage])
            return .infrastructure
        }
        Interruption.listen()
        let begun = Clock.now()
        let started = WallClock.now()
        if !isQuiet { terminal.complain(thirdDay) }
        let days = try await days(on: terminal)
        let ending = Interruption.signal.map { $0 == SIGINT ? ExitCode.interrupted : .terminated }
        guard let quiet = days.first else {
            terminal.complain("the rehearsal was ended before it sent anything\n")
            return ending ?? .infrastructure
        }
        let rows = rehearsal.rows(
            quiet: quiet, mix: days.count > 1 ? days[1] : nil,
            retried: days.count > 2 ? days[2] : nil)
        let log: RowLog
        do {
            log = try RowLog(path: "\(folder)/\(RunFolder.results)", writer: RowWriter())
            try log.clear()
        } catch {
            throw Resumption.unreadable(folder, error)
        }
        RunFolder.sweep(folder, keepingCases: false)
        var settings = ReportSettings(
            width: terminal.outputWidth, isColoured: terminal.outputHasColour)
        settings.folder = folder
        // It judges nothing: there is no case for JUnit.
        let wanted = allReports.filter { $0.isUsual && $0.name != JUnitReport.name }
        let reports = try ReportDesk(
            folder: folder, log: log, reports: Set(wanted.map { $0.name }), settings: settings,
            start: begun)
        var run = RunRow(
            version: version, suites: [file], mode: .simulated, gateway: gatewayName,
            started: started, host: WallClock.host(), seed: rehearsal.terms.seed)
        (run.command, run.arguments, run.inputs) = (Self.command, words, inputs)
        reports.take(.run(run))
        for row in rows { reports.take(.rehearsal(row)) }
        var end = EndRow(
            cases: 0, passed: 0, failed: 0, errored: 0, skipped: 0,
            requests: days.reduce(0) { $0 + $1.requests },
            duration: (Clock.now() - begun).inWholeMicroseconds,
            interruptedBy: Interruption.signalName)
        end.notRun = 0
        reports.take(.end(end))
        let texts = try reports.finish()
        if let console = texts[ConsoleReport.name] {
            terminal.say("\(console)reports: \(folder)/\n")
        }
        if let page = Environment.value("GITHUB_STEP_SUMMARY"), !page.isEmpty,
            let trouble = StepSummary.append("\(folder)/\(MarkdownReport.fileName ?? "")", to: page)
        {
            terminal.complain([trouble])
        }
        return ending ?? .pass
    }

    /// In the row of its run.
    static let command = "drill --mix"

    /// The three days, one after the other, as far as there was time before a signal.
    private func days(on terminal: Terminal) async throws(Diagnostics) -> [Rehearsal.Day] {
        let transport: Transport
        do throws(TransportError) {
            transport = try Transport()
        } catch {
            throw Diagnostics([Diagnostic("cannot send anything: \(error)")])
        }
        do throws(Diagnostics) {
            let days = try await days(over: transport, on: terminal)
            await transport.close()
            return days
        } catch {
            await transport.close()
            throw error
        }
    }

    /// Whose retries are its own business, is not asked for one more.
    private var dayNames: [RehearsalRow.DayName] {
        if case .drilled = gateway { [.quiet, .mix] } else { RehearsalRow.DayName.allCases }
    }

    /// A word for each route whose third day is another than its name says.
    private var thirdDay: [Diagnostic] {
        guard case .embedded(let map) = gateway else { return [] }
        let (triggers, asked) = (rehearsal.terms.mix.triggers, rehearsal.routeNames)
        return map.routes.compactMap { route -> Diagnostic? in
            guard asked.contains(route.requested), let retry = route.legs.first?.retry,
                retry.times > 1, !retry.covers(triggers)
            else { return nil }
            let own = retry.on.map(\.rawValue).sorted().joined(separator: ", ")
            return Diagnostic(
                "route '\(route.name)' retries its first leg on \(own) and not on all of the mix: on the "
                    + "third day its \(retry.times) retries are for both, and none is added",
                hint: "one count holds for all that a leg is retried on", severity: .warning)
        }
    }

    private var gatewayName: String {
        switch gateway {
        case .embedded: "embedded"
        case .drilled(let drill): "\(drill.gateway.name): \(drill.gateway.file)"
        }
    }

    private var legCount: Int {
        switch gateway {
        case .embedded(let map): map.legs.count
        case .drilled(let drill): drill.gateway.legCount
        }
    }

    private func days(
        over transport: Transport, on terminal: Terminal
    ) async throws(Diagnostics) -> [Rehearsal.Day] {
        var days: [Rehearsal.Day] = []
        for name in dayNames where Interruption.signal == nil {
            let stage: Stage
            do throws(Diagnostics) {
                stage = try await self.stage(of: name, over: transport)
            } catch {
                // A gateway whose start a signal ended is no mistake of anybody's.
                guard Interruption.signal == nil else { break }
                throw error
            }
            defer { stage.stop() }
            guard let faults = stage.faults else {
                preconditionFailure("a simulated stage has lanes")
            }
            let draws = !isQuiet && terminal.drawsProgress
            if draws { terminal.complain("\r\(name.rawValue) day …\u{1B}[K") }
            let day = await rehearsal.day(
                name, asking: stage.target, or: stage.legTargets, breaking: faults, over: transport,
                width: width
            ) { Interruption.signal != nil }
            if draws { terminal.complain("\r\u{1B}[K") }
            // A later day of which nothing was sent is none.
            if day.requests > 0 || days.isEmpty { days.append(day) }
        }
        return days
    }

    /// Each day begins with a gateway that remembers nothing of the one before.
    private func stage(
        of name: RehearsalRow.DayName, over transport: Transport
    ) async throws(Diagnostics) -> Stage {
        switch gateway {
        case .embedded(let map):
            return try Stage(
                simulating: name == .retried
                    ? map.askingFirstLegsAgain(on: rehearsal.terms.mix.triggers) : map,
                keepsRealTime: false, transport: transport)
        case .drilled(let drill):
            let stage = try await DrillStage.set(
                for: drill, log: "\(folder)/\(drill.gateway.name)-\(name.rawValue).log",
                keepsCooldowns: true, over: transport)
            await stage.warmUp(rehearsal.routeNames, over: transport)
            return Stage(stage)
        }
    }
}

extension Drill {
    /// By how much its copy of the configuration cuts the time-out of each leg.
    fileprivate var shortenedTimeouts: [LegID: Duration] {
        guard !keepsRealTime, case .litellm(let config, _) = gateway else { return [:] }
        let short = LiteLLMRewriter.patience(of: config, timeouts: DrillStage.timeouts)
        return LiteLLMRewriter.patience(of: config, timeouts: nil).reduce(into: [:]) { cut, one in
            cut[one.key] = one.value - (short[one.key] ?? one.value)
        }
    }
}

extension RouteMap {
    /// The same routes, each of whose first legs is asked once more than now when it fails so.
    ///
    /// A leg has one count for all that it is retried on. One that is retried on other failures than these keeps
    /// its count, and spends it on these as well: with two or more retries that is not one more try but as many,
    /// and one more would make a failure of its own kind be retried more often, too.
    fileprivate func askingFirstLegsAgain(on triggers: Set<Trigger>) -> RouteMap {
        var map = self
        for place in map.routes.indices where !map.routes[place].legs.isEmpty {
            let retry = map.routes[place].legs[0].retry
            if retry.times == 0 || retry.covers(triggers) {
                map.routes[place].legs[0].retry.times += 1
            }
            map.routes[place].legs[0].retry.on.formUnion(triggers)
        }
        return map
    }
}

extension Leg.Retry {
    fileprivate func covers(_ triggers: Set<Trigger>) -> Bool {
        triggers.allSatisfy { on.covers($0) }
    }
}
