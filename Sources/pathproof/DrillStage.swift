import GatewayMaps
import Gateways
import Lanes
import Providers
import Runs
import Transports
import Vocabulary

/// What a drill plays on: a lane for each deployment, and the user's LiteLLM in front of them.
struct DrillStage {
    let target: Target
    let lanes: LaneSet
    /// What the gateway calls each leg.
    private let names: [LegID: String]
    let differences: [Diagnostic]
    /// What LiteLLM was started with otherwise than its owner starts it.
    let changes: [String]
    /// Nil where it runs elsewhere.
    private let process: LiteLLMProcess?

    /// Time-outs of the copy: short enough to wait for, and long enough for a busy machine.
    static let timeouts: ClosedRange<Duration> = .seconds(1)...(.seconds(2))

    static func set(
        for job: Drill, log: String, keepsCooldowns: Bool = false, over transport: Transport
    ) async throws(Diagnostics) -> DrillStage {
        let lanes = try Self.lanes(for: job)
        let patience = Self.patience(of: job)
        if let elsewhere = job.elsewhere {
            let target = Target(
                provider: LiteLLM(),
                endpoint: Endpoint(baseURL: elsewhere.url, key: elsewhere.key),
                limits: Self.limits(patience))
            let names = job.config.deployments.reduce(into: [LegID: String]()) { names, one in
                names[one.leg] = one.declaredID
            }
            return DrillStage(
                target: target, lanes: lanes, names: names, differences: [], changes: [],
                process: nil)
        }
        let timeouts = job.keepsRealTime ? nil : Self.timeouts
        let masterKey = "sk-drill-\(UInt64.random(in: .min ... .max))"
        let copy = LiteLLMRewriter.copy(
            of: job.config,
            options: LiteLLMRewriter.Options(
                masterKey: masterKey, timeouts: timeouts, keepsCooldowns: keepsCooldowns),
            baseURL: { leg in
                job.config.deployment(at: leg)?.isDrivable == true
                    ? lanes.baseURL(of: leg) : Self.nowhere
            },
            environment: Environment.value)
        let process: LiteLLMProcess
        do throws(Diagnostics) {
            process = try await LiteLLMProcess.started(
                LiteLLMProcess.Options(
                    program: job.program, config: copy.text, masterKey: masterKey, log: log,
                    shortensPauses: !job.keepsRealTime),
                over: transport)
        } catch {
            lanes.stop()
            throw error
        }
        let target = Target(
            provider: LiteLLM(),
            endpoint: Endpoint(baseURL: process.url, key: Secret(masterKey)),
            limits: Self.limits(patience))
        let differences = await LiteLLMCheck.differences(
            between: job.config, legs: copy.legs, and: process, over: transport)
        return DrillStage(
            target: target, lanes: lanes, names: copy.ids, differences: differences,
            changes: copy.changes + LiteLLMProcess.changes, process: process)
    }

    private static func patience(of job: Drill) -> [LegID: Duration] {
        LiteLLMRewriter.patience(
            of: job.config, timeouts: job.keepsRealTime ? nil : Self.timeouts)
    }

    /// One for each deployment that a lane can stand in for, in the order of the file.
    static func lanes(for job: Drill) throws(Diagnostics) -> LaneSet {
        do throws(LaneError) {
            return try LaneSet(
                legs: legs(of: job.config, patience(of: job)),
                options: LaneOptions(
                    pieceDelay: pieceDelay, firstPort: job.elsewhere?.firstPort ?? 0))
        } catch {
            throw Diagnostics([Diagnostic("\(error)")])
        }
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

    /// The caller waits longer than LiteLLM can take for all legs and retries together.
    private static func limits(_ patience: [LegID: Duration]) -> RequestLimits {
        let longest = patience.values.max() ?? .zero
        let all = longest * (12 * max(1, patience.count)) + .seconds(60)
        return RequestLimits(total: all, firstByte: all, idle: all)
    }

    /// LiteLLM loads half of itself with its first request: no time-out of a case may have to wait for it.
    func warmUp(_ routes: [String], over transport: Transport) async {
        for route in routes {
            for isStreamed in [false, true] {
                var request = target.provider.request(
                    for: Prompt(messages: [Message(.user, "Hello")]), to: route,
                    stream: isStreamed, at: target.endpoint)
                request.limits = target.limits
                let reader = AnswerReader(target.provider.reader(isStreamed: isStreamed))
                _ = await transport.send(request, into: reader)
            }
        }
    }

    /// Sets each attempt beside what was predicted.
    ///
    /// - Parameter onEnd: called with why LiteLLM is no more, where a request finds that out.
    func witness(onEnd: @escaping @Sendable (String) -> Void) -> DrillWitness {
        DrillWitness(names: names) { [process] in
            guard let process, let status = await process.status(within: Self.endMax) else {
                return nil
            }
            let words = "LiteLLM ended with status \(status)"
            onEnd(words)
            return "\(words) while it was asked this"
        }
    }

    /// How long after its connections the end of a process may be known.
    private static let endMax: Duration = .milliseconds(500)

    func stop() {
        process?.stop()
        lanes.stop()
    }
}
