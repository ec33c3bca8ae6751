/// What a lane plays to break its leg. The facts stand here; how it is played stands in Lanes, a file each.
public struct Cause: Sendable, Hashable {
    public enum Family: String, Sendable, CaseIterable {
        case status, connection, stream, lie, content
    }

    /// What a gateway can make of it, which is what routes are judged by.
    public enum Effect: Sendable, Hashable {
        /// Seen before any content: the gateway may ask again or ask another leg.
        case fails(Trigger)
        /// Seen after content has gone out: nobody can take that back, but the caller can be told.
        case breaksOff(Trigger)
        /// The answer is whole and only its form is amiss: it is handed on.
        case bearable
        /// There is nothing to see for a gateway, and something wrong all the same.
        case deceives
    }

    /// What a case must have so that the cause means something on it.
    public enum Need: String, Sendable, CaseIterable {
        case toolCalls = "a tool call"
        case cache = "a cached prompt"
    }

    /// What of a leg is broken.
    public enum Mark: Sendable, Hashable {
        /// How the lane answers a request.
        case request
        /// Its port: no call is seen, and all who call the leg meet it.
        case port
        /// The address that its gateway has for it, for one case only: its host, which nobody finds...
        case name
        /// ... or its TLS, which its lane does not speak. The lane sees that somebody tried.
        case handshake
        /// Nothing of it: the caller leaves in the middle of its answer.
        case caller
    }

    public let name: String
    public let summary: String
    public let family: Family
    /// On a plain answer and on a stream; nil where it cannot be played.
    public let plain: Effect?
    public let streamed: Effect?
    public let need: Need?
    public let mark: Mark

    init(
        _ name: String, _ family: Family, plain: Effect?, streamed: Effect?, need: Need? = nil,
        striking mark: Mark = .request, _ summary: String
    ) {
        self.name = name
        self.summary = summary
        self.family = family
        self.plain = plain
        self.streamed = streamed
        self.need = need
        self.mark = mark
    }

    init(
        _ name: String, _ family: Family, _ effect: Effect, need: Need? = nil,
        striking mark: Mark = .request, _ summary: String
    ) {
        self.init(
            name, family, plain: effect, streamed: effect, need: need, striking: mark, summary)
    }

    public var strikesPort: Bool { mark == .port }
    /// It is played by whoever holds the gateway's configuration: behind a gateway with one of its own it is not.
    public var changesAddress: Bool { mark == .name || mark == .handshake }
    /// It is shown behind the embedded gateway only.
    public var needsEmbeddedGateway: Bool { changesAddress || mark == .caller }
    /// What fails so, never comes to the lane: its journal has nothing of it.
    public var isUnseen: Bool { mark == .port || mark == .name }

    public func effect(isStreamed: Bool) -> Effect? { isStreamed ? streamed : plain }

    /// What a gateway reacts to, where it can still turn to another leg.
    public func trigger(isStreamed: Bool) -> Trigger? {
        if case .fails(let trigger) = effect(isStreamed: isStreamed) { trigger } else { nil }
    }

    public static func named(_ name: String) -> Cause? { allCauses.first { $0.name == name } }
}

/// What a gateway reacts to, in `on:`.
public enum Trigger: String, Sendable, Hashable, CaseIterable {
    case timeout
    case connection
    case rateLimit = "rate-limit"
    case serverError = "server-error"
    case auth
    case quota
    case badRequest = "bad-request"
    case contextLength = "context-length"
    case contentPolicy = "content-policy"
    case badAnswer = "bad-answer"
    case any
}
