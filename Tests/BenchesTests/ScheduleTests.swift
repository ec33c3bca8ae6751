import Statistics
import Testing

@testable import Benches

@Suite struct ScheduleTests {
    private func rounds(seed: UInt64) -> [Round] {
        var chance = Chance(seed: seed)
        return Schedule.rounds(
            of: [.plain, .stream], each: 200, contenders: 3, prompts: 7, chance: &chance)
    }

    @Test func `every kind comes as often as it should, every contender in every round`() {
        let rounds = rounds(seed: 1)
        #expect(rounds.count == 400)
        #expect(rounds.count { $0.kind == .plain } == 200)
        #expect(rounds.allSatisfy { $0.order.sorted() == [0, 1, 2] })
        #expect(Set(rounds.map(\.prompt)) == Set(0..<7))
    }

    @Test func `no contender is always first, and kinds are mixed`() {
        let rounds = rounds(seed: 2)
        for contender in 0..<3 {
            let first = rounds.count { $0.order.first == contender }
            // 133 are due; four deviations are 38.
            #expect((95...171).contains(first), "\(contender): \(first)")
        }
        let early = rounds.prefix(200).count { $0.kind == .plain }
        #expect((75...125).contains(early), "\(early)")
    }

    @Test func `a seed gives its own order, again and again`() {
        #expect(rounds(seed: 5) == rounds(seed: 5))
        #expect(rounds(seed: 5) != rounds(seed: 6))
    }
}
