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
                Diagnostic("cannot make the folder '\(folder)': \(systemReason())", hint: "--out DIR names another")
            ])
        }
        Interruption.listen()
        let begun = Clock.now()
        let rowsPath = "\(folder)/results.jsonl"
        let sequencer = try RowSequencer(path: rowsPath)
        let tally = RunTally()
        var writer = RowWriter(start: begun)
        writer.add(runRow())
        sequencer.put(writer.bytes)
        let drawing = isQuiet ? nil : progress(of: tally, since: begun, on: terminal)
        let mistake = await sendAll(sequencer, tally, since: begun)
        drawing?.cancel()
        if let drawing {
            await drawing.value
            if terminal.drawsProgress { terminal.complain("\r\u{1B}[K") }
        }
        let signal = Interruption.signal
        writer.removeAll()
        for row in pathRows(tally) { writer.add(row) }
        writer.add(endRow(tally.now, since: begun, interruptedBy: signal))
        sequencer.put(writer.bytes)
        try sequencer.finish()
        try report(rowsPath, tally.now, on: terminal)
        if let mistake { throw mistake }
        return exitCode(tally.now, signal: signal)
    }

    /// Every suite after the other, each on its stage; stages are kept for suites of the same routes.
    private func sendAll(
        _ sequencer: RowSequencer, _ tally: RunTally, since begun: Moment
    ) async -> Diagnostics? {
        let transport = Transport()
        var stages: [String: Stage] = [:]
        var next = 0
        var mistake: Diagnostics?
        for (suite, map) in zip(prepared, maps) where Interruption.signal == nil && mistake == nil {
            do throws(Diagnostics) {
                let place = map?.file ?? ""
                let stage: Stage
                if let standing = stages[place] {
                    stage = standing
                } else {
                    stage = try makeStage(for: map, transport: transport)
                    stages[place] = stage
                }
                let runner = Runner(
                    transport: transport, target: stage.target, faults: stage.faults,
                    sequencer: sequencer, tally: tally, start: begun,
                    rerun: rerunCommand(of: suite.plan.suite.file))
                let source = CaseSource(suite.plan, selection: selection, firstIndex: next)
                Interruption.onSignal { source.stop() }
                await runner.run(source, of: suite, width: width)
                next = source.nextIndex
                mistake = source.mistake
            } catch {
                mistake = error
            }
        }
        for stage in stages.values { stage.stop() }
        await transport.close()
        return mistake
    }

    private func makeStage(for map: RouteMap?, transport: Transport) throws(Diagnostics) -> Stage {
        guard let map else { return Stage(url: gatewayURL ?? "", key: key) }
        return try Stage(simulating: map, keepsRealTime: keepsRealTime, transport: transport)
    }

    private func rerunCommand(of file: String) -> @Sendable (String) -> String {
        let words = rerunWords
        return { id in "\(words) \(Shell.quoted(file)) --filter \(Shell.quoted(id))" }
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
                let key = PathKey(way.path.leg, way.path.cause?.name, isStreamed: way.isStreamed)
                guard seen.insert(key).inserted else { continue }
                let leg = suite.plan.leg(way.path.leg)
                rows.append(
                    PathRow(
                        leg: way.path.leg, legName: leg.map { "\($0.provider):\($0.model)" } ?? "",
                        cause: way.path.cause?.name, isStreamed: way.isStreamed,
                        expectedOutcome: way.path.expected.outcome, isCovered: tally.covers(key)))
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
            interruptedBy: signal.map { $0 == SIGTERM ? "SIGTERM" : "SIGINT" })
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

    /// One pass over the rows for all reports.
    private func report(
        _ rowsPath: String, _ counts: RunTally.Counts, on terminal: Terminal
    ) throws(Diagnostics) {
        let isSilent = isQuiet && counts.failed + counts.errored == 0
        do {
            var settings = ReportSettings(
                width: isatty(STDOUT_FILENO) == 1 ? terminal.width : nil,
                isColoured: terminal.outputHasColour)
            settings.failuresMax = isVerbose ? Int.max : settings.failuresMax
            var reports: [(report: any Report, output: any TextOutput)] = []
            for type in allReports {
                if let name = type.fileName {
                    reports.append((type.init(settings), try FileOutput(path: "\(folder)/\(name)")))
                } else if !isSilent {
                    reports.append((type.init(settings), MemoryOutput()))
                }
            }
            try RowFile.forEachRow(in: rowsPath) { row in
                for index in reports.indices {
                    try reports[index].report.take(row, to: reports[index].output)
                }
            }
            for index in reports.indices {
                try reports[index].report.finish(to: reports[index].output)
                switch reports[index].output {
                case let file as FileOutput: try file.commit()
                case let memory as MemoryOutput: terminal.say(memory.text)
                default: preconditionFailure("an output of no known kind")
                }
            }
            if !isSilent { terminal.say("reports: \(folder)/\n") }
        } catch let error as OutputFailure {
            throw Diagnostics([Diagnostic(error.reason, hint: "the reports are incomplete")])
        } catch {
            throw Diagnostics([Diagnostic("the rows of this run cannot be read back: \(error)")])
        }
    }

    private func exitCode(_ counts: RunTally.Counts, signal: Int32?) -> ExitCode {
        if let signal { return signal == SIGTERM ? .terminated : .interrupted }
        if exitsZero { return .pass }
        if counts.failed > 0 { return .failure }
        if counts.unreached > 0 { return .infrastructure }
        if counts.errored > 0 { return .inconclusive }
        return .pass
    }
}
