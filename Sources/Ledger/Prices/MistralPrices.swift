/// What Mistral charges for a million tokens.
let mistralPrices: [ListedModel] = [
    ListedModel(
        "mistral", "mistral-large-4-0", ["mistral-large-4"],
        price: Price(
            "USD", Rates(input: "0.7", cachedInput: "0.07", output: "2.1"),
            batch: Rates(input: "0.35", output: "1.05")), context: 1_048_576, maxInput: 1_048_576,
        maxOutput: 1_048_576, source: Source.mistral, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "mistral", "mistral-large-2512", ["mistral-large-3"],
        price: Price("USD", Rates(input: "0.5", cachedInput: "0.05", output: "1.5")),
        context: 262_144, maxInput: 262_144, maxOutput: 262_144, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "mistral", "mistral-medium-2604", ["mistral-medium-3-5", "mistral-medium-latest"],
        price: Price("USD", Rates(input: "1.5", cachedInput: "0.15", output: "7.5")),
        context: 262_144, maxInput: 262_144, maxOutput: 262_144, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "mistral", "mistral-small-2603", ["mistral-small-latest"],
        price: Price("USD", Rates(input: "0.15", cachedInput: "0.015", output: "0.6")),
        context: 262_144, maxInput: 262_144, maxOutput: 262_144, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "mistral", "codestral-2508", ["codestral-latest"],
        price: Price("USD", Rates(input: "0.3", cachedInput: "0.03", output: "0.9")),
        context: 256_000, maxInput: 128_000, maxOutput: 128_000, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "mistral", "ministral-8b-2512", ["ministral-8b-latest"],
        price: Price("USD", Rates(input: "0.15", cachedInput: "0.015", output: "0.15")),
        context: 262_144, maxInput: 262_144, maxOutput: 262_144, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "mistral", "ministral-3b-2512", ["ministral-3b-latest"],
        price: Price("USD", Rates(input: "0.1", cachedInput: "0.01", output: "0.1")),
        context: 131_072, maxInput: 131_072, maxOutput: 131_072, source: Source.both,
        asOf: Source.day, proof: .twoSources),
]
