/// 5 CNY for a thousand searches or fetches of its own, since 2026-11-01.
private let deepSeekTools: Rate = "5000"

/// What DeepSeek charges for a million tokens.
let deepSeekPrices: [ListedModel] = [
    ListedModel(
        "deepseek", "deepseek-flash", ["deepseek-v4-flash", "deepseek-v4-flash-vision-exp"],
        price: Price(
            "USD", Rates(input: "0.3", cachedInput: "0.006", output: "1.2"),
            offPeak: .init(
                Rates(input: "0.15", cachedInput: "0.003", output: "0.6"), outside: .beijingOffice)),
        context: 1_048_576, maxInput: 1_000_000, maxOutput: 393_216, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "deepseek", "deepseek-v4-pro",
        price: Price(
            "USD", Rates(input: "1.32", cachedInput: "0.044", output: "3.96"),
            offPeak: .init(
                Rates(input: "0.66", cachedInput: "0.022", output: "1.98"), outside: .beijingOffice)
        ), context: 1_048_576, maxInput: 1_000_000, maxOutput: 393_216, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "deepseek", "deepseek-chat", price: nil, shutdown: "2026-07-24",
        source: Source.deepSeekNotice, asOf: Source.day, proof: .vendor),
    ListedModel(
        "deepseek", "deepseek-reasoner", price: nil, shutdown: "2026-07-24",
        source: Source.deepSeekNotice, asOf: Source.day, proof: .vendor),
    ListedModel(
        "deepseek", "deepseek-flash",
        price: Price(
            "CNY",
            Rates(
                input: "2", cachedInput: "0.04", output: "8", searches: deepSeekTools,
                fetches: deepSeekTools),
            offPeak: .init(
                Rates(input: "1", cachedInput: "0.02", output: "4"), outside: .beijingOffice)),
        context: 1_048_576, maxOutput: 393_216, source: Source.deepSeekPage, asOf: Source.day,
        proof: .vendor),
    ListedModel(
        "deepseek", "deepseek-v4-pro",
        price: Price(
            "CNY",
            Rates(
                input: "9", cachedInput: "0.3", output: "27", searches: deepSeekTools,
                fetches: deepSeekTools),
            offPeak: .init(
                Rates(input: "4.5", cachedInput: "0.15", output: "13.5"), outside: .beijingOffice)),
        context: 1_048_576, maxOutput: 393_216, source: Source.deepSeekPage, asOf: Source.day,
        proof: .vendor),
]
