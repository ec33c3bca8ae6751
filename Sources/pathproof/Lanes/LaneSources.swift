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

    init(
        asking endpoints: [LegID: LegEndpoint], recordingOn shelf: CassetteShelf?,
        over transport: Transport
    ) {
        var (upstreams, secrets): ([LegID: Upstream], [Secret]) = ([:], [])
        for (leg, place) in endpoints {
            guard let provider = provider(named: place.provider) else { continue }
            upstreams[leg] = Upstream(
                baseURL: Self.base(of: place), laneBase: place.laneBase,
                fields: provider.authorization.fields(at: place.endpoint) + place.headers,
                transport: transport)
            secrets += place.secrets
        }
        self.upstreams = upstreams
        self.secrets = secrets
        self.shelf = shelf
        (isReplay, keepsRealTime) = (false, true)
    }

    /// Behind a lane's own base, version included, comes what goes behind this one: users may leave it out.
    private static func base(of place: LegEndpoint) -> String {
        let base = place.endpoint.baseURL
        let last = base.prefix { $0 != "?" }.split(separator: "/").last ?? ""
        guard place.provider == Google.name, place.laneBase == nil,
            !["v1beta", "v1beta1", "v1alpha", "v1", "google"].contains(last)
        else { return base }
        return Endpoint(baseURL: base, key: nil).url("/v1beta")
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

    /// - Parameter command: as it was typed, for hints.
    init(
        _ source: LegSource, of command: String, keepsRealTime: Bool
    ) throws(Diagnostics) {
        self.source = source
        self.keepsRealTime = keepsRealTime
        switch source {
        case .simulated, .live(nil): (cassettes, folder, shelf) = ([], nil, nil)
        case .replay(let place):
            (cassettes, folder, shelf) = (try CassetteFolder.read(place, for: command), nil, nil)
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

    /// - Parameter endpoints: where the providers are, asked for only where they are.
    func sources(
        over transport: Transport,
        asking endpoints: () async throws(Diagnostics) -> [LegID: LegEndpoint]
    ) async throws(Diagnostics) -> LaneSources {
        switch source {
        case .simulated: return .simulated
        case .replay: return LaneSources(replaying: cassettes, keepsRealTime: keepsRealTime)
        case .live:
            return LaneSources(
                asking: try await endpoints(), recordingOn: shelf, over: transport)
        }
    }
}
