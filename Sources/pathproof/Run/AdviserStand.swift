import GatewayMaps
import Lanes
import Providers
import Runs
import Transports
import Vocabulary

/// An adviser behind a lane of its own, which passes questions on to its provider, keeps a journal, and records and
/// plays what was said as the lanes of legs do.
struct AdviserStand {
    private let lanes: LaneSet
    private let target: Target
    let secrets: [Secret]

    init(_ adviser: Adviser, from sources: LaneSources) throws(Diagnostics) {
        let leg = adviser.leg
        guard let provider = allProviders.first(where: { $0.name == leg.provider }) else {
            preconditionFailure("\(leg.id) is of no known provider")
        }
        do throws(LaneError) {
            lanes = try LaneSet(legs: [leg], source: sources.source)
        } catch {
            throw Diagnostics([
                Diagnostic("cannot start the lane of the \(adviser.role.rawValue): \(error)")
            ])
        }
        // A lane takes any key; the real one is put in its place there.
        target = Target(
            provider: provider,
            endpoint: Endpoint(baseURL: lanes.baseURL(of: leg.id), key: Secret("sk-simulated")),
            limits: RequestLimits(
                total: leg.timeout * 2, firstByte: leg.timeout, idle: leg.timeout),
            model: leg.pin)
        secrets = sources.secrets
    }

    /// Several suites may ask the same model, and each has prices of its own for it.
    func seat(of adviser: Adviser) -> Consultant.Seat {
        Consultant.Seat(adviser, at: target, faults: lanes)
    }

    func stop() { lanes.stop() }
}

/// Where a suite's advisers are asked, and what of them may not be shown.
struct AdviserSeats {
    var seats: [Consultant.Seat] = []
    var secrets: [Secret] = []

    mutating func add(_ adviser: Adviser, at stand: AdviserStand) {
        seats.append(stand.seat(of: adviser))
        secrets += stand.secrets
    }
}

extension RunJob {
    /// One stand of each adviser serves all suites over the same routes file.
    func seats(
        of suite: PreparedSuite, over map: RouteMap?, _ tapes: Tapes, _ transport: Transport,
        among stands: inout [String: AdviserStand]
    ) async throws(Diagnostics) -> AdviserSeats {
        var found = AdviserSeats()
        guard asksAdvisers else { return found }
        for adviser in suite.advisers {
            guard let place = adviserMap(of: suite, [adviser], over: map) else { continue }
            let key = "\(place.file)\n\(adviser.leg.id)"
            if let standing = stands[key] {
                found.add(adviser, at: standing)
                continue
            }
            let endpoints = { () async throws(Diagnostics) in
                try await LiveEndpoints.found(of: place, over: transport)
            }
            // Behind a gateway's address there are no lanes of legs, and advisers are asked all the same.
            let sources =
                gateway == nil
                ? try await tapes.sources(over: transport, asking: endpoints)
                : LaneSources(asking: try await endpoints(), recordingOn: nil, over: transport)
            let stand = try AdviserStand(adviser, from: sources)
            stands[key] = stand
            found.add(adviser, at: stand)
        }
        return found
    }
}
