/// What OpenAI charges for a million tokens.
let openAIPrices: [ListedModel] = [
    ListedModel(
        "openai", "gpt-6.1-sol",
        price: Price(
            "USD",
            Rates(
                input: "2", cachedInput: "0.1", cacheWrite: "2.5", cacheWriteLong: "5", output: "10"
            ),
            tiers: [
                .init(
                    above: 272_000,
                    Rates(input: "4", cachedInput: "0.2", cacheWrite: "5", output: "15"))
            ], batch: Rates(input: "1", cachedInput: "0.05", cacheWrite: "1.25", output: "5"),
            services: [
                "priority": Rates(input: "4", cachedInput: "0.2", output: "20"),
                "flex": Rates(input: "1", cachedInput: "0.05", output: "5"),
            ], factors: ["region_eu": "1.1", "region_us": "1.1"]), context: 1_050_000,
        maxInput: 922_000, maxOutput: 128_000, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "openai", "gpt-6.1-terra",
        price: Price(
            "USD",
            Rates(
                input: "1", cachedInput: "0.05", cacheWrite: "1.25", cacheWriteLong: "2.5",
                output: "5"),
            tiers: [
                .init(
                    above: 272_000,
                    Rates(input: "2", cachedInput: "0.1", cacheWrite: "2.5", output: "7.5"))
            ], batch: Rates(input: "0.5", cachedInput: "0.025", cacheWrite: "0.625", output: "2.5"),
            services: [
                "priority": Rates(input: "2", cachedInput: "0.1", output: "10"),
                "flex": Rates(input: "0.5", cachedInput: "0.025", output: "2.5"),
            ], factors: ["region_eu": "1.1", "region_us": "1.1"]), context: 1_050_000,
        maxInput: 922_000, maxOutput: 128_000, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "openai", "gpt-6-astra",
        price: Price(
            "USD",
            Rates(
                input: "10", cachedInput: "1", cacheWrite: "12.5", cacheWriteLong: "25",
                output: "50"),
            tiers: [
                .init(
                    above: 272_000,
                    Rates(input: "20", cachedInput: "2", cacheWrite: "25", output: "75"))
            ], batch: Rates(input: "5", cachedInput: "0.5", cacheWrite: "6.25", output: "25"),
            services: [
                "priority": Rates(input: "20", cachedInput: "2", output: "100"),
                "flex": Rates(input: "5", cachedInput: "0.5", output: "25"),
            ], factors: ["region_eu": "1.1", "region_us": "1.1"]), context: 1_050_000,
        maxInput: 922_000, maxOutput: 128_000, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "openai", "gpt-6-sol",
        price: Price(
            "USD",
            Rates(
                input: "2", cachedInput: "0.2", cacheWrite: "2.5", cacheWriteLong: "5", output: "10"
            ),
            tiers: [
                .init(
                    above: 272_000,
                    Rates(input: "4", cachedInput: "0.4", cacheWrite: "5", output: "15"))
            ], batch: Rates(input: "1", cachedInput: "0.1", cacheWrite: "1.25", output: "5"),
            services: [
                "priority": Rates(input: "4", cachedInput: "0.4", output: "20"),
                "flex": Rates(input: "1", cachedInput: "0.1", output: "5"),
            ], factors: ["region_eu": "1.1", "region_us": "1.1"]), context: 1_050_000,
        maxInput: 922_000, maxOutput: 128_000, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "openai", "gpt-6-luna",
        price: Price(
            "USD",
            Rates(
                input: "0.1", cachedInput: "0.01", cacheWrite: "0.125", cacheWriteLong: "0.25",
                output: "0.5"),
            tiers: [
                .init(
                    above: 272_000,
                    Rates(input: "0.2", cachedInput: "0.02", cacheWrite: "0.25", output: "0.75"))
            ],
            batch: Rates(input: "0.05", cachedInput: "0.005", cacheWrite: "0.0625", output: "0.25"),
            services: [
                "priority": Rates(input: "0.2", cachedInput: "0.02", output: "1"),
                "flex": Rates(input: "0.05", cachedInput: "0.005", output: "0.25"),
            ], factors: ["region_eu": "1.1", "region_us": "1.1"]), context: 1_050_000,
        maxInput: 922_000, maxOutput: 128_000, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "openai", "gpt-5.6-sol", ["gpt-5.6"],
        price: Price(
            "USD",
            Rates(
                input: "4", cachedInput: "0.4", cacheWrite: "5", cacheWriteLong: "10", output: "20"),
            tiers: [
                .init(
                    above: 272_000,
                    Rates(input: "8", cachedInput: "0.8", cacheWrite: "10", output: "30"))
            ], batch: Rates(input: "2", cachedInput: "0.2", cacheWrite: "2.5", output: "10"),
            services: [
                "priority": Rates(input: "8", cachedInput: "0.8", output: "40"),
                "flex": Rates(input: "2", cachedInput: "0.2", output: "10"),
            ], factors: ["region_eu": "1.1", "region_us": "1.1"]), context: 1_050_000,
        maxInput: 922_000, maxOutput: 128_000, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "openai", "gpt-5.6-terra",
        price: Price(
            "USD",
            Rates(
                input: "2", cachedInput: "0.2", cacheWrite: "2.5", cacheWriteLong: "5", output: "12"
            ),
            tiers: [
                .init(
                    above: 272_000,
                    Rates(input: "4", cachedInput: "0.4", cacheWrite: "5", output: "18"))
            ], batch: Rates(input: "1", cachedInput: "0.1", cacheWrite: "1.25", output: "6"),
            services: [
                "priority": Rates(input: "4", cachedInput: "0.4", output: "24"),
                "flex": Rates(input: "1", cachedInput: "0.1", output: "6"),
            ], factors: ["region_eu": "1.1", "region_us": "1.1"]), context: 1_050_000,
        maxInput: 922_000, maxOutput: 128_000, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "openai", "gpt-5.6-luna",
        price: Price(
            "USD",
            Rates(
                input: "0.2", cachedInput: "0.02", cacheWrite: "0.25", cacheWriteLong: "0.5",
                output: "1.2"),
            tiers: [
                .init(
                    above: 272_000,
                    Rates(input: "0.4", cachedInput: "0.04", cacheWrite: "0.5", output: "1.8"))
            ], batch: Rates(input: "0.1", cachedInput: "0.01", cacheWrite: "0.125", output: "0.6"),
            services: [
                "priority": Rates(input: "0.4", cachedInput: "0.04", output: "2.4"),
                "flex": Rates(input: "0.1", cachedInput: "0.01", output: "0.6"),
            ], factors: ["region_eu": "1.1", "region_us": "1.1"]), context: 1_050_000,
        maxInput: 922_000, maxOutput: 128_000, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "openai", "gpt-5.5-2026-04-23", ["gpt-5.5"],
        price: Price(
            "USD", Rates(input: "5", cachedInput: "0.5", output: "30"),
            tiers: [.init(above: 272_000, Rates(input: "10", cachedInput: "1", output: "45"))],
            batch: Rates(input: "2.5", cachedInput: "0.25", output: "15"),
            services: [
                "priority": Rates(input: "12.5", cachedInput: "1.25", output: "75"),
                "flex": Rates(input: "2.5", cachedInput: "0.25", output: "15"),
            ], factors: ["region_eu": "1.1", "region_us": "1.1"]), context: 1_050_000,
        maxInput: 1_050_000, maxOutput: 128_000, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "openai", "gpt-5.4-2026-03-05", ["gpt-5.4"],
        price: Price(
            "USD", Rates(input: "2.5", cachedInput: "0.25", output: "15"),
            tiers: [.init(above: 272_000, Rates(input: "5", cachedInput: "0.5", output: "22.5"))],
            batch: Rates(input: "1.25", cachedInput: "0.13", output: "7.5"),
            services: [
                "priority": Rates(input: "5", cachedInput: "0.5", output: "30"),
                "flex": Rates(input: "1.25", cachedInput: "0.13", output: "7.5"),
            ], factors: ["region_eu": "1.1", "region_us": "1.1"]), context: 1_050_000,
        maxInput: 1_050_000, maxOutput: 128_000, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "openai", "gpt-5.4-mini-2026-03-17", ["gpt-5.4-mini"],
        price: Price(
            "USD", Rates(input: "0.75", cachedInput: "0.075", output: "4.5"),
            batch: Rates(input: "0.375", cachedInput: "0.0375", output: "2.25"),
            services: [
                "priority": Rates(input: "1.5", cachedInput: "0.15", output: "9"),
                "flex": Rates(input: "0.375", cachedInput: "0.0375", output: "2.25"),
            ], factors: ["region_eu": "1.1", "region_us": "1.1"]), context: 400_000,
        maxInput: 272_000, maxOutput: 128_000, source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "openai", "gpt-5.4-nano-2026-03-17", ["gpt-5.4-nano"],
        price: Price(
            "USD", Rates(input: "0.2", cachedInput: "0.02", output: "1.25"),
            batch: Rates(input: "0.1", cachedInput: "0.01", output: "0.625"),
            services: ["flex": Rates(input: "0.1", cachedInput: "0.01", output: "0.625")],
            factors: ["region_eu": "1.1", "region_us": "1.1"]), context: 400_000, maxInput: 272_000,
        maxOutput: 128_000, shutdown: "2027-04-01", source: Source.both, asOf: Source.day,
        proof: .twoSources),
    ListedModel(
        "openai", "gpt-5.2-2025-12-11", ["gpt-5.2"],
        price: Price(
            "USD", Rates(input: "1.75", cachedInput: "0.175", output: "14"),
            batch: Rates(input: "0.875", cachedInput: "0.0875", output: "7"),
            services: [
                "priority": Rates(input: "3.5", cachedInput: "0.35", output: "28"),
                "flex": Rates(input: "0.875", cachedInput: "0.0875", output: "7"),
            ]), context: 400_000, maxInput: 272_000, maxOutput: 128_000, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "openai", "gpt-5.1-2025-11-13", ["gpt-5.1"],
        price: Price(
            "USD", Rates(input: "1.25", cachedInput: "0.125", output: "10"),
            batch: Rates(input: "0.625", cachedInput: "0.0625", output: "5"),
            services: [
                "priority": Rates(input: "2.5", cachedInput: "0.25", output: "20"),
                "flex": Rates(input: "0.625", cachedInput: "0.0625", output: "5"),
            ]), context: 400_000, maxInput: 272_000, maxOutput: 128_000, shutdown: "2027-04-01",
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "openai", "gpt-5-mini-2025-08-07", ["gpt-5-mini"],
        price: Price(
            "USD", Rates(input: "0.25", cachedInput: "0.025", output: "2"),
            batch: Rates(input: "0.125", cachedInput: "0.0125", output: "1"),
            services: [
                "priority": Rates(input: "0.45", cachedInput: "0.045", output: "3.6"),
                "flex": Rates(input: "0.125", cachedInput: "0.0125", output: "1"),
            ]), context: 400_000, maxInput: 272_000, maxOutput: 128_000, shutdown: "2026-12-11",
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "openai", "gpt-4.1-2025-04-14", ["gpt-4.1"],
        price: Price(
            "USD", Rates(input: "2", cachedInput: "0.5", output: "8"),
            batch: Rates(input: "1", output: "4"),
            services: ["priority": Rates(input: "3.5", cachedInput: "0.875", output: "14")]),
        context: 1_047_576, maxInput: 1_047_576, maxOutput: 32_768, shutdown: "2027-01-14",
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "openai", "gpt-4o-2024-11-20", ["gpt-4o"],
        price: Price(
            "USD", Rates(input: "2.5", cachedInput: "1.25", output: "10"),
            batch: Rates(input: "1.25", output: "5"),
            services: ["priority": Rates(input: "4.25", cachedInput: "2.125", output: "17")]),
        context: 128_000, maxInput: 128_000, maxOutput: 16_384, shutdown: "2027-01-14",
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "openai", "gpt-4o-mini-2024-07-18", ["gpt-4o-mini"],
        price: Price(
            "USD", Rates(input: "0.15", cachedInput: "0.075", output: "0.6"),
            batch: Rates(input: "0.075", output: "0.3"),
            services: ["priority": Rates(input: "0.25", cachedInput: "0.125", output: "1")]),
        context: 128_000, maxInput: 128_000, maxOutput: 16_384, shutdown: "2027-01-14",
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "openai", "o3-2025-04-16", ["o3"],
        price: Price(
            "USD", Rates(input: "2", cachedInput: "0.5", output: "8"),
            batch: Rates(input: "1", output: "4"),
            services: [
                "priority": Rates(input: "3.5", cachedInput: "0.875", output: "14"),
                "flex": Rates(input: "1", cachedInput: "0.25", output: "4"),
            ]), context: 200_000, maxInput: 200_000, maxOutput: 100_000, shutdown: "2026-12-11",
        source: Source.both, asOf: Source.day, proof: .twoSources),
]
