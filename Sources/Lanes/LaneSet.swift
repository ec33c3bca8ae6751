import Doors
import Servers
package import Vocabulary

/// Stand-ins for legs: one server on 127.0.0.1, one port per leg, one journal for all.
///
/// Cases side by side do not disturb each other, because a call belongs to the case whose marker stands
/// in its body and to no other.
package final class LaneSet: FaultControl, Sendable {
    private let server: Server
    private let journal: Journal
    private let lanes: [LegID: (port: Int, basePath: String)]

    /// Opens a lane per leg, each speaking as the leg's provider does.
    package init(legs: [Leg], options: LaneOptions = LaneOptions()) throws(LaneError) {
        journal = Journal(straysMax: options.straysMax)
        let stamps = Stamps(seed: options.seed)
        var lanes: [LegID: (port: Int, basePath: String)] = [:]
        do throws(ServerError) {
            server = try Server(threads: options.threads, limits: options.limits)
        } catch {
            throw .server(error)
        }
        for leg in legs {
            precondition(lanes[leg.id] == nil, "two legs are called \(leg.id)")
            guard let door = allDoors.standing(for: leg.provider) else {
                throw .unknownProvider(leg.provider, leg: leg.id)
            }
            let lane = Lane(
                leg: leg, door: door, journal: journal, stamps: stamps, options: options)
            do throws(ServerError) {
                let port = try server.addDoor { lane.answer($0, through: $1) }
                lanes[leg.id] = (port, door.basePath)
            } catch {
                throw .server(error)
            }
        }
        self.lanes = lanes
    }

    deinit { stop() }

    /// What a gateway's configuration has in place of the provider's own address: with the path under
    /// which that provider's API lies.
    package func baseURL(of leg: LegID) -> String {
        guard let lane = lanes[leg] else { preconditionFailure("there is no lane for leg \(leg)") }
        return "http://127.0.0.1:\(lane.port)\(lane.basePath)"
    }

    package func arm(_ marker: Marker, with script: FaultScript) {
        journal.arm(marker, with: script)
    }

    /// Calls in progress come as they stand at this moment.
    package func disarm(_ marker: Marker) -> [LaneCall] { journal.disarm(marker) }

    /// Waits for calls in progress first: a caller may have its answer before the lane has written down
    /// that the last byte is gone. The script stays armed meanwhile.
    package func settle(_ marker: Marker, within time: Duration) async -> [LaneCall] {
        await journal.quiet(marker, within: time)
        return journal.disarm(marker)
    }

    /// Every call that the journal still has, in order of arrival: those of armed cases, and the latest
    /// of those that no case claims.
    package var allCalls: [LaneCall] { journal.calls }

    /// Calls that went out of the journal to keep its bound.
    package var forgottenCalls: Int { journal.forgotten }

    /// Closes all lanes; calls in progress end there and then.
    package func stop() { server.stop() }
}
