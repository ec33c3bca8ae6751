import GatewayMaps
import Providers
import Runs
import Transports
import Vocabulary

/// What `providers:` allows a run to ask of each, kept together for all suites over the same routes.
struct ProviderAllowances {
    private var made: [String: Allowance] = [:]

    mutating func allowances(of map: RouteMap) -> Allowances {
        let limited = map.providers.filter {
            $0.budget != nil || $0.requestsPerMinute != nil || $0.tokensPerMinute != nil
        }
        var byLeg: [LegID: Allowance] = [:]
        for settings in limited {
            let legs = map.legs.filter { $0.provider == settings.name }
            guard !legs.isEmpty else { continue }
            let place = "\(settings.location.file) \(settings.name)"
            let allowance = made[place] ?? Allowance(settings)
            made[place] = allowance
            for leg in legs { byLeg[leg.id] = allowance }
        }
        return Allowances(byLeg)
    }

    /// The one that ended the run.
    func exhausted(of provider: String) -> Budget? {
        made.values.first { $0.provider == provider && $0.budget?.isExhausted == true }?.budget
    }
}

extension Allowance {
    fileprivate convenience init(_ settings: ProviderSettings) {
        self.init(
            provider: settings.name,
            pacer: Pacer(
                Pace(
                    requestsPerMinute: settings.requestsPerMinute,
                    tokensPerMinute: settings.tokensPerMinute)
            ) { Clock.now() },
            budget: settings.budget.map { Budget($0) })
    }
}
