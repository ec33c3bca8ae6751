import Documents
import GatewayMaps
import Glibc
import Plans
import Reports
import Rows
import Runs
import Suites
import Transports
import Vocabulary

extension RunJob {
    /// Sends everything, leaves the reports in the run's folder, and says how it went.
    func carryOut(on terminal: Terminal) async throws(Diagnostics) -> ExitCode {
        guard Folder.make(folder) else {
            throw Diagnostics([
                Diagnostic(
                    "cannot make the folder '\(folder)': \(Folder.reason())",
                    hint: "--out DIR names another")
            ])
        }
        let legs = maps.reduce(0) { max($0, $1?.legs.count ?? 0) }
        if let shortage = OpenFiles.makeRoom(cases: min(width, caseCount), legs: legs) {
            terminal.complain(
                DiagnosticText.render([shortage], colour: terminal.errorHasColour))
            return .infrastructure
        }
        Interruption.listen()
        // What is merely good to know stands in the plan.
        let notes = prepared.flatMap(\.plan.notes).filter { $0.severity != .note }
        if !notes.isEmpty, !isQuiet {
            terminal.complain(DiagnosticText.render(notes, colour: terminal.errorHasColour))
        }
        let begun = Clock.now()
        let reports = try ReportDesk(
            folder: folder, settings: settings(on: terminal), start: begun, showsConsole: true)
        let desk = RowDesk(
            start: begun, now: { Clock.now() }, write: { reports.take($0) },
            flush: { reports.flush() })
        let tally = RunTally()
        // A killed run must not leave the reports of the one before as if they were its own.
        for name in allReports.compactMap({ $0.fileName }) { Folder.remove("\(folder)/\(name)") }
        reports.take(.run(runRow()))
        reports.flush()
        let drawing = isQuiet ? nil : progress(of: tally, since: begun, on: terminal)
        let trouble = await sendAll(desk, tally)
        await desk.finish()
        drawing?.cancel()
        if let drawing {
            await drawing.value
            terminal.complain("\r\u{1B}[K")
        }
        let signal = Interruption.signal
        let paths = pathRows(tally)
        for row in paths { reports.take(.path(row)) }
        reports.take(.end(endRow(tally.now, since: begun, interruptedBy: signal)))
        let counts = tally.now
        let lack = lackOfCoverage(paths)
        let code = exitCode(counts, signal: signal, lacksCoverage: lack != nil)
        let lost: Trouble?
        do throws(Diagnostics) {
            let console = try reports.finish()
            if !isQuiet || code != .pass { terminal.say("\(console)reports: \(folder)/\n") }
            lost = nil
        } catch {
            lost = .infrastructure(error)
        }
        if let lack {
            terminal.complain(
                DiagnosticText.render([lack], colour: terminal.errorHasColour))
        }
        let troubles = [trouble, lost].compactMap(\.self)
        for trouble in troubles {
            terminal.complain(
                DiagnosticText.render(trouble.told.items, colour: terminal.errorHasColour))
        }
        return code == .pass || code == .inconclusive ? troubles.first?.code ?? code : code
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
        return settings
    }

    /// Every suite after the other, each on its stage; stages are kept for suites of the same routes.
    private func sendAll(_ desk: RowDesk, _ tally: RunTally) async -> Trouble? {
        let transport: Transport
        do throws(TransportError) {
            transport = try Transport()
        } catch {
            return .infrastructure(Diagnostics([Diagnostic("cannot send anything: \(error)")]))
        }
        var stages: [String: Stage] = [:]
        var next = 0
        var trouble: Trouble?
        for (suite, map) in zip(prepared, maps) where Interruption.signal == nil && trouble == nil {
            do throws(Diagnostics) {
                let place = map?.file ?? ""
                let stage: Stage
                if let standing = stages[place] {
                    stage = standing
                } else {
                    stage = try makeStage(
                        for: map, isDirect: suite.plan.isDirect, transport: transport)
                    stages[place] = stage
                }
                let runner = Runner(
                    transport: transport, target: stage.target, legTargets: stage.legTargets,
                    faults: stage.faults,
                    desk: desk, tally: tally, rerun: rerunCommand(of: suite.plan.suite.file))
                let source = CaseSource(suite.plan, selection: selection, firstIndex: next)
                let work = Task { [width] in await runner.run(source, of: suite, width: width) }
                Interruption.onSignal {
                    source.stop()
                    Task {
                        do { try await Task.sleep(for: Self.patience) } catch { return }
                        work.cancel()
                    }
                }
                await work.value
                next = source.nextIndex
                trouble = source.mistake.map(Trouble.file)
            } catch {
                trouble = .infrastructure(error)
            }
        }
        for stage in stages.values { stage.stop() }
        await transport.close()
        return trouble
    }

    /// How long answers in flight may still come after a signal; CI kills after ten seconds or so.
    private static let patience: Duration = .seconds(2)

    private func makeStage(
        for map: RouteMap?, isDirect: Bool, transport: Transport
    ) throws(Diagnostics) -> Stage {
        guard let map else { return Stage(url: gatewayURL ?? "", key: key) }
        if isDirect { return try Stage(lanesOf: map, keepsRealTime: keepsRealTime) }
        return try Stage(simulating: map, keepsRealTime: keepsRealTime, transport: transport)
    }

    private func rerunCommand(of file: String) -> @Sendable (String) -> String {
        let words = rerunWords
        return { id in "\(words) \(Shell.quoted(file)) --case \(Shell.quoted(id))" }
    }

    // MARK: Rows that belong to no case

    private func runRow() -> RunRow {
        RunRow(
            version: version, suites: prepared.map(\.plan.suite.file),
            mode: gatewayURL == nil ? .simulated : .live, gateway: gatewayURL ?? "embedded",
            started: WallClock.now(), host: WallClock.host(), seed: 0, casesPlanned: caseCount)
    }

    private func pathRows(_ tally: RunTally) -> [PathRow] {
        var rows: [PathRow] = []
        var seen: Set<PathKey> = []
        for suite in prepared {
            for way in suite.plan.ways where selection.takes(way) {
                let key = PathKey(way)
                guard seen.insert(key).inserted else { continue }
                let leg = suite.plan.leg(way.path.leg)
                rows.append(
                    PathRow(
                        leg: way.path.leg, legName: leg.map { "\($0.provider):\($0.model)" } ?? "",
                        cause: way.path.fault?.name, isStreamed: way.isStreamed,
                        expectedOutcome: way.path.expected.outcome, isCovered: tally.covers(key)))
            }
            for unreached in suite.plan.unreached where selection.isAll {
                let key = PathKey(unreached.leg, nil, isStreamed: unreached.isStreamed)
                guard seen.insert(key).inserted else { continue }
                let leg = suite.plan.leg(unreached.leg)
                rows.append(
                    PathRow(
                        leg: unreached.leg,
                        legName: leg.map { "\($0.provider):\($0.model)" } ?? "", cause: nil,
                        isStreamed: unreached.isStreamed, expectedOutcome: .movesOn,
                        isCovered: false))
            }
        }
        return rows
    }

    private func endRow(
        _ counts: RunTally.Counts, since begun: Moment, interruptedBy signal: Int32?
    ) -> EndRow {
        EndRow(
            cases: counts.done, passed: counts.passed, failed: counts.failed,
            errored: counts.errored, skipped: counts.skipped, requests: counts.requests,
            duration: Clock.now() - begun,
            interruptedBy: signal.map {
                $0 == SIGINT ? "SIGINT" : $0 == SIGTERM ? "SIGTERM" : "SIGHUP"
            })
    }

    // MARK: What the caller sees

    private func progress(
        of tally: RunTally, since begun: Moment, on terminal: Terminal
    ) -> Task<Void, Never>? {
        guard terminal.drawsProgress else { return nil }
        let total = caseCount
        return Task {
            while !Task.isCancelled {
                let counts = tally.now
                let state = ProgressState(
                    done: counts.done, total: total, failing: counts.failed + counts.errored,
                    elapsed: Clock.now() - begun)
                let line = ProgressLine.rendered(
                    state, width: terminal.width - 1, isColoured: terminal.errorHasColour)
                terminal.complain("\r\(line)\u{1B}[K")
                do { try await Task.sleep(for: .milliseconds(100)) } catch { return }
            }
        }
    }

    /// What is to be said where too few of the planned paths have a judged case, by the coverage table's count.
    private func lackOfCoverage(_ paths: [PathRow]) -> Diagnostic? {
        guard let minCoverage, !paths.isEmpty else { return nil }
        let covered = paths.count(where: \.isCovered)
        guard Double(covered) * 100 < minCoverage * Double(paths.count) else { return nil }
        let tenths = covered * 1_000 / paths.count
        return Diagnostic(
            "coverage is \(tenths / 10).\(tenths % 10) %: \(covered) of \(paths.count) planned paths "
                + "have a judged case, and --min-coverage asks for \(minCoverage) %",
            hint: "the coverage table marks the others with '·' or '!'")
    }

    private func exitCode(
        _ counts: RunTally.Counts, signal: Int32?, lacksCoverage: Bool
    ) -> ExitCode {
        if let signal { return signal == SIGINT ? .interrupted : .terminated }
        if counts.failed > 0 { return exitsZero ? .pass : .failure }
        if counts.unreached > 0 { return .infrastructure }
        return counts.errored + counts.skipped > 0 || lacksCoverage ? .inconclusive : .pass
    }
}
