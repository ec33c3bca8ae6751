import Testing
import Vocabulary

@testable import Runs

struct BudgetTests {
    @Test func `money is put aside before it is spent, and what is left over comes back`() async {
        let budget = Budget(Money(nanos: 100, "USD"))
        #expect(await budget.reserve(60))
        #expect(await budget.reserve(40))
        budget.settle(60, cost: 10)
        #expect(budget.spent == Money(nanos: 10, "USD"))
        #expect(await budget.reserve(50))
        budget.settle(40, cost: 40)
        budget.settle(50, cost: 50)
        #expect(budget.spent == Money(nanos: 100, "USD"))
        #expect(await budget.reserve(0))
        budget.settle(0, cost: 0)
        #expect(!budget.isExhausted)
        #expect(await !budget.reserve(1))
        #expect(budget.isExhausted)
    }

    @Test func `a cost that nobody knows takes all that was put aside`() async {
        let budget = Budget(Money(nanos: 100, "USD"))
        #expect(await budget.reserve(70))
        budget.settle(70, cost: nil)
        #expect(budget.spent == Money(nanos: 70, "USD"))
        #expect(await !budget.reserve(31))
    }

    @Test func `who finds no room waits for those under way, and is told when there is none left`()
        async
    {
        let budget = Budget(Money(nanos: 100, "USD"))
        #expect(await budget.reserve(90))
        async let cheap = budget.reserve(20)
        try? await Task.sleep(for: .milliseconds(20))
        budget.settle(90, cost: 10)
        #expect(await cheap)
        async let dear = budget.reserve(95)
        try? await Task.sleep(for: .milliseconds(20))
        budget.settle(20, cost: 20)
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
                        budget.settle(17, cost: Int128(worker % 17))
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
