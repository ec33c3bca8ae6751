public import Documents
public import GatewayMaps
public import Suites
public import Vocabulary

/// What is looked at together: a routes file as it stands and as it was read, and the suites that go over
/// its routes; or another gateway's configuration.
public struct LintSubject: Sendable {
    /// The routes file; nil where only suites are looked at.
    public var document: Node?
    public var map: RouteMap?
    public var suites: [(suite: Suite, document: Node)]
    public var litellm: LiteLLMExamination?
    /// A configuration of Portkey's, or a request to OpenRouter.
    public var gateway: GatewayExamination?
    /// What a provider says when it refuses, by the name of its lane: LiteLLM reads the words.
    public var said: @Sendable (_ lane: String, _ cause: Cause) -> RefusalText? = { _, _ in nil }
    /// What was asked of those whom the files name, and what came; none where nobody was to be asked.
    public var connections: [Connection] = []
    public var today: Day

    public init(
        document: Node? = nil, map: RouteMap? = nil,
        suites: [(suite: Suite, document: Node)] = [], today: Day
    ) {
        self.document = document
        self.map = map
        self.suites = suites
        self.today = today
    }

    public init(
        litellm: LiteLLMExamination,
        said: @escaping @Sendable (_ lane: String, _ cause: Cause) -> RefusalText?, today: Day
    ) {
        self.init(today: today)
        self.litellm = litellm
        self.said = said
    }

    public init(gateway: GatewayExamination, today: Day) {
        self.init(today: today)
        self.gateway = gateway
    }

    /// What another gateway's reader warns of under this name.
    func findings(_ code: GatewayExamination.Code) -> [Diagnostic] {
        (gateway?.mistakes ?? []).filter { $0.code == code.rawValue }
    }

    /// A rule that leads to an alias repeats that alias's legs: what is wrong with them is said there.
    var routes: [Route] {
        let aliases = Set((map?.routes ?? []).filter { $0.requested == $0.name }.map(\.name))
        let repeated = Set(
            (map?.rules ?? []).filter { aliases.contains($0.target) }.map(\.route))
        return (map?.routes ?? []).filter { !repeated.contains($0.name) }
    }

    /// Those that go over the routes of the file, and not through a gateway that has its own.
    var suitesOverRoutes: [(suite: Suite, document: Node)] {
        suites.filter { $0.suite.gateway.map { $0.name == GatewaySettings.embedded } ?? true }
    }

    var documents: [Node] {
        [document, gateway?.document].compactMap { $0 } + suites.map(\.document)
    }

    /// Where the file names the model of a leg; the alias itself where the leg is not written out.
    public func place(of leg: LegID) -> Node? {
        if let gateway { return gateway.places[leg] }
        if let litellm {
            guard let deployment = litellm.config.deployment(at: leg) else { return nil }
            let entry = litellm.document["model_list"]?[deployment.index]
            return entry?["litellm_params"]?["model"] ?? entry
        }
        let place = map?.places[leg]
        let alias = document?["aliases"]?[leg.route]
        let entries = (alias?.items ?? []) + (document?["routes"]?.items ?? [])
        return entries.lazy.map(RoutesFile.named).first { $0.location == place } ?? alias
    }

    /// A message at the leg's model.
    func diagnostic(at leg: LegID, _ message: String, hint: String? = nil) -> Diagnostic {
        place(of: leg)?.diagnostic(message, hint: hint) ?? Diagnostic(message, hint: hint)
    }

    /// Every leg once for each model and provider: what is wrong with a model is said where it is first used.
    var legsByModel: [Leg] {
        var seen: Set<[String]> = []
        let legs = gateway?.map.legs ?? litellmConfig?.map.legs ?? routes.flatMap(\.legs)
        return legs.filter {
            seen.insert([$0.provider, $0.model, $0.pin]).inserted
        }
    }
}
