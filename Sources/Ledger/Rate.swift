import Vocabulary

/// A price for a million tokens, in whole billionths of its currency.
///
/// A token's price is then a whole number of 10^-15 units, so that tokens times rate is exact.
package struct Rate: Sendable, Hashable, ExpressibleByStringLiteral {
    package var nanosPerMillion: Int64

    package init(nanosPerMillion: Int64) { self.nanosPerMillion = nanosPerMillion }

    /// Nil for what is no number, is below zero, or finer than a billionth.
    package init?(text: String) {
        guard let scaled = DecimalText.scaled(text, places: Money.places), scaled.isExact,
            scaled.value >= 0, scaled.value <= Self.max
        else { return nil }
        nanosPerMillion = Int64(scaled.value)
    }

    /// A whole unit for each token: what passes it is a slip of the pen, and any count of tokens times
    /// less than it fits into 128 bits.
    private static let max: Int128 = 1_000_000 * 1_000_000_000

    /// Only the price list is written so.
    package init(stringLiteral text: String) {
        guard let rate = Rate(text: text) else { preconditionFailure("'\(text)' is no price") }
        self = rate
    }

    /// As price lists have it: `0.125`.
    package var text: String { DecimalText.text(Int128(nanosPerMillion), places: Money.places) }

    static let free = Rate(nanosPerMillion: 0)
}

/// What a million tokens of each kind cost. What is absent falls back as `Pricing` says.
package struct Rates: Sendable, Hashable {
    package var input: Rate?
    package var cachedInput: Rate?
    package var cacheWrite: Rate?
    package var cacheWriteLong: Rate?
    package var output: Rate?
    /// For all output of a request that thought, where that has a price of its own.
    package var outputThinking: Rate?
    package var audio: Rate?
    package var cachedAudio: Rate?
    /// For a million calls of the provider's own tools.
    package var searches: Rate?
    package var fetches: Rate?

    package init(
        input: Rate? = nil, cachedInput: Rate? = nil, cacheWrite: Rate? = nil,
        cacheWriteLong: Rate? = nil, output: Rate? = nil, outputThinking: Rate? = nil,
        audio: Rate? = nil, cachedAudio: Rate? = nil, searches: Rate? = nil, fetches: Rate? = nil
    ) {
        self.input = input
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
        self.cacheWriteLong = cacheWriteLong
        self.output = output
        self.outputThinking = outputThinking
        self.audio = audio
        self.cachedAudio = cachedAudio
        self.searches = searches
        self.fetches = fetches
    }

    /// These, and where one is absent, the other's.
    func filled(from base: Rates) -> Rates {
        Rates(
            input: input ?? base.input, cachedInput: cachedInput ?? base.cachedInput,
            cacheWrite: cacheWrite ?? base.cacheWrite,
            cacheWriteLong: cacheWriteLong ?? base.cacheWriteLong, output: output ?? base.output,
            outputThinking: outputThinking ?? base.outputThinking, audio: audio ?? base.audio,
            cachedAudio: cachedAudio ?? base.cachedAudio, searches: searches ?? base.searches,
            fetches: fetches ?? base.fetches)
    }
}
