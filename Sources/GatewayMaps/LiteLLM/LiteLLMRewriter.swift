public import Vocabulary

/// Makes of a user's configuration the one that a drill starts LiteLLM with: every deployment calls a lane,
/// nothing leaves the machine, delays can be waited for. Each change is listed.
public struct LiteLLMRewriter {
    public struct Options: Sendable {
        /// The key that the copy is asked with.
        public var masterKey: String
        /// The longest and the shortest time-out of the copy; nil keeps the user's own.
        public var timeouts: ClosedRange<Duration>?
        /// In the pass that judges paths one by one nothing may cool down.
        public var keepsCooldowns: Bool

        public init(
            masterKey: String, timeouts: ClosedRange<Duration>?, keepsCooldowns: Bool = false
        ) {
            self.masterKey = masterKey
            self.timeouts = timeouts
            self.keepsCooldowns = keepsCooldowns
        }
    }

    public struct Copy: Sendable {
        /// JSON, which is YAML too.
        public var text: String
        /// In words, in the order in which they were made.
        public var changes: [String]
        /// By what LiteLLM's answers call a deployment.
        public var legs: [String: LegID]

        /// What LiteLLM calls each leg, the names that this program gave out included.
        public var ids: [LegID: String] {
            legs.reduce(into: [:]) { $0[$1.value] = $1.key }
        }
    }

    /// Keys of general_settings that a drill keeps; all others reach out, or ask for keys of users.
    static let keptGeneral: Set<String> = [
        "forward_client_headers_to_llm_api", "infer_model_from_keys", "disable_error_logs",
        "max_request_size_mb", "max_response_size_mb",
    ]

    /// Parts of names in litellm_settings that keep state, call out or stand between a fault and its caller.
    private static let removedSettings = [
        "callback", "cache", "guardrail", "alert", "langfuse", "s3_", "redis", "email", "mcp",
        "vector_store", "post_call_rules", "pre_call_rules", "key_generation", "default_team",
        "default_internal_user", "max_budget", "budget", "ssl_", "telemetry",
    ]

    static func removesSetting(_ name: String) -> Bool {
        removedSettings.contains { name.contains($0) }
    }

    private static let removedRouting = [
        "redis", "cache", "alerting", "caching_groups", "health_check", "enable_health_check",
    ]

    /// Credentials and places of a provider; a lane needs none of them.
    private static let removedParameters = [
        "base_url", "organization", "litellm_credential_name", "azure_ad_token", "tenant_id",
        "client_id", "client_secret", "azure_username", "azure_password", "azure_scope",
        "vertex_project", "vertex_location", "vertex_credentials", "region_name",
        "use_in_pass_through", "configurable_clientside_auth_params",
    ]

    /// What chooses a deployment and waits for it, whoever its provider is.
    private static let routingParameters: Set<String> = [
        "tags", "tag_regex", "order", "weight", "rpm", "tpm", "timeout", "stream_timeout",
        "num_retries", "max_retries", "max_parallel_requests", "cooldown_time",
    ]

    /// As whom LiteLLM asks where nobody answers: what it makes of that is known.
    static let silent: LiteLLMProvider = {
        guard let provider = LiteLLMProvider.named("openai") else {
            preconditionFailure("LiteLLM knows OpenAI")
        }
        return provider
    }()

    private let config: LiteLLMConfig
    private let options: Options
    private let baseURL: (LegID) -> String
    private let environment: (String) -> String?
    private var changes: [String] = []

    /// - Parameters:
    ///   - baseURL: of the lane that stands in for a leg.
    ///   - environment: what references that are kept stand for.
    public static func copy(
        of config: LiteLLMConfig, options: Options, baseURL: @escaping (LegID) -> String,
        environment: @escaping (String) -> String?
    ) -> Copy {
        var rewriter = LiteLLMRewriter(config, options, baseURL, environment)
        return rewriter.copy()
    }

    /// How long LiteLLM waits at most for each leg of such a copy, plain or streamed.
    public static func patience(
        of config: LiteLLMConfig, timeouts: ClosedRange<Duration>?
    ) -> [LegID: Duration] {
        TimeScale(config, timeouts).longest
    }

    private init(
        _ config: LiteLLMConfig, _ options: Options, _ baseURL: @escaping (LegID) -> String,
        _ environment: @escaping (String) -> String?
    ) {
        self.config = config
        self.options = options
        self.baseURL = baseURL
        self.environment = environment
    }

    private mutating func copy() -> Copy {
        var tree = ConfigTree.mapping([])
        let scale = TimeScale(config, options.timeouts)
        var legs: [String: LegID] = [:]
        var models: [ConfigTree] = []
        for (index, model) in (config.tree["model_list"]?.items ?? []).enumerated() {
            guard let deployment = config.deployments.first(where: { $0.index == index }) else {
                continue
            }
            let id = deployment.declaredID ?? "leg-\(index + 1)"
            legs[id] = deployment.leg
            models.append(rewritten(model, deployment, id: id, scale))
        }
        tree["model_list"] = .list(models)
        tree["router_settings"] = router(config.tree["router_settings"])
        tree["litellm_settings"] = settings(config.tree["litellm_settings"], scale)
        tree["general_settings"] = general(config.tree["general_settings"])
        let kept = ["model_list", "router_settings", "litellm_settings", "general_settings"]
        for entry in config.tree.entries ?? [] where !kept.contains(entry.key) {
            changes.append("\(entry.key): left out")
        }
        return Copy(
            text: resolved(tree).json + "\n", changes: changes, legs: legs)
    }

    // MARK: Deployments

    private mutating func rewritten(
        _ model: ConfigTree, _ deployment: LiteLLMConfig.Deployment, id: String, _ scale: TimeScale
    ) -> ConfigTree {
        var model = model
        var parameters = model["litellm_params"] ?? .mapping([])
        let place = "model_list[\(deployment.index)]"
        if deployment.lacksLane, let provider = deployment.provider {
            var kept = ConfigTree.mapping([])
            for entry in parameters.entries ?? [] where Self.routingParameters.contains(entry.key) {
                kept[entry.key] = entry.value
            }
            kept["model"] = .string("\(Self.silent.name)/\(deployment.upstream)")
            parameters = kept
            changes.append(
                "\(place).litellm_params.model: \(Self.silent.name)/\(deployment.upstream) in place of "
                    + "'\(provider.name)', where nobody answers")
        }
        for key in Self.removedParameters where parameters[key] != nil {
            parameters[key] = nil
            changes.append("\(place).litellm_params.\(key): left out")
        }
        for entry in parameters.entries ?? [] where entry.key.hasPrefix("aws_") {
            parameters[entry.key] = nil
            changes.append("\(place).litellm_params.\(entry.key): left out")
        }
        if let weight = config.weightsInDrill[deployment.leg] {
            parameters["weight"] = .number("\(weight)")
            changes.append(
                "\(place).litellm_params.weight: \(weight), so that nobody is picked who is not there"
            )
        }
        let base = baseURL(deployment.leg)
        parameters["api_base"] = .string(base)
        parameters["api_key"] = .string(Self.laneKey)
        changes.append(
            "\(place).litellm_params.api_base: \(base), "
                + (deployment.lacksLane ? "nobody" : "a lane, with a key of its own"))
        if options.timeouts != nil {
            for (key, time) in [
                ("timeout", scale.plain(deployment)),
                ("stream_timeout", scale.streamed(deployment)),
            ] {
                parameters[key] = .number(Self.seconds(time))
                changes.append(
                    "\(place).litellm_params.\(key): \(Self.seconds(time)) s in place of "
                        + "\(Self.seconds(scale.real(deployment, isStreamed: key != "timeout"))) s")
            }
        }
        model["litellm_params"] = parameters
        var facts = model["model_info"] ?? .mapping([])
        if deployment.declaredID == nil {
            facts["id"] = .string(id)
            changes.append("\(place).model_info.id: \(id), to be known by")
        }
        model["model_info"] = facts
        return model
    }

    private static let cooldownLongest: Duration = .seconds(2)

    /// Any key will do at a lane, and no other may go there.
    private static let laneKey = "sk-simulated"

    // MARK: Sections

    private mutating func router(_ section: ConfigTree?) -> ConfigTree {
        var section = section ?? .mapping([])
        for entry in section.entries ?? []
        where Self.removedRouting.contains(where: { entry.key.hasPrefix($0) }) {
            section[entry.key] = nil
            changes.append("router_settings.\(entry.key): left out")
        }
        if options.timeouts != nil {
            for key in ["timeout", "stream_timeout"] where section[key] != nil {
                section[key] = nil
                changes.append("router_settings.\(key): stands at each deployment, scaled")
            }
        }
        if options.keepsCooldowns, options.timeouts != nil {
            let time = min(config.routing.cooldownTime, Self.cooldownLongest)
            section["cooldown_time"] = .number(Self.seconds(time))
            changes.append(
                "router_settings.cooldown_time: \(Self.seconds(time)) s, in the pass with cooldowns"
            )
        } else if !options.keepsCooldowns {
            section["disable_cooldowns"] = .bool(true)
            changes.append(
                "router_settings.disable_cooldowns: true, so that no path depends on the one before"
            )
        }
        return section
    }

    private mutating func settings(_ section: ConfigTree?, _ scale: TimeScale) -> ConfigTree {
        var section = section ?? .mapping([])
        for entry in section.entries ?? []
        where Self.removesSetting(entry.key) {
            section[entry.key] = nil
            changes.append("litellm_settings.\(entry.key): left out")
        }
        if options.timeouts != nil {
            let time = Self.seconds(scale.scaled(config.routing.requestTimeout))
            section["request_timeout"] = .number(time)
            changes.append("litellm_settings.request_timeout: \(time) s")
        }
        section["disable_hf_tokenizer_download"] = .bool(true)
        return section
    }

    private mutating func general(_ section: ConfigTree?) -> ConfigTree {
        var kept = ConfigTree.mapping([])
        for entry in section?.entries ?? [] {
            if Self.keptGeneral.contains(entry.key) {
                kept[entry.key] = entry.value
            } else if entry.key != "master_key" {
                changes.append("general_settings.\(entry.key): left out")
            }
        }
        kept["master_key"] = .string(options.masterKey)
        kept["include_call_id_in_error_body"] = .bool(true)
        kept["expose_fallback_errors_to_caller"] = .bool(true)
        changes.append("general_settings.master_key: the drill's own")
        return kept
    }

    /// References that are left are put in here: the copy's process has no environment but its own.
    private func resolved(_ tree: ConfigTree) -> ConfigTree {
        switch tree {
        case .string(let text):
            guard let name = LiteLLMReader.variable(in: text) else { return tree }
            return environment(name).map(ConfigTree.string) ?? .null
        case .list(let items): return .list(items.map(resolved))
        case .mapping(let entries):
            return .mapping(entries.map { ConfigTree.Entry($0.key, resolved($0.value)) })
        case .null, .bool, .number: return tree
        }
    }

    static func seconds(_ time: Duration) -> String {
        let milliseconds = time.inNanoseconds / 1_000_000
        let rest = milliseconds % 1000
        guard rest != 0 else { return "\(milliseconds / 1000)" }
        let digits = String(1000 + rest).dropFirst()
        return "\(milliseconds / 1000).\(digits)"
    }
}

/// Time-outs that can be waited for: in proportion, where the user's are longer.
struct TimeScale {
    private let config: LiteLLMConfig
    private let bounds: ClosedRange<Duration>?
    private let share: Double

    init(_ config: LiteLLMConfig, _ bounds: ClosedRange<Duration>?) {
        self.config = config
        self.bounds = bounds
        let all = config.deployments.flatMap { deployment in
            [false, true].map { config.patience(with: deployment, isStreamed: $0) }
        }
        // What nobody has set is no measure for the others.
        let longest = all.filter { $0 < LiteLLMConfig.defaultTimeout }.max()
        share =
            bounds.map { bounds in
                let now = Double((longest ?? bounds.upperBound).inNanoseconds)
                return min(1, Double(bounds.upperBound.inNanoseconds) / max(1, now))
            } ?? 1
    }

    func scaled(_ time: Duration?) -> Duration {
        let time = time ?? LiteLLMConfig.defaultTimeout
        guard let bounds else { return time }
        let scaled = Duration.nanoseconds(Int64(Double(time.inNanoseconds) * share))
        return min(bounds.upperBound, max(bounds.lowerBound, scaled))
    }

    func real(_ deployment: LiteLLMConfig.Deployment, isStreamed: Bool) -> Duration {
        config.patience(with: deployment, isStreamed: isStreamed)
    }

    func plain(_ deployment: LiteLLMConfig.Deployment) -> Duration {
        scaled(real(deployment, isStreamed: false))
    }

    func streamed(_ deployment: LiteLLMConfig.Deployment) -> Duration {
        scaled(real(deployment, isStreamed: true))
    }

    var longest: [LegID: Duration] {
        config.deployments.reduce(into: [:]) {
            $0[$1.leg] = max(plain($1), streamed($1))
        }
    }
}
