import Doors
public import GatewayMaps
import Providers
import Servers
public import Transports
public import Vocabulary

/// The embedded gateway: a real HTTP server on 127.0.0.1 that runs a map of routes and the rules that lead
/// to them.
///
/// In front stand all languages whose paths tell them apart: OpenAI's chat completions and responses,
/// Anthropic's messages, Google's, Ollama's and DashScope's; behind it each leg's own provider. Mistral's
/// path is OpenAI's, and so its clients are answered in OpenAI's words. It is the only place in this
/// program that asks again or falls back. What it did for an answer it tells in the answer's headers:
/// `x-pathproof-leg`, `-attempts`, `-fallbacks`, `-path`, `-cost` in US dollars where all of it is known, and
/// `-not-sent` for parts of the request that the leg could not be given.
public final class LocalGateway: Sendable {
    private let server: Server

    /// Port 0 takes any free one. Each leg of each route must have an endpoint.
    public init(
        port: Int = 0, routes: [Route], rules: [RouteRule] = [],
        endpoints: [LegID: LegEndpoint], transport: Transport,
        options: GatewayOptions = GatewayOptions()
    ) throws(GatewayError) {
        if let empty = options.keys.first(where: \.key.isMissing) { throw .emptyKey(empty.name) }
        let desk = FrontDesk(
            book: try RouteBook(routes, rules), clients: ClientDesk(options.keys),
            providers: ProviderDesk(options.providers),
            legs: try Self.reachable(routes, endpoints), transport: transport, options: options,
            redactor: Redactor(endpoints.values.flatMap(\.secrets) + options.secrets),
            stamps: Stamps(seed: options.seed))
        do throws(ServerError) {
            server = try Server(port: port, threads: options.threads, limits: options.limits) {
                desk.receive($0, $1)
            }
        } catch {
            throw .server(error)
        }
    }

    deinit { stop() }

    /// What clients have for a base: OpenAI's as it is, Anthropic's, Google's and Ollama's without the `/v1`.
    public var url: String { "http://127.0.0.1:\(server.port)/v1" }

    /// Ends requests in progress and the calls that were made for them.
    public func stop() { server.stop() }

    private static func reachable(
        _ routes: [Route], _ endpoints: [LegID: LegEndpoint]
    ) throws(GatewayError) -> [LegID: ReachableLeg] {
        var legs: [LegID: ReachableLeg] = [:]
        for leg in routes.flatMap(\.legs) {
            guard let place = endpoints[leg.id] else { throw .noEndpoint(leg.id) }
            guard let provider = provider(named: place.provider) else {
                throw .unknownProvider(place.provider, leg: leg.id)
            }
            legs[leg.id] = ReachableLeg(
                provider: provider, endpoint: place.endpoint, headers: place.headers)
        }
        return legs
    }
}
