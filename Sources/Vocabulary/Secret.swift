/// A key that no description, interpolation or dump can show.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// Only what puts the key on the wire, or redacts it from text, reads this.
    public let revealed: String

    public init(_ revealed: String) { self.revealed = revealed }

    public var description: String { "[secret]" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
