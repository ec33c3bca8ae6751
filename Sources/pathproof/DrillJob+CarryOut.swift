import Documents
import GatewayMaps
import Glibc
import Plans
import Reports
import Rows
import Runs
import Synchronization
import Transports
import Vocabulary

extension DrillJob {
    /// Starts the gateway, sends everything, leaves the reports in the run's folder, and says how it went.
    func carryOut(on terminal: Terminal) async throws(Diagnostics) -> ExitCode {
        guard Folder.make(folder) else {
            throw Diagnostics([
                Diagnostic(
                    "cannot make the folder '\(folder)': \(Folder.reason())",
                    hint: "--out DIR names another")
            ])
        }
        if let shortage = OpenFiles.makeRoom(cases: width, legs: gateway.legCount) {
            return complain(Diagnostics([shortage]), on: terminal)
        }
        Interruption.listen()
        if !isQuiet { tell(prepared.plan.notes.filter { $0.severity != .note }, on: terminal) }
        let transport: Transport
        do throws(TransportError) {
            transport = try Transport()
        } catch {
            return complain(
                Diagnostics([Diagnostic("cannot send anything: \(error)")]), on: terminal)
        }
        let stage: DrillStage
        do throws(Diagnostics) {
            stage = try await DrillStage.set(
                for: self, log: "\(folder)/\(gateway.name).log", over: transport)
        } catch {
            await transport.close()
            return complain(error, on: terminal)
        }
        if !isQuiet { tell(stage.differences, on: terminal) }
        let code = try await carryOut(on: stage, over: transport, terminal)
        stage.stop()
        await transport.close()
        return code
    }

    private func carryOut(
        on stage: DrillStage, over transport: Transport, _ terminal: Terminal
    ) async throws(Diagnostics) -> ExitCode {
        await stage.warmUp(routeNames, over: transport)
        let begun = Clock.now()
        let control = RunControl()
        let log: RowLog
        do throws(OutputFailure) {
            log = try RowLog(
                path: "\(folder)/\(RunFolder.results)", writer: RowWriter(start: begun))
            try log.clear()
        } catch {
            throw Diagnostics([Diagnostic(error.reason)])
        }
        RunFolder.sweep(folder, keepingCases: false)
        let reports = try ReportDesk(
            folder: folder, log: log,
            reports: Set(allReports.filter { $0.isUsual }.map { $0.name }),
            settings: settings(on: terminal), start: begun,
            onFailure: { control.stop(.unwritten) })
        let matrix = Mutex(DrillMatrix())
        let ledger = LedgerDesk(suites, start: begun, hasJournals: true)
        let desk = RowDesk(
            start: begun, now: { Clock.now() },
            write: { finished in
                reports.take(finished)
                for case .path(let row) in finished.rows { matrix.withLock { $0.take(row) } }
                ledger.take(finished)
            },
            putAside: { reports.putAside($0) }, flush: { reports.flush() })
        reports.take(.run(runRow))
        for difference in stage.differences {
            reports.take(
                .finding(
                    FindingRow(
                        Finding("drill.import", .warning, difference.message),
                        location: difference.location)))
        }
        let tally = RunTally()
        let runner = Runner(
            transport: transport, target: stage.target, legTargets: stage.routeTargets,
            faults: stage.lanes, desk: desk,
            tally: tally, control: control, rerun: rerun,
            witness: DrillWitness(names: stage.names))
        let drawing = isQuiet ? nil : progress(of: tally, since: begun, on: terminal)
        var next = 0
        for (suite, width) in [(prepared, width), (alone, 1)] where Interruption.signal == nil {
            let source = CaseSource(suite.plan, selection: selection, firstIndex: next)
            let work = Task { await runner.run(source, of: suite, width: width) }
            Interruption.onSignal {
                control.stop(.signal(Interruption.signal ?? SIGINT))
                Task {
                    do { try await Task.sleep(for: Self.patience) } catch { return }
                    work.cancel()
                }
            }
            await work.value
            next = source.nextIndex
        }
        await desk.finish()
        drawing?.cancel()
        if let drawing {
            await drawing.value
            terminal.complain("\r\u{1B}[K")
        }
        if selection.filters.isEmpty, selection.cases.isEmpty, selection.causes.isEmpty,
            Interruption.signal == nil,
            case .litellm(let config, let predictor) = gateway, !config.routing.disablesCooldowns
        {
            // One LiteLLM at a time: each takes a third of a gigabyte.
            stage.stop()
            for finding in await cooldowns(of: predictor, over: transport) {
                reports.take(.finding(FindingRow(finding)))
                matrix.withLock { $0.take(finding) }
            }
        }
        for row in ledger.rows { reports.take(row) }
        let signal = Interruption.signal
        let counts = tally.now
        reports.take(.end(endRow(counts, since: begun, signal: signal)))
        let console = try reports.finish()[ConsoleReport.name] ?? ""
        let drawn = matrix.withLock { $0 }
        try write(drawn, stage)
        let code = exitCode(counts, signal: signal)
        if !isQuiet || code != .pass {
            terminal.say(console)
            terminal.say("reports: \(folder)/ (drill.md has the matrix)\n")
        }
        return code
    }

    /// What failures do to the requests after them, with the configuration's own cooldowns.
    private func cooldowns(
        of predictor: LiteLLMPredictor, over transport: Transport
    ) async -> [Finding] {
        let stage: DrillStage
        do throws(Diagnostics) {
            stage = try await DrillStage.set(
                for: self, log: "\(folder)/litellm-cooldowns.log", keepsCooldowns: true,
                over: transport)
        } catch {
            let reason = error.items.first?.message ?? ""
            return [Finding("drill.cooldown.not-shown", .error, reason)]
        }
        defer { stage.stop() }
        await stage.warmUp(routeNames, over: transport)
        let pass = CooldownPass(
            predictor: predictor, routes: Set(routeNames),
            watch: CooldownWatch(
                transport: transport, target: stage.target, faults: stage.lanes))
        return await pass.findings()
    }

    /// How long answers in flight may still come after a signal.
    private static let patience: Duration = .seconds(2)

    private var routeNames: [String] {
        var names: [String] = []
        for way in prepared.plan.ways + alone.plan.ways where selection.takes(way) {
            if !names.contains(way.path.route) { names.append(way.path.route) }
        }
        return names
    }

    private func write(_ matrix: DrillMatrix, _ stage: DrillStage) throws(Diagnostics) {
        let inexact = gateway.constructs.filter { $0.exactness != .exact }.map { construct in
            (
                path: construct.path,
                note: "\(construct.exactness.rawValue), line \(construct.location.line): "
                    + construct.note
            )
        }
        let text = matrix.markdown(
            of: gateway.file, constructs: inexact, changes: stage.changes)
        do throws(OutputFailure) {
            let file = try FileOutput(path: "\(folder)/drill.md")
            try file.write(text)
            try file.commit()
        } catch {
            throw Diagnostics([Diagnostic(error.reason)])
        }
    }

    // MARK: Rows

    private var runRow: RunRow {
        RunRow(
            version: version, suites: [gateway.file], mode: .simulated,
            gateway: "\(gateway.name): \(gateway.file)", started: WallClock.now(),
            host: WallClock.host(),
            seed: 0, casesPlanned: caseCount)
    }

    private func endRow(
        _ counts: RunTally.Counts, since begun: Moment, signal: Int32?
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

    private func settings(on terminal: Terminal) -> ReportSettings {
        var settings = ReportSettings(
            width: isatty(STDOUT_FILENO) == 1 ? terminal.width : nil,
            isColoured: terminal.outputHasColour)
        if isVerbose { settings.failuresMax = Int.max }
        return settings
    }

    private func tell(_ diagnostics: [Diagnostic], on terminal: Terminal) {
        guard !diagnostics.isEmpty else { return }
        terminal.complain(
            DiagnosticText.render(diagnostics, colour: terminal.errorHasColour))
    }

    private func complain(_ told: Diagnostics, on terminal: Terminal) -> ExitCode {
        tell(told.items, on: terminal)
        return .infrastructure
    }

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

    private func exitCode(_ counts: RunTally.Counts, signal: Int32?) -> ExitCode {
        if let signal { return signal == SIGINT ? .interrupted : .terminated }
        if counts.failed > 0 { return exitsZero ? .pass : .failure }
        if counts.unreached > 0 { return .infrastructure }
        return counts.errored + counts.skipped > 0 ? .inconclusive : .pass
    }
}
