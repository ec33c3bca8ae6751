/// Which of a provider's token counts lie inside one another.
public enum UsageRule: String, Sendable, CaseIterable {
    /// Cached input is part of the input, reasoning part of the output.
    case inclusive
    /// What was read from or written to the cache stands beside the input.
    case cacheBeside = "cache beside input"
    /// Reasoning stands beside the output.
    case reasoningBeside = "reasoning beside output"
    /// A gateway's: only the sum tells which of the three it is.
    case bySum = "by the sum"

    /// A word for tables.
    public var name: String {
        switch self {
        case .inclusive: "inclusive"
        case .cacheBeside: "cache apart"
        case .reasoningBeside: "thought apart"
        case .bySum: "by the sum"
        }
    }
}

/// Token counts that do not overlap, so that each can be multiplied by one price.
public struct TokenCounts: Sendable, Equatable {
    /// Input of text at the full price; nil where the input was not told.
    public var inputFresh: Int?
    public var cacheRead: Int
    /// Written to the cache for its shortest time, and for a longer one.
    public var cacheWrite: Int
    public var cacheWriteLong: Int
    /// Sound in the input: what was read from the cache, and what was not.
    public var audio: Int
    public var cachedAudio: Int
    /// All output, reasoning included; nil where it was not told.
    public var output: Int?
    /// How much of the output was reasoning, as far as that was told.
    public var reasoning: Int
    /// Calls of tools of the provider's own, which have a price of their own.
    public var searches = 0
    public var fetches = 0
    /// Parts of the counts above that may have a price of their own: pictures in the fresh and in the cached
    /// input, sound and pictures in the output.
    public var image = 0
    public var cachedImage = 0
    public var audioOutput = 0
    public var imageOutput = 0
    /// Of sound that is billed by its length.
    public var audioSeconds = 0
    /// Pictures that were sent, where each has a price: no answer tells their number.
    public var pictures = 0
    /// The tier that they were served in; nil where the answer does not say, and is billed as usual.
    public var tier: String?
    /// How the sent counts lay inside one another: never `.bySum`.
    public var rule: UsageRule
    /// Counts that are impossible or contradict each other; they stand above as they came out.
    public var findings: [Finding]

    public init(
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
    public var inputTotal: Int? {
        guard let inputFresh else { return nil }
        let text = Int128(inputFresh) + Int128(cacheRead)
        let written = Int128(cacheWrite) + Int128(cacheWriteLong)
        return Int(exactly: text + written + Int128(audio) + Int128(cachedAudio))
    }
}
