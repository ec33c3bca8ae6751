/// What a client asks for by name, and the chain of legs behind it.
package struct Route: Sendable, Equatable {
    package var name: String
    /// The model name that a client sends for it: the route's own, or `auto` where a rule leads to it.
    package var requested: String
    package var legs: [Leg]
    package var location: SourceLocation?

    package init(
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
    package func leg(after index: Int, on trigger: Trigger) -> Leg? {
        legs.dropFirst(index + 1).first { $0.admits.covers(trigger) }
    }
}

/// One provider and model at one place in a route's chain.
package struct Leg: Sendable, Equatable {
    package var id: LegID
    package var provider: String
    /// The name that the user's files use, and the one that goes over the wire.
    package var model: String
    package var pin: String
    /// How long the gateway waits for this leg.
    package var timeout: Duration
    package var retry: Retry
    /// Which failures of the leg before lead to this one; the first leg needs none.
    package var admits: Set<Trigger>

    package struct Retry: Sendable, Equatable {
        package var times: Int
        package var on: Set<Trigger>
        package init(times: Int = 0, on: Set<Trigger> = []) {
            self.times = times
            self.on = on
        }
    }

    package init(
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
    package func covers(_ trigger: Trigger) -> Bool { contains(trigger) || contains(.any) }
}

/// The place of a leg: its route and its index in the chain, from 0.
package struct LegID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var route: String
    package var index: Int

    package init(route: String, index: Int) {
        self.route = route
        self.index = index
    }

    package var description: String { "\(route)/\(index + 1)" }

    package static func < (one: LegID, other: LegID) -> Bool {
        (one.route, one.index) < (other.route, other.index)
    }
}
