/// What GLM charges for a million tokens.
let glmPrices: [ListedModel] = [
    ListedModel(
        "glm", "glm-5.3",
        price: Price("USD", Rates(input: "1.4", cachedInput: "0.26", output: "4.4")),
        region: "Z.ai international", context: 1_000_000, maxInput: 1_000_000, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "glm", "glm-5.3-flash",
        price: Price("USD", Rates(input: "0.15", cachedInput: "0.03", output: "0.5")),
        region: "Z.ai international", context: 1_000_000, maxInput: 1_048_576, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "glm", "glm-5.2",
        price: Price("USD", Rates(input: "1.4", cachedInput: "0.26", output: "4.4")),
        region: "Z.ai international", context: 1_000_000, maxInput: 1_000_000, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "glm", "glm-5.1",
        price: Price("USD", Rates(input: "1.4", cachedInput: "0.26", output: "4.4")),
        region: "Z.ai international", context: 200_000, maxInput: 200_000, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "glm", "glm-5", price: Price("USD", Rates(input: "1", cachedInput: "0.2", output: "3.2")),
        region: "Z.ai international", context: 200_000, maxInput: 200_000, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "glm", "glm-4.7",
        price: Price("USD", Rates(input: "0.6", cachedInput: "0.11", output: "2.2")),
        region: "Z.ai international", context: 200_000, maxInput: 200_000, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "glm", "glm-4.6",
        price: Price("USD", Rates(input: "0.6", cachedInput: "0.11", output: "2.2")),
        region: "Z.ai international", context: 200_000, maxInput: 200_000, maxOutput: 128_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "glm", "glm-4.5-air", price: Price("USD", Rates(input: "0.2", output: "1.1")),
        region: "Z.ai international", context: 128_000, maxInput: 128_000, maxOutput: 32_000,
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "glm", "glm-5.3", price: Price("CNY", Rates(input: "8", cachedInput: "2", output: "28")),
        region: "mainland (open.bigmodel.cn)", context: 1_000_000, maxOutput: 128_000,
        source: Source.bigmodel, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "glm", "glm-5.3-flash",
        price: Price("CNY", Rates(input: "0.8", cachedInput: "0.23", output: "2.8")),
        region: "mainland (open.bigmodel.cn)", context: 1_000_000, maxOutput: 128_000,
        source: Source.bigmodel, asOf: Source.day, proof: .twoSources),
]
