import GatewayMaps
import Ledger
import Providers
import Rows
import Runs
import Synchronization
import Transports
import Vocabulary

/// What a run may ask and spend: by its own options, by `providers:`, and by the key that it asks with; kept
/// together for all suites over the same routes.
final class RunLimits: Sendable {
    /// Of the whole run; nil where nothing limits it.
    let pacer: Pacer?
    let budget: Budget?
    private let rates: ExchangeRates
    private let made = Mutex<[(place: String, allowance: Allowance)]>([])

    init(_ pace: Pace?, _ budget: Money?, rates: ExchangeRates) {
        pacer = pace.map { Pacer($0) { Clock.now() } }
        self.budget = budget.map { Budget($0, rates: rates) }
        self.rates = rates
    }

    /// - Parameters:
    ///   - asksProviders: what stands behind the lanes has limits of its own.
    ///   - advisers: a routes file with advisers as its only legs; nil where none is asked.
    func allowances(
        of map: RouteMap?, as key: ClientKey?, asksProviders: Bool,
        advisedBy advisers: RouteMap? = nil
    ) -> Allowances {
        var byLeg: [LegID: Allowance] = [:]
        // Without limits of the user's, too: what a provider's answers say of its own is heeded.
        for map in [asksProviders ? map : nil, advisers].compactMap(\.self) {
            for leg in map.legs {
                let settings = map.providers.first { $0.name == leg.provider }
                let place = settings?.location.file ?? ""
                byLeg[leg.id] = allowance(at: "\(place) \(leg.provider)") {
                    Allowance(of: leg.provider, settings, rates)
                }
            }
        }
        let caller = key.flatMap { key in
            key.isLimited
                ? allowance(at: "\(key.key.location.file) key \(key.name)") {
                    Allowance(key, rates)
                } : nil
        }
        return Allowances(byLeg, of: caller, advisers: Set((advisers?.legs ?? []).map(\.id)))
    }

    private func allowance(at place: String, _ make: () -> Allowance) -> Allowance {
        made.withLock { made in
            if let known = made.first(where: { $0.place == place }) { return known.allowance }
            let allowance = make()
            made.append((place, allowance))
            return allowance
        }
    }

    /// The budget that ended the run.
    func exhausted(of holder: String) -> Budget? {
        made.withLock { $0.map(\.allowance) }
            .first { $0.holder == holder && $0.budget?.isExhausted == true }?.budget
    }

    /// Whose limit requests wait for at the moment; nil where none does.
    var holding: String? {
        if pacer?.isHolding == true { return Self.ofRun }
        return made.withLock { $0.map(\.allowance) }.first { $0.pacer.isHolding }?.holder
    }

    /// What came of each, where it held anything back or capped anything.
    var rows: [EndRow.Limit] {
        let own = EndRow.Limit(of: Self.ofRun, pacer?.waits, budget)
        let others = made.withLock { $0.map(\.allowance) }
            .map { EndRow.Limit(of: $0.holder, $0.pacer.waits, $0.budget) }
            .sorted { $0.holder < $1.holder }
        return ([own] + others).filter { $0.heldBack > 0 || $0.spending != nil }
    }

    private static let ofRun = "the run"
}

extension EndRow.Limit {
    fileprivate init(of holder: String, _ waits: Pacer.Waits?, _ budget: Budget?) {
        self.init(
            of: holder, heldBack: waits?.requests ?? 0,
            waited: (waits?.time ?? .zero).inWholeMicroseconds,
            spending: budget.map {
                Spending(
                    cap: $0.cap, booked: $0.spent, estimated: $0.assumed, rates: $0.ratesUsed)
            })
    }
}

extension ClientKey {
    /// The gateway counts a key's requests itself: one that comes late must not make the next come too early.
    fileprivate static let minute: Duration = .milliseconds(61_000)

    fileprivate var isLimited: Bool { budget != nil || requestsPerMinute != nil }

    /// What keeps to it.
    var pacer: Pacer {
        Pacer(Pace(requestsPerMinute: requestsPerMinute, minute: Self.minute)) { Clock.now() }
    }

    /// How long so many requests take at least: they are spaced evenly, and the first waits for none.
    func leastTime(of requests: Int) -> Duration {
        requestsPerMinute.map { Self.minute / $0 * max(0, requests - 1) } ?? .zero
    }
}

extension Allowance {
    fileprivate convenience init(
        of provider: String, _ settings: ProviderSettings?, _ rates: ExchangeRates
    ) {
        self.init(
            of: "provider '\(provider)'",
            pacer: Pacer(
                Pace(
                    requestsPerMinute: settings?.requestsPerMinute,
                    tokensPerMinute: settings?.tokensPerMinute)
            ) { Clock.now() },
            budget: settings?.budget.map { Budget($0, rates: rates) })
    }

    fileprivate convenience init(_ key: ClientKey, _ rates: ExchangeRates) {
        self.init(
            of: "key '\(key.name)'",
            pacer: key.pacer,
            budget: key.budget.map { Budget($0, rates: rates) })
    }
}
