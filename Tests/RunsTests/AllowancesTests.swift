import Providers
import Testing
import Vocabulary

@testable import Runs

struct AllowancesTests {
    private let leg = LegID(route: "chat", index: 0)
    private let start = Moment(nanoseconds: 0)

    /// How long a case waits after a call at a leg.
    private func wait(after call: LaneCall) async -> Duration {
        let pacer = Pacer(Pace()) { [start] in start }
        let allowances = Allowances([
            leg: Allowance(of: "provider 'openai'", pacer: pacer, budget: nil)
        ])
        allowances.hear([call], guessed: 0, at: start)
        return await ContinuousClock().measure { await pacer.wait(tokens: 0) }
    }

    @Test func `cases wait as long as a provider asks, and not as long as a planted fault does`()
        async
    {
        var planted = LaneCall(leg: leg, arrived: start)
        planted.retryAfter = .seconds(5)
        #expect(await wait(after: planted) < .seconds(3))
        var asked = LaneCall(leg: leg, arrived: start)
        asked.patience = .milliseconds(200)
        #expect(await wait(after: asked) >= .milliseconds(190))
    }
}
