import GatewayMaps
import Lanes
import LocalGateway
import Providers
import Transports
import Vocabulary

/// What stands behind each lane of a run, made once: the providers' addresses and keys, or the cassettes.
struct LaneSources {
    private let upstreams: [LegID: Upstream]
    private let shelf: CassetteShelf?
    private let isReplay: Bool
    private let keepsRealTime: Bool
    /// What no report may show.
    let secrets: [Secret]

    static let simulated = LaneSources()

    private init() {
        (upstreams, shelf, isReplay, keepsRealTime, secrets) = ([:], nil, false, false, [])
    }

    init(replaying cassettes: [Cassette], keepsRealTime: Bool) {
        shelf = CassetteShelf(cassettes)
        (upstreams, isReplay, secrets) = ([:], true, [])
        self.keepsRealTime = keepsRealTime
    }

    /// - Parameter routes: those that are asked; for others no key is needed.
    init(
        asking routes: Set<String>, of map: RouteMap, recordingOn shelf: CassetteShelf?,
        over transport: Transport
    ) async throws(Diagnostics) {
        var asked = map
        asked.routes.removeAll { !routes.contains($0.name) }
        let endpoints = try await LiveEndpoints.found(of: asked, over: transport)
        var (upstreams, secrets): ([LegID: Upstream], [Secret]) = ([:], [])
        for (leg, place) in endpoints {
            guard let provider = provider(named: place.provider) else { continue }
            upstreams[leg] = Upstream(
                baseURL: place.endpoint.baseURL,
                fields: provider.authorization.fields(at: place.endpoint) + place.headers,
                transport: transport)
            secrets += [place.endpoint.key].compactMap(\.self) + place.headers.map(\.value)
        }
        self.upstreams = upstreams
        self.secrets = secrets
        self.shelf = shelf
        (isReplay, keepsRealTime) = (false, true)
    }

    /// Of one leg; nil where its lane makes its answers up.
    func source(of leg: Leg) -> (LaneSource, Ear)? {
        guard let provider = provider(named: leg.provider) else { return nil }
        let ear: Ear = { LaneListener(provider, isStreamed: $0) }
        if isReplay, let shelf {
            // Where time-outs are shortened, recorded pauses are: an answer in time stays in time.
            return (.replaying(shelf, within: keepsRealTime ? nil : leg.timeout / 2), ear)
        }
        return upstreams[leg.id].map { (.forwarding($0, shelf: shelf), ear) }
    }
}

/// The cassettes of a run: one shelf for all its stages.
struct Tapes {
    private let source: LegSource
    private let keepsRealTime: Bool
    private let cassettes: [Cassette]
    private let folder: CassetteFolder?
    private let shelf: CassetteShelf?

    init(_ source: LegSource, keepsRealTime: Bool) throws(Diagnostics) {
        self.source = source
        self.keepsRealTime = keepsRealTime
        switch source {
        case .simulated, .live(nil): (cassettes, folder, shelf) = ([], nil, nil)
        case .replay(let place):
            (cassettes, folder, shelf) = (try CassetteFolder.read(place), nil, nil)
        case .live(let place?):
            let made = try CassetteFolder(recordingTo: place)
            (cassettes, folder) = ([], made)
            shelf = CassetteShelf(now: WallClock.now) { made.write($0) }
        }
    }

    /// A recording that could not be written.
    var mistake: Diagnostic? { folder?.mistake }

    /// Returns once everything that is being recorded is written, or when the time is over.
    func settled(within time: Duration) async { await shelf?.settled(within: time) }

    func sources(
        of map: RouteMap, asking routes: Set<String>, over transport: Transport
    ) async throws(Diagnostics) -> LaneSources {
        switch source {
        case .simulated: return .simulated
        case .replay: return LaneSources(replaying: cassettes, keepsRealTime: keepsRealTime)
        case .live:
            return try await LaneSources(
                asking: routes, of: map, recordingOn: shelf, over: transport)
        }
    }
}
