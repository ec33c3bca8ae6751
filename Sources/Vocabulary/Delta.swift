/// A piece of an answer in no provider's words. A plain answer is a few deltas at once, a streamed one
/// many in a row; a reading is their fold, a door's answer their rendering.
public enum Delta: Sendable, Equatable {
    case start(id: String?, model: String?)
    case role(String)
    case text(String)
    case reasoning(String)
    case refusal(String)
    /// `index` numbers the calls of this answer from 0, in order of appearance.
    case toolStart(index: Int, id: String?, name: String)
    case toolArguments(index: Int, String)
    case finish(Finish)
    case usage(Usage)
    // The large and seldom one is kept apart, so that a piece of text stays small.
    indirect case error(ProviderError)
    case evidence(Evidence)
}

/// Why the model stopped: as sent, and in common words.
public struct Finish: Sendable, Equatable {
    public enum Reason: String, Sendable {
        case stop, length
        case toolCalls = "tool-calls"
        case contentFilter = "content-filter"
        case refusal
        case pause
        case error
        case unknown
    }

    public var raw: String
    public var reason: Reason
    /// Which limit, which filter: as sent.
    public var detail: String?
    /// The stop sequence that was met, where the provider tells.
    public var stopSequence: String?

    public init(
        raw: String, reason: Reason, detail: String? = nil, stopSequence: String? = nil
    ) {
        self.raw = raw
        self.reason = reason
        self.detail = detail
        self.stopSequence = stopSequence
    }
}

/// Token counts as the provider sent them, each with the name of the field it came from.
public struct Usage: Sendable, Equatable {
    public struct Count: Sendable, Equatable {
        public var value: Int
        /// A literal: counts are copied often, and texts would be counted each time.
        private let name: StaticString
        public var field: String { name.description }

        public init(_ value: Int, _ field: StaticString) {
            self.value = value
            name = field
        }

        public static func == (one: Count, other: Count) -> Bool {
            one.value == other.value && one.field == other.field
        }
    }

    private enum Kind: Int, CaseIterable {
        case input, output, total, cachedInput, cacheWrite, reasoning
        case cacheWriteLong, audio, cachedAudio, toolInput, searches, fetches
        case image, cachedImage, audioOutput, imageOutput, audioSeconds

        /// So many are usual; hardly any answer tells one of the others.
        static let usual = 6
    }

    /// By kind: of the usual ones, of all, or of none as long as nothing was told. A list, since counts are
    /// handed on more often than they are looked at.
    private var told: [Count?] = []
    /// The word for the tier that it was served in, as `ServiceTier.word` has it: what its tokens cost depends on it.
    /// Nil where that was not told.
    public var tier: String?

    public init() {}

    public init(
        input: Count? = nil, output: Count? = nil, total: Count? = nil, cachedInput: Count? = nil,
        cacheWrite: Count? = nil, reasoning: Count? = nil, cacheWriteLong: Count? = nil,
        audio: Count? = nil, cachedAudio: Count? = nil, toolInput: Count? = nil,
        searches: Count? = nil, image: Count? = nil, cachedImage: Count? = nil,
        audioOutput: Count? = nil, imageOutput: Count? = nil, audioSeconds: Count? = nil,
        tier: String? = nil
    ) {
        self.tier = tier
        told = [input, output, total, cachedInput, cacheWrite, reasoning]
        if let cacheWriteLong { self.cacheWriteLong = cacheWriteLong }
        if let audio { self.audio = audio }
        if let cachedAudio { self.cachedAudio = cachedAudio }
        if let toolInput { self.toolInput = toolInput }
        if let searches { self.searches = searches }
        if let image { self.image = image }
        if let cachedImage { self.cachedImage = cachedImage }
        if let audioOutput { self.audioOutput = audioOutput }
        if let imageOutput { self.imageOutput = imageOutput }
        if let audioSeconds { self.audioSeconds = audioSeconds }
    }
}

extension Usage {
    public var input: Count? {
        get { self[.input] }
        set { self[.input] = newValue }
    }

    public var output: Count? {
        get { self[.output] }
        set { self[.output] = newValue }
    }

    public var total: Count? {
        get { self[.total] }
        set { self[.total] = newValue }
    }

    public var cachedInput: Count? {
        get { self[.cachedInput] }
        set { self[.cachedInput] = newValue }
    }

    public var cacheWrite: Count? {
        get { self[.cacheWrite] }
        set { self[.cacheWrite] = newValue }
    }

    public var reasoning: Count? {
        get { self[.reasoning] }
        set { self[.reasoning] = newValue }
    }

    /// Takes over what another one tells; what it does not tell stays.
    public mutating func update(with newer: Usage) {
        guard !told.isEmpty || tier != nil else { return self = newer }
        for kind in Kind.allCases {
            if let count = newer[kind] { self[kind] = count }
        }
        if let told = newer.tier { tier = told }
    }

    /// How many counts were told.
    public var count: Int {
        var count = 0
        for entry in told where entry != nil { count += 1 }
        return count
    }

    /// Whether any of the counts below was told.
    public var hasRareCounts: Bool { told.count > Kind.usual }

    /// The part of what was written to the cache that is kept for longer than the shortest time.
    public var cacheWriteLong: Count? {
        get { self[.cacheWriteLong] }
        set { self[.cacheWriteLong] = newValue }
    }

    /// Sound in the input, the cached part of it included.
    public var audio: Count? {
        get { self[.audio] }
        set { self[.audio] = newValue }
    }

    /// Sound that came from the cache.
    public var cachedAudio: Count? {
        get { self[.cachedAudio] }
        set { self[.cachedAudio] = newValue }
    }

    /// What tools of the provider's own brought into the prompt, where that stands beside the input.
    public var toolInput: Count? {
        get { self[.toolInput] }
        set { self[.toolInput] = newValue }
    }

    /// Searches and fetches of the provider's own, which are billed by the call.
    public var searches: Count? {
        get { self[.searches] }
        set { self[.searches] = newValue }
    }

    public var fetches: Count? {
        get { self[.fetches] }
        set { self[.fetches] = newValue }
    }

    /// Pictures in the input, in tokens, the cached part of them included; and that part.
    public var image: Count? {
        get { self[.image] }
        set { self[.image] = newValue }
    }

    public var cachedImage: Count? {
        get { self[.cachedImage] }
        set { self[.cachedImage] = newValue }
    }

    /// What of the output is sound, and what of it pictures.
    public var audioOutput: Count? {
        get { self[.audioOutput] }
        set { self[.audioOutput] = newValue }
    }

    public var imageOutput: Count? {
        get { self[.imageOutput] }
        set { self[.imageOutput] = newValue }
    }

    /// How long the sound in the prompt lasts, where that is billed and not its tokens.
    public var audioSeconds: Count? {
        get { self[.audioSeconds] }
        set { self[.audioSeconds] = newValue }
    }

    private subscript(kind: Kind) -> Count? {
        get { kind.rawValue < told.count ? told[kind.rawValue] : nil }
        set {
            if kind.rawValue >= told.count {
                guard newValue != nil else { return }
                let room = kind.rawValue < Kind.usual ? Kind.usual : Kind.allCases.count
                told += repeatElement(nil, count: room - told.count)
            }
            told[kind.rawValue] = newValue
        }
    }

    /// Where nothing was told is as good as where nothing stands.
    public static func == (one: Usage, other: Usage) -> Bool {
        one.tier == other.tier && Kind.allCases.allSatisfy { one[$0] == other[$0] }
    }
}

/// An error that a provider or gateway put into words.
public struct ProviderError: Sendable, Equatable {
    public var status: Int?
    public var type: String?
    public var code: String?
    /// The code was sent as a number, not as text.
    public var codeIsNumber: Bool
    public var message: String?
    /// A finer word than the code, which some put into members of their own: which quota, which limit.
    public var reason: String?
    /// It came inside a stream, after a status that promised success.
    public var isInStream: Bool
    public var retryAfter: Duration?

    public init(
        status: Int? = nil, type: String? = nil, code: String? = nil, codeIsNumber: Bool = false,
        message: String? = nil, reason: String? = nil, isInStream: Bool = false,
        retryAfter: Duration? = nil
    ) {
        self.reason = reason
        self.status = status
        self.type = type
        self.code = code
        self.codeIsNumber = codeIsNumber
        self.message = message
        self.isInStream = isInStream
        self.retryAfter = retryAfter
    }
}

/// What a gateway or provider says about who served, how often it tried, and what it charged.
public enum Evidence: Sendable, Equatable {
    case servedBy(String)
    case attempts(Int)
    case retries(Int)
    case fallbacks(Int)
    case deployment(String)
    case cacheHit(Bool)
    case requestID(String)
    /// A price as sent: the number's own text, the field it came from, its unit.
    case cost(amount: String, field: String, unit: String)
}
