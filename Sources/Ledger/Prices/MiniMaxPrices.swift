/// What MiniMax charges for a million tokens.
let miniMaxPrices: [ListedModel] = [
    ListedModel(
        "minimax", "MiniMax-M3",
        price: Price(
            "USD", Rates(input: "0.3", cachedInput: "0.06", output: "1.2"),
            tiers: [.init(above: 512_000, Rates(input: "0.6", cachedInput: "0.12", output: "2.4"))],
            factors: ["priority": "1.5"]), context: 1_000_000, maxInput: 1_000_000,
        maxOutput: 128_000, source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "minimax", "MiniMax-M3.1-Flash",
        price: Price("USD", Rates(input: "0.15", cachedInput: "0.015", output: "0.6")),
        context: 1_000_000, source: Source.genai, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "minimax", "MiniMax-M2.7",
        price: Price(
            "USD", Rates(input: "0.3", cachedInput: "0.06", cacheWrite: "0.375", output: "1.2")),
        context: 204_800, source: Source.genai, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "minimax", "MiniMax-M2.5",
        price: Price(
            "USD", Rates(input: "0.3", cachedInput: "0.03", cacheWrite: "0.375", output: "1.2")),
        context: 204_800, maxInput: 204_800, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "minimax", "MiniMax-M2",
        price: Price(
            "USD", Rates(input: "0.3", cachedInput: "0.03", cacheWrite: "0.375", output: "1.2")),
        context: 204_800, maxInput: 200_000, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "minimax", "MiniMax-M2.7-highspeed",
        price: Price(
            "USD", Rates(input: "0.6", cachedInput: "0.06", cacheWrite: "0.375", output: "2.4")),
        context: 204_800, source: Source.genai, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "minimax", "MiniMax-M2.5-highspeed", ["MiniMax-M2.5-lightning"],
        price: Price(
            "USD", Rates(input: "0.6", cachedInput: "0.03", cacheWrite: "0.375", output: "2.4")),
        context: 204_800, source: Source.genai, asOf: Source.day, proof: .oneSource),
]
