/// A key that no description, interpolation or dump can show.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// Only what puts the key on the wire, or redacts it from text, reads this.
    package let revealed: String

    package init(_ revealed: String) { self.revealed = revealed }

    package var description: String { "[secret]" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
