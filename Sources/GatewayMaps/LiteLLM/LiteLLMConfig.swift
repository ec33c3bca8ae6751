public import Vocabulary

/// A LiteLLM proxy's configuration as LiteLLM understands it: groups of deployments, what follows when
/// they fail, and what of the file could be read exactly.
///
/// Rules were observed on LiteLLM 1.106.2; `LiteLLMPredictor` says what comes of them.
public struct LiteLLMConfig: Sendable {
    public var file: String
    /// In the order in which their first deployment stands in the file.
    public var groups: [Group]
    /// Other names of groups, hidden ones included.
    public var aliases: [Alias]
    public var routing: Routing
    public var constructs: [Construct]
    /// What LiteLLM takes without a word and does otherwise than it looks.
    public var warnings: [Diagnostic]
    /// The file with all that it includes.
    public var tree: ConfigTree

    /// Deployments of one `model_name`: LiteLLM picks one of them for each attempt.
    public struct Group: Sendable, Equatable {
        public var name: String
        public var deployments: [Deployment]
        public var location: SourceLocation

        public var isWildcard: Bool { name.contains("*") }
    }

    public struct Alias: Sendable, Equatable {
        public var name: String
        public var group: String
        public var location: SourceLocation
    }

    public struct Deployment: Sendable, Equatable {
        public var leg: LegID
        /// Its place in `model_list`.
        public var index: Int
        /// `model_info.id`, where the file has one.
        public var declaredID: String?
        /// As the file has it: `provider/model`.
        public var model: String
        /// Nil where LiteLLM knows no such provider: it drops the deployment and goes on.
        public var provider: LiteLLMProvider?
        /// What goes to the provider.
        public var upstream: String
        public var weight: Double?
        public var rpm: Double?
        public var tpm: Double?
        public var order: Int?
        public var timeout: Duration?
        public var streamTimeout: Duration?
        public var retries: Int?
        /// How long it is left out after a failure, where the file says so for it alone.
        public var cooldownTime: Duration?
        public var tags: [String]
        /// `tag_regex`: searched for in what the caller calls itself.
        public var tagPatterns: [String] = []
        /// What `model_info` says of tags for its whole group: whether they count, and whether a request that they
        /// leave nobody for is sent all the same.
        public var filtersByTag: Bool?
        public var failsOpen = false
        /// What the file says that it costs.
        public var price: LiteLLMPrice?
        /// The environment variable for its key, where that is not set here and LiteLLM never calls it without.
        public var unsetKey: String?
        /// It answers from the file and calls nobody.
        public var isMock: Bool
        /// `model_info.mode`, where the file has one.
        public var mode: String?
        public var location: SourceLocation

        /// LiteLLM calls it, and a lane can stand in for what it calls.
        public var isDrivable: Bool { !isMock && isChat && provider?.lane != nil }

        /// LiteLLM calls it, and no lane can stand in for what it calls.
        public var lacksLane: Bool { provider != nil && !isMock && !isDrivable }

        /// It is no model for embeddings, pictures or sound.
        public var isChat: Bool { mode.map(Self.chatModes.contains) ?? true }

        private static let chatModes: Set<String> = ["chat", "completion", "responses"]
    }

    /// Retries by class of error; a class that is not in it keeps the usual number.
    public typealias RetryPolicy = [LiteLLMError.Class: Int]

    public struct Routing: Sendable, Equatable {
        public var general: FallbackList?
        public var context: FallbackList?
        public var policy: FallbackList?
        public var fallbacksMax = 5
        public var retries = 2
        public var retryPolicy: RetryPolicy?
        public var groupRetryPolicies: [String: RetryPolicy] = [:]
        public var requestTimeout: Duration?
        public var timeout: Duration?
        public var streamTimeout: Duration?
        public var cooldownTime: Duration = .seconds(5)
        public var disablesCooldowns = false
        public var allowedFails: Int?
        public var triesOthersFirst = false
        public var filtersByTag = false
        /// One of a request's tags is enough.
        public var matchesAnyTag = true
        /// Is taken off a request's tags.
        public var tagPrefix = ""
        /// An error tells how its fallbacks failed.
        public var tellsOfFallbacks = true
        public var strategy = "simple-shuffle"
        public var dropsParameters = false

        public init() {}
    }

    /// What LiteLLM waits for where nothing says otherwise.
    public static let defaultTimeout: Duration = .seconds(6000)
}

/// One of the three lists that say which groups are asked after which.
public struct FallbackList: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        /// A group's name, or `*` for all that have none.
        public var source: String
        public var targets: [String]
        /// Text stands in place of the list: each target is one of its letters, and the text is told already.
        public var isText = false
        public var location: SourceLocation
    }

    public var entries: [Entry]

    public init(_ entries: [Entry]) { self.entries = entries }

    /// The first entry of that name, or of the name without its provider.
    public func targets(of group: String) -> [String]? {
        if let exact = entries.first(where: { $0.source == group }) { return exact.targets }
        guard let slash = group.firstIndex(of: "/") else { return nil }
        let bare = String(group[group.index(after: slash)...])
        return entries.last { $0.source == bare }?.targets
    }

    public var catchAll: [String]? { entries.last { $0.source == "*" }?.targets }
}

extension LiteLLMConfig {
    public func group(named name: String) -> Group? { groups.first { $0.name == name } }

    public var deployments: [Deployment] { groups.flatMap(\.deployments) }

    public func deployment(at leg: LegID) -> Deployment? {
        guard let group = group(named: leg.route), group.deployments.indices.contains(leg.index)
        else { return nil }
        return group.deployments[leg.index]
    }

    mutating func setWeight(_ weight: Double, at leg: LegID) {
        guard let group = groups.firstIndex(where: { $0.name == leg.route }),
            groups[group].deployments.indices.contains(leg.index)
        else { return }
        groups[group].deployments[leg.index].weight = weight
    }

    /// Whose deployments a name stands for: a group's, an alias's group's, or a wildcard's.
    public func group(askedAs name: String) -> Group? {
        if let group = group(named: name) { return group }
        if let alias = aliases.first(where: { $0.name == name }) {
            return group(named: alias.group)
        }
        let fitting = groups.filter { $0.isWildcard && $0.fits(name) }
        // The longer pattern says more.
        return fitting.max { $0.name.utf8.count < $1.name.utf8.count }
    }

    /// Deployments that are never called for want of a key, told once for each variable.
    var skippedLegs: [Diagnostic] {
        var names: [String] = []
        for name in deployments.compactMap(\.unsetKey) where !names.contains(name) {
            names.append(name)
        }
        return names.map { name in
            let skipped = deployments.filter { $0.unsetKey == name }
            return Diagnostic(
                Self.skipping(
                    skipped.map { "\($0.leg)" }.joined(separator: ", "), withoutKey: name),
                at: skipped.first?.location, severity: .warning)
        }
    }

    static func skipping(_ legs: String, withoutKey name: String) -> String {
        "the environment variable '\(name)' is not set here: where it is not, LiteLLM never calls "
            + "\(legs), and others answer for ever"
    }

    /// How long LiteLLM waits for a whole answer of this deployment, or for the next piece of a stream.
    public func patience(with deployment: Deployment, isStreamed: Bool) -> Duration {
        let whole =
            deployment.timeout ?? routing.requestTimeout ?? routing.timeout ?? Self.defaultTimeout
        guard isStreamed else { return whole }
        // Its streams know no other clock than this one.
        if deployment.provider?.hasUntimedStreams == true {
            return routing.requestTimeout ?? Self.defaultTimeout
        }
        return deployment.streamTimeout ?? routing.streamTimeout ?? routing.requestTimeout ?? whole
    }

    /// The groups as routes, for those who know no more of a gateway than routes and legs.
    public var map: RouteMap {
        var routes = groups.map { route(of: $0, named: $0.name) }
        for alias in aliases {
            guard let group = group(named: alias.group) else { continue }
            var route = route(of: group, named: alias.name)
            route.location = alias.location
            routes.append(route)
        }
        return RouteMap(file: file, routes: routes)
    }

    private func route(of group: Group, named name: String) -> Route {
        let legs = group.deployments.map { deployment in
            Leg(
                id: deployment.leg,
                provider: deployment.provider?.lane ?? deployment.provider?.name ?? "unknown",
                model: deployment.upstream, pin: deployment.upstream,
                timeout: max(
                    patience(with: deployment, isStreamed: false),
                    patience(with: deployment, isStreamed: true)),
                retry: Leg.Retry(times: deployment.retries ?? routing.retries, on: [.any]))
        }
        return Route(name: name, legs: legs, location: group.location)
    }
}

extension LiteLLMConfig.Group {
    /// Whether a name fits this one's stars.
    func fits(_ name: String) -> Bool {
        let parts = self.name.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last,
            name.hasPrefix(first), name.hasSuffix(last),
            name.utf8.count >= first.utf8.count + last.utf8.count
        else { return false }
        // Stars between the first and the last may stand for anything.
        return true
    }
}
