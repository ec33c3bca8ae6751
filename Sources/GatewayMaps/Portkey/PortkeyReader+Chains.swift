import Documents
import Vocabulary

// What can only be seen of the whole: how often one request is sent, and who fails together.
extension PortkeyReader {
    /// Two legs with two retries each.
    private static let callsMax = 6

    func checkChains(_ root: PortkeyTarget, _ node: Node) {
        let calls = root.callsMax
        if calls > Self.callsMax {
            findings.tell(
                .manyCalls,
                "one request can become \(calls) calls: each leg of a chain retries for itself",
                at: node["strategy"] ?? node["retry"] ?? node, hint: "lower `retry.attempts`")
        }
        checkProviders(root)
    }

    private func checkProviders(_ target: PortkeyTarget) {
        for below in target.targets { checkProviders(below) }
        guard case .fallback(let targets, _) = target.kind else { return }
        for (index, later) in targets.enumerated().dropFirst() {
            let servers = later.servers
            // Two providers in one target do not fail together.
            guard servers.count == 1,
                let earlier = targets[..<index].first(where: { $0.servers == servers }),
                let leg = later.legs.first, let place = places[leg.id]
            else { continue }
            let isRepeated = later.legs.map(\.model) == earlier.legs.map(\.model)
            findings.tell(
                isRepeated ? .repeatedLeg : .oneProvider,
                isRepeated
                    ? "\(later.path) asks '\(leg.service)' for the same again, as \(earlier.path) did"
                    : "\(later.path) is at '\(leg.service)' as \(earlier.path) is: an outage there "
                        + "takes both", at: place,
                hint: isRepeated
                    ? "`retry` asks again; a fallback should be another model"
                    : "put another provider's model between or behind them")
        }
    }
}

extension PortkeyTarget {
    /// How many calls one request can become.
    var callsMax: Int {
        switch kind {
        case .leg(let leg): 1 + leg.retries
        case .single(let targets): targets.first?.callsMax ?? 0
        case .fallback(let targets, _): targets.reduce(0) { $0 + $1.callsMax }
        case .loadBalance(let targets), .conditional(let targets, _):
            targets.map(\.callsMax).max() ?? 0
        }
    }

    /// A provider, or one server that speaks as it does.
    var servers: Set<[String]> { Set(legs.map { [$0.service, $0.customHost ?? ""] }) }
}
