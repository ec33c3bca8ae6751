public import GatewayMaps
import Vocabulary

extension Plan {
    /// Takes over what the user's routes file says that a gateway of this kind calls its models: who asks for one of
    /// them asks by that name, and an answer that tells it is the model's.
    ///
    /// An alias is the gateway's own word, and asked for as it stands.
    public mutating func takeNames(of map: RouteMap, at kind: String) {
        for route in routes {
            let legs = map.route(named: route.name)?.legs
            let model = legs == nil ? map.model(named: route.name) : nil
            if let model, legsByName[route.name] == nil {
                legsByName[route.name] = [
                    Leg(
                        id: LegID(route: route.name, index: 0), provider: model.provider,
                        model: model.name, pin: model.pin, timeout: .zero)
                ]
            }
            if let model, let name = model.names[kind], name != route.name {
                askedNames[route.name] = name
                notes.append(
                    Diagnostic(
                        "'\(route.name)' is asked for as '\(name)', which is what `names:` says that a "
                            + "gateway of kind \(kind) calls it",
                        at: model.location, severity: .note))
            }
            let answering =
                legs?.compactMap { map.model(named: $0.model) } ?? [model].compactMap(\.self)
            let own = answering.compactMap { $0.names[kind] }
            if !own.isEmpty { ownNames[route.name] = own }
        }
    }
}

extension RouteMap {
    /// One that the file declares, by its name or its pin.
    fileprivate func model(named name: String) -> ModelSettings? {
        models.first { $0.name == name } ?? models.first { $0.pin == name }
    }
}
