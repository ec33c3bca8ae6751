import GatewayMaps
import Lanes
import Providers
import Runs
import Transports
import Vocabulary

/// A judge behind a lane of its own, which passes questions on to its provider, keeps a journal, and records and plays
/// what was said as the lanes of legs do.
struct JudgeStand {
    private let lanes: LaneSet
    private let target: Target
    private let judge: Judge
    let secrets: [Secret]

    init(_ judge: Judge, from sources: LaneSources) throws(Diagnostics) {
        let leg = judge.leg
        guard let provider = allProviders.first(where: { $0.name == leg.provider }) else {
            preconditionFailure("judge \(leg.id) is of no known provider")
        }
        do throws(LaneError) {
            lanes = try LaneSet(legs: [leg], source: sources.source)
        } catch {
            throw Diagnostics([Diagnostic("cannot start the judge's lane: \(error)")])
        }
        // A lane takes any key; the real one is put in its place there.
        target = Target(
            provider: provider,
            endpoint: Endpoint(baseURL: lanes.baseURL(of: leg.id), key: Secret("sk-simulated")),
            limits: RequestLimits(
                total: leg.timeout * 2, firstByte: leg.timeout, idle: leg.timeout),
            model: leg.pin)
        self.judge = judge
        secrets = sources.secrets
    }

    func consultant(within allowances: Allowances, at pacer: Pacer?) -> Consultant {
        Consultant(judge, at: target, faults: lanes, allowances: allowances, pacer: pacer)
    }

    func stop() { lanes.stop() }
}

extension RunJob {
    /// Where a judge is asked: one stand for all suites over the same routes file.
    ///
    /// - Parameter map: nil where nobody is asked.
    func stand(
        for judge: Judge?, at map: RouteMap?, _ tapes: Tapes, _ transport: Transport,
        among stands: inout [String: JudgeStand]
    ) async throws(Diagnostics) -> JudgeStand? {
        guard let judge, let map else { return nil }
        let place = "\(map.file)\n\(judge.leg.id)"
        if let standing = stands[place] { return standing }
        let endpoints = { () async throws(Diagnostics) in
            try await LiveEndpoints.found(of: map, over: transport)
        }
        // Behind a gateway's address there are no lanes of legs, and judges are asked all the same.
        let sources =
            gateway == nil
            ? try await tapes.sources(over: transport, asking: endpoints)
            : LaneSources(asking: try await endpoints(), recordingOn: nil, over: transport)
        let stand = try JudgeStand(judge, from: sources)
        stands[place] = stand
        return stand
    }
}
