import Ledger
import Synchronization
import Testing
import Vocabulary

@testable import Runs

struct BudgetTests {
    private let leg = LegID(route: "chat", index: 0)

    private func open(_ expected: Int128, most: Int128? = nil, at leg: LegID? = nil) -> Outlay {
        var outlay = Outlay(exactly: expected)
        outlay.most = most
        outlay.openAt = leg ?? self.leg
        return outlay
    }

    @Test func `money is put aside before it is spent, and what is left over comes back`()
        async
        throws
    {
        let budget = Budget(Money(nanos: 100, "USD"))
        let small = try #require(await budget.reserve(Outlay(exactly: 60)))
        let other = try #require(await budget.reserve(Outlay(exactly: 40)))
        budget.settle(small, cost: 10)
        #expect(budget.spent == Money(nanos: 10, "USD"))
        let third = try #require(await budget.reserve(Outlay(exactly: 50)))
        budget.settle(other, cost: 40)
        budget.settle(third, cost: 50)
        #expect(budget.spent == Money(nanos: 100, "USD"))
        let free = try #require(await budget.reserve(Outlay()))
        budget.settle(free, cost: 0)
        #expect(!budget.isExhausted)
        #expect(budget.lacking == nil)
        #expect(await budget.reserve(Outlay(exactly: 1)) == nil)
        #expect(budget.isExhausted && budget.lacking == Money(nanos: 1, "USD"))
    }

    @Test func `amounts in another currency are turned by their rate, and that is told`() {
        let rated = Budget(Money(nanos: 100, "USD"), rates: ExchangeRates([("CNY", "0.14")]))
        #expect(rated.nanos(of: Money(nanos: 40, "USD")) == 40 && rated.ratesUsed.isEmpty)
        #expect(rated.nanos(of: Money(nanos: 0, "EUR")) == 0)
        #expect(rated.nanos(of: Money(nanos: 100, "CNY")) == 14)
        #expect(rated.ratesUsed == ["1 CNY = 0.14 USD"])
        // Half a billionth goes to the even one.
        #expect(rated.nanos(of: Money(nanos: 25, "CNY")) == 4)
        #expect(rated.nanos(of: [Money(nanos: 100, "CNY"), Money(nanos: 3, "USD")]) == 17)
        #expect(rated.nanos(of: Money(nanos: 1, "EUR")) == nil)
        #expect(rated.nanos(of: [Money(nanos: 1, "USD"), nil]) == nil)
    }

    @Test func `a cost that nobody knows takes all that was put aside`() async throws {
        let budget = Budget(Money(nanos: 100, "USD"))
        budget.settle(try #require(await budget.reserve(Outlay(exactly: 70))), cost: nil)
        #expect(budget.spent == Money(nanos: 70, "USD"))
        #expect(budget.assumed == Money(nanos: 70, "USD"))
        #expect(await budget.reserve(Outlay(exactly: 31)) == nil)
    }

    @Test(arguments: [1, 4, 64])
    func
        `a provider that counts more than a request holds passes no cap that has room for its first case`(
            workers: Int
        ) async
    {
        for (cap, cost) in [(1_000, 46), (100_000, 46), (600, 590), (5_000, 199)]
            as [(Int128, Int128)]
        {
            let budget = Budget(Money(nanos: cap, "USD"))
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<workers {
                    group.addTask { [leg] in
                        var outlay = Outlay(exactly: 10)
                        outlay.promisedAt = leg
                        while let reservation = await budget.reserve(outlay) {
                            await Task.yield()
                            budget.settle(reservation, cost: cost)
                        }
                    }
                }
            }
            let spent = budget.spent.nanos
            #expect(spent <= cap && spent > cap - 2 * cost, "\(spent) of \(cap), \(cost) each")
            #expect(budget.lacking == Money(nanos: cost, "USD"))
        }
    }

    @Test func `who finds no room waits for those under way, and is told when there is none left`()
        async throws
    {
        let budget = Budget(Money(nanos: 100, "USD"))
        let first = try #require(await budget.reserve(Outlay(exactly: 90)))
        async let cheap = budget.reserve(Outlay(exactly: 20))
        try? await Task.sleep(for: .milliseconds(20))
        budget.settle(first, cost: 10)
        let second = try #require(await cheap)
        async let dear = budget.reserve(Outlay(exactly: 95))
        try? await Task.sleep(for: .milliseconds(20))
        budget.settle(second, cost: 20)
        #expect(await dear == nil)
    }

    /// Cases of this many workers, in whatever order they get to run; what they cost is told by the seed.
    private func spent(
        of budget: Budget, cases: Int, workers: Int, seed: UInt64, most: ClosedRange<Int128>,
        share: ClosedRange<Int128>, isOpen: Bool = false
    ) async -> Int {
        await withTaskGroup(of: Int.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    var random = Dice(seed: seed &* 1_000 &+ UInt64(worker))
                    var sent = 0
                    for _ in 0..<cases / workers {
                        let limit = Int128.random(in: most, using: &random)
                        let leg = LegID(route: "chat", index: Int.random(in: 0..<3, using: &random))
                        let outlay =
                            isOpen ? self.open(limit / 10, at: leg) : Outlay(exactly: limit)
                        guard let reservation = await budget.reserve(outlay) else { break }
                        for _ in 0..<Int.random(in: 0..<4, using: &random) { await Task.yield() }
                        let isUnknown = Int.random(in: 0..<20, using: &random) == 0
                        let cost = limit * Int128.random(in: share, using: &random) / 100
                        budget.settle(reservation, cost: isUnknown ? nil : cost)
                        #expect(budget.spent.nanos <= budget.cap.nanos, "seed \(seed)")
                        sent += 1
                    }
                    return sent
                }
            }
            return await group.reduce(0, +)
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `whatever cases cost within their limits, many at once never pass the cap and use it well`(
        seed: UInt64
    ) async {
        let cap: Int128 = 1_000_000
        let budget = Budget(Money(nanos: cap, "USD"))
        let sent = await spent(
            of: budget, cases: 64 * 200, workers: 64, seed: seed, most: 1...20_000, share: 0...100)
        #expect(budget.spent.nanos <= cap)
        #expect(budget.spent.nanos * 100 >= cap * 95, "seed \(seed): \(budget.spent)")
        #expect(sent < 64 * 200 && budget.isExhausted)
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func
        `answers without a limit that stay within twice the longest before them do not pass it either`(
            seed: UInt64
        ) async
    {
        let cap: Int128 = 1_000_000
        let budget = Budget(Money(nanos: cap, "USD"))
        // Five to ten times what they are guessed to cost.
        _ = await spent(
            of: budget, cases: 64 * 400, workers: 64, seed: seed, most: 2_000...4_000,
            share: 50...100, isOpen: true)
        #expect(budget.spent.nanos <= cap)
        #expect(budget.spent.nanos * 100 >= cap * 80, "seed \(seed): \(budget.spent)")
    }

    @Test func `of answers without a limit one comes first, and then one more than are known`()
        async throws
    {
        let budget = Budget(Money(nanos: 1_000_000, "USD"))
        let granted = Granted()
        let outlay = open(10, most: 5_000)
        let tasks = (0..<8).map { _ in
            Task {
                guard let reservation = await budget.reserve(outlay) else { return }
                granted.list.withLock { $0.append(reservation) }
            }
        }
        for underWay in [1, 2, 4] {
            for _ in 0..<5_000 where granted.list.withLock({ $0.count < underWay }) {
                try await Task.sleep(for: .milliseconds(1))
            }
            // Who came too early would show himself now.
            try await Task.sleep(for: .milliseconds(20))
            let reservations = granted.list.withLock { granted in
                defer { granted = [] }
                return granted
            }
            #expect(reservations.count == underWay)
            // Another leg's cases are not held up by it.
            let other = LegID(route: "other", index: underWay)
            let free = try #require(await budget.reserve(open(10, most: 5_000, at: other)))
            budget.settle(free, cost: 0)
            for reservation in reservations { budget.settle(reservation, cost: 12) }
        }
        for task in tasks { await task.value }
        #expect(granted.list.withLock(\.count) == 1)
    }

    @Test func `the first of a leg takes what its model could answer, or all that is left`()
        async
        throws
    {
        let budget = Budget(Money(nanos: 1_000, "USD"))
        let first = try #require(await budget.reserve(open(10, most: 600)))
        // Six hundred are taken: what has a limit finds four hundred.
        let limited = try #require(await budget.reserve(Outlay(exactly: 400)))
        budget.settle(limited, cost: 0)
        budget.settle(first, cost: 50)
        // Five times its guess, and twice as much for the next, rounded up.
        let second = try #require(await budget.reserve(open(10, most: 600)))
        let rest = try #require(await budget.reserve(Outlay(exactly: 1_000 - 50 - 101)))
        budget.settle(rest, cost: 0)
        budget.settle(second, cost: 40)
        // Nobody knows a limit: all that is left, alone.
        let other = LegID(route: "other", index: 0)
        let alone = try #require(await budget.reserve(open(10, at: other)))
        async let waits = budget.reserve(Outlay(exactly: 1))
        try? await Task.sleep(for: .milliseconds(20))
        budget.settle(alone, cost: 900)
        #expect(budget.spent.nanos == 990)
        #expect(await waits != nil)
    }

    @Test func `an answer without a limit whose cost nobody learns books what is likely`()
        async
        throws
    {
        let budget = Budget(Money(nanos: 1_000, "USD"))
        budget.settle(try #require(await budget.reserve(open(10, most: 600))), cost: nil)
        #expect(budget.spent.nanos == 10 && budget.assumed.nanos == 10)
        budget.settle(try #require(await budget.reserve(open(10, most: 600))), cost: 70)
        budget.settle(try #require(await budget.reserve(open(10, most: 600))), cost: nil)
        // Seven times its guess, as the one before it.
        #expect((150...151).contains(budget.spent.nanos))
    }

    @Test func `an answer without a limit is not sent where twice the dearest finds no room`()
        async throws
    {
        let budget = Budget(Money(nanos: 100, "USD"))
        budget.settle(try #require(await budget.reserve(open(10))), cost: 30)
        // Sixty are wanted of the seventy that are left, and then of forty.
        budget.settle(try #require(await budget.reserve(open(10))), cost: 30)
        #expect(await budget.reserve(open(10)) == nil)
        #expect(budget.spent.nanos == 60 && budget.isExhausted)
    }
}

/// What was granted to many at once.
private final class Granted: Sendable {
    let list = Mutex<[Budget.Reservation]>([])
}

/// SplitMix64: the same numbers for the same seed.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
