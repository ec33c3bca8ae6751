/// Which of a provider's token counts lie inside one another.
package enum UsageRule: String, Sendable, CaseIterable {
    /// Cached input is part of the input, reasoning part of the output.
    case inclusive
    /// What was read from or written to the cache stands beside the input.
    case cacheBeside = "cache beside input"
    /// Reasoning stands beside the output.
    case reasoningBeside = "reasoning beside output"
    /// A gateway's: only the sum tells which of the three it is.
    case bySum = "by the sum"

    /// A word for tables.
    package var name: String {
        switch self {
        case .inclusive: "inclusive"
        case .cacheBeside: "cache apart"
        case .reasoningBeside: "thought apart"
        case .bySum: "by the sum"
        }
    }
}

/// Token counts that do not overlap, so that each can be multiplied by one price.
package struct TokenCounts: Sendable, Equatable {
    /// Input of text at the full price; nil where the input was not told.
    package var inputFresh: Int?
    package var cacheRead: Int
    /// Written to the cache for its shortest time, and for a longer one.
    package var cacheWrite: Int
    package var cacheWriteLong: Int
    /// Sound in the input: what was read from the cache, and what was not.
    package var audio: Int
    package var cachedAudio: Int
    /// All output, reasoning included; nil where it was not told.
    package var output: Int?
    /// How much of the output was reasoning, as far as that was told.
    package var reasoning: Int
    /// Calls of tools of the provider's own, which have a price of their own.
    package var searches = 0
    package var fetches = 0
    /// Parts of the counts above that may have a price of their own: pictures in the fresh and in the cached
    /// input, sound and pictures in the output.
    package var image = 0
    package var cachedImage = 0
    package var audioOutput = 0
    package var imageOutput = 0
    /// Of sound that is billed by its length.
    package var audioSeconds = 0
    /// Pictures that were sent, where each has a price: no answer tells their number.
    package var pictures = 0
    /// How the sent counts lay inside one another: never `.bySum`.
    package var rule: UsageRule
    /// Counts that are impossible or contradict each other; they stand above as they came out.
    package var findings: [Finding]

    package init(
        inputFresh: Int?, cacheRead: Int = 0, cacheWrite: Int = 0, cacheWriteLong: Int = 0,
        audio: Int = 0, cachedAudio: Int = 0, output: Int?, reasoning: Int = 0,
        rule: UsageRule = .inclusive, findings: [Finding] = []
    ) {
        self.inputFresh = inputFresh
        self.cacheRead = cacheRead
        self.cacheWrite = cacheWrite
        self.cacheWriteLong = cacheWriteLong
        self.audio = audio
        self.cachedAudio = cachedAudio
        self.output = output
        self.reasoning = reasoning
        self.rule = rule
        self.findings = findings
    }

    /// What chooses the tier of a price.
    package var inputTotal: Int? {
        guard let inputFresh else { return nil }
        let text = Int128(inputFresh) + Int128(cacheRead)
        let written = Int128(cacheWrite) + Int128(cacheWriteLong)
        return Int(exactly: text + written + Int128(audio) + Int128(cachedAudio))
    }
}
