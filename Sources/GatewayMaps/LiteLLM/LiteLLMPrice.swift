public import Ledger
public import Vocabulary

/// What a deployment costs by its own configuration, as LiteLLM counts it; observed on LiteLLM 1.106.2.
public struct LiteLLMPrice: Sendable, Equatable {
    /// Nil where it counts seconds: no sum of tokens has it.
    public var price: Price?
    /// Where its first rate stands.
    public var location: SourceLocation
}

extension LiteLLMConfig {
    /// By leg, where the configuration has a price at all.
    public var configuredPrices: [LegID: LiteLLMPrice] {
        deployments.reduce(into: [:]) { $0[$1.leg] = $1.price }
    }
}

/// The rates of a deployment, by LiteLLM's names for them.
enum LiteLLMRates {
    static let input = "input_cost_per_token"
    static let output = "output_cost_per_token"

    /// Those that count tokens; others are kept, and stand in no sum.
    static let tokens: [(name: String, place: any WritableKeyPath<Rates, Rate?> & Sendable)] = [
        (input, \.input), (output, \.output), ("cache_read_input_token_cost", \.cachedInput),
        ("cache_creation_input_token_cost", \.cacheWrite),
        ("cache_creation_input_token_cost_above_1hr", \.cacheWriteLong),
        ("input_cost_per_audio_token", \.audio), ("output_cost_per_audio_token", \.audioOutput),
        ("cache_read_input_audio_token_cost", \.cachedAudio),
    ]

    /// What counts where neither of the two for tokens stands there.
    static let seconds = ["input_cost_per_second", "output_cost_per_second"]

    static func isPrice(_ key: String) -> Bool {
        key.contains("_cost_per_") || key.contains("_token_cost")
    }

    /// `input_cost_per_token_above_200k_tokens`: the rate and the threshold.
    static func tier(_ key: String) -> (name: String, above: Int)? {
        let (mark, end) = ("_above_", "k_tokens")
        guard key.hasSuffix(end), let place = key.firstRange(of: mark),
            let thousands = Int(key[place.upperBound...].dropLast(end.count)),
            (1...1_000_000).contains(thousands)
        else { return nil }
        return (String(key[..<place.lowerBound]), thousands * 1000)
    }
}
