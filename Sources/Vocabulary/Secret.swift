/// A key that no description, interpolation or dump can show.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// Only what puts the key on the wire, or redacts it from text, reads this.
    public let revealed: String

    /// Shorter ones are words that stand in any text, where they stay: to take them out would tear up answers and say
    /// where the key is. No provider's key is that short.
    public static let maskedBytesMin = 6

    public init(_ revealed: String) { self.revealed = revealed }

    /// Whether it is taken out of texts.
    public var isMasked: Bool { revealed.utf8.count >= Self.maskedBytesMin }

    public var description: String { "[secret]" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
