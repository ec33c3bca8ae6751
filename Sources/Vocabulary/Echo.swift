/// What the model name in an answer says about the model that served it.
public enum Echo: Sendable, Equatable {
    case pinned
    /// Only what was asked: it neither proves nor disproves.
    case alias
    case differs
    case missing
}

/// An echo, and the pin that it was held against.
public struct Served: Sendable, Equatable {
    public var echo: Echo
    public var pin: String

    public init(echo: Echo, pin: String) {
        self.echo = echo
        self.pin = pin
    }
}
