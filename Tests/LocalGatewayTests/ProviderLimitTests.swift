import Lanes
import Providers
import Testing
import Vocabulary

@testable import GatewayMaps
@testable import LocalGateway

private func settings(
    _ name: String = "openai", rpm: Int? = nil, tpm: Int? = nil, budget: String? = nil
) -> ProviderSettings {
    ProviderSettings(
        name: name, baseURL: nil, key: nil, headers: [],
        budget: budget.flatMap { Money($0, Money.dollars) }, requestsPerMinute: rpm,
        tokensPerMinute: tpm,
        location: SourceLocation(file: "routes.yaml", line: 1, column: 1))
}

private let start = Moment(nanoseconds: 0)

extension ProviderDesk.Answer {
    fileprivate var wait: Duration? {
        if case .comeIn(let ticket) = self { ticket.wait } else { nil }
    }
    fileprivate var failure: LegFailure? {
        if case .refused(let failure) = self { failure } else { nil }
    }
}

struct ProviderLimitTests {
    private func ask(
        _ desk: ProviderDesk, _ provider: String = "openai", at moment: Moment = start,
        within patience: Duration = .seconds(10), tokens: Int = 0, nanos: Int128 = 0
    ) -> ProviderDesk.Answer {
        desk.admit(to: provider, at: moment, within: patience, tokens: tokens, nanos: nanos)
    }

    @Test func `requests to a provider are spaced, and those too far away are turned down`() {
        let desk = ProviderDesk([settings(rpm: 12)])
        #expect(ask(desk).wait == .zero)
        #expect(ask(desk).wait == .seconds(5))
        #expect(ask(desk).wait == .seconds(10))
        let late = ask(desk).failure
        #expect(late?.trigger == .rateLimit && late?.error?.retryAfter == .seconds(15))
        // Who was turned down took no place.
        #expect(ask(desk, at: start + .seconds(5)).wait == .seconds(10))
        #expect(ask(desk, "anthropic").wait == .zero)
    }

    @Test func `tokens count as they are used`() throws {
        let desk = ProviderDesk([settings(tpm: 60_000)])
        guard case .comeIn(let ticket) = ask(desk, tokens: 1_000) else {
            Issue.record("not let in")
            return
        }
        let usage = Usage(input: .init(2_000, "i"), output: .init(1_000, "o"))
        desk.end(ticket, at: "openai", usage: usage, cost: nil)
        #expect(ask(desk).wait == .seconds(3))
    }

    @Test func `a provider that asks for patience has it`() {
        let desk = ProviderDesk([settings(rpm: 6_000)])
        desk.hear("openai", 429, Headers([("retry-after", "7")]), at: start)
        #expect(ask(desk).wait == .seconds(7))
        #expect(ask(desk, within: .seconds(1)).failure?.trigger == .rateLimit)
    }

    @Test func `a budget holds before it is passed`() {
        let desk = ProviderDesk([settings(budget: "0.000001")])
        guard case .comeIn(let first) = ask(desk, nanos: 600) else {
            Issue.record("not let in")
            return
        }
        // What is under way counts as it may come to.
        #expect(ask(desk, nanos: 600).failure?.trigger == .quota)
        desk.end(first, at: "openai", usage: nil, cost: Money(nanos: 100, Money.dollars))
        guard case .comeIn(let second) = ask(desk, nanos: 900) else {
            Issue.record("there is room for 900")
            return
        }
        // Nobody knows what it cost: all that it may have.
        desk.end(second, at: "openai", usage: nil, cost: nil)
        #expect(ask(desk, nanos: 0).failure?.trigger == .quota)
    }

    private func house(_ settings: [ProviderSettings], cost: Int128 = 500) throws -> House {
        try House(
            [.openAI, .anthropic], admits: [.rateLimit, .quota],
            options: GatewayOptions(
                providers: settings, cost: { _, _, _, _, _ in Money(nanos: cost, Money.dollars) }))
    }

    @Test(arguments: [false, true])
    func `a provider whose budget is spent gives way to the next leg without a call`(
        isStreamed: Bool
    ) async throws {
        let house = try house([settings(budget: "0.000001")])
        for path in ["chat/1:ok", "chat/1:ok", "chat/1:quota,chat/2:ok"] {
            let got = try await house.ask(.openAI, isStreamed: isStreamed)
            #expect(got.path == path && got.reading.outcome == .ok)
            #expect(got.calls(of: 0) == (path == "chat/1:ok" ? 1 : 0))
        }
    }

    @Test func `where every leg is over its limits, the caller is told which`() async throws {
        let house = try house(
            [settings(budget: "0"), settings("anthropic", rpm: 1)])
        #expect(try await house.ask(.openAI, isStreamed: false).path == "chat/1:quota,chat/2:ok")
        let got = try await house.ask(.openAI, isStreamed: false)
        #expect(got.path == "chat/1:quota,chat/2:rate-limit" && got.calls.isEmpty)
        #expect(got.exchange.status == 429)
        #expect(got.text.contains("provider 'anthropic' may be asked again later"))
    }
}
