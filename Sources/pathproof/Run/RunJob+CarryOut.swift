import Documents
import GatewayMaps
import Glibc
import LocalGateway
import Plans
import Providers
import Reports
import Rows
import Runs
import Suites
import Synchronization
import Transports
import Vocabulary

extension RunJob {
    /// Sends everything, leaves the reports in the run's folder, and says how it went.
    func carryOut(on terminal: Terminal) async throws(Diagnostics) -> ExitCode {
        // Read before anything is written: a mistake in them leaves an earlier run as it is.
        let tapes = try Tapes(source, of: command, keepsRealTime: keepsRealTime)
        if let lack = drill.flatMap({ DrillStage.lackOfProgram(for: $0) }) {
            terminal.complain(lack.items)
            return .infrastructure
        }
        try RunFolder.claim(folder)
        let legs = maps.reduce(0) { max($0, $1?.legs.count ?? 0) }
        if let shortage = OpenFiles.makeRoom(cases: min(width, caseCount), legs: legs) {
            terminal.complain([shortage])
            return .infrastructure
        }
        let gate = try gateDesk()
        let begun = Clock.now()
        let log: RowLog
        let answered: AnsweredCases?
        do {
            log = try RowLog(
                path: "\(folder)/\(RunFolder.results)", writer: RowWriter(start: begun))
            answered = try takeOver()
            try log.clear()
        } catch {
            throw Resumption.unreadable(folder, error)
        }
        RunFolder.sweep(folder, keepingCases: answered != nil)
        Interruption.listen()
        // What is merely good to know stands in the plan.
        // Suites over the same routes have what those say in common.
        var told: Set<Diagnostic> = []
        var notes = remarks
        notes += prepared.flatMap(\.plan.notes).filter {
            $0.severity != .note && told.insert($0).inserted
        }
        if !uncapped.isEmpty {
            notes.append(
                Diagnostic(
                    "no price is known for \(uncapped.joined(separator: ", ")): "
                        + "--budget does not hold there", severity: .warning))
        }
        notes += openEnded + shortKeys
        if !isQuiet { terminal.complain(notes) }
        if !isQuiet { terminal.complain(estimate) }
        let control = RunControl(casesMax: caps.casesMax, failuresMax: caps.failuresMax)
        let reports = try ReportDesk(
            folder: folder, log: log, reports: reportNames, settings: settings(on: terminal),
            start: begun, onFailure: { control.stop(.unwritten) })
        let drillDesk = drill.map { DrillDesk($0, folder: folder, reports: reports) }
        let ledger = LedgerDesk(prepared, start: begun, hasJournals: gateway == nil)
        let desk = RowDesk(
            start: begun, now: { Clock.now() },
            write: { batch in
                guard let drillDesk else {
                    reports.take(batch)
                    for finished in batch {
                        ledger.take(finished)
                        gate?.take(finished)
                    }
                    return
                }
                // Each case of a drill stands before the row of its path.
                for finished in batch {
                    let finished = drillDesk.sifted(finished)
                    reports.take([finished])
                    ledger.take(finished)
                    gate?.take(finished)
                    drillDesk.take(finished)
                }
            },
            putAside: { reports.putAside($0) }, flush: { reports.flush() })
        let tally = RunTally()
        let planned = caseCount
        let limits = RunLimits(caps.pace, budget, rates: rates)
        reports.take(.run(runRow(planned, answered?.run)))
        reports.flush()
        let drawing =
            isQuiet
            ? nil
            : progress(
                of: tally, limits, min(planned, caps.casesMax ?? planned), since: begun,
                on: terminal)
        let keeping = Task { await desk.keepTime() }
        let trouble = await sendAll(
            desk, tally, control, answered, limits, drillDesk, tapes)
        keeping.cancel()
        await keeping.value
        await desk.finish()
        drawing?.cancel()
        if let drawing {
            await drawing.value
            terminal.complain("\r\u{1B}[K")
        }
        let paths = pathRows(tally)
        for row in paths where drillDesk?.hasTold(row) != true {
            reports.take(.path(row))
            drillDesk?.takeUnshown(row)
        }
        let lack = lackOfCoverage(paths)
        let counts = tally.now
        var troubles = [trouble].compactMap(\.self)
        var compared: GateRow?
        do throws(Diagnostics) {
            compared = try gate?.row()
        } catch {
            troubles.append(.infrastructure(error))
        }
        for row in ledger.rows { reports.take(row) }
        if let compared { reports.take(.gate(compared)) }
        reports.take(.end(endRow(counts, planned, control, limits, since: begun)))
        var texts: [String: String] = [:]
        do throws(Diagnostics) {
            texts = try reports.finish()
            try drillDesk?.finish()
        } catch {
            troubles.append(.infrastructure(error))
        }
        let code = exitCode(
            counts, planned, compared, lacksCoverage: lack != nil, troubles.map(\.code))
        say(texts, code, on: terminal)
        if let words = SpendCap.words(
            control.stopped, limits, done: counts.done, of: planned)
        {
            terminal.complain(words)
        }
        if let lack { terminal.complain([lack]) }
        if counts.unreached > 0, source.asksProviders, troubles.isEmpty {
            terminal.complain([lost(counts)])
        }
        for trouble in troubles { terminal.complain(trouble.told.items) }
        return code
    }

    /// What a killed run had answered in this folder, when that is the run to go on with.
    private func takeOver() throws -> AnsweredCases? {
        guard resumed != nil else { return nil }
        return try AnsweredCases.gather(
            results: "\(folder)/\(RunFolder.results)", early: "\(folder)/\(RunFolder.early)")
    }

    /// Of a part of the plan nobody can say what is lost.
    private func gateDesk() throws(Diagnostics) -> GateDesk? {
        guard let baseline = gate.baseline else { return nil }
        guard EarlierRun.path(baseline) != "\(folder)/\(RunFolder.results)" else {
            throw Diagnostics([
                Diagnostic(
                    "'\(baseline)' is where this run is written: it cannot be compared with itself",
                    hint: "--out DIR writes it elsewhere, and `pathproof bless` keeps a baseline")
            ])
        }
        return try GateDesk(
            baseline, suites: selection.isAll ? prepared.map(\.plan.suite.name) : nil,
            options: gate, isLive: gateway != nil || source.asksProviders)
    }

    private var reportNames: Set<String> {
        var names = moreReports.union(allReports.filter { $0.isUsual }.map { $0.name })
        if Environment.value("GITHUB_ACTIONS") == "true" { names.insert(GitHubReport.name) }
        return names
    }

    private func say(_ texts: [String: String], _ code: ExitCode, on terminal: Terminal) {
        if let console = texts[ConsoleReport.name], !isQuiet || code != .pass {
            let matrix = drill == nil ? "" : " (\(DrillDesk.fileName) has the matrix)"
            terminal.say("\(console)reports: \(folder)/\(matrix)\n")
        }
        if let annotations = texts[GitHubReport.name] { terminal.say(annotations) }
        guard let page = Environment.value("GITHUB_STEP_SUMMARY"), !page.isEmpty else { return }
        if let trouble = StepSummary.append("\(folder)/\(MarkdownReport.fileName ?? "")", to: page)
        {
            terminal.complain([trouble])
        }
    }

    /// What ended a run that had begun.
    private enum Trouble {
        /// A mistake in a file that showed itself late.
        case file(Diagnostics)
        case infrastructure(Diagnostics)

        var told: Diagnostics {
            switch self {
            case .file(let told), .infrastructure(let told): told
            }
        }

        var code: ExitCode {
            switch self {
            case .file: .usage
            case .infrastructure: .infrastructure
            }
        }
    }

    private func settings(on terminal: Terminal) -> ReportSettings {
        var settings = ReportSettings(
            width: isatty(STDOUT_FILENO) == 1 ? terminal.width : nil,
            isColoured: terminal.outputHasColour)
        if isVerbose { settings.failuresMax = Int.max }
        settings.folder = folder
        let models = maps.compactMap(\.self).flatMap(\.models)
        settings.declaration = { KnownModels(models).declaration($0) }
        return settings
    }

    /// Every suite after the other, each on its stage; stages are kept for suites of the same routes.
    private func sendAll(
        _ desk: RowDesk, _ tally: RunTally, _ control: RunControl, _ answered: AnsweredCases?,
        _ limits: RunLimits, _ drillDesk: DrillDesk?, _ tapes: Tapes
    ) async -> Trouble? {
        let transport: Transport
        do throws(TransportError) {
            transport = try Transport()
        } catch {
            return .infrastructure(Diagnostics([Diagnostic("cannot send anything: \(error)")]))
        }
        var gateway = gateway
        if let given = gateway, let provider = BaseProbe.provider(at: given.url) {
            do throws(Diagnostics) {
                gateway?.url = try await BaseFinder.base(
                    of: provider, given: given.url, key: given.key, over: transport)
            } catch {
                return .infrastructure(error)
            }
        }
        var stages: [String: Stage] = [:]
        var stands: [String: AdviserStand] = [:]
        let code = allowsCode ? SuiteCode() : nil
        var next = 0
        var trouble: Trouble?
        let ending = Ending(of: control)
        Interruption.onSignal {
            ending.come(.signal(Interruption.signal ?? SIGINT), patience: Self.patience)
        }
        let clock = caps.time.map { time in
            Task {
                do { try await Task.sleep(for: time - caps.patience) } catch { return }
                ending.come(.time(time), patience: caps.patience)
            }
        }
        for (suite, map) in zip(prepared, maps) where control.stopped == nil && trouble == nil {
            do throws(Diagnostics) {
                // A gateway that knows a key refuses whoever comes without.
                // By a URL each suite asks by the names that its own routes file has.
                let names = suite.plan.askedNames.map { "\n\($0.key) \($0.value)" }.sorted()
                let place =
                    (map?.file ?? "") + (suite.plan.key.map { "\n\($0.name)" } ?? "")
                    + names.joined()
                let stage: Stage
                if let standing = stages[place] {
                    stage = standing
                } else {
                    let made = try await makeStage(
                        for: map, at: gateway, plan: suite.plan, drillDesk, ending,
                        tapes, transport)
                    // Its cases were not run, as those that the same end came before.
                    guard let made else { break }
                    stage = made
                    stages[place] = stage
                }
                let fronts = try self.fronts(of: suite, before: stage, transport)
                defer { fronts?.stop() }
                let advisers = try await self.seats(
                    of: suite, over: map, tapes, transport, among: &stands)
                let allowances = limits.allowances(
                    of: map, as: suite.plan.key, asksProviders: self.source.asksProviders,
                    advisedBy: asksProvidersAtAll ? adviserMap(of: suite, over: map) : nil)
                let runner = Runner(
                    transport: transport, target: stage.target,
                    legTargets: fronts?.targets ?? stage.legTargets,
                    pathTargets: stage.pathTargets,
                    faults: stage.faults,
                    desk: desk, tally: tally, control: control, answered: answered,
                    budget: limits.budget, pacer: limits.pacer,
                    allowances: allowances,
                    rerun: rerunCommand(of: suite.plan.suite.file),
                    witness: stage.witness { control.stop(.gateway($0)) },
                    consultant: advisers.seats.isEmpty && code == nil
                        ? nil
                        : Consultant(
                            advisers.seats, code: code, allowances: allowances,
                            pacer: limits.pacer),
                    secrets: stage.secrets + advisers.secrets)
                let source = CaseSource(suite.plan, selection: selection, firstIndex: next)
                let width = drill != nil && Drill.comesAlone(suite.plan) ? 1 : width
                await ending.untilThen { await runner.run(source, of: suite, width: width) }
                next = source.nextIndex
                trouble = source.mistake.map(Trouble.file)
            } catch {
                trouble = .infrastructure(error)
            }
        }
        clock?.cancel()
        // A recording behind a broken answer is not over when its case is.
        let isLate = caps.time.map { control.stopped == .time($0) } ?? false
        if Interruption.signal == nil, !isLate {
            await ending.untilThen { await tapes.settled(within: .seconds(30)) }
        }
        // One LiteLLM at a time: each takes a third of a gigabyte.
        for stage in stages.values { stage.stop() }
        for stand in stands.values { stand.stop() }
        if case .gateway(let end)? = control.stopped {
            trouble = .infrastructure(ended(end))
        }
        // What it shows is the gateway's, whatever it is asked: not for each run of a suite.
        if let drillDesk, command == DrillCommand.name, control.stopped == nil, trouble == nil,
            takesAllCauses
        {
            await ending.untilThen { [routeNames] in
                await drillDesk.watchCooldowns(asking: routeNames, over: transport)
            }
        }
        if let mistake = tapes.mistake { return trouble ?? .infrastructure(Diagnostics([mistake])) }
        return trouble
    }

    /// Whether every path of some routes is asked for.
    private var takesAllCauses: Bool {
        selection.filters.isEmpty && selection.cases.isEmpty && selection.causes.isEmpty
    }

    /// What is asked for, each name once.
    var routeNames: [String] {
        var seen: Set<String> = []
        return prepared.flatMap(\.plan.ways).filter { selection.takes($0) }.map(\.path.route)
            .filter { seen.insert($0).inserted }
    }

    /// How long answers in flight may still come after a signal; CI kills after ten seconds or so.
    private static let patience: Duration = .seconds(2)

    /// Nil where the run's end has come while a gateway was started.
    private func makeStage(
        for map: RouteMap?, at gateway: ChosenGateway?, plan: Plan, _ drillDesk: DrillDesk?,
        _ ending: Ending, _ tapes: Tapes, _ transport: Transport
    ) async throws(Diagnostics) -> Stage? {
        if let drill, let hosted = drill.hosted {
            return Stage(HostedStage(of: drill.gateway, at: hosted, for: drill.suites))
        }
        if let drill, let drillDesk {
            let result = Mutex<Result<DrillStage, Diagnostics>?>(nil)
            await ending.untilThen { [routeNames] in
                do throws(Diagnostics) {
                    let sources = try await tapes.sources(over: transport) {
                        () throws(Diagnostics) in try drill.endpoints(asking: routeNames)
                    }
                    let stage = try await drillDesk.set(
                        asking: routeNames, from: sources, over: transport)
                    result.withLock { $0 = .success(stage) }
                } catch {
                    // What a start says that was cut off is no mistake of anybody's.
                    guard !Task.isCancelled else { return }
                    result.withLock { $0 = .failure(error) }
                }
            }
            return try result.withLock { $0 }.map { made throws(Diagnostics) in
                Stage(try made.get())
            }
        }
        if let gateway {
            return Stage(gateway, names: plan.askedNames)
        }
        guard let map else { preconditionFailure("a suite has neither routes nor a gateway") }
        let sources = try await tapes.sources(over: transport) { () throws(Diagnostics) in
            try await LiveEndpoints.found(of: asked(of: map), over: transport)
        }
        if plan.isDirect {
            return try Stage(lanesOf: map, keepsRealTime: keepsRealTime, sources: sources)
        }
        return try Stage(
            simulating: map, as: plan.key, keepsRealTime: keepsRealTime, sources: sources,
            backoff: backoff, transport: transport)
    }

    private func fronts(
        of suite: PreparedSuite, before stage: Stage, _ transport: Transport
    ) throws(Diagnostics) -> VicedFronts? {
        let plan = suite.plan
        guard let vice = try VicedFronts.vice(of: plan.suite) else { return nil }
        return try VicedFronts(
            of: plan.routes, at: suite.prices, vice: vice, before: stage.target,
            transport: transport)
    }

    private func rerunCommand(of file: String) -> @Sendable (String) -> String {
        let words = rerunWords
        return { id in "\(words) \(Shell.quoted(file)) --case \(Shell.quoted(id))" }
    }

    // MARK: What the caller sees

    private func progress(
        of tally: RunTally, _ limits: RunLimits, _ total: Int, since begun: Moment,
        on terminal: Terminal
    ) -> Task<Void, Never>? {
        guard terminal.drawsProgress else { return nil }
        return Task {
            while !Task.isCancelled {
                let counts = tally.now
                let state = ProgressState(
                    done: counts.done, total: total, failing: counts.failed + counts.errored,
                    elapsed: Clock.now() - begun, waitsFor: limits.holding)
                let line = ProgressLine.rendered(
                    state, width: terminal.width - 1, isColoured: terminal.errorHasColour)
                terminal.complain("\r\(line)\u{1B}[K")
                do { try await Task.sleep(for: .milliseconds(100)) } catch { return }
            }
        }
    }

    /// What is to be said where too few of the planned paths have a judged case, by the coverage table's count.
    private func lackOfCoverage(_ paths: [PathRow]) -> Diagnostic? {
        if drill?.hosted != nil, let lack = lackOfEvidence(paths) { return lack }
        var coverage = PathCoverage()
        for path in paths { coverage.take(path) }
        return coverage.lack(of: minCoverage, isFatal: fatal.contains(.uncovered))
    }

    /// What a hosted gateway's own answers do not prove is named, and is no pass.
    private func lackOfEvidence(_ paths: [PathRow]) -> Diagnostic? {
        let open = paths.count { !$0.isCovered }
        guard open > 0 else { return nil }
        return Diagnostic(
            "\(open) of \(paths.count) paths are not covered: nothing that a hosted gateway says proves "
                + "them",
            hint: "\(folder)/\(DrillDesk.fileName) names each with its reason; "
                + "`--fail-on failed,errored` takes them for granted",
            severity: fatal.contains(.uncovered) ? .error : .warning)
    }

    private func exitCode(
        _ counts: RunTally.Counts, _ planned: Int, _ gate: GateRow?, lacksCoverage: Bool,
        _ troubles: [ExitCode]
    ) -> ExitCode {
        var codes = troubles
        if let signal = Interruption.signal {
            codes.append(signal == SIGINT ? .interrupted : .terminated)
        }
        var shortfalls: [Shortfall] = []
        if counts.failed > 0 { shortfalls.append(.failed) }
        if counts.unreached > 0 { shortfalls.append(.unreached) }
        if counts.errored > 0 { shortfalls.append(.errored) }
        if counts.skipped > 0 { shortfalls.append(.skipped) }
        if counts.done < planned { shortfalls.append(.notRun) }
        if lacksCoverage { shortfalls.append(.uncovered) }
        switch gate?.verdict {
        case .regression: shortfalls.append(.regression)
        case .inconclusive: shortfalls.append(.inconclusive)
        case .pass, nil: break
        }
        return ExitCode.first(of: codes + shortfalls.filter(fatal.contains).map(\.code))
    }
}

/// The end of a run before its last case: no new case begins, and what is in flight has a little time.
private final class Ending: Sendable {
    private let control: RunControl
    private let work = Mutex<Task<Void, Never>?>(nil)

    init(of control: RunControl) { self.control = control }

    /// Carries this out; when the end has come and patience is over, it is cancelled.
    func untilThen(_ body: @escaping @Sendable () async -> Void) async {
        let task = Task { await body() }
        work.withLock { $0 = task }
        await task.value
    }

    func come(_ reason: Stop, patience: Duration) {
        control.stop(reason)
        Task {
            do { try await Task.sleep(for: patience) } catch { return }
            work.withLock { $0 }?.cancel()
        }
    }
}
