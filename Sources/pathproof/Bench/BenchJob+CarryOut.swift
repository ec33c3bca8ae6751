import Benches
import Documents
import GatewayMaps
import Glibc
import Plans
import Providers
import Reports
import Rows
import Runs
import Synchronization
import Transports
import Vocabulary

extension BenchJob {
    /// Measures, prints, and leaves bench.json.
    func carryOut(on terminal: Terminal) async throws(Diagnostics) -> ExitCode {
        if !isQuiet { terminal.complain(remarks) }
        try Folder.makeOut(folder)
        Interruption.listen()
        var figures = BenchFigures(
            pairs: options.pairs, turns: options.turns, seed: options.seed)
        figures.atOnce = options.atOnce
        figures.busyBefore = await Self.busyShare()
        if MachineLoad.isTooMuch(figures.busyBefore), !ignoresLoad {
            terminal.complain([Self.tooBusy(figures.busyBefore ?? 0)])
            return .inconclusive
        }
        let origin = BenchJSON.Origin(
            version: version, started: WallClock.now(), host: WallClock.host())
        let transport: Transport
        do throws(TransportError) {
            transport = try Transport()
        } catch {
            terminal.complain([Diagnostic("cannot send anything: \(error)")])
            return .infrastructure
        }
        let outcome: Outcome
        do throws(Diagnostics) {
            outcome = try await contests(over: transport, on: terminal)
        } catch {
            await transport.close()
            throw error
        }
        await transport.close()
        if let trouble = outcome.trouble {
            terminal.complain([trouble])
            return .infrastructure
        }
        figures.contests = outcome.contests
        figures.caches = outcome.caches
        if case .routes = subject { figures.isSimulated = true }
        figures.busyAfter = await Self.busyShare()
        figures.isInterrupted = Interruption.signal != nil
        let json = BenchJSON.bytes(figures, origin)
        terminal.say(
            printsJSON
                ? String(decoding: json, as: UTF8.self)
                : BenchText.text(figures, Palette(isColoured: terminal.outputHasColour)))
        try Folder.write(json, to: "\(folder)/bench.json")
        if !printsJSON { terminal.say("figures: \(folder)/bench.json\n") }
        return exitCode(figures)
    }

    private func exitCode(_ figures: BenchFigures) -> ExitCode {
        var codes: [ExitCode] = []
        if let signal = Interruption.signal {
            codes.append(signal == SIGINT ? .interrupted : .terminated)
        }
        if figures.contests.contains(where: { $0.unreached != nil }) {
            codes.append(.infrastructure)
        }
        if figures.contests.contains(where: \.losesTooMany) {
            codes.append(.inconclusive)
        }
        return ExitCode.first(of: codes)
    }

    // MARK: The machine

    /// What others use of the machine while we do nothing; nil where the system does not tell.
    private static func busyShare() async -> Double? {
        guard let before = processorTimes() else { return nil }
        do { try await Task.sleep(for: .milliseconds(500)) } catch { return nil }
        return processorTimes().flatMap { MachineLoad.share(from: before, to: $0) }
    }

    private static func processorTimes() -> String? {
        do throws(Diagnostics) {
            return String(decoding: try FileBytes.read("/proc/stat"), as: UTF8.self)
        } catch {
            // Not every system has it, and a bench without it is one all the same.
            return nil
        }
    }

    private static func tooBusy(_ share: Double) -> Diagnostic {
        Diagnostic(
            "the machine is busy: others use \(Int((share * 100).rounded())) % of it, and above "
                + "\(Int(MachineLoad.shareMax * 100)) % a bench would measure them",
            hint: "wait until it is idle, or add --ignore-load: the figures are then marked")
    }

    // MARK: Contests

    private struct Outcome {
        var contests: [ContestFigures] = []
        var caches = CacheTable()
        /// Why there is none at all.
        var trouble: Diagnostic?
    }

    private func contests(
        over transport: Transport, on terminal: Terminal
    ) async throws(Diagnostics) -> Outcome {
        switch subject {
        case .routes(let suites):
            var outcome = Outcome()
            // A mistake in a suite is told before anything is sent.
            var probes: [BenchCaches.Probe] = []
            for suite in suites { probes += try BenchCaches.probes(of: suite) }
            for suite in suites where Interruption.signal == nil {
                for route in suite.refused {
                    terminal.complain([suite.refusal(of: route, .warning)])
                }
                let stage = try BenchStage(suite.map, as: suite.plan.key)
                let contests = suite.contests(on: stage)
                let requests = contests.reduce(0) {
                    $0 + $1.contenders.count * options.requestsLeast
                }
                let pacer = paced(by: suite.plan.key, requests, terminal)
                for contest in contests where Interruption.signal == nil {
                    outcome.contests.append(await measure(contest, pacer, transport, terminal))
                }
                await stage.stop()
            }
            outcome.caches = try await caches(probes, over: transport)
            return outcome
        case .hop(let gateway, let direct):
            return try await contest(
                "gateway over direct", [(direct, .direct), (gateway, .gateway)], transport,
                terminal)
        case .regions(let addresses):
            return try await contest(
                "regions", addresses.map { ($0, .region) }, transport, terminal)
        }
    }

    private func contest(
        _ name: String, _ addresses: [(BenchAddress, Contender.Kind)], _ transport: Transport,
        _ terminal: Terminal
    ) async throws(Diagnostics) -> Outcome {
        var contenders: [Contender] = []
        for (address, kind) in addresses {
            switch try await BenchModel.name(at: address, over: transport) {
            case .name(let model): contenders.append(address.contender(kind, model: model))
            case .unreached(let diagnostic): return Outcome(trouble: diagnostic)
            }
        }
        let contest = Contest(
            name: name, task: task, contenders: contenders,
            comparisons: contenders.indices.dropFirst().map {
                Contest.Comparison(base: 0, other: $0)
            }, prompts: prompts)
        var probes: [BenchCaches.Probe] = []
        for (contender, (address, kind)) in zip(contenders, addresses) {
            probes += try BenchCaches.probes(
                of: suites, at: address, kind, model: contender.model)
        }
        var outcome = Outcome(contests: [await measure(contest, pacer, transport, terminal)])
        // Who does not answer has no cache either.
        guard outcome.contests.allSatisfy({ $0.unreached == nil }) else { return outcome }
        outcome.caches = try await caches(probes, over: transport)
        return outcome
    }

    private func caches(
        _ probes: [BenchCaches.Probe], over transport: Transport
    ) async throws(Diagnostics) -> CacheTable {
        let caches = BenchCaches(over: transport, pacer: pacer)
        for probe in probes { try await caches.carryOut(probe) }
        return caches.table
    }

    /// No faster than the key allows, which the gateway would refuse, nor than the command line does.
    private func paced(by key: ClientKey?, _ requests: Int, _ terminal: Terminal) -> Pacer? {
        guard let key, let rate = key.requestsPerMinute, rate < self.rate ?? Int.max else {
            return pacer
        }
        let least = key.leastTime(of: requests)
        if least > .seconds(60), !isQuiet {
            terminal.complain([
                Diagnostic(
                    "key '\(key.name)' allows \(rate) requests a minute: \(requests) of them take at least "
                        + Figures.short(least), hint: "fewer --pairs send fewer requests",
                    severity: .warning)
            ])
        }
        return key.pacer
    }

    /// On the transport's own thread, so that no thread switch stands between an answer and the next request.
    private func measure(
        _ contest: Contest, _ pacer: Pacer?, _ transport: Transport, _ terminal: Terminal
    ) async -> ContestFigures {
        let progress = BenchProgress()
        let drawing = isQuiet ? nil : progress.drawing(contest.name, on: terminal)
        var pace: (@Sendable () async -> Void)?
        if let pacer { pace = { await pacer.wait(tokens: 0) } }
        let run = BenchRun(options, over: transport, pace: pace) { Interruption.signal != nil }
        let work = Task(executorPreference: transport.taskExecutor) {
            await run.carryOut(contest) { progress.note($0) }
        }
        Interruption.onSignal { work.cancel() }
        let figures = await work.value
        drawing?.cancel()
        if let drawing {
            await drawing.value
            terminal.complain("\r\u{1B}[K")
        }
        return figures
    }
}

/// How far a contest is, drawn beside it.
private final class BenchProgress: Sendable {
    private let progress = Mutex(BenchRun.Progress?.none)

    func note(_ progress: BenchRun.Progress) { self.progress.withLock { $0 = progress } }

    func drawing(_ name: String, on terminal: Terminal) -> Task<Void, Never>? {
        guard terminal.drawsProgress else { return nil }
        return Task {
            while !Task.isCancelled {
                let words = BenchText.progress(self.progress.withLock { $0 })
                terminal.complain("\r\(name): \(words)\u{1B}[K")
                do { try await Task.sleep(for: .milliseconds(200)) } catch { return }
            }
        }
    }
}
