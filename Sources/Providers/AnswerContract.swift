public import Vocabulary

/// What was asked for, and how much of its contract the other side promised to keep.
public struct AnswerContract: Sendable, Equatable {
    public var isStreamed: Bool
    /// How bad it is when usage does not come, or a stream lacks its end mark.
    public var usage: Finding.Severity
    public var terminator: Finding.Severity
    /// Codes of findings that are no departure with this provider.
    public var allowed: Set<String>

    public init(
        isStreamed: Bool, usage: Finding.Severity = .error, terminator: Finding.Severity = .error,
        allowed: Set<String> = []
    ) {
        self.isStreamed = isStreamed
        self.usage = usage
        self.terminator = terminator
        self.allowed = allowed
    }
}

/// Where reading ends with a finding. Numbers from the largest honest answers known, times a hundred.
public struct ReaderLimits: Sendable, Equatable {
    public var bodyBytesMax: Int
    public var eventBytesMax: Int
    public var eventsMax: Int
    public var depthMax: Int

    public init(
        bodyBytesMax: Int = 64 << 20, eventBytesMax: Int = 16 << 20, eventsMax: Int = 2_000_000,
        depthMax: Int = 128
    ) {
        self.bodyBytesMax = bodyBytesMax
        self.eventBytesMax = eventBytesMax
        self.eventsMax = eventsMax
        self.depthMax = depthMax
    }

    public static let standard = ReaderLimits()
}
