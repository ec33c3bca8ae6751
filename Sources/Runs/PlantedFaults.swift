import Checks
import Documents
import Suites
import Vocabulary

/// What a suite plants, by the legs of the routes that it goes over.
struct PlantedFaults: Sendable {
    private var causes: [LegID: Cause] = [:]

    init() {}

    /// A name may belong to one of the suite's routes only; that it belongs to none is a mistake.
    init(_ planted: Planted, on routes: [Route]) throws(Diagnostics) {
        var mistakes: [Diagnostic] = []
        for (leg, cause) in planted.legs {
            let found = routes.flatMap { LegNames.all(named: leg.name, in: $0.legs) }
            for id in found { causes[id] = cause }
            guard found.isEmpty else { continue }
            let names = routes.flatMap(\.legs).map(\.model) + ["gateway"]
            mistakes.append(
                leg.node.diagnostic(
                    "no leg of this suite's routes is called '\(leg.name)'",
                    hint: didYouMean(leg.name, among: names)
                        ?? "a leg's model, provider, provider:model or place in the route from 1"))
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
    }

    /// What the legs play on this path: what is planned, and, where nothing on it is under test as broken, what
    /// is planted.
    func causes(on path: Path) -> [LegID: Cause] {
        guard path.fault == nil, !causes.isEmpty else { return path.causes }
        return path.causes.merging(causes.filter { $0.key.route == path.route }) { planned, _ in
            planned
        }
    }
}
