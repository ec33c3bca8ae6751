import Vocabulary

/// A price for a million tokens, in whole billionths of its currency.
///
/// A token's price is then a whole number of 10^-15 units, so that tokens times rate is exact.
public struct Rate: Sendable, Hashable, ExpressibleByStringLiteral {
    public var nanosPerMillion: Int64

    public init(nanosPerMillion: Int64) { self.nanosPerMillion = nanosPerMillion }

    /// Nil for what is no number, is below zero, or finer than a billionth.
    public init?(text: String) {
        guard let scaled = DecimalText.scaled(text, places: Money.places), scaled.isExact,
            scaled.value >= 0, scaled.value <= Self.max
        else { return nil }
        nanosPerMillion = Int64(scaled.value)
    }

    /// A whole unit for each token: what passes it is a slip of the pen, and any count of tokens times
    /// less than it fits into 128 bits.
    private static let max: Int128 = 1_000_000 * 1_000_000_000

    /// Only the price list is written so.
    public init(stringLiteral text: String) {
        guard let rate = Rate(text: text) else { preconditionFailure("'\(text)' is no price") }
        self = rate
    }

    /// As price lists have it: `0.125`.
    public var text: String { DecimalText.text(Int128(nanosPerMillion), places: Money.places) }

    /// Of what is counted by the piece: a picture, a minute. Nil as above.
    public init?(each text: String) {
        guard let scaled = DecimalText.scaled(text, places: Self.eachPlaces),
            scaled.isExact, (0...Self.eachMax).contains(scaled.value)
        else { return nil }
        nanosPerMillion = Int64(scaled.value)
    }

    /// For one of a million, as written: `0.0025`.
    public var eachText: String {
        DecimalText.text(Int128(nanosPerMillion), places: Self.eachPlaces)
    }

    /// A billionth of a unit for a million of them.
    static let eachPlaces = Money.places + 6
    /// A thousand units for a picture or a minute.
    private static let eachMax: Int128 = 1_000 * max

    static let free = Rate(nanosPerMillion: 0)
}

/// What a million tokens of each kind cost. What is absent falls back as `Pricing` says.
public struct Rates: Sendable, Hashable {
    public var input: Rate?
    public var cachedInput: Rate?
    public var cacheWrite: Rate?
    public var cacheWriteLong: Rate?
    public var output: Rate?
    /// For all output of a request that thought, where that has a price of its own.
    public var outputThinking: Rate?
    public var audio: Rate?
    public var cachedAudio: Rate?
    public var audioOutput: Rate?
    public var image: Rate?
    public var cachedImage: Rate?
    public var imageOutput: Rate?
    /// For a million calls of the provider's own tools.
    public var searches: Rate?
    public var fetches: Rate?
    /// For a million pictures that are sent, on top of their tokens; and for a million minutes of sound.
    public var pictures: Rate?
    public var audioMinutes: Rate?

    public init(
        input: Rate? = nil, cachedInput: Rate? = nil, cacheWrite: Rate? = nil,
        cacheWriteLong: Rate? = nil, output: Rate? = nil, outputThinking: Rate? = nil,
        audio: Rate? = nil, cachedAudio: Rate? = nil, searches: Rate? = nil, fetches: Rate? = nil
    ) {
        self.input = input
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
        self.cacheWriteLong = cacheWriteLong
        self.output = output
        self.outputThinking = outputThinking
        self.audio = audio
        self.cachedAudio = cachedAudio
        self.searches = searches
        self.fetches = fetches
    }

    /// Pictures and sound have prices of their own.
    var countMoreThanText: Bool {
        audioOutput != nil || image != nil || cachedImage != nil || imageOutput != nil
            || pictures != nil || audioMinutes != nil
    }

    /// These, and where one is absent, the other's.
    public func filled(from base: Rates) -> Rates { joined(with: base) { $0 ?? $1 } }

    func joined(with other: Rates, _ join: (Rate?, Rate?) -> Rate?) -> Rates {
        var rates = Rates(
            input: join(input, other.input), cachedInput: join(cachedInput, other.cachedInput),
            cacheWrite: join(cacheWrite, other.cacheWrite),
            cacheWriteLong: join(cacheWriteLong, other.cacheWriteLong),
            output: join(output, other.output),
            outputThinking: join(outputThinking, other.outputThinking),
            audio: join(audio, other.audio), cachedAudio: join(cachedAudio, other.cachedAudio),
            searches: join(searches, other.searches), fetches: join(fetches, other.fetches))
        rates.audioOutput = join(audioOutput, other.audioOutput)
        rates.image = join(image, other.image)
        rates.cachedImage = join(cachedImage, other.cachedImage)
        rates.imageOutput = join(imageOutput, other.imageOutput)
        rates.pictures = join(pictures, other.pictures)
        rates.audioMinutes = join(audioMinutes, other.audioMinutes)
        return rates
    }
}

extension Rates {
    /// A rate by the word that files have for it.
    public struct Word: Sendable {
        public let name: String
        /// What it is the price of, for lists.
        public let what: String
        /// For one of them, and not for a million.
        public let isEach: Bool
        public let place: any WritableKeyPath<Rates, Rate?> & Sendable
    }

    /// All that a file may give, in the order of lists.
    public static let words: [Word] = [
        Word("input", "input", \.input),
        Word("cached_input", "cache read", \.cachedInput),
        Word("cache_write", "cache write", \.cacheWrite),
        Word("cache_write_long", "long cache write", \.cacheWriteLong),
        Word("output", "output", \.output),
        Word("output_thinking", "output when thinking", \.outputThinking),
        Word("audio_input", "audio input", \.audio),
        Word("cached_audio_input", "cached audio", \.cachedAudio),
        Word("audio_output", "audio output", \.audioOutput),
        Word("image_input", "image input", \.image),
        Word("cached_image_input", "cached image", \.cachedImage),
        Word("image_output", "image output", \.imageOutput),
        Word("image", "image", each: \.pictures),
        Word("audio_minute", "minute of audio", each: \.audioMinutes),
        Word("search", "search", each: \.searches),
        Word("fetch", "fetch", each: \.fetches),
    ]
}

extension Rates.Word {
    fileprivate init(
        _ name: String, _ what: String, _ place: any WritableKeyPath<Rates, Rate?> & Sendable
    ) {
        self.init(name: name, what: what, isEach: false, place: place)
    }

    fileprivate init(
        _ name: String, _ what: String, each place: any WritableKeyPath<Rates, Rate?> & Sendable
    ) {
        self.init(name: name, what: what, isEach: true, place: place)
    }
}
