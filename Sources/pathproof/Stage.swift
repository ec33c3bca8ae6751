import GatewayMaps
import Lanes
import LocalGateway
import Providers
import Runs
import Transports
import Vocabulary

/// What a run plays on: the gateway under test, and, where the legs are ours to break, the lanes behind it.
struct Stage {
    let target: Target
    let faults: (any FaultControl)?

    init(for map: RouteMap?, job: RunJob, transport: Transport) throws(Diagnostics) {
        guard let map else {
            target = Target(
                provider: Generic(),
                endpoint: Endpoint(baseURL: job.gatewayURL ?? "", key: job.key), limits: .standard)
            faults = nil
            return
        }
        _ = map
        target = Target(provider: Generic(), endpoint: Endpoint(baseURL: "", key: nil), limits: .standard)
        faults = nil
    }

    func stop() {}
}
