/// What Google charges for a million tokens.
let googlePrices: [ListedModel] = [
    ListedModel(
        "google", "gemini-4-argon",
        price: Price(
            "USD", Rates(input: "2", cachedInput: "0.1", output: "10"),
            batch: Rates(input: "1", cachedInput: "0.05", output: "5"),
            services: [
                "priority": Rates(input: "3.6", cachedInput: "0.18", output: "18"),
                "flex": Rates(input: "1", cachedInput: "0.05", output: "5"),
            ],
            changes: [
                .init(from: "2026-12-01", Rates(input: "4", cachedInput: "0.2", output: "20"))
            ]), context: 1_048_576, maxInput: 1_048_576, maxOutput: 1_048_576, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "google", "gemini-3.8-flash",
        price: Price(
            "USD", Rates(input: "0.75", cachedInput: "0.075", output: "3.75"),
            batch: Rates(input: "0.375", cachedInput: "0.0375", output: "1.875"),
            services: [
                "priority": Rates(input: "1.35", cachedInput: "0.135", output: "6.75"),
                "flex": Rates(input: "0.375", cachedInput: "0.0375", output: "1.875"),
            ],
            changes: [
                .init(from: "2027-01-01", Rates(input: "1.5", cachedInput: "0.15", output: "7.5"))
            ]), context: 1_048_576, maxInput: 1_048_576, maxOutput: 65_536, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "google", "gemini-3.7-flash",
        price: Price(
            "USD", Rates(input: "0.75", cachedInput: "0.075", output: "3.75"),
            batch: Rates(input: "0.375", cachedInput: "0.0375", output: "1.875"),
            services: [
                "priority": Rates(input: "1.35", cachedInput: "0.135", output: "6.75"),
                "flex": Rates(input: "0.375", cachedInput: "0.0375", output: "1.875"),
            ],
            changes: [
                .init(from: "2027-01-01", Rates(input: "1.5", cachedInput: "0.15", output: "7.5"))
            ]), context: 1_048_576, maxInput: 1_048_576, maxOutput: 65_536, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "google", "gemini-3.6-flash",
        price: Price(
            "USD", Rates(input: "0.75", cachedInput: "0.075", output: "3.75"),
            batch: Rates(input: "0.375", cachedInput: "0.0375", output: "1.875"),
            services: [
                "priority": Rates(input: "1.35", cachedInput: "0.135", output: "6.75"),
                "flex": Rates(input: "0.375", cachedInput: "0.0375", output: "1.875"),
            ],
            changes: [
                .init(from: "2027-01-01", Rates(input: "1.5", cachedInput: "0.15", output: "7.5"))
            ]), context: 1_048_576, maxInput: 1_048_576, maxOutput: 65_536, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "google", "gemini-3.5-flash",
        price: Price(
            "USD", Rates(input: "1.5", cachedInput: "0.15", output: "9", audio: "1.5"),
            batch: Rates(input: "0.75", cachedInput: "0.075", output: "4.5"),
            services: [
                "priority": Rates(input: "2.7", cachedInput: "0.27", output: "16.2"),
                "flex": Rates(input: "0.75", cachedInput: "0.08", output: "4.5"),
            ]), context: 1_048_576, maxInput: 1_048_576, maxOutput: 65_536, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "google", "gemini-3.5-flash-lite",
        price: Price(
            "USD", Rates(input: "0.3", cachedInput: "0.03", output: "2.5"),
            batch: Rates(input: "0.15", cachedInput: "0.02", output: "1.25"),
            services: [
                "priority": Rates(input: "0.54", cachedInput: "0.05", output: "4.5"),
                "flex": Rates(input: "0.15", cachedInput: "0.02", output: "1.25"),
            ]), context: 1_048_576, maxInput: 1_048_576, maxOutput: 65_536, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "google", "gemini-3.1-pro-preview",
        price: Price(
            "USD", Rates(input: "2", cachedInput: "0.2", output: "12"),
            tiers: [.init(above: 200_000, Rates(input: "4", cachedInput: "0.4", output: "18"))],
            batch: Rates(input: "1", cachedInput: "0.2", output: "6"),
            services: [
                "priority": Rates(input: "3.6", cachedInput: "0.36", output: "21.6"),
                "flex": Rates(input: "1", cachedInput: "0.2", output: "6"),
            ]), context: 1_048_576, maxInput: 1_048_576, maxOutput: 65_536, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "google", "gemini-3.1-flash-lite",
        price: Price(
            "USD",
            Rates(
                input: "0.25", cachedInput: "0.025", output: "1.5", audio: "0.5",
                cachedAudio: "0.05"),
            batch: Rates(input: "0.125", cachedInput: "0.0125", output: "0.75"),
            services: [
                "priority": Rates(input: "0.45", cachedInput: "0.045", output: "2.7"),
                "flex": Rates(input: "0.125", cachedInput: "0.0125", output: "0.75"),
            ]), context: 1_048_576, maxInput: 1_048_576, maxOutput: 65_536, shutdown: "2027-05-07",
        source: Source.both, asOf: Source.day, proof: .twoSources),
    ListedModel(
        "google", "gemini-3-flash-preview",
        price: Price(
            "USD",
            Rates(input: "0.5", cachedInput: "0.05", output: "3", audio: "1", cachedAudio: "0.1"),
            batch: Rates(input: "0.25", cachedInput: "0.05", output: "1.5"),
            services: [
                "priority": Rates(input: "0.9", cachedInput: "0.09", output: "5.4"),
                "flex": Rates(input: "0.25", cachedInput: "0.05", output: "1.5"),
            ]), context: 1_048_576, maxInput: 1_048_576, maxOutput: 65_536, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "google", "gemini-2.5-pro",
        price: Price(
            "USD", Rates(input: "1.25", cachedInput: "0.125", output: "10"),
            tiers: [.init(above: 200_000, Rates(input: "2.5", cachedInput: "0.25", output: "15"))],
            batch: Rates(input: "0.625", cachedInput: "0.125", output: "5"),
            services: [
                "priority": Rates(input: "2.25", cachedInput: "0.225", output: "18"),
                "flex": Rates(input: "0.625", cachedInput: "0.125", output: "5"),
            ]), context: 1_048_576, maxInput: 1_048_576, maxOutput: 65_536, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "google", "gemini-2.5-flash",
        price: Price(
            "USD",
            Rates(input: "0.3", cachedInput: "0.03", output: "2.5", audio: "1", cachedAudio: "0.1"),
            batch: Rates(input: "0.15", cachedInput: "0.03", output: "1.25"),
            services: [
                "priority": Rates(input: "0.54", cachedInput: "0.054", output: "4.5"),
                "flex": Rates(input: "0.15", cachedInput: "0.03", output: "1.25"),
            ]), context: 1_048_576, maxInput: 1_048_576, maxOutput: 65_536, source: Source.both,
        asOf: Source.day, proof: .twoSources),
    ListedModel(
        "google", "gemini-2.5-flash-lite",
        price: Price(
            "USD",
            Rates(
                input: "0.1", cachedInput: "0.01", output: "0.4", audio: "0.3", cachedAudio: "0.03"),
            batch: Rates(input: "0.05", cachedInput: "0.01", output: "0.2"),
            services: [
                "priority": Rates(input: "0.18", cachedInput: "0.018", output: "0.72"),
                "flex": Rates(input: "0.05", cachedInput: "0.01", output: "0.2"),
            ]), context: 1_048_576, maxInput: 1_048_576, maxOutput: 65_536, source: Source.both,
        asOf: Source.day, proof: .twoSources),
]
