package import Vocabulary

/// What was asked for, and how much of its contract the other side promised to keep.
package struct AnswerContract: Sendable, Equatable {
    package var isStreamed: Bool
    /// How bad it is when usage does not come, or a stream lacks its end mark.
    package var usage: Finding.Severity
    package var terminator: Finding.Severity
    /// Codes of findings that are no departure with this provider.
    package var allowed: Set<String>

    package init(
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
package struct ReaderLimits: Sendable, Equatable {
    package var bodyBytesMax: Int
    package var eventBytesMax: Int
    package var eventsMax: Int
    package var depthMax: Int

    package init(
        bodyBytesMax: Int = 64 << 20, eventBytesMax: Int = 16 << 20, eventsMax: Int = 2_000_000,
        depthMax: Int = 128
    ) {
        self.bodyBytesMax = bodyBytesMax
        self.eventBytesMax = eventBytesMax
        self.eventsMax = eventsMax
        self.depthMax = depthMax
    }

    package static let standard = ReaderLimits()
}
