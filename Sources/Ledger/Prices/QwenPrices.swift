/// What Qwen charges for a million tokens.
let qwenPrices: [ListedModel] = [
    ListedModel(
        "qwen", "qwen3.8-max",
        price: Price("USD", Rates(input: "2", cachedInput: "0.25", output: "6")),
        region: "international (Singapore)", context: 991_808, maxInput: 991_808,
        maxOutput: 131_072, source: Source.litellm, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "qwen", "qwen3.8-flash",
        price: Price(
            "USD", Rates(input: "0.15", cachedInput: "0.016", cacheWrite: "0.2", output: "0.47")),
        region: "international (Singapore)", context: 991_808, maxInput: 991_808,
        maxOutput: 131_072, source: Source.litellm, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "qwen", "qwen3.7-max",
        price: Price(
            "USD", Rates(input: "2.5", cachedInput: "0.5", cacheWrite: "3.125", output: "7.5")),
        region: "international (Singapore)", context: 991_808, maxInput: 991_808, maxOutput: 65_536,
        source: Source.litellm, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "qwen", "qwen3.7-plus",
        price: Price(
            "USD", Rates(input: "0.4", cachedInput: "0.08", output: "1.6"),
            tiers: [.init(above: 256_000, Rates(input: "1.2", cachedInput: "0.24", output: "4.8"))]),
        region: "international (Singapore)", context: 991_808, maxInput: 991_808, maxOutput: 65_536,
        source: Source.litellm, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "qwen", "qwen3.5-plus",
        price: Price(
            "USD", Rates(input: "0.4", output: "2.4"),
            tiers: [.init(above: 256_000, Rates(input: "0.5", output: "3"))]),
        region: "international (Singapore)", context: 991_808, maxInput: 991_808, maxOutput: 65_536,
        source: Source.litellm, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "qwen", "qwen3-max-2026-01-23", ["qwen3-max"],
        price: Price(
            "USD", Rates(input: "1.2", output: "6"),
            tiers: [
                .init(above: 32_000, Rates(input: "2.4", output: "12")),
                .init(above: 128_000, Rates(input: "3", output: "15")),
            ]), region: "international (Singapore)", context: 258_048, maxInput: 258_048,
        maxOutput: 65_536, source: Source.litellm, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "qwen", "qwen-plus-2025-09-11", ["qwen-plus-latest"],
        price: Price(
            "USD", Rates(input: "0.4", output: "1.2", outputThinking: "4"),
            tiers: [.init(above: 256_000, Rates(input: "1.2", output: "3.6", outputThinking: "12"))]
        ), region: "international (Singapore)", context: 997_952, maxInput: 997_952,
        maxOutput: 32_768, source: Source.litellm, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "qwen", "qwen-flash-2025-07-28", ["qwen-flash"],
        price: Price(
            "USD", Rates(input: "0.05", output: "0.4"),
            tiers: [.init(above: 256_000, Rates(input: "0.25", output: "2"))]),
        region: "international (Singapore)", context: 997_952, maxInput: 997_952, maxOutput: 32_768,
        source: Source.litellm, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "qwen", "qwen3-coder-plus",
        price: Price(
            "USD", Rates(input: "1", cachedInput: "0.1", output: "5"),
            tiers: [
                .init(above: 32_000, Rates(input: "1.8", cachedInput: "0.18", output: "9")),
                .init(above: 128_000, Rates(input: "3", cachedInput: "0.3", output: "15")),
                .init(above: 256_000, Rates(input: "6", cachedInput: "0.6", output: "60")),
            ]), region: "international (Singapore)", context: 997_952, maxInput: 997_952,
        maxOutput: 65_536, source: Source.litellm, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "qwen", "qwen3-vl-plus",
        price: Price(
            "USD", Rates(input: "0.2", output: "1.6"),
            tiers: [
                .init(above: 32_000, Rates(input: "0.3", output: "2.4")),
                .init(above: 128_000, Rates(input: "0.6", output: "4.8")),
            ]), region: "international (Singapore)", context: 260_096, maxInput: 260_096,
        maxOutput: 32_768, source: Source.litellm, asOf: Source.day, proof: .oneSource),
]
