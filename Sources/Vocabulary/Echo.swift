/// What the model name in an answer says about the model that served it.
package enum Echo: Sendable, Equatable {
    case pinned
    /// Only what was asked: it neither proves nor disproves.
    case alias
    case differs
    case missing
}

/// An echo, and the pin that it was held against.
package struct Served: Sendable, Equatable {
    package var echo: Echo
    package var pin: String

    package init(echo: Echo, pin: String) {
        self.echo = echo
        self.pin = pin
    }
}
