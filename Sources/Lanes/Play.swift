import Servers
public import Vocabulary

/// How a lane breaks in one way, in the dialect of its leg.
public struct Play: Sendable {
    /// What an address is made of that leads astray.
    struct Place: Sendable {
        let marker: Marker
        let port: Int
        let basePath: String
    }

    public let cause: Cause
    let performance: @Sendable (Scene) -> Performance
    /// How it strikes an answer that comes from the provider itself; nil: nobody is asked, and it is played alone.
    let onTheWay: Meddling?
    /// Where the leg's gateway seeks it; nil: where it is.
    let address: (@Sendable (Place) -> String)?

    init(
        _ cause: Cause, onTheWay: Meddling? = nil,
        performance: @escaping @Sendable (Scene) -> Performance
    ) {
        self.cause = cause
        self.performance = performance
        self.onTheWay = onTheWay
        address = nil
    }

    /// Whoever finds the leg all the same, finds it healthy.
    init(_ cause: Cause, address: @escaping @Sendable (Place) -> String) {
        precondition(cause.changesAddress, "'\(cause.name)' is played where the leg is")
        self.cause = cause
        performance = { $0.healthy() }
        onTheWay = nil
        self.address = address
    }
}

public let allPlays: [Play] =
    Play.statuses + [
        .rateLimit, .refused, .dnsFailure, .tlsFailure, .reset, .hang, .slowHeaders,
        .slowFirstToken, .trickle, .cut, .resetMidStream, .stall, .malformedEvent, .noTerminator,
        .noFinish, .errorEvent,
        .roleThenSilence, .commentFlood, .oneBurst, .duplicateEvent, .noUsage, .plainForStream,
        .callerLeaves,
        .errorIn200, .htmlIn200, .emptyBody, .emptyChoices, .truncatedJSON, .wrongContentType,
        .damagedGzip, .proseForJSON, .fencedJSON, .markdownTable, .wrongSchema, .badToolArguments,
        .wrongModel, .promptTruncated, .wrongFinish, .refusal, .cacheDropped,
    ]

private let playsByCause: [Cause: Play] = Dictionary(
    uniqueKeysWithValues: allPlays.map { ($0.cause, $0) })

func play(of cause: Cause) -> Play? { playsByCause[cause] }

/// What a lane sends for one call, and what the journal says of it once all of it went out.
struct Performance: Sendable {
    var score: Score
    /// Nil where no status line goes out.
    var status: Int?
    /// Nothing that the head promised is missing.
    var isWhole: Bool
    var cause: Cause?
    var cacheable: LaneCall.Cacheable?
    var refusal: String?
    /// What is said in it, where all of it is.
    var answer: LaneCall.Answer?
    /// How long its caller is asked to wait, at the least.
    var retryAfter: Duration?

    init(_ score: Score, status: Int?, isWhole: Bool = true) {
        self.score = score
        self.status = status
        self.isWhole = isWhole
    }

    /// The same, begun so much later.
    func delayed(by delay: Duration) -> Performance {
        var delayed = self
        delayed.score = score.delayed(by: delay)
        return delayed
    }
}
