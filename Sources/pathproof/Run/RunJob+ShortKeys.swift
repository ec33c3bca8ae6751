import GatewayMaps
import LocalGateway
import Providers
import Vocabulary

extension RunJob {
    /// Of the keys that this run sends, those that no report can hide.
    var shortKeys: [Diagnostic] {
        var owners: Set<String> = []
        if let key = gateway?.key, !key.isMasked { owners.insert("the gateway") }
        for place in endpoints where place.endpoint.key?.isMasked == false {
            owners.insert("provider '\(place.provider)'")
        }
        return owners.sorted().map { owner in
            Diagnostic(
                "the key of \(owner) has fewer than \(Secret.maskedBytesMin) letters: as a word of any "
                    + "text it is not masked where it comes back", severity: .warning)
        }
    }

    /// What is wrong with them is told when they are asked.
    private var endpoints: [LegEndpoint] {
        guard asksProvidersAtAll else { return [] }
        let advising = zip(prepared, maps).compactMap { adviserMap(of: $0, over: $1) }
        var places = advising
        if let drill {
            let own = (try? drill.endpoints(asking: routeNames)) ?? [:]
            return own.map(\.value) + Self.endpoints(of: advising)
        }
        if source.asksProviders { places += maps.compactMap(\.self) }
        return Self.endpoints(of: places)
    }

    private static func endpoints(of maps: [RouteMap]) -> [LegEndpoint] {
        maps.flatMap { ((try? LiveEndpoints.of($0)) ?? [:]).map(\.value) }
    }
}
