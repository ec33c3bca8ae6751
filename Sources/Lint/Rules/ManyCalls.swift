import GatewayMaps
import Vocabulary

extension LintRule {
    static let manyCalls = LintRule(
        "many-calls", .warning,
        "retries and fallbacks that make one request into more than \(callsMax) calls"
    ) { subject in
        subject.routes.compactMap { route in
            let calls = route.legs.reduce(0) { $0 + 1 + $1.retry.times }
            guard calls > callsMax,
                let leg = route.legs.max(by: { $0.retry.times < $1.retry.times })
            else { return nil }
            let longest = route.legs.reduce(Duration.zero) {
                $0 + $1.timeout * (1 + $1.retry.times)
            }
            return subject.diagnostic(
                at: leg.id,
                "one request to '\(route.name)' can become \(calls) calls and take "
                    + "\(longest.components.seconds) s",
                hint: (leg.retry.times > 0 ? "lower `retry: { times: … }`" : "name fewer legs")
                    + ": the application may retry, too")
        } + (subject.litellmConfig.map(longChains) ?? []) + subject.findings(.manyCalls)
    }

    private static func longChains(of config: LiteLLMConfig) -> [Diagnostic] {
        config.groups.compactMap { group in
            let general = config.routing.general
            let targets = general?.targets(of: group.name) ?? general?.catchAll ?? []
            var seen: Set<String> = [group.name]
            let later =
                config.routing.fallbacksMax > 0 ? targets.filter { seen.insert($0).inserted } : []
            let groups = [group] + later.compactMap { config.group(askedAs: $0) }
            let calls = groups.reduce(0) { $0 + callsMax(of: $1, in: config) }
            guard calls > callsMax else { return nil }
            return Diagnostic(
                "one request to '\(group.name)' can become \(calls) calls", at: group.location,
                hint: "lower `num_retries`: each group of a chain retries for itself")
        }
    }

    private static func callsMax(
        of group: LiteLLMConfig.Group, in config: LiteLLMConfig
    ) -> Int {
        let policy = config.routing.groupRetryPolicies[group.name] ?? config.routing.retryPolicy
        let callers = group.deployments.filter { $0.provider != nil && !$0.isMock }
        let calls = callers.map { deployment in
            let retries = max(
                deployment.retries ?? config.routing.retries, policy?.values.max() ?? 0)
            return (1 + max(0, retries)) * (deployment.provider?.client == .retryingOpenAI ? 3 : 1)
        }
        return calls.max() ?? 0
    }

    /// Two legs with two retries each.
    private static let callsMax = 6
}
