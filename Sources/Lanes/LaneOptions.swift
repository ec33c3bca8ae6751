public import Servers
public import Vocabulary

/// How lanes behave beside what a script asks of them.
public struct LaneOptions: Sendable {
    /// What a healthy lane says to calls that no armed case claims, so that any client can talk to it.
    public var defaultAnswer: SimulatedAnswer
    /// From the request to the first content of a stream or the whole of a plain answer, and from one
    /// piece of content to the next. Nothing waits by default: a simulated run measures no model.
    public var firstPieceDelay: Duration
    public var pieceDelay: Duration
    /// What `rate-limit` asks its caller to wait.
    public var retryAfterSeconds: Int
    /// How long `hang` keeps a caller who does not leave: the 120 s of the failoverbench catalogue.
    public var hangMax: Duration
    /// How many calls are kept that no armed case claims.
    public var straysMax: Int
    /// All ids in answers are made of it.
    public var seed: UInt64
    public var threads: Int
    public var limits: ServerLimits
    /// The first leg's port, the next leg has the next one; 0 takes free ones.
    public var firstPort: Int

    public init(
        defaultAnswer: SimulatedAnswer = SimulatedAnswer(text: "A simulated answer."),
        firstPieceDelay: Duration = .zero, pieceDelay: Duration = .zero,
        retryAfterSeconds: Int = 1, hangMax: Duration = .seconds(120), straysMax: Int = 10_000,
        seed: UInt64 = 0, threads: Int = 1, limits: ServerLimits = .standard,
        firstPort: Int = 0
    ) {
        self.defaultAnswer = defaultAnswer
        self.firstPieceDelay = firstPieceDelay
        self.pieceDelay = pieceDelay
        self.retryAfterSeconds = retryAfterSeconds
        self.hangMax = hangMax
        self.straysMax = straysMax
        self.seed = seed
        self.threads = threads
        self.limits = limits
        self.firstPort = firstPort
    }
}

/// Why lanes could not be opened, in words for the user.
public enum LaneError: Error, Sendable, Equatable, CustomStringConvertible {
    case unknownProvider(String, leg: LegID)
    case server(ServerError)

    public var description: String {
        switch self {
        case .unknownProvider(let provider, let leg):
            "no lane can stand in for leg \(leg): no door speaks as '\(provider)'"
        case .server(let error): "the lanes could not be opened: \(error)"
        }
    }
}
