public import Vocabulary

/// What somebody else was asked about an answer, so that it could be judged, and what came of it.
public struct QuestionRow: Sendable, Equatable {
    public var caseID: String
    /// The judge, which is no leg of any route.
    public var leg: LegID
    /// Its `provider:model`.
    public var asked: String
    /// Since the run's start.
    public var started: Duration
    public var latency: Duration?
    /// The model that its answer names.
    public var modelServed: String?
    public var status: Int?
    public var inputTokens: Int?
    public var outputTokens: Int?
    /// Of the input.
    public var cachedTokens: Int?
    /// Of the output.
    public var reasoningTokens: Int?
    public var cost: Money?
    /// What it said, shortened.
    public var said: String?
    /// Why nothing came that could be read.
    public var failed: String?

    public init(of caseID: String, to leg: LegID, asked: String, started: Duration) {
        self.caseID = caseID
        self.leg = leg
        self.asked = asked
        self.started = started
    }
}
