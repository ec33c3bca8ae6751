import Doors
import GatewayMaps
import Synchronization
import Vocabulary

/// Knows the gateway's clients by their keys, and keeps each to what its key allows.
struct ClientDesk: Sendable {
    private let clients: [Client]
    /// What each key hashes to: digests are of one length, and tell nothing of where two keys differ.
    private let digests: [[UInt8]]

    init(_ keys: [ClientKey]) {
        clients = keys.map(Client.init)
        digests = keys.map { SHA256.hash(Array($0.key.secret.revealed.utf8)) }
    }

    /// Without keys the gateway takes everyone who reaches its port.
    var isOpen: Bool { clients.isEmpty }

    /// The client with this key; every key is compared to its last byte, whichever it is.
    func client(with secret: Secret?) -> Client? {
        guard let secret, !secret.revealed.isEmpty else { return nil }
        let digest = SHA256.hash(Array(secret.revealed.utf8))
        var found: Int?
        for (index, known) in digests.enumerated() {
            var difference: UInt8 = 0
            for place in known.indices { difference |= known[place] ^ digest[place] }
            if difference == 0 { found = index }
        }
        return found.map { clients[$0] }
    }
}

/// One key of `keys:` at work: what was asked with it of late, and what that cost.
final class Client: Sendable {
    let key: ClientKey
    private let account = Mutex(Account())

    private struct Account {
        /// When the requests of the last minute came, the oldest first.
        var recent: [Moment] = []
        var spent: Int128 = 0
    }

    private static let minute: Duration = .seconds(60)

    init(_ key: ClientKey) {
        precondition(!key.key.isMissing, "the key of '\(key.name)' is empty")
        self.key = key
    }

    var name: String { key.name }

    /// Takes a request, or says why not. What is refused here counts for nothing.
    func admit(at now: Moment) -> DoorError? {
        account.withLock { account in
            if let budget = key.budget, account.spent >= budget.nanos {
                var error = DoorError(
                    .quota,
                    message: "key '\(name)' has spent its budget of \(budget.amount) US dollars")
                error.status = 429
                return error
            }
            guard let most = key.requestsPerMinute else { return nil }
            account.recent.removeAll { now - $0 >= Self.minute }
            guard let oldest = account.recent.first, account.recent.count >= most else {
                account.recent.append(now)
                return nil
            }
            let wait = (oldest + Self.minute - now).inNanoseconds
            return DoorError(
                .rateLimit, message: "key '\(name)' may ask \(most) times a minute",
                retryAfter: .seconds(Int((wait + 999_999_999) / 1_000_000_000)))
        }
    }

    /// Of US dollars, as its budget is.
    func pay(_ cost: Money) {
        account.withLock { account in
            let (sum, isOver) = account.spent.addingReportingOverflow(max(0, cost.nanos))
            account.spent = isOver ? .max : sum
        }
    }

    var spent: Money { Money(nanos: account.withLock { $0.spent }, Money.dollars) }

    /// Why a route is not for this key; nil where its first leg is.
    func refusal(of route: Route, askedAs names: [String]) -> DoorError? {
        guard let first = route.legs.first, !key.mayReach(first, askedAs: names) else { return nil }
        let asked = names.map { "'\($0)'" }.joined(separator: ", which leads to ")
        let may = (key.models ?? []).map { "'\($0)'" }.joined(separator: ", ")
        // A dialect's own word for what is forbidden speaks of countries.
        return DoorError(
            .forbidden,
            message: "key '\(name)' may not reach \(asked); "
                + (may.isEmpty ? "there is nothing that it may" : "it may reach \(may)"),
            code: "model_not_allowed")
    }
}
