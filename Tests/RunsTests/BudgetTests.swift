import Testing
import Vocabulary

@testable import Runs

struct BudgetTests {
    @Test func `money is put aside before it is spent, and what is left over comes back`() async {
        let budget = Budget(Money(nanos: 100, "USD"))
        #expect(await budget.reserve(60))
        #expect(await budget.reserve(40))
        budget.settle(60, Money(nanos: 10, "USD"))
        #expect(budget.spent == Money(nanos: 10, "USD"))
        #expect(await budget.reserve(50))
        budget.settle(40, Money(nanos: 40, "USD"))
        budget.settle(50, Money(nanos: 50, "USD"))
        #expect(budget.spent == Money(nanos: 100, "USD"))
        #expect(await budget.reserve(0))
        budget.settle(0, Money(nanos: 0, "USD"))
        #expect(!budget.isExhausted)
        #expect(await !budget.reserve(1))
        #expect(budget.isExhausted)
    }

    @Test func `what an earlier part of the run spent counts, in the cap's currency`() async {
        let budget = Budget(Money(nanos: 100, "USD"))
        budget.book(Money(nanos: 60, "USD"))
        budget.book(Money(nanos: 60, "CNY"))
        budget.book(nil)
        #expect(await !budget.reserve(41))
        #expect(budget.spent.nanos == 60)
    }

    @Test func `a cost that nobody knows takes all that was put aside`() async {
        let budget = Budget(Money(nanos: 100, "USD"))
        #expect(await budget.reserve(70))
        budget.settle(70, nil)
        #expect(budget.spent == Money(nanos: 70, "USD"))
        #expect(await !budget.reserve(31))
    }

    @Test func `who finds no room waits for those under way, and is told when there is none left`()
        async
    {
        let budget = Budget(Money(nanos: 100, "USD"))
        #expect(await budget.reserve(90))
        async let cheap = budget.reserve(20)
        async let dear = budget.reserve(95)
        try? await Task.sleep(for: .milliseconds(20))
        budget.settle(90, Money(nanos: 10, "USD"))
        #expect(await cheap)
        budget.settle(20, Money(nanos: 20, "USD"))
        #expect(await !dear)
    }

    @Test func `under many workers the cap is never passed`() async {
        let budget = Budget(Money(nanos: 1_000, "USD"))
        let sent = await withTaskGroup(of: Int.self) { group in
            for worker in 0..<32 {
                group.addTask {
                    var sent = 0
                    while await budget.reserve(17) {
                        #expect(budget.spent.nanos <= 1_000)
                        await Task.yield()
                        budget.settle(17, Money(nanos: Int128(worker % 17), "USD"))
                        sent += 1
                    }
                    return sent
                }
            }
            return await group.reduce(0, +)
        }
        #expect(budget.spent.nanos <= 1_000)
        // All that could not be sent would have passed it.
        #expect(budget.spent.nanos > 1_000 - 17)
        #expect(sent >= 1_000 / 17)
    }
}
