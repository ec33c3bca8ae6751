package import Ledger
package import Vocabulary

/// What a case is going to cost, told before anything is sent: a guess, and called so.
package enum Estimate {
    /// Where a request names no limit of its own.
    package static let outputTokens = 512
    private static let bytesPerToken = 4

    /// Input by the rule of four bytes a token and a thousand for a picture, output by the request's own limit.
    package static func tokens(of prompt: Prompt) -> TokenCounts {
        var counts = tokens(
            bytes: prompt.allText.utf8.count, outputMax: prompt.parameters.maxTokens)
        counts.pictures = prompt.pictures
        counts.image = counts.pictures * tokensPerPicture
        counts.inputFresh = counts.inputFresh.map { $0 + counts.image }
        return counts
    }

    /// As route rules count it.
    private static let tokensPerPicture = 1_000

    static func tokens(bytes: Int, outputMax: Int?) -> TokenCounts {
        TokenCounts(
            inputFresh: (bytes + bytesPerToken - 1) / bytesPerToken,
            output: max(0, outputMax ?? outputTokens))
    }
}

extension LegPrices {
    /// The calls that a path leads to. A leg that answers with an error costs nothing; any other is
    /// taken to answer in full, though a broken one may not come to its end.
    package func estimate(
        _ path: Path, _ tokens: TokenCounts, at time: UnixTime? = nil,
        to isAsked: (LegID) -> Bool = { _ in true }
    ) -> MoneySum {
        var sum = MoneySum()
        for (leg, count) in path.expected.calls where isAsked(leg) {
            let cost = estimate(of: leg, path.causes[leg], tokens, time)
            for _ in 0..<count { sum.add(cost) }
        }
        return sum
    }

    private func estimate(
        of leg: LegID, _ cause: Cause?, _ tokens: TokenCounts, _ time: UnixTime?
    ) -> Money? {
        guard let price = price(of: leg) else { return nil }
        switch cause?.family {
        case .status: return Money(nanos: 0, price.currency)
        default:
            return Pricing.cost(of: tokens, at: price, under: Circumstances(time: time))
        }
    }
}
