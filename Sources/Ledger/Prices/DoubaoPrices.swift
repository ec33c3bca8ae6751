/// What Doubao charges for a million tokens.
let doubaoPrices: [ListedModel] = [
    ListedModel(
        "doubao", "doubao-seed-2-1-pro-260915",
        price: Price("CNY", Rates(input: "6", cachedInput: "1.2", output: "30")),
        context: 1_024_000, maxOutput: 256_000, source: Source.volcengine, asOf: Source.day,
        proof: .computedBack),
    ListedModel(
        "doubao", "doubao-seed-2-1-pro-260628",
        price: Price("CNY", Rates(input: "6", cachedInput: "1.2", output: "30")), context: 256_000,
        maxOutput: 256_000, source: Source.volcengine, asOf: Source.day, proof: .computedBack),
    ListedModel(
        "doubao", "doubao-seed-2-1-turbo-260628",
        price: Price("CNY", Rates(input: "3", cachedInput: "0.6", output: "15")), context: 256_000,
        maxOutput: 256_000, source: Source.volcengine, asOf: Source.day, proof: .computedBack),
    ListedModel(
        "doubao", "doubao-seed-2-1-lite-260915",
        price: Price(
            "CNY",
            Rates(input: "0.8", cachedInput: "0.16", output: "2.7", audio: "12", cachedAudio: "2.4")
        ), context: 1_024_000, maxOutput: 256_000, source: Source.volcengine, asOf: Source.day,
        proof: .computedBack),
    ListedModel(
        "doubao", "doubao-seed-2-0-pro-260215",
        price: Price(
            "CNY", Rates(input: "3.2", output: "16"),
            tiers: [
                .init(above: 32_000, Rates(input: "4.8", output: "24")),
                .init(above: 128_000, Rates(input: "9.6", output: "48")),
            ]), context: 256_000, maxOutput: 128_000, source: Source.volcengine, asOf: Source.day,
        proof: .computedBack),
    ListedModel(
        "doubao", "doubao-seed-2-0-lite-260215",
        price: Price(
            "CNY", Rates(input: "0.6", output: "3.6"),
            tiers: [
                .init(above: 32_000, Rates(input: "0.9", output: "5.4")),
                .init(above: 128_000, Rates(input: "1.8", output: "10.8")),
            ]), context: 256_000, maxOutput: 128_000, source: Source.volcengine, asOf: Source.day,
        proof: .computedBack),
    ListedModel(
        "doubao", "doubao-seed-2-0-mini-260215",
        price: Price(
            "CNY", Rates(input: "0.2", output: "2"),
            tiers: [
                .init(above: 32_000, Rates(input: "0.4", output: "4")),
                .init(above: 128_000, Rates(input: "0.8", output: "8")),
            ]), context: 256_000, maxOutput: 128_000, source: Source.volcengine, asOf: Source.day,
        proof: .computedBack),
]
