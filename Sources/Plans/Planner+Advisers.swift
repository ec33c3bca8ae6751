import Documents
public import GatewayMaps
public import Suites
public import Vocabulary

extension Planner {
    /// Who judges a suite's answers: a model of the routes file, else of the catalogue; nil where the suite names none.
    public static func judge(of suite: Suite, in map: RouteMap) throws(Diagnostics) -> Leg? {
        guard let named = suite.judge else { return nil }
        let id = LegID(route: "judge:\(named.name)", index: 0)
        if let leg = known(named.name, as: id, in: map) ?? listed(named.name, as: id) { return leg }
        let known = map.legs.map(\.model) + map.models.map(\.name) + catalogue.map(\.name)
        throw Diagnostics([
            named.node.diagnostic(
                "unknown judge '\(named.name)': no model of \(map.file) or of the catalogue",
                hint: didYouMean(named.name, among: known)
                    ?? "`pathproof list models` shows the catalogue")
        ])
    }

    /// By whose embeddings a suite's texts are compared: a model of the routes file, else one that is known by its name
    /// to be nothing else.
    public static func embedder(of suite: Suite, in map: RouteMap) throws(Diagnostics) -> Leg? {
        guard let named = suite.embedder else { return nil }
        let id = LegID(route: "embedder:\(named.name)", index: 0)
        if let leg = known(named.name, as: id, in: map) { return leg }
        if let provider = embedders.first(where: { $0.name == named.name })?.provider {
            return leg(named.name, of: provider, pin: named.name, as: id)
        }
        let known = map.models.map(\.name) + embedders.map(\.name)
        throw Diagnostics([
            named.node.diagnostic(
                "unknown embedder '\(named.name)'",
                hint: didYouMean(named.name, among: known)
                    ?? "declare it in \(map.file): models: { \(named.name): { provider: openai, "
                    + "price: { input: \"0.02\", output: \"0\" } } }")
        ])
    }

    /// Which provider has a name that only embedders go by.
    private static let embedders = [
        (name: "text-embedding-3-small", provider: "openai"),
        (name: "text-embedding-3-large", provider: "openai"),
        (name: "mistral-embed", provider: "mistral"),
    ]

    private static func known(_ name: String, as id: LegID, in map: RouteMap) -> Leg? {
        if let leg = map.legs.first(where: {
            $0.model == name || "\($0.provider):\($0.model)" == name
        }) {
            return self.leg(
                leg.model, of: leg.provider, pin: leg.pin, as: id, timeout: leg.timeout)
        }
        return map.models.first { $0.name == name || "\($0.provider):\($0.name)" == name }.map {
            leg($0.name, of: $0.provider, pin: $0.pin, as: id)
        }
    }

    private static func listed(_ name: String, as id: LegID) -> Leg? {
        catalogue.first {
            $0.name == name || $0.pin == name || "\($0.provider):\($0.name)" == name
        }.map { leg($0.name, of: $0.provider, pin: $0.pin, as: id) }
    }

    private static func leg(
        _ model: String, of provider: String, pin: String, as id: LegID,
        timeout: Duration = RoutesFile.defaultTimeout
    ) -> Leg {
        Leg(id: id, provider: provider, model: model, pin: pin, timeout: timeout)
    }
}
