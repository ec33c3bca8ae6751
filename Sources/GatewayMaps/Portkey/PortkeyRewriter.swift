public import Vocabulary

/// Makes of a user's configuration the one that a drill sends with its requests: every target calls a lane,
/// nothing is remembered, delays can be waited for. Each change is listed.
public struct PortkeyRewriter {
    public struct Copy: Sendable {
        /// JSON of one line and of ASCII: it goes into a header.
        public var text: String
        /// In words, in the order in which they were made.
        public var changes: [String]
        /// What Portkey's answers call each leg.
        public var names: [LegID: String]
        /// How long Portkey waits for each leg of the copy.
        public var patience: [LegID: Duration]
    }

    /// Members that reach out, remember, or stand between a fault and its caller.
    private static let removed: Set<String> = [
        "cache", "input_guardrails", "output_guardrails", "before_request_hooks",
        "after_request_hooks", "input_mutators", "output_mutators", "default_input_guardrails",
        "default_output_guardrails", "id", "cb_config", "virtual_key", "forward_headers",
        "metadata",
    ]

    /// Credentials of single providers; a lane needs none.
    private static let removedBeginnings = [
        "aws_", "amzn_", "vertex_", "azure_", "openai_", "anthropic_", "oracle_", "stability_",
        "snowflake_", "workers_ai_", "huggingface_", "fireworks_",
    ]

    private let timeouts: ClosedRange<Duration>?
    private let baseURL: (LegID) -> String?
    private let share: Double
    private var changes: [String] = []
    private var patience: [LegID: Duration] = [:]

    /// - Parameters:
    ///   - timeouts: the shortest and the longest of the copy; nil keeps the user's own.
    ///   - baseURL: of the lane that stands in for a leg; nil where there is none.
    public static func copy(
        of config: PortkeyConfig, timeouts: ClosedRange<Duration>?,
        baseURL: @escaping (LegID) -> String?
    ) -> Copy {
        var rewriter = PortkeyRewriter(config, timeouts, baseURL)
        let tree = rewriter.rewritten(config.tree, config.root)
        return Copy(
            text: ascii(tree.json), changes: rewriter.changes,
            names: config.legs.reduce(into: [:]) { $0[$1.id] = $1.path },
            patience: rewriter.patience)
    }

    /// How long Portkey waits for each leg of such a copy.
    public static func patience(
        of config: PortkeyConfig, timeouts: ClosedRange<Duration>?
    ) -> [LegID: Duration] {
        copy(of: config, timeouts: timeouts) { _ in nil }.patience
    }

    private init(
        _ config: PortkeyConfig, _ timeouts: ClosedRange<Duration>?,
        _ baseURL: @escaping (LegID) -> String?
    ) {
        (self.timeouts, self.baseURL) = (timeouts, baseURL)
        let longest = config.legs.compactMap(\.timeout).max()
        share =
            timeouts.flatMap { bounds in
                longest.map {
                    min(1, Double(bounds.upperBound.inNanoseconds) / Double($0.inNanoseconds))
                }
            } ?? 1
    }

    private mutating func rewritten(_ tree: ConfigTree, _ target: PortkeyTarget) -> ConfigTree {
        var tree = tree
        for entry in tree.entries ?? [] {
            let name = Self.snake(entry.key)
            let isRemoved =
                Self.removed.contains(name)
                || Self.removedBeginnings.contains(where: name.hasPrefix)
            // Each leg has them for itself in the copy.
            let isMoved = ["custom_host", "request_timeout", "api_key"].contains(name)
            guard isRemoved || isMoved else { continue }
            tree[entry.key] = nil
            if isRemoved { changes.append("\(target.path).\(entry.key): left out") }
        }
        if case .leg(let leg) = target.kind { return rewritten(tree, leg) }
        if var strategy = tree["strategy"] {
            for key in ["cb_config", "sticky_session"] where strategy[key] != nil {
                strategy[key] = nil
                changes.append("\(target.path).strategy.\(key): left out")
            }
            tree["strategy"] = strategy
        }
        let below = zip(tree["targets"]?.items ?? [], target.targets)
        var targets: [ConfigTree] = []
        for (tree, target) in below { targets.append(rewritten(tree, target)) }
        tree["targets"] = .list(targets)
        return tree
    }

    private mutating func rewritten(_ tree: ConfigTree, _ leg: PortkeyLeg) -> ConfigTree {
        var tree = tree
        let service =
            PortkeyService.named(leg.service) ?? leg.lane.flatMap(PortkeyService.speaking)
        let host = baseURL(leg.id).flatMap { Self.host(of: $0) } ?? Self.nowhere
        if let service, service.name != leg.service {
            changes.append("\(leg.path).provider: \(service.name) in place of '\(leg.service)'")
        }
        tree["provider"] = .string(service?.name ?? "openai")
        tree["api_key"] = .string(Self.laneKey)
        if service?.name == "azure-openai", tree["api_version"] == nil, tree["apiVersion"] == nil {
            tree["api_version"] = .string(Self.azureVersion)
            changes.append("\(leg.path).api_version: \(Self.azureVersion) in place of none")
        }
        let base = host + (service?.base ?? "")
        tree["custom_host"] = .string(base)
        changes.append("\(leg.path).custom_host: \(base), a lane, with a key of its own")
        // A slug in front of it is for the hosted gateway only.
        if let model = leg.model,
            tree["override_params"]?["model"] != nil || service?.name != leg.service
        {
            var overrides = tree["override_params"] ?? .mapping([])
            overrides["model"] = .string(model)
            tree["override_params"] = overrides
        }
        guard let real = leg.timeout else { return tree }
        let time = scaled(real)
        patience[leg.id] = time
        let milliseconds = time.inNanoseconds / 1_000_000
        tree["request_timeout"] = .number("\(milliseconds)")
        if time != real {
            changes.append(
                "\(leg.path).request_timeout: \(milliseconds) in place of "
                    + "\(real.inNanoseconds / 1_000_000)")
        }
        return tree
    }

    private func scaled(_ time: Duration) -> Duration {
        guard let timeouts else { return time }
        let scaled = Duration.nanoseconds(Int64(Double(time.inNanoseconds) * share))
        return min(timeouts.upperBound, max(timeouts.lowerBound, scaled))
    }

    /// Without one Azure answers 404 to every call, and so does its lane.
    private static let azureVersion = "2024-10-21"

    /// Any key will do at a lane, and no other may go there.
    private static let laneKey = "sk-simulated"

    /// A port that no program on this machine has: what cannot be shown must not reach its provider.
    private static let nowhere = "http://127.0.0.1:9"

    /// A lane without its path: which one Portkey appends, the service says.
    private static func host(of baseURL: String) -> String? {
        let parts = baseURL.split(separator: "/", omittingEmptySubsequences: true)
        return parts.count > 1 ? "\(parts[0])//\(parts[1])" : nil
    }

    static func snake(_ name: String) -> String {
        name.reduce(into: "") { snake, character in
            if character.isUppercase { snake.append("_") }
            snake += character.lowercased()
        }
    }

    /// Letters of other scripts as JSON's escapes: a header takes none of them.
    static func ascii(_ json: String) -> String {
        json.utf16.reduce(into: "") { text, unit in
            if unit < 0x80, let scalar = Unicode.Scalar(unit) {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            }
        }
    }
}
