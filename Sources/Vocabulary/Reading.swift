/// What a reader made of an answer, whole or broken: our shape, with the raw values beside it.
public struct Reading: Sendable, Equatable {
    public enum Outcome: String, Sendable {
        case ok
        /// An HTTP error, or an error inside a 200 answer or a stream.
        case error
        /// A stream that ended with neither its terminator nor a finish reason.
        case truncated
    }

    public var outcome: Outcome
    public var status: Int?
    /// Nil where no answer came to speak of: HTTP errors.
    public var text: String?
    public var reasoning: String?
    public var refusal: String?
    public var toolCalls: [ToolCall]
    public var finish: Finish?
    public var model: String?
    public var id: String?
    public var usage: Usage?
    /// None or one: a list, so that the many readings without an error have no room for it to hand on.
    private var errors: [ProviderError]
    public var evidence: [Evidence]
    /// Nil for a plain answer.
    public var stream: StreamFacts?
    public var clocks: StreamClocks
    public var findings: [Finding]

    public init(outcome: Outcome = .ok) {
        self.outcome = outcome
        toolCalls = []
        errors = []
        evidence = []
        clocks = StreamClocks()
        findings = []
    }

    public var error: ProviderError? {
        get { errors.first }
        set { errors = newValue.map { [$0] } ?? [] }
    }

    public var servedBy: String? {
        evidence.lazy.compactMap { if case .servedBy(let name) = $0 { name } else { nil } }.first
    }
}

public struct ToolCall: Sendable, Equatable {
    public var id: String?
    public var name: String
    /// As sent: JSON text, or what the model wrote in its place.
    public var arguments: String

    public init(id: String?, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// How a stream was framed.
public struct StreamFacts: Sendable, Equatable {
    public enum Framing: String, Sendable {
        case sse, ndjson
        case jsonArray = "json-array"
        case awsEventStream = "aws-eventstream"
    }

    public var framing: Framing
    /// Events with data, the terminator included, comments not.
    public var events: Int
    public var comments: Int
    public var isTerminated: Bool
    public var terminator: String?
    /// The last event lacked its blank line: not in `events`, but its content counts.
    public var hasTrailingEvent: Bool
    public var usesCRLF: Bool
    public var hasByteOrderMark: Bool
    public var hasNamedEvents: Bool

    public init(framing: Framing = .sse) {
        self.framing = framing
        events = 0
        comments = 0
        isTerminated = false
        hasTrailingEvent = false
        usesCRLF = false
        hasByteOrderMark = false
        hasNamedEvents = false
    }
}

/// The four clocks of a stream, never mixed, and its gaps. Moments are those at which bytes arrived.
public struct StreamClocks: Sendable, Equatable {
    public var firstByte: Moment?
    public var last: Moment?
    /// None or one: a list, so that a plain answer has no room for it to hand on.
    private var courses: [Course] = []

    fileprivate struct Course: Sendable, Equatable {
        var firstEvent: Moment?
        var firstContent: Moment?
        var firstAnswer: Moment?
        var lastContent: Moment?
        var contentEvents = 0
        var gaps = GapHistogram()
        var trace = GapTrace()
    }

    public init() {}

    private var course: Course {
        get { courses.first ?? Course() }
        set { courses = [newValue] }
    }

    /// Any event with data.
    public var firstEvent: Moment? { course.firstEvent }

    /// The first non-empty reasoning, text or tool delta.
    public var firstContent: Moment? {
        get { course.firstContent }
        set { course.firstContent = newValue }
    }

    /// The first delta that is no reasoning.
    public var firstAnswer: Moment? {
        get { course.firstAnswer }
        set { course.firstAnswer = newValue }
    }

    public var lastContent: Moment? { course.lastContent }
    public var contentEvents: Int { course.contentEvents }
    public var gaps: GapHistogram { course.gaps }
    /// The same gaps in their order.
    public var trace: GapTrace { course.trace }

    /// An event with data came; what it brought says which clocks it stops.
    public mutating func add(hasContent: Bool, hasAnswer: Bool, at moment: Moment) {
        if courses.isEmpty { courses = [Course()] }
        courses[0].add(hasContent: hasContent, hasAnswer: hasAnswer, at: moment)
    }
}

extension StreamClocks.Course {
    mutating func add(hasContent: Bool, hasAnswer: Bool, at moment: Moment) {
        if firstEvent == nil { firstEvent = moment }
        guard hasContent else { return }
        contentEvents += 1
        if let last = lastContent {
            let gap = moment.nanoseconds - last.nanoseconds
            gaps.add(nanoseconds: gap)
            trace.add(nanoseconds: gap)
        } else {
            firstContent = moment
        }
        lastContent = moment
        if hasAnswer, firstAnswer == nil { firstAnswer = moment }
    }
}

/// A departure of an answer from its provider's contract.
public struct Finding: Sendable, Hashable {
    /// The worst comes last.
    public enum Severity: String, Sendable, Comparable {
        case note, warning, error

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }

        public static func < (one: Severity, other: Severity) -> Bool { one.rank < other.rank }
    }

    /// Dotted, stable: `wire.stream.no-finish`.
    public var code: String
    public var severity: Severity
    public var message: String
    /// Where in the body.
    public var offset: Int?
    /// Whose own answer it is about, as a lane saw it; nil: the answer that the caller got.
    public var leg: LegID?

    public init(
        _ code: String, _ severity: Severity, _ message: String, offset: Int? = nil,
        leg: LegID? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.offset = offset
        self.leg = leg
    }

    /// The same of what the leg's provider said, which is named.
    public func seen(at leg: Leg) -> Finding {
        Finding(
            code, severity, "\(leg.provider) at \(leg.id): \(message)", offset: offset, leg: leg.id)
    }
}
