import Vocabulary

/// The most that a token costs at a price: at the dearest hour, on the dearest day, written to whichever cache.
///
/// Made once for a leg, so that what a case may cost at the most is a few multiplications.
public struct PriceCeiling: Sendable, Equatable {
    /// Rates for requests whose input passes a threshold, none below those of the step before it.
    private struct Step: Sendable, Equatable {
        var above: Int
        /// In 10^-15 units a token.
        var input: Int128
        var output: Int128
    }

    private var steps: [Step] = []

    /// Nil where the price has none for input or output: then there is no most.
    ///
    /// - Parameter tier: the one that is asked for, which may be dearer than the one that serves in the end.
    public init?(_ price: Price, tier: String? = nil) {
        guard price.rates.input != nil, price.rates.output != nil else { return nil }
        if let tier, !price.lists(tier: tier), ServiceTier.isPricedApart(tier) { return nil }
        var price = price
        var bases = [price.rates]
        switch tier.flatMap({ price.terms(ofTier: $0) }) {
        case .rates(let rates): bases.append(rates.filled(from: price.rates))
        case .factor(let factor) where factor.millionths > Factor.scale:
            price.multipliers.append(factor)
        case .factor, nil: break
        }
        // No request asks for a place: a workspace's settings choose it, and what that costs multiplies all else.
        let places = ServiceTier.places.compactMap { place -> Factor? in
            if case .factor(let factor)? = price.terms(ofTier: place) { factor } else { nil }
        }
        if let dearest = places.max(by: { $0.millionths < $1.millionths }),
            dearest.millionths > Factor.scale
        {
            price.multipliers.append(dearest)
        }
        bases += price.changes.map { $0.rates.filled(from: price.rates) }
        bases += price.offPeak.map { [$0.rates.filled(from: price.rates)] } ?? []
        steps.append(Self.step(above: -1, bases, at: price))
        for tier in price.tiers {
            let rates = bases.map { tier.rates.filled(from: $0) }
            let step = Self.step(above: tier.above, rates, at: price)
            // The input is known as "so much at the most": it may stay below the threshold.
            let before = steps[steps.count - 1]
            steps.append(
                Step(
                    above: tier.above, input: max(step.input, before.input),
                    output: max(step.output, before.output)))
        }
    }

    private static func step(above: Int, _ rates: [Rates], at price: Price) -> Step {
        let input = rates.flatMap {
            [$0.input, $0.cachedInput, $0.cacheWrite, $0.cacheWriteLong]
        }
        let output = rates.flatMap { [$0.output, $0.outputThinking] }
        return Step(
            above: above, input: dearest(input, at: price), output: dearest(output, at: price))
    }

    private static func dearest(_ rates: [Rate?], at price: Price) -> Int128 {
        let rate = rates.compactMap { $0?.nanosPerMillion }.max() ?? 0
        var factors = price.multipliers
        // One of the quiet hours may make them dearer.
        if let factor = price.offPeak?.multiplier, factor.millionths > Factor.scale {
            factors.append(factor)
        }
        return factors.reduce(Int128(rate)) { rate, factor in
            let (whole, rest) = (rate * Int128(factor.millionths))
                .quotientAndRemainder(dividingBy: Factor.scale)
            return rest == 0 ? whole : whole + 1
        }
    }

    /// Of a request with so many tokens at the most, rounded up to whole billionths.
    public func nanos(input: Int, output: Int) -> Int128 {
        var step = steps[0]
        for next in steps.dropFirst() where input > next.above { step = next }
        let femtos = Int128(input) * step.input + Int128(output) * step.output
        return (femtos + 999_999) / 1_000_000
    }
}
