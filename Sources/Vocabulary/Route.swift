/// What a client asks for by name, and the chain of legs behind it.
public struct Route: Sendable, Equatable {
    public var name: String
    /// The model name that a client sends for it: the route's own, or `auto` where a rule leads to it.
    public var requested: String
    public var legs: [Leg]
    public var location: SourceLocation?

    public init(
        name: String, requested: String? = nil, legs: [Leg], location: SourceLocation? = nil
    ) {
        self.name = name
        self.requested = requested ?? name
        self.legs = legs
        self.location = location
    }
}

extension Route {
    /// The leg that a gateway asks next when the leg at `index` failed: the first later one that admits it.
    ///
    /// A chain may hold a leg for one kind of failure only (a longer context window, say); others pass it by.
    public func leg(after index: Int, on trigger: Trigger) -> Leg? {
        legs.dropFirst(index + 1).first { $0.admits.covers(trigger) }
    }
}

/// One provider and model at one place in a route's chain.
public struct Leg: Sendable, Equatable {
    public var id: LegID
    public var provider: String
    /// The name that the user's files use, and the one that goes over the wire.
    public var model: String
    public var pin: String
    /// How long the gateway waits for this leg.
    public var timeout: Duration
    public var retry: Retry
    /// Which failures of the leg before lead to this one; the first leg needs none.
    public var admits: Set<Trigger>

    public struct Retry: Sendable, Equatable {
        public var times: Int
        public var on: Set<Trigger>
        public init(times: Int = 0, on: Set<Trigger> = []) {
            self.times = times
            self.on = on
        }
    }

    public init(
        id: LegID, provider: String, model: String, pin: String, timeout: Duration,
        retry: Retry = Retry(), admits: Set<Trigger> = []
    ) {
        self.id = id
        self.provider = provider
        self.model = model
        self.pin = pin
        self.timeout = timeout
        self.retry = retry
        self.admits = admits
    }
}

extension Set<Trigger> {
    public func covers(_ trigger: Trigger) -> Bool { contains(trigger) || contains(.any) }
}

/// The place of a leg: its route and its index in the chain, from 0.
public struct LegID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public var route: String
    public var index: Int

    public init(route: String, index: Int) {
        self.route = route
        self.index = index
    }

    public var description: String { "\(route)/\(index + 1)" }

    public static func < (one: LegID, other: LegID) -> Bool {
        (one.route, one.index) < (other.route, other.index)
    }
}
