import Testing

@testable import Statistics

/// Held against statsmodels 0.15.0, `multipletests(chances, method="holm")`.
struct HolmTests {
    @Test(arguments: [
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        ([0.9, 0.6, 0.02, 0.02, 0.5], [1, 1, 0.1, 0.1, 1]),
        ([0.2], [0.2]), ([], []),
    ])
    func `chances are adjusted as statsmodels does it`(chances: [Double], adjusted: [Double]) {
        let found = Holm.adjusted(chances)
        #expect(found.count == adjusted.count)
        for (one, other) in zip(found, adjusted) { #expect(abs(one - other) < 1e-15) }
    }

    @Test func `no chance gets smaller, none passes 1, and their order stays`() {
        var chance = Chance(seed: 3)
        for _ in 0..<200 {
            let chances = (0..<8).map { _ in Double(chance.below(1000)) / 1000 }
            let adjusted = Holm.adjusted(chances)
            for (one, other) in zip(chances, adjusted) { #expect(other >= one && other <= 1) }
            let order = chances.indices.sorted { chances[$0] < chances[$1] }
            for (one, next) in zip(order, order.dropFirst()) {
                #expect(adjusted[one] <= adjusted[next])
            }
        }
    }
}
