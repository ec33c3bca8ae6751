import GatewayMaps
import Providers
import Synchronization
import Vocabulary

/// Keeps each provider to what `providers:` allows the gateway to ask of it: how often, how much, and for how
/// much money; and to what the provider itself asks in the heads of its answers.
final class ProviderDesk: Sendable {
    private struct Account {
        var pace: Pace
        var spent: Int128 = 0
        /// Taken to be spent by calls under way.
        var reserved: Int128 = 0
    }

    /// What a call was let in with, to be given back when it is over.
    struct Ticket: Sendable {
        fileprivate var tokens: Int
        fileprivate var nanos: Int128
        /// How long it is to wait before it is sent.
        var wait: Duration
    }

    enum Answer: Sendable {
        case comeIn(Ticket)
        case refused(LegFailure)
    }

    private let settings: [String: ProviderSettings]
    private let accounts: Mutex<[String: Account]>

    init(_ settings: [ProviderSettings]) {
        let limited = settings.filter {
            $0.budget != nil || $0.requestsPerMinute != nil || $0.tokensPerMinute != nil
        }
        self.settings = Dictionary(limited.map { ($0.name, $0) }) { $1 }
        accounts = Mutex(
            self.settings.mapValues {
                Account(
                    pace: Pace(
                        requestsPerMinute: $0.requestsPerMinute,
                        tokensPerMinute: $0.tokensPerMinute))
            })
    }

    func isLimited(_ provider: String) -> Bool { settings[provider] != nil }

    /// Takes a call's place, or says why there is none: a budget holds before it is passed, so that what a call may
    /// cost at the most is put aside; a place that is further away than the leg may take is none.
    func admit(
        to provider: String, at now: Moment, within patience: Duration, tokens: Int, nanos: Int128
    ) -> Answer {
        guard let limits = settings[provider] else {
            return .comeIn(Ticket(tokens: 0, nanos: 0, wait: .zero))
        }
        return accounts.withLock { accounts in
            guard var account = accounts[provider] else {
                preconditionFailure("provider '\(provider)' has limits and no account")
            }
            if let budget = limits.budget,
                account.spent.adding(account.reserved).adding(nanos) > budget.nanos
                    || account.spent >= budget.nanos
            {
                return .refused(
                    Self.failure(
                        .quota,
                        "the budget of \(budget.amount) US dollars for provider '\(provider)' leaves no "
                            + "room for this request"))
            }
            let place = account.pace.place(at: now, tokens: tokens)
            guard place - now <= patience else {
                return .refused(
                    Self.failure(
                        .rateLimit, "provider '\(provider)' may be asked again later",
                        retryAfter: place - now))
            }
            account.reserved = account.reserved.adding(nanos)
            accounts[provider] = account
            return .comeIn(Ticket(tokens: tokens, nanos: nanos, wait: place - now))
        }
    }

    /// What it used and cost; where nobody knows the cost of an answer, all that was put aside.
    func end(_ ticket: Ticket, at provider: String, usage: Usage?, cost: Money?) {
        accounts.withLock { accounts in
            guard var account = accounts[provider] else { return }
            account.reserved -= ticket.nanos
            account.spent = account.spent.adding(max(0, cost?.nanos ?? ticket.nanos))
            if let input = usage?.input?.value, let output = usage?.output?.value {
                account.pace.correct(guessed: ticket.tokens, used: input + output)
            }
            accounts[provider] = account
        }
    }

    func hear(_ provider: String, _ status: Int, _ headers: Headers, at moment: Moment) {
        let word = RateWord(status: status, headers)
        guard word.wait != nil else { return }
        accounts.withLock { accounts in
            guard var account = accounts[provider] else { return }
            account.pace.hear(word, at: moment)
            accounts[provider] = account
        }
    }

    private static func failure(
        _ trigger: Trigger, _ message: String, retryAfter: Duration? = nil
    ) -> LegFailure {
        LegFailure(
            trigger: trigger, status: nil,
            error: ProviderError(
                status: 429, code: trigger == .quota ? "insufficient_quota" : "rate_limit_exceeded",
                message: message, retryAfter: retryAfter))
    }
}

extension Int128 {
    /// Stops at the end of what can be counted.
    fileprivate func adding(_ other: Int128) -> Int128 {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}

/// Lets the desk hear the head of a provider's answer on its way to the reader.
final class HeardHead: ByteSink {
    private let inner: any ByteSink
    private let desk: ProviderDesk
    private let provider: String

    init(_ inner: any ByteSink, for provider: String, _ desk: ProviderDesk) {
        self.inner = inner
        self.provider = provider
        self.desk = desk
    }

    func begin(status: Int, headers: Headers, at moment: Moment) {
        desk.hear(provider, status, headers, at: moment)
        inner.begin(status: status, headers: headers, at: moment)
    }

    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite { inner.take(bytes, at: moment) }
}
