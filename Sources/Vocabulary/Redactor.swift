/// Takes a run's keys out of text that others wrote: gateways like to repeat the key that they refuse, in another
/// spelling than its own, or cut off where their message was too long.
///
/// In a text without keys it is one search that looks at every fifth byte.
public struct Redactor: Sendable, Equatable {
    private let secrets: Set<Secret>
    /// Nil where there is nothing to hide.
    private let index: SecretIndex?
    private static let mask = "[secret]"

    public init(_ secrets: [Secret]) {
        self.secrets = Set(secrets)
        index = SecretIndex(self.secrets)
    }

    public static func == (one: Redactor, other: Redactor) -> Bool { one.secrets == other.secrets }

    /// Has nothing to hide.
    public static let idle = Redactor([])

    public var isIdle: Bool { index == nil }

    public func redacted(_ text: String) -> String {
        guard let index else { return text }
        let found = Self.places(in: text.utf8.span, index)
        guard !found.isEmpty else { return text }
        return String(decoding: Self.masked(Array(text.utf8), at: found), as: UTF8.self)
    }

    public func redacted(_ text: String?) -> String? { text.map { redacted($0) } }

    public func redacted(_ bytes: [UInt8]) -> [UInt8] {
        guard let index else { return bytes }
        let found = Self.places(in: bytes.span, index)
        return found.isEmpty ? bytes : Self.masked(bytes, at: found)
    }

    /// Where keys stand, first to last; as they are, and behind escapes.
    private static func places(in text: Span<UInt8>, _ index: SecretIndex) -> [Range<Int>] {
        var found = index.runs(in: text)
        if var plain = Unescaped(text) {
            found += index.runs(in: plain.bytes.span).map { plain.place(of: $0) }
            // A message in a message is escaped twice; nobody nests deeper than this.
            var rounds = 1
            while rounds < roundsMax, plain.unescape() {
                found += index.runs(in: plain.bytes.span).map { plain.place(of: $0) }
                rounds += 1
            }
        }
        return found.isEmpty ? found : joined(found)
    }

    private static let roundsMax = 6

    /// In order, those that overlap made one.
    private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var joined: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, range.lowerBound < last.upperBound {
                joined[joined.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    private static func masked(_ bytes: [UInt8], at places: [Range<Int>]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var start = 0
        for place in places {
            result += bytes[start..<place.lowerBound]
            result += mask.utf8
            start = place.upperBound
        }
        return result + bytes[start...]
    }
}
