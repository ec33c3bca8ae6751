/// What Kimi charges for a million tokens.
let kimiPrices: [ListedModel] = [
    ListedModel(
        "kimi", "kimi-k3.1-pro",
        price: Price(
            "USD",
            Rates(
                input: "2", cachedInput: "0.2", cacheWrite: "2", cacheWriteLong: "4", output: "10")),
        context: 1_048_576, maxInput: 1_048_576, maxOutput: 1_048_576, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "kimi", "kimi-k3.1-pro-highspeed",
        price: Price(
            "USD",
            Rates(
                input: "4", cachedInput: "0.2", cacheWrite: "4", cacheWriteLong: "8", output: "20")),
        context: 1_048_576, source: Source.genai, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "kimi", "kimi-k3",
        price: Price(
            "USD",
            Rates(
                input: "3", cachedInput: "0.3", cacheWrite: "3", cacheWriteLong: "6", output: "15")),
        context: 1_048_576, maxInput: 1_048_576, maxOutput: 1_048_576, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "kimi", "kimi-k2.7-code",
        price: Price("USD", Rates(input: "0.95", cachedInput: "0.19", output: "4")),
        context: 262_144, maxInput: 262_144, maxOutput: 262_144, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "kimi", "kimi-k2.6",
        price: Price("USD", Rates(input: "0.95", cachedInput: "0.16", output: "4")),
        context: 262_144, maxInput: 262_144, maxOutput: 262_144, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "kimi", "kimi-k2.5",
        price: Price("USD", Rates(input: "0.6", cachedInput: "0.1", output: "3")), context: 262_144,
        maxInput: 262_144, maxOutput: 262_144, shutdown: "2026-08-31", source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "kimi", "kimi-k2.7-code-highspeed",
        price: Price("USD", Rates(input: "1.9", cachedInput: "0.38", output: "8")),
        context: 262_144, source: Source.genai, asOf: Source.day, proof: .oneSource),
]
