import GatewayMaps
import Ledger
import Providers
import Vocabulary

/// What is known of models by their names alone: by the catalogue and the price list, however a gateway spells them.
///
/// A name that neither knows is nobody's, and nothing is claimed of it.
enum ModelFamilies {
    /// By each name's family, the family of its pin. Made at the first answer that has another name than was asked for.
    private static let families: [String: String] = {
        var families: [String: String] = [:]
        func add(_ names: [String], of pin: String) {
            let family = ModelName.family(of: pin)
            for name in names + [pin] {
                let key = name == pin ? family : ModelName.family(of: name)
                if families[key] == nil { families[key] = family }
            }
        }
        // Whoever still answers to the name of a model that is gone answers with another.
        for model in catalogue where !model.isGone { add([model.name], of: model.pin) }
        let gone = Set(catalogue.filter(\.isGone).map(\.name))
        for row in PriceBook.shipped.models where !gone.contains(row.pin) {
            add(row.aliases, of: row.pin)
        }
        return families
    }()

    /// What all names of a model have in common; nil where nobody knows one of that name.
    static func family(of name: String) -> String? { families[ModelName.family(of: name)] }

    /// Whether both are names of one model, or of snapshots of it.
    static func areOne(_ one: String, _ other: String) -> Bool {
        let (mine, theirs) = (ModelName.family(of: one), ModelName.family(of: other))
        return (families[mine] ?? mine) == (families[theirs] ?? theirs)
            && ModelName.mayShareDate(one, other)
    }

    /// What the model in a gateway's answer says of the one that was asked for, where nobody sees its legs.
    ///
    /// It differs only where both are known to be two models: an alias may stand for any.
    ///
    /// - Parameters:
    ///   - legs: what the user's routes file has for the name; any of them may have answered.
    ///   - ownNames: what the gateway calls their models, by that file.
    static func served(
        _ echo: String?, asked: String, legs: [Leg]? = nil, ownNames: [String] = []
    ) -> Served? {
        guard let echo, !echo.isEmpty, echo != asked else { return nil }
        if let own = ownNames.first(where: { echo == $0 || areOne(echo, $0) }) {
            return Served(echo: .pinned, pin: own)
        }
        guard let legs, !legs.isEmpty else {
            // Behind it stands a deployment's name, which its owner chose.
            let isDeployment = asked.hasPrefix("azure/") || asked.hasPrefix("azure_ai/")
            return isDeployment ? nil : served(echo, pins: [asked])
        }
        return legs.contains { $0.provider.hasPrefix("azure") }
            ? nil : served(echo, pins: legs.map(\.pin))
    }

    /// The same against pins, any of which is right; nil where one of the names is not known.
    static func served(_ echo: String, pins: [String]) -> Served? {
        if let pin = pins.first(where: { areOne(echo, $0) }) {
            return Served(echo: .pinned, pin: pin)
        }
        guard let first = pins.first, family(of: echo) != nil,
            pins.allSatisfy({ family(of: $0) != nil })
        else { return nil }
        return Served(echo: .differs, pin: first)
    }
}

extension CatalogueModel {
    /// It was shut down before the catalogue was written.
    fileprivate var isGone: Bool { shutdown.map { $0 < Self.asOf } ?? false }
    private static let asOf = "2026-11-20"
}

extension EchoRule {
    /// What an echo says of pins, any of which is right; nil where there is none.
    func served(_ echo: String?, asked: String, pins: [String]) -> Served? {
        guard let first = pins.first else { return nil }
        let pin = pins.first { judge(echo, asked: asked, pin: $0) == .pinned } ?? first
        return Served(echo: judge(echo, asked: asked, pin: pin), pin: pin)
    }
}
