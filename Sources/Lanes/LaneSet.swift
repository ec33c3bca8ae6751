import Doors
import Servers
public import Vocabulary

/// Stand-ins for legs: one server on 127.0.0.1, one port per leg, one journal for all.
///
/// Cases side by side do not disturb each other, because a call belongs to the case whose marker stands
/// in its body and to no other.
public final class LaneSet: FaultControl, Sendable {
    public let legs: [Leg]
    /// Whoever is behind one of them may bill what it passes on.
    public let asksProviders: Bool
    private let server: Server
    private let standing = StandingFaults()
    private let journal: Journal
    private let lanes: [LegID: (port: Int, basePath: String)]
    private let gates: [String: RouteGate]
    /// Before those of all routes.
    private let wholeGate = RouteGate()

    /// Opens a lane per leg, each speaking as the leg's provider does.
    ///
    /// - Parameter source: where a leg's answers come from, and who understands them; nil where the lane makes
    ///   them up.
    public init(
        legs: [Leg], options: LaneOptions = LaneOptions(),
        source: (Leg) -> (LaneSource, Ear)? = { _ in nil }
    ) throws(LaneError) {
        journal = Journal(straysMax: options.straysMax)
        let stamps = Stamps(seed: options.seed)
        var lanes: [LegID: (port: Int, basePath: String)] = [:]
        do throws(ServerError) {
            server = try Server(threads: options.threads, limits: options.limits)
        } catch {
            throw .server(error)
        }
        self.legs = legs
        var asksProviders = false
        for (index, leg) in legs.enumerated() {
            precondition(lanes[leg.id] == nil, "two legs are called \(leg.id)")
            guard let door = allDoors.standing(for: leg.provider) else {
                throw .unknownProvider(leg.provider, leg: leg.id)
            }
            let (source, ear) = source(leg) ?? (.simulated, { _ in DeafEar() })
            asksProviders = asksProviders || source.asksProvider
            let lane = Lane(
                leg: leg, door: door, source: source, ear: ear, journal: journal,
                standing: standing, stamps: stamps, options: options)
            do throws(ServerError) {
                let port = try server.addDoor(
                    port: options.firstPort == 0 ? 0 : options.firstPort + index,
                    handshake: { lane.turnDown($0, at: $1) },
                    handler: { lane.answer($0, through: $1) })
                lanes[leg.id] = (port, door.basePath)
            } catch {
                throw .server(error)
            }
        }
        self.lanes = lanes
        self.asksProviders = asksProviders
        gates = Dictionary(
            legs.map { ($0.id.route, RouteGate()) }, uniquingKeysWith: { first, _ in first })
    }

    deinit { stop() }

    /// What a gateway's configuration has in place of the provider's own address: with the path under
    /// which that provider's API lies.
    public func baseURL(of leg: LegID) -> String {
        guard let lane = lanes[leg] else { preconditionFailure("there is no lane for leg \(leg)") }
        return "http://127.0.0.1:\(lane.port)\(lane.basePath)"
    }

    /// Where the leg is to be sought for the next call of a case, where that is not where it is: for a gateway
    /// whose configuration is ours. Counts as a call of the leg.
    public func address(of leg: LegID, for marker: Marker?) -> String? {
        guard let marker, let script = journal.script(of: marker),
            script.causes[leg]?.changesAddress == true, let lane = lanes[leg],
            let cause = journal.nextCause(of: leg, for: marker)
        else { return nil }
        return play(of: cause)?.address?(
            Play.Place(marker: marker, port: lane.port, basePath: lane.basePath))
    }

    // MARK: Calls without a case

    /// What the leg still plays, as often as is left of it.
    public func standingFault(of leg: LegID) -> Fault? { standing[leg] }

    /// What a leg plays from now on for calls that no armed case claims; nil is healthy.
    public func set(_ fault: Fault?, of leg: LegID) {
        precondition(
            fault?.cause.strikesPort != true || fault?.recurrence == .always,
            "a port that is shut counts no calls: \(leg)")
        precondition(
            fault?.cause.changesAddress != true, "nobody asks for the address of leg \(leg)")
        let isShut = standing[leg]?.cause.strikesPort == true
        standing.set(fault, of: leg)
        if fault?.cause.strikesPort == true {
            setManner(.refusing, of: leg)
        } else if isShut {
            setManner(.answering, of: leg)
        }
    }

    // MARK: Cases

    public func arm(_ marker: Marker, with script: FaultScript) async {
        let struck = script.struckLegs
        if script.route != nil { await wholeGate.enter(alone: script.isAlone) }
        if let route = script.route { await gates[route]?.enter(alone: !struck.isEmpty) }
        for leg in struck { setManner(.refusing, of: leg) }
        journal.arm(marker, with: script)
    }

    /// Calls in progress come as they stand at this moment.
    public func disarm(_ marker: Marker) -> [LaneCall] {
        let script = journal.script(of: marker)
        let calls = journal.disarm(marker)
        guard let script else { return calls }
        for leg in script.struckLegs { setManner(.answering, of: leg) }
        if let route = script.route {
            gates[route]?.leave()
            wholeGate.leave()
        }
        return calls
    }

    /// Waits for calls in progress first: a caller may have its answer before the lane has written down
    /// that the last byte is gone. The script stays armed meanwhile.
    public func settle(_ marker: Marker, within time: Duration) async -> [LaneCall] {
        await journal.quiet(marker, within: time)
        return disarm(marker)
    }

    private func setManner(_ manner: DoorManner, of leg: LegID) {
        guard let lane = lanes[leg] else { preconditionFailure("there is no lane for leg \(leg)") }
        do throws(ServerError) {
            try server.setManner(manner, ofPort: lane.port)
        } catch .stopped {
            // Whoever still asks finds nobody, and `deadLeg` says so.
        } catch {
            preconditionFailure("the port of leg \(leg) cannot be opened again: \(error)")
        }
    }

    /// Every call that the journal still has, in order of arrival: those of armed cases, and the latest
    /// of those that no case claims.
    public var allCalls: [LaneCall] { journal.calls }

    /// Calls that went out of the journal to keep its bound.
    public var forgottenCalls: Int { journal.forgotten }

    /// A leg whose lane takes no calls although it should: nothing that a gateway does now says anything of it.
    public var deadLeg: LegID? {
        legs.first { leg in lanes[leg.id].map { server.isDead(port: $0.port) } ?? true }?.id
    }

    /// Closes all lanes; calls in progress end there and then.
    public func stop() { server.stop() }
}

extension FaultScript {
    fileprivate var struckLegs: [LegID] {
        causes.compactMap { $0.value.strikesPort ? $0.key : nil }
    }
}
