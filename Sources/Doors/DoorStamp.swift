/// All in which two answers of the same content differ. Whoever serves passes it in, so that a door
/// needs neither clock nor chance and a test can foretell every byte.
public struct DoorStamp: Sendable, Equatable {
    /// Who speaks: a provider adds its rate limits, fingerprints and padding; a gateway has none to tell.
    public enum Persona: Sendable { case provider, gateway }

    /// Different for every call: all ids are made of it.
    public var seed: UInt64
    public var unixSeconds: Int64
    public var processingMilliseconds: Int
    public var persona: Persona

    public init(
        seed: UInt64, unixSeconds: Int64, processingMilliseconds: Int = 0,
        persona: Persona = .provider
    ) {
        self.seed = seed
        self.unixSeconds = unixSeconds
        self.processingMilliseconds = processingMilliseconds
        self.persona = persona
    }

    /// What an id is for: two ids of one call must differ.
    enum Purpose: Hashable {
        case answer, request, padding
        case toolCall(Int)
        /// One of the items that an answer is made of.
        case item(Int)

        fileprivate var salt: UInt64 {
            switch self {
            case .answer: 1
            case .request: 2
            case .padding: 3
            case .toolCall(let index): 16 &+ UInt64(truncatingIfNeeded: index)
            case .item(let index): (1 << 63) ^ UInt64(truncatingIfNeeded: index)
            }
        }
    }

    /// The prefix, and then so many letters and digits that look like chance.
    func id(_ prefix: String, for purpose: Purpose, letters: Int, hexadecimal: Bool = false)
        -> String
    {
        var mixer = Mixer(seed: seed ^ (purpose.salt &* 0xD6E8_FEB8_6659_FD93))
        var bytes = Array(prefix.utf8)
        let alphabet = hexadecimal ? Self.hexadecimal : Self.letters
        for _ in 0..<letters {
            bytes.append(alphabet[Int(mixer.next() >> 32) % alphabet.count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same in the form of a UUID.
    func uuid(for purpose: Purpose) -> String {
        let digits = Array(id("", for: purpose, letters: 32, hexadecimal: true))
        let cuts = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)]
        return cuts.map { String(digits[$0.0..<$0.1]) }.joined(separator: "-")
    }

    func mixer(for purpose: Purpose) -> Mixer {
        Mixer(seed: seed ^ (purpose.salt &* 0xD6E8_FEB8_6659_FD93))
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
    static let letters = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}

/// SplitMix64: a seed's own sequence of well-mixed numbers.
struct Mixer: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
