/// A piece of an answer in no provider's words. A plain answer is a few deltas at once, a streamed one
/// many in a row; a reading is their fold, a door's answer their rendering.
package enum Delta: Sendable, Equatable {
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
package struct Finish: Sendable, Equatable {
    package enum Reason: String, Sendable {
        case stop, length
        case toolCalls = "tool-calls"
        case contentFilter = "content-filter"
        case refusal
        case pause
        case error
        case unknown
    }

    package var raw: String
    package var reason: Reason
    /// Which limit, which filter: as sent.
    package var detail: String?
    /// The stop sequence that was met, where the provider tells.
    package var stopSequence: String?

    package init(
        raw: String, reason: Reason, detail: String? = nil, stopSequence: String? = nil
    ) {
        self.raw = raw
        self.reason = reason
        self.detail = detail
        self.stopSequence = stopSequence
    }
}

/// Token counts as the provider sent them, each with the name of the field it came from.
package struct Usage: Sendable, Equatable {
    package struct Count: Sendable, Equatable {
        package var value: Int
        /// A literal: counts are copied often, and texts would be counted each time.
        private let name: StaticString
        package var field: String { name.description }

        package init(_ value: Int, _ field: StaticString) {
            self.value = value
            name = field
        }

        package static func == (one: Count, other: Count) -> Bool {
            one.value == other.value && one.field == other.field
        }
    }

    private enum Kind: UInt8 {
        case input, output, total, cachedInput, cacheWrite, reasoning
        case cacheWriteLong, audio, cachedAudio, toolInput, searches, fetches
        case image, cachedImage, audioOutput, imageOutput, audioSeconds
    }

    private struct Told: Sendable, Equatable {
        var count: Count
        var kind: Kind
    }

    /// In the order of their kinds. A list, since counts are handed on more often than they are looked at.
    private var told: [Told] = []

    package init() {}

    package init(
        input: Count? = nil, output: Count? = nil, total: Count? = nil, cachedInput: Count? = nil,
        cacheWrite: Count? = nil, reasoning: Count? = nil, cacheWriteLong: Count? = nil,
        audio: Count? = nil, cachedAudio: Count? = nil, toolInput: Count? = nil
    ) {
        self.input = input
        self.output = output
        self.total = total
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
        self.reasoning = reasoning
        self.cacheWriteLong = cacheWriteLong
        self.audio = audio
        self.cachedAudio = cachedAudio
        self.toolInput = toolInput
    }
}

extension Usage {
    package var input: Count? {
        get { self[.input] }
        set { self[.input] = newValue }
    }

    package var output: Count? {
        get { self[.output] }
        set { self[.output] = newValue }
    }

    package var total: Count? {
        get { self[.total] }
        set { self[.total] = newValue }
    }

    package var cachedInput: Count? {
        get { self[.cachedInput] }
        set { self[.cachedInput] = newValue }
    }

    package var cacheWrite: Count? {
        get { self[.cacheWrite] }
        set { self[.cacheWrite] = newValue }
    }

    package var reasoning: Count? {
        get { self[.reasoning] }
        set { self[.reasoning] = newValue }
    }

    /// How many counts were told.
    package var count: Int { told.count }

    /// Whether any of the counts below was told: hardly any answer has one.
    package var hasRareCounts: Bool {
        guard let last = told.last else { return false }
        return last.kind.rawValue > Kind.reasoning.rawValue
    }

    /// The part of what was written to the cache that is kept for longer than the shortest time.
    package var cacheWriteLong: Count? {
        get { self[.cacheWriteLong] }
        set { self[.cacheWriteLong] = newValue }
    }

    /// Sound in the input, the cached part of it included.
    package var audio: Count? {
        get { self[.audio] }
        set { self[.audio] = newValue }
    }

    /// Sound that came from the cache.
    package var cachedAudio: Count? {
        get { self[.cachedAudio] }
        set { self[.cachedAudio] = newValue }
    }

    /// What tools of the provider's own brought into the prompt, where that stands beside the input.
    package var toolInput: Count? {
        get { self[.toolInput] }
        set { self[.toolInput] = newValue }
    }

    /// Searches and fetches of the provider's own, which are billed by the call.
    package var searches: Count? {
        get { self[.searches] }
        set { self[.searches] = newValue }
    }

    package var fetches: Count? {
        get { self[.fetches] }
        set { self[.fetches] = newValue }
    }

    /// Pictures in the input, in tokens, the cached part of them included; and that part.
    package var image: Count? {
        get { self[.image] }
        set { self[.image] = newValue }
    }

    package var cachedImage: Count? {
        get { self[.cachedImage] }
        set { self[.cachedImage] = newValue }
    }

    /// What of the output is sound, and what of it pictures.
    package var audioOutput: Count? {
        get { self[.audioOutput] }
        set { self[.audioOutput] = newValue }
    }

    package var imageOutput: Count? {
        get { self[.imageOutput] }
        set { self[.imageOutput] = newValue }
    }

    /// How long the sound in the prompt lasts, where that is billed and not its tokens.
    package var audioSeconds: Count? {
        get { self[.audioSeconds] }
        set { self[.audioSeconds] = newValue }
    }

    private subscript(kind: Kind) -> Count? {
        get {
            for entry in told where entry.kind == kind { return entry.count }
            return nil
        }
        set {
            let place = told.firstIndex { $0.kind.rawValue >= kind.rawValue } ?? told.count
            let isTold = place < told.count && told[place].kind == kind
            switch (newValue, isTold) {
            case (nil, false): return
            case (nil, true): told.remove(at: place)
            case (let new?, true): told[place].count = new
            case (let new?, false) where place < told.count:
                told.insert(Told(count: new, kind: kind), at: place)
            case (let new?, false):
                // Once for a usual answer, and not with each count.
                if told.isEmpty { told.reserveCapacity(6) }
                told.append(Told(count: new, kind: kind))
            }
        }
    }
}

/// An error that a provider or gateway put into words.
package struct ProviderError: Sendable, Equatable {
    package var status: Int?
    package var type: String?
    package var code: String?
    /// The code was sent as a number, not as text.
    package var codeIsNumber: Bool
    package var message: String?
    /// A finer word than the code, which some put into members of their own: which quota, which limit.
    package var reason: String?
    /// It came inside a stream, after a status that promised success.
    package var isInStream: Bool
    package var retryAfter: Duration?

    package init(
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
package enum Evidence: Sendable, Equatable {
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
