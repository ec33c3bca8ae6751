import Documents
import GatewayMaps
import Lanes
import Providers
import Servers
import Transports
import Vocabulary

/// `pathproof serve`: the embedded gateway, or the lanes, for as long as someone needs them.
struct ServeCommand: Command {
    static let name = "serve"
    static let summary = "run the embedded gateway, or the lanes alone, for others to call"
    static let operands = "gateway | lanes"
    static let details = """
        `serve gateway` runs the routes file as a gateway: aliases, rules for the model `auto`, and the
        keys of `keys:`. Behind it stand simulated providers; with --live the real ones, called with the
        keys that the file names. `serve lanes` opens a simulated provider for each leg, for a gateway of
        your own to call; with --live its lanes pass requests on to the real ones. Both listen on 127.0.0.1 only, print a line for each address, and end after
        --for, or at SIGINT or SIGTERM.

        Legs that are lanes break on command: --cause NAME --leg ID breaks one from the start, and while they
        serve, the control address takes
          POST arm     {"leg": "chat/1", "cause": "rate-limit", "play": "always" | "once" | "flapping" | N}
          POST disarm  {"leg": "chat/1"}, or {} for all
          GET legs     what each leg plays
          GET journal  every call that reached a leg

        The gateway tells its latest requests under /__pathproof/requests, and --log writes all of them,
        a line of JSON each: time, dialect, key (its name), requested, route, rule,
        prompt (a digest, never its words), marker, streamed, context_length, task, outcome, status, leg,
        model, served, latency_ms, input_tokens, output_tokens, cached_tokens, cost_usd, retries,
        fallbacks, refused; and attempts, each with leg, provider, model, result, status, error_type,
        error_code, error, retry_after_ms, latency_ms, tokens and cost. What is not known is left out.
        """
    static let options: [OptionSpec] = [
        EnvFiles.option,
        OptionSpec(
            "--routes", value: "FILE", "the routes file, in place of the nearest routes.yaml"),
        OptionSpec(
            "--port", value: "N",
            "the gateway's port, or that of the first lane, the others follow (any free one)"),
        OptionSpec("--for", value: "DURATION", "how long to serve: 90s, 30m, 8h (1h)"),
        OptionSpec(
            "--cause", value: "NAME", "break a leg with this cause; needs its --leg"),
        OptionSpec("--leg", value: "ID", "the leg that the --cause beside it breaks: chat/1"),
        OptionSpec(
            "--log", value: "FILE", "append a line of JSON for each request; - is the terminal"),
        OptionSpec(
            "--live", "call the real providers, which may bill it, in place of simulated ones"),
        OptionSpec(
            "--record", value: "FOLDER",
            "lanes: as --live, and keep each different request with its answer as a file there"),
        OptionSpec(
            "--replay", value: "FOLDER",
            "lanes: answer from what was recorded there, and send nothing"),
        OptionSpec(
            "--real-time",
            "keep the time-outs of the routes file; without it those of simulated legs are scaled"),
    ]

    /// More than a team's tests need, and far from what a machine can bear.
    static let limits = ServerLimits(connectionsMax: 1024)

    static func run(_ arguments: Arguments, on terminal: Terminal) async throws(Diagnostics)
        -> ExitCode
    {
        let job = try ServeJob(arguments)
        guard OpenFiles.makeRoom(cases: limits.connectionsMax / 4, legs: job.map.legs.count) == nil
        else {
            throw Diagnostics([
                Diagnostic(
                    "too few open files are allowed", hint: "raise the limit with 'ulimit -n'")
            ])
        }
        Interruption.listen()
        return try await job.serve(on: terminal)
    }
}

/// What is to be served, understood whole before any port opens.
struct ServeJob {
    enum What: String, CaseIterable { case gateway, lanes }

    let what: What
    let map: RouteMap
    let port: Int
    let time: Duration
    let isLive: Bool
    /// What stands behind the lanes.
    let source: LegSource
    private let tapes: Tapes
    let keepsRealTime: Bool
    let faults: [(leg: LegID, fault: Fault)]
    let log: LineFile?

    init(_ arguments: Arguments) throws(Diagnostics) {
        guard let word = arguments.words.first, let what = What(rawValue: word),
            arguments.words.count == 1
        else {
            throw Diagnostics([
                Diagnostic(
                    arguments.words.isEmpty
                        ? "`pathproof serve` needs a word: gateway or lanes"
                        : "`pathproof serve` cannot serve '\(arguments.words.joined(separator: " "))'",
                    hint: arguments.words.first.flatMap {
                        didYouMean($0, among: What.allCases.map(\.rawValue))
                    } ?? "pathproof serve gateway, or pathproof serve lanes")
            ])
        }
        self.what = what
        isLive = arguments.has("--live")
        source =
            what == .lanes ? try LegSource(arguments, isCapped: false) : .simulated
        keepsRealTime = arguments.has("--real-time") || isLive
        port = try arguments.integer("--port", in: 0...65_000) ?? 0
        time = try Self.time(arguments.last("--for"))
        var routes = RoutesCache()
        map = try routes.map(near: "", arguments.last("--routes"))
        faults = try Self.faults(arguments, of: map)
        try Self.checkOptions(what, arguments)
        if let fault = faults.first(where: {
            $0.fault.cause.strikesPort && $0.fault.recurrence != .always
        }) {
            throw Diagnostics([
                Diagnostic(
                    "'\(fault.fault.name)': a port that is shut counts no calls",
                    hint: "--cause \(fault.fault.cause.name)")
            ])
        }
        if let fault = faults.first(where: { $0.fault.cause.changesAddress }) {
            throw Diagnostics([
                Diagnostic(
                    "'\(fault.fault.name)' is played by whoever holds the leg's address",
                    hint: LaneControl.addressHint)
            ])
        }
        if what == .gateway {
            guard !isLive || faults.isEmpty else {
                throw Diagnostics([
                    Diagnostic(
                        "--cause breaks lanes, and behind a gateway with --live there are none",
                        hint: "`pathproof serve lanes --live` opens them for a gateway of your own")
                ])
            }
            try Self.checkKeys(of: map)
        }
        if source.asksProviders { _ = try LiveEndpoints.of(map) }
        // Who calls the lanes has time-outs of its own.
        tapes = try Tapes(source, of: "\(ServeCommand.name) \(what.rawValue)", keepsRealTime: true)
        log = try arguments.last("--log").map { path throws(Diagnostics) in try LineFile(path) }
    }

    private static func time(_ text: String?) throws(Diagnostics) -> Duration {
        guard let text else { return .seconds(3600) }
        guard let time = duration(of: text), time > .zero, time <= .seconds(30 * 86_400) else {
            throw Diagnostics([
                Diagnostic(
                    "option '--for' has '\(text)', no time from 1s to 30d",
                    hint: "90s, 30m, 8h, or 1h30m")
            ])
        }
        return time
    }

    private static func faults(
        _ arguments: Arguments, of map: RouteMap
    ) throws(Diagnostics) -> [(leg: LegID, fault: Fault)] {
        let (causes, legs) = (arguments.all("--cause"), arguments.all("--leg"))
        guard causes.count == legs.count else {
            throw Diagnostics([
                Diagnostic(
                    "\(causes.count) --cause and \(legs.count) --leg: each breaks one leg in one way",
                    hint: "--cause rate-limit --leg chat/1")
            ])
        }
        let mistakes = Mistakes()
        var faults: [(leg: LegID, fault: Fault)] = []
        for (name, leg) in zip(causes, legs) {
            let known = map.legs.map(\.id.description)
            let fault = Fault.named(name)
            if fault == nil {
                mistakes.add(
                    Diagnostic(
                        "unknown cause '\(name)'",
                        hint: didYouMean(name, among: allCauses.map(\.name))
                            ?? "`pathproof list causes` shows all"))
            }
            guard let place = map.legs.first(where: { $0.id.description == leg }) else {
                mistakes.add(
                    Diagnostic(
                        "unknown leg '\(leg)'",
                        hint: didYouMean(leg, among: known)
                            ?? "there are: \(known.joined(separator: ", "))"))
                continue
            }
            if let fault { faults.append((place.id, fault)) }
        }
        try mistakes.check()
        return faults
    }

    private static func checkOptions(_ what: What, _ arguments: Arguments) throws(Diagnostics) {
        let foreign = what == .lanes ? ["--log"] : ["--record", "--replay"]
        for option in foreign where arguments.has(option) {
            let other: What = what == .lanes ? .gateway : .lanes
            throw Diagnostics([
                Diagnostic(
                    "option '\(option)' is for `serve \(other.rawValue)`",
                    hint: option == "--log" ? "the control address gives the lanes' journal" : nil)
            ])
        }
    }

    /// A key that is not there would shut out, or let in, whoever shows none.
    private static func checkKeys(of map: RouteMap) throws(Diagnostics) {
        let missing = map.keys.filter(\.key.isMissing)
        guard missing.isEmpty else {
            throw Diagnostics(
                missing.map {
                    Diagnostic(
                        "the key of '\($0.name)' is empty", at: $0.key.location,
                        hint: "set the environment variable that the file names")
                })
        }
    }

    func serve(on terminal: Terminal) async throws(Diagnostics) -> ExitCode {
        terminal.complain(map.notes.filter { $0.severity != .note })
        let transport: Transport
        do throws(TransportError) {
            transport = try Transport()
        } catch {
            throw Diagnostics([Diagnostic("cannot send anything: \(error)")])
        }
        do throws(Diagnostics) {
            switch what {
            case .gateway: try await serveGateway(over: transport, on: terminal)
            case .lanes: try await serveLanes(over: transport, on: terminal)
            }
        } catch {
            await transport.close()
            throw error
        }
        await transport.close()
        let mistakes = [log?.mistake, tapes.mistake].compactMap(\.self)
        guard mistakes.isEmpty else {
            terminal.complain(mistakes)
            return .infrastructure
        }
        return .pass
    }

    /// Returns when the time is over or a signal has come.
    func wait() async {
        let end = Clock.now() + time
        while Interruption.signal == nil, Clock.now() < end {
            do { try await Task.sleep(for: .milliseconds(50)) } catch { return }
        }
    }

    // MARK: Lanes

    private func serveLanes(
        over transport: Transport, on terminal: Terminal
    ) async throws(Diagnostics) {
        let sources = try await tapes.sources(over: transport) { () throws(Diagnostics) in
            try await LiveEndpoints.found(of: map, over: transport)
        }
        let (lanes, control) = try openLanes(for: map, from: sources, firstPort: port)
        defer {
            control.stop()
            lanes.stop()
        }
        if source.asksProviders { terminal.complain(Self.billing) }
        terminal.say(addresses(of: lanes, control))
        await wait()
        await tapes.settled(within: .seconds(30))
    }

    static let billing = "the real providers are called, and may bill what clients ask for\n"

    func openLanes(
        for map: RouteMap, from sources: LaneSources = .simulated, firstPort: Int
    ) throws(Diagnostics) -> (LaneSet, LaneControl) {
        do throws(LaneError) {
            let lanes = try LaneSet(
                legs: map.legs,
                options: LaneOptions(limits: ServeCommand.limits, firstPort: firstPort),
                source: sources.source)
            for (leg, fault) in faults { lanes.set(fault, of: leg) }
            return (lanes, try LaneControl(of: lanes))
        } catch {
            throw Diagnostics([Diagnostic("\(error)")])
        }
    }

    /// One line a leg, in columns: its id, what it stands for, where it is.
    func addresses(of lanes: LaneSet, _ control: LaneControl) -> String {
        let rows = lanes.legs.map { leg in
            [
                "leg", leg.id.description, "\(leg.provider):\(leg.pin)", lanes.baseURL(of: leg.id),
                lanes.standingFault(of: leg.id)?.name ?? "",
            ]
        }
        return TextTable.text(rows, indent: "") + "control  \(control.url)\n"
    }
}
