import Testing
import Vocabulary

@testable import LocalGateway

private let backoff = Backoff(
    first: .milliseconds(100), longest: .seconds(1), retryAfterMax: .seconds(5))

private func pauses(after attempts: Int, seeds: Range<UInt64> = 0..<2_000) -> [Duration] {
    seeds.map { backoff.pause(after: attempts, retryAfter: nil, seed: $0 << 32) }
}

@Test(arguments: [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1_000), (40, 1_000), (10_000, 1_000)])
func `the bound doubles with each attempt up to the longest, and all of it is used`(
    attempts: Int, bound: Int
) throws {
    let found = pauses(after: attempts)
    let most: Duration = .milliseconds(bound)
    #expect(found.allSatisfy { $0 >= .zero && $0 < most })
    // Full jitter: as many in each quarter, within what chance allows 2,000 draws.
    for quarter in 0..<4 {
        let range = (most / 4 * quarter)..<(most / 4 * (quarter + 1))
        #expect((400...600).contains(found.count { range.contains($0) }), "quarter \(quarter)")
    }
}

@Test func `the same seed gives the same pauses, another one others`() {
    #expect(pauses(after: 1) == pauses(after: 1))
    #expect(Set(pauses(after: 1)).count > 1_990)
    let (one, two) = (
        backoff.pause(after: 4, retryAfter: nil, seed: 7),
        backoff.pause(after: 5, retryAfter: nil, seed: 7)
    )
    #expect(one != two)
}

@Test func `what the leg asks for counts, up to the bound`() {
    func pause(_ retryAfter: Duration) -> Duration {
        backoff.pause(after: 1, retryAfter: retryAfter, seed: 0)
    }
    #expect(pause(.seconds(2)) == .seconds(2))
    #expect(pause(.milliseconds(2_500)) == .milliseconds(2_500))
    #expect(pause(.seconds(3_600)) == .seconds(5))
    #expect(pause(.zero) == .zero)
    #expect(pause(.seconds(-3)) == .zero)
}

@Test func `the real pauses are longer than the simulated ones`() {
    #expect(Backoff.simulated.first < Backoff.real.first)
    #expect(Backoff.simulated.longest < Backoff.real.longest)
    #expect(Backoff.simulated.retryAfterMax < Backoff.real.retryAfterMax)
}
