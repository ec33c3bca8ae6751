/// What Anthropic charges for a million tokens.
let anthropicPrices: [ListedModel] = [
    ListedModel(
        "anthropic", "claude-fable-5-2",
        price: Price(
            "USD",
            Rates(
                input: "8", cachedInput: "0.2", cacheWrite: "10", cacheWriteLong: "16", output: "40"
            )), context: 1_000_000, source: Source.genai, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "anthropic", "claude-fable-5-1",
        price: Price(
            "USD",
            Rates(
                input: "10", cachedInput: "0.25", cacheWrite: "12.5", cacheWriteLong: "20",
                output: "50"),
            batch: Rates(input: "5", cachedInput: "0.125", cacheWrite: "6.25", output: "25"),
            factors: ["us": "1.1"]), context: 1_000_000, maxInput: 1_000_000, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "anthropic", "claude-opus-5-5",
        price: Price(
            "USD",
            Rates(
                input: "4", cachedInput: "0.2", cacheWrite: "5", cacheWriteLong: "8", output: "20"),
            batch: Rates(input: "2", cachedInput: "0.1", cacheWrite: "2.5", output: "10"),
            factors: ["us": "1.1", "fast": "2"]), context: 1_000_000, maxInput: 1_000_000,
        maxOutput: 128_000, source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "anthropic", "claude-opus-5",
        price: Price(
            "USD",
            Rates(
                input: "5", cachedInput: "0.5", cacheWrite: "6.25", cacheWriteLong: "10",
                output: "25"),
            batch: Rates(input: "2.5", cachedInput: "0.25", cacheWrite: "3.125", output: "12.5"),
            factors: ["us": "1.1", "fast": "2"]), context: 1_000_000, maxInput: 1_000_000,
        maxOutput: 128_000, source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "anthropic", "claude-opus-4-8",
        price: Price(
            "USD",
            Rates(
                input: "5", cachedInput: "0.5", cacheWrite: "6.25", cacheWriteLong: "10",
                output: "25"),
            batch: Rates(input: "2.5", cachedInput: "0.25", cacheWrite: "3.125", output: "12.5"),
            factors: ["us": "1.1", "fast": "2"]), context: 1_000_000, maxInput: 1_000_000,
        maxOutput: 128_000, source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "anthropic", "claude-opus-4-7-20260416", ["claude-opus-4-7"],
        price: Price(
            "USD",
            Rates(
                input: "5", cachedInput: "0.5", cacheWrite: "6.25", cacheWriteLong: "10",
                output: "25"),
            batch: Rates(input: "2.5", cachedInput: "0.25", cacheWrite: "3.125", output: "12.5"),
            factors: ["us": "1.1"]), context: 1_000_000, maxInput: 1_000_000, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "anthropic", "claude-sonnet-5-5",
        price: Price(
            "USD",
            Rates(
                input: "2", cachedInput: "0.1", cacheWrite: "2.5", cacheWriteLong: "4", output: "10"
            ), batch: Rates(input: "1", cachedInput: "0.05", cacheWrite: "1.25", output: "5"),
            factors: ["us": "1.1"]), context: 1_000_000, maxInput: 1_000_000, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "anthropic", "claude-sonnet-5",
        price: Price(
            "USD",
            Rates(
                input: "2", cachedInput: "0.2", cacheWrite: "2.5", cacheWriteLong: "4", output: "10"
            ), batch: Rates(input: "1", cachedInput: "0.1", cacheWrite: "1.25", output: "5"),
            factors: ["us": "1.1"]), context: 1_000_000, maxInput: 1_000_000, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "anthropic", "claude-sonnet-4-6",
        price: Price(
            "USD",
            Rates(
                input: "3", cachedInput: "0.3", cacheWrite: "3.75", cacheWriteLong: "6",
                output: "15"),
            batch: Rates(input: "1.5", cachedInput: "0.15", cacheWrite: "1.875", output: "7.5"),
            factors: ["us": "1.1"]), context: 1_000_000, maxInput: 1_000_000, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "anthropic", "claude-sonnet-4-5-20250929", ["claude-sonnet-4-5"],
        price: Price(
            "USD",
            Rates(
                input: "3", cachedInput: "0.3", cacheWrite: "3.75", cacheWriteLong: "6",
                output: "15"),
            batch: Rates(input: "1.5", cachedInput: "0.15", cacheWrite: "1.875", output: "7.5")),
        context: 200_000, maxInput: 200_000, maxOutput: 64_000, shutdown: "2026-11-30",
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "anthropic", "claude-haiku-5-5",
        price: Price(
            "USD",
            Rates(
                input: "0.1", cachedInput: "0.01", cacheWrite: "0.125", cacheWriteLong: "0.2",
                output: "0.5"),
            tiers: [
                .init(
                    above: 100_000,
                    Rates(input: "0.5", cachedInput: "0.05", cacheWrite: "0.625", output: "2.5"))
            ],
            batch: Rates(input: "0.05", cachedInput: "0.005", cacheWrite: "0.0625", output: "0.25"),
            factors: ["us": "1.1"]), context: 1_000_000, maxInput: 1_000_000, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "anthropic", "claude-haiku-4-5-20251001", ["claude-haiku-4-5"],
        price: Price(
            "USD",
            Rates(
                input: "1", cachedInput: "0.1", cacheWrite: "1.25", cacheWriteLong: "2", output: "5"
            ), batch: Rates(input: "0.5", cachedInput: "0.05", cacheWrite: "0.625", output: "2.5")),
        context: 200_000, maxInput: 200_000, maxOutput: 64_000, source: Source.both,
        asOf: Source.day, proof: .twoSources),
]
