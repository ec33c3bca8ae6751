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
                hint: "lower `retry: { times: … }`: the application may retry, too")
        }
    }

    /// Two legs with two retries each.
    private static let callsMax = 6
}
