import GatewayMaps
import Gateways
import Lanes
import Providers
import Runs
import Transports
import Vocabulary

/// What a drill plays on: a lane for each leg, and the user's own gateway in front of them.
struct DrillStage {
    let target: Target
    /// By route: where each kind of request has something of its own.
    let routeTargets: [String: Target]
    let lanes: LaneSet
    /// What the gateway calls each leg.
    private let names: [LegID: String]
    /// What the copy of the configuration, and the gateway that was started, have otherwise than the user's.
    let changes: [String]
    let differences: [Diagnostic]
    /// What of the providers behind the lanes may not be shown.
    let secrets: [Secret]
    /// With which status the gateway has ended by itself; nil where it runs on for so long.
    private let status: @Sendable (Duration) async -> Int32?
    private let stopGateway: @Sendable () -> Void

    /// Time-outs of the copy: short enough to wait for, and long enough for a busy machine.
    static let timeouts: ClosedRange<Duration> = .seconds(1)...(.seconds(2))

    /// How long a lane keeps a caller who does not leave, in scaled time: a gateway that waits for longer than
    /// the longest time-out of the copy, several times over, waits for ever.
    private static let hangMax: Duration = .seconds(10)

    private static func hangMax(of job: Drill) -> Duration {
        job.keepsRealTime ? LaneOptions().hangMax : hangMax
    }

    static func set(
        for job: Drill, from sources: LaneSources = .simulated, log: String,
        keepsCooldowns: Bool = false, over transport: Transport
    ) async throws(Diagnostics) -> DrillStage {
        switch job.gateway {
        case .litellm(let config, _):
            if let elsewhere = job.elsewhere {
                return try Self.elsewhere(elsewhere, config, for: job, from: sources)
            }
            return try await litellm(
                config, for: job, from: sources, log: log, keepsCooldowns: keepsCooldowns,
                over: transport)
        case .portkey(let config, _):
            return try await portkey(
                config, for: job, from: sources, log: log, over: transport)
        case .hostedPortkey, .openrouter:
            preconditionFailure("a gateway that is somebody else's is not started here")
        }
    }

    /// What is wrong where the gateway that the drill is to start is not on this machine; nil where it is, or
    /// where the gateway runs elsewhere.
    static func lackOfProgram(for job: Drill) -> Diagnostics? {
        guard job.hosted == nil, job.elsewhere == nil else { return nil }
        let program: GatewayProgram
        switch job.gateway {
        // Which configuration it is started on makes no difference to where it stands.
        case .litellm: program = .litellm(job.program, config: "", shortensPauses: false)
        case .portkey: program = .portkey(job.program, shortensPauses: false)
        case .hostedPortkey, .openrouter: return nil
        }
        do throws(Diagnostics) {
            try GatewayProcess.path(of: program)
            return nil
        } catch {
            return error
        }
    }

    /// A LiteLLM that its owner has started, with legs that call the lanes.
    private static func elsewhere(
        _ elsewhere: Drill.Elsewhere, _ config: LiteLLMConfig, for job: Drill,
        from sources: LaneSources
    ) throws(Diagnostics) -> DrillStage {
        let lanes = try lanes(of: config, for: job, from: sources)
        let target = Target(
            provider: LiteLLM(), endpoint: Endpoint(baseURL: elsewhere.url, key: elsewhere.key),
            limits: limits(LiteLLMRewriter.patience(of: config, timeouts: nil)))
        let names = config.deployments.reduce(into: [LegID: String]()) { names, one in
            names[one.leg] = one.declaredID
        }
        return DrillStage(
            target: target, routeTargets: routeTargets(of: job, target), lanes: lanes,
            names: names, changes: [],
            differences: [], secrets: sources.secrets, status: { _ in nil }
        ) {}
    }

    /// LiteLLM, asked by name and tags.
    private static func routeTargets(of job: Drill, _ target: Target) -> [String: Target] {
        guard case .litellm(_, let predictor) = job.gateway else { return [:] }
        return predictor.requests.mapValues { request in
            var target = target
            target.model = request.model
            target.headers += request.headers
            return target
        }
    }

    /// One for each deployment that a lane can stand in for, in the order of the file.
    static func lanes(
        of config: LiteLLMConfig, for job: Drill, from sources: LaneSources = .simulated
    ) throws(Diagnostics) -> LaneSet {
        let patience = LiteLLMRewriter.patience(
            of: config, timeouts: job.keepsRealTime ? nil : timeouts)
        return try lanes(
            of: legs(of: config, patience), for: job, from: sources)
    }

    private static func lanes(
        of legs: [Leg], for job: Drill, from sources: LaneSources = .simulated
    ) throws(Diagnostics) -> LaneSet {
        do throws(LaneError) {
            return try LaneSet(
                legs: legs,
                options: LaneOptions(
                    pieceDelay: Self.pieceDelay, hangMax: hangMax(of: job),
                    firstPort: job.elsewhere?.firstPort ?? 0),
                source: { leg in
                    var leg = leg
                    // A lane waits twice as long as the gateway, whose patience counts for what is played again.
                    leg.timeout /= 2
                    return sources.source(of: leg)
                })
        } catch {
            throw Diagnostics([Diagnostic("\(error)")])
        }
    }

    private static func litellm(
        _ config: LiteLLMConfig, for job: Drill, from sources: LaneSources, log: String,
        keepsCooldowns: Bool, over transport: Transport
    ) async throws(Diagnostics) -> DrillStage {
        let timeouts = job.keepsRealTime ? nil : Self.timeouts
        let patience = LiteLLMRewriter.patience(of: config, timeouts: timeouts)
        let lanes = try lanes(of: config, for: job, from: sources)
        let masterKey = "sk-drill-\(UInt64.random(in: .min ... .max))"
        let copy = LiteLLMRewriter.copy(
            of: config,
            options: LiteLLMRewriter.Options(
                masterKey: masterKey, timeouts: timeouts, keepsCooldowns: keepsCooldowns),
            baseURL: { leg in
                config.deployment(at: leg)?.isDrivable == true
                    ? lanes.baseURL(of: leg) : Self.nowhere
            },
            environment: Environment.value)
        let process = try await started(
            .litellm(job.program, config: copy.text, shortensPauses: !job.keepsRealTime),
            in: lanes, log: log, over: transport)
        let target = Target(
            provider: LiteLLM(),
            endpoint: Endpoint(baseURL: process.url, key: Secret(masterKey)),
            limits: Self.limits(patience))
        let differences = await LiteLLMCheck.differences(
            between: config, legs: copy.legs, and: process, key: Secret(masterKey), over: transport)
        return DrillStage(
            target: target, routeTargets: routeTargets(of: job, target), lanes: lanes,
            names: copy.ids,
            changes: copy.changes + GatewayProgram.litellmChanges, differences: differences,
            secrets: sources.secrets, status: { await process.status(within: $0) }
        ) { process.stop() }
    }

    /// Without a gateway nobody needs its lanes.
    private static func started(
        _ program: GatewayProgram, in lanes: LaneSet, log: String, over transport: Transport
    ) async throws(Diagnostics) -> GatewayProcess {
        do throws(Diagnostics) {
            return try await GatewayProcess.started(program, log: log, over: transport)
        } catch {
            lanes.stop()
            throw error
        }
    }

    /// Portkey has its configuration, and what its conditions look at, from each request.
    private static func portkey(
        _ config: PortkeyConfig, for job: Drill, from sources: LaneSources, log: String,
        over transport: Transport
    ) async throws(Diagnostics) -> DrillStage {
        let timeouts = job.keepsRealTime ? nil : Self.timeouts
        let patience = PortkeyRewriter.patience(of: config, timeouts: timeouts)
        let lanes = try lanes(
            of: config.legs.compactMap { leg in
                leg.lane.map { lane in
                    let model = leg.model ?? PortkeyRequest.anyModel
                    return Leg(
                        id: leg.id, provider: lane, model: model, pin: model,
                        timeout: (patience[leg.id] ?? Self.timeouts.upperBound) * 2)
                }
            }, for: job, from: sources)
        let shown = Set(lanes.legs.map(\.id))
        let untimed = config.legs.reduce(0) { $0 + ($1.timeout == nil ? 1 + $1.retries : 0) }
        let copy = PortkeyRewriter.copy(of: config, timeouts: timeouts) { leg in
            shown.contains(leg) ? lanes.baseURL(of: leg) : nil
        }
        let process = try await started(
            .portkey(job.program, shortensPauses: !job.keepsRealTime), in: lanes, log: log,
            over: transport)
        var target = Target(
            provider: Portkey(maxTokensField: config.limitField),
            endpoint: Endpoint(baseURL: process.url + "/v1", key: nil),
            limits: Self.limits(patience, hangs: hangMax(of: job) * untimed))
        target.headers = [Request.Field("x-portkey-config", copy.text)]
        return DrillStage(
            target: target,
            routeTargets: config.routes.reduce(into: [:]) { targets, route in
                targets[route.name] = target.asking(
                    as: route.request,
                    limit: config.needsLimit ? config.limitField : nil)
            },
            lanes: lanes, names: copy.names,
            changes: copy.changes + (job.keepsRealTime ? [] : GatewayProgram.portkeyChanges),
            differences: [], secrets: sources.secrets,
            status: { await process.status(within: $0) }
        ) { process.stop() }
    }

    /// What was sent before a break must have gone through the gateway when it comes.
    private static let pieceDelay: Duration = .milliseconds(50)

    /// A port that no program on this machine has: what cannot be shown must not reach its provider.
    private static let nowhere = "http://127.0.0.1:9"

    private static func legs(
        of config: LiteLLMConfig, _ patience: [LegID: Duration]
    ) -> [Leg] {
        config.groups.flatMap { group in
            group.deployments.compactMap { deployment in
                guard deployment.isDrivable, let lane = deployment.provider?.lane else {
                    return nil
                }
                return Leg(
                    id: deployment.leg, provider: lane, model: deployment.upstream,
                    pin: deployment.upstream,
                    // So that even a gateway that is late itself has given up.
                    timeout: (patience[deployment.leg] ?? LiteLLMConfig.defaultTimeout) * 2)
            }
        }
    }

    /// The caller waits longer than the gateway can take for all legs and retries together.
    ///
    /// - Parameter hangs: what calls without a time-out may take.
    private static func limits(
        _ patience: [LegID: Duration], hangs: Duration = .zero
    ) -> RequestLimits {
        let longest = patience.values.max() ?? .zero
        let all = longest * (12 * max(1, patience.count)) + hangs + .seconds(60)
        return RequestLimits(total: all, firstByte: all, idle: all)
    }

    /// A gateway loads much of itself with its first request: no time-out of a case may have to wait for it.
    ///
    /// Where lanes pass requests on, they refuse these: nobody is to pay for them.
    func warmUp(_ routes: [String], over transport: Transport) async {
        if lanes.asksProviders { for leg in lanes.legs { lanes.set(Fault(.auth), of: leg.id) } }
        defer { if lanes.asksProviders { for leg in lanes.legs { lanes.set(nil, of: leg.id) } } }
        for route in routes {
            for isStreamed in [false, true] {
                let request = (routeTargets[route] ?? target).request(
                    for: Prompt(messages: [Message(.user, "Hello")]), route: route,
                    isStreamed: isStreamed)
                let reader = AnswerReader(target.provider.reader(isStreamed: isStreamed))
                _ = await transport.send(request, into: reader)
            }
        }
    }

    /// Sets each attempt beside what was predicted.
    ///
    /// - Parameter onEnd: called with why the gateway is no more, where a request finds that out.
    func witness(onEnd: @escaping @Sendable (String) -> Void) -> DrillWitness {
        DrillWitness(
            names: names,
            gatewayEnd: { [status, target] in
                guard let status = await status(Self.endMax) else { return nil }
                let name = target.provider is Portkey ? "Portkey" : "LiteLLM"
                let words = "\(name) ended with status \(status)"
                onEnd(words)
                return "\(words) while it was asked this"
            },
            lanesEnd: { [lanes] in
                guard let leg = lanes.deadLeg else { return nil }
                let words = "the lane of leg \(leg) takes no calls any more"
                onEnd(words)
                return words
            })
    }

    /// How long after its connections the end of a process may be known.
    private static let endMax: Duration = .milliseconds(500)

    func stop() {
        stopGateway()
        lanes.stop()
    }
}

extension PortkeyConfig {
    /// What says how long an answer may be. The newer name is taken by all; but nobody takes both at once, and the
    /// configuration may put in the older one.
    var limitField: String {
        legs.contains { $0.overridden.contains("max_tokens") }
            ? "max_tokens" : "max_completion_tokens"
    }

    /// A condition asks for it, so that it stands in requests already.
    var limitsByCondition: Bool {
        routes.contains { $0.request.parameters.contains { $0.name.hasPrefix("max_") } }
    }

    /// Anthropic refuses requests that do not say it, and Portkey adds nothing.
    var needsLimit: Bool { legs.contains { $0.lane == "anthropic" } }
}

extension Target {
    /// The same gateway, asked so that its conditions lead where they should.
    ///
    /// - Parameter limit: what says how long an answer may be, where neither the request nor the prompt does.
    func asking(as request: PortkeyRequest, limit: String?) -> Target {
        var target = self
        target.model = request.model
        if !request.metadata.isEmpty {
            target.headers.append(
                Request.Field("x-portkey-metadata", "{\(Self.json(request.metadata))}"))
        }
        if let limit, !request.parameters.contains(where: { $0.name.hasPrefix("max_") }) {
            target.limitMember = Self.json([(limit, .number(1024))])
        }
        target.members = Self.json(request.parameters)
        return target
    }

    private static func json(_ members: [(name: String, value: PortkeyRequest.Value)]) -> String {
        members.map { name, value in
            let tree: ConfigTree =
                switch value {
                case .text(let text): .string(text)
                case .number: .number(value.text)
                case .bool(let flag): .bool(flag)
                }
            return "\(ConfigTree.string(name).json):\(tree.json)"
        }.joined(separator: ",")
    }
}
