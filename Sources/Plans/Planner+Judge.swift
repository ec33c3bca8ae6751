import Documents
public import GatewayMaps
public import Suites
public import Vocabulary

extension Planner {
    /// Who judges a suite's answers: a model of the routes file, else of the catalogue; nil where the suite names none.
    public static func judge(of suite: Suite, in map: RouteMap) throws(Diagnostics) -> Leg? {
        guard let named = suite.judge else { return nil }
        let name = named.name
        // No alias is called so.
        let id = LegID(route: "judge:\(name)", index: 0)
        let declared = map.models.first { $0.name == name || "\($0.provider):\($0.name)" == name }
        if var leg = leg(name, in: map) {
            leg.id = id
            return leg
        }
        if let declared {
            return Leg(
                id: id, provider: declared.provider, model: declared.name, pin: declared.pin,
                timeout: RoutesFile.defaultTimeout)
        }
        if let model = catalogue.first(where: { "\($0.provider):\($0.name)" == name }) {
            return Leg(
                id: id, provider: model.provider, model: model.name, pin: model.pin,
                timeout: RoutesFile.defaultTimeout)
        }
        let known = map.legs.map(\.model) + map.models.map(\.name) + catalogue.map(\.name)
        throw Diagnostics([
            named.node.diagnostic(
                "unknown judge '\(name)': no model of \(map.file) or of the catalogue",
                hint: didYouMean(name, among: known)
                    ?? "`pathproof list models` shows the catalogue")
        ])
    }
}
