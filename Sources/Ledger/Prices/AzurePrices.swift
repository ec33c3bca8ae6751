/// What Azure charges for a million tokens.
let azurePrices: [ListedModel] = [
    ListedModel(
        "azure", "gpt-6.1-sol-2026-09-29",
        price: Price(
            "USD", Rates(input: "2", cachedInput: "0.1", cacheWrite: "2.5", output: "10"),
            tiers: [
                .init(
                    above: 272_000,
                    Rates(input: "4", cachedInput: "0.2", cacheWrite: "5", output: "15"))
            ]), region: "global deployment", context: 1_050_000, maxInput: 922_000,
        maxOutput: 128_000, shutdown: "2028-03-11", source: Source.azure, asOf: Source.day,
        proof: .oneSource),
    ListedModel(
        "azure", "gpt-6-luna-2026-09-22",
        price: Price(
            "USD", Rates(input: "0.1", cachedInput: "0.01", cacheWrite: "0.125", output: "0.5"),
            tiers: [
                .init(
                    above: 272_000,
                    Rates(input: "0.2", cachedInput: "0.02", cacheWrite: "0.25", output: "0.75"))
            ]), region: "global deployment", context: 1_050_000, maxInput: 922_000,
        maxOutput: 128_000, shutdown: "2028-03-11", source: Source.azure, asOf: Source.day,
        proof: .oneSource),
    ListedModel(
        "azure", "gpt-5.6-sol-2026-07-09",
        price: Price(
            "USD", Rates(input: "4", cachedInput: "0.4", cacheWrite: "5", output: "20"),
            tiers: [
                .init(
                    above: 272_000,
                    Rates(input: "8", cachedInput: "0.8", cacheWrite: "10", output: "30"))
            ]), region: "global deployment", context: 1_050_000, maxInput: 922_000,
        maxOutput: 128_000, shutdown: "2028-01-11", source: Source.azure, asOf: Source.day,
        proof: .oneSource),
    ListedModel(
        "azure", "gpt-5.4-2026-03-05",
        price: Price(
            "USD", Rates(input: "2.5", cachedInput: "0.25", output: "15"),
            tiers: [.init(above: 272_000, Rates(input: "5", cachedInput: "0.5", output: "22.5"))]),
        region: "global deployment", context: 1_050_000, maxInput: 922_000, maxOutput: 128_000,
        shutdown: "2027-09-02", source: Source.azure, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "azure", "gpt-5.1-2025-11-13",
        price: Price("USD", Rates(input: "1.25", cachedInput: "0.125", output: "10")),
        region: "global deployment", context: 400_000, maxInput: 272_000, maxOutput: 128_000,
        shutdown: "2027-05-15", source: Source.azure, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "azure", "gpt-4.1-2025-04-14",
        price: Price("USD", Rates(input: "2", cachedInput: "0.5", output: "8")),
        region: "global deployment", context: 1_047_576, maxInput: 1_047_576, maxOutput: 32_768,
        shutdown: "2027-04-14", source: Source.azure, asOf: Source.day, proof: .oneSource),
    ListedModel(
        "azure", "gpt-4o-2024-11-20",
        price: Price("USD", Rates(input: "2.5", cachedInput: "1.25", output: "10")),
        region: "global deployment", context: 128_000, maxInput: 128_000, maxOutput: 16_384,
        shutdown: "2027-04-14", source: Source.azure, asOf: Source.day, proof: .oneSource),
]
