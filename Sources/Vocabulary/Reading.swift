/// What a reader made of an answer, whole or broken: our shape, with the raw values beside it.
package struct Reading: Sendable, Equatable {
    package enum Outcome: String, Sendable {
        case ok
        /// An HTTP error, or an error inside a 200 answer or a stream.
        case error
        /// A stream that ended with neither its terminator nor a finish reason.
        case truncated
    }

    package var outcome: Outcome
    package var status: Int?
    /// Nil where no answer came to speak of: HTTP errors.
    package var text: String?
    package var reasoning: String?
    package var refusal: String?
    package var toolCalls: [ToolCall]
    package var finish: Finish?
    package var model: String?
    package var id: String?
    package var usage: Usage?
    /// None or one: a list, so that the many readings without an error have no room for it to hand on.
    private var errors: [ProviderError]
    package var evidence: [Evidence]
    /// Nil for a plain answer.
    package var stream: StreamFacts?
    package var clocks: StreamClocks
    package var findings: [Finding]

    package init(outcome: Outcome = .ok) {
        self.outcome = outcome
        toolCalls = []
        errors = []
        evidence = []
        clocks = StreamClocks()
        findings = []
    }

    package var error: ProviderError? {
        get { errors.first }
        set { errors = newValue.map { [$0] } ?? [] }
    }

    package var servedBy: String? {
        evidence.lazy.compactMap { if case .servedBy(let name) = $0 { name } else { nil } }.first
    }
}

package struct ToolCall: Sendable, Equatable {
    package var id: String?
    package var name: String
    /// As sent: JSON text, or what the model wrote in its place.
    package var arguments: String

    package init(id: String?, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// How a stream was framed.
package struct StreamFacts: Sendable, Equatable {
    package enum Framing: String, Sendable {
        case sse, ndjson
        case jsonArray = "json-array"
        case awsEventStream = "aws-eventstream"
    }

    package var framing: Framing
    /// Events with data, the terminator included, comments not.
    package var events: Int
    package var comments: Int
    package var isTerminated: Bool
    package var terminator: String?
    /// The last event lacked its blank line: not in `events`, but its content counts.
    package var hasTrailingEvent: Bool
    package var usesCRLF: Bool
    package var hasByteOrderMark: Bool
    package var hasNamedEvents: Bool

    package init(framing: Framing = .sse) {
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
package struct StreamClocks: Sendable, Equatable {
    package var firstByte: Moment?
    package var last: Moment?
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

    package init() {}

    private var course: Course {
        get { courses.first ?? Course() }
        set { courses = [newValue] }
    }

    /// Any event with data.
    package var firstEvent: Moment? { course.firstEvent }

    /// The first non-empty reasoning, text or tool delta.
    package var firstContent: Moment? {
        get { course.firstContent }
        set { course.firstContent = newValue }
    }

    /// The first delta that is no reasoning.
    package var firstAnswer: Moment? {
        get { course.firstAnswer }
        set { course.firstAnswer = newValue }
    }

    package var lastContent: Moment? { course.lastContent }
    package var contentEvents: Int { course.contentEvents }
    package var gaps: GapHistogram { course.gaps }
    /// The same gaps in their order.
    package var trace: GapTrace { course.trace }

    /// An event with data came; what it brought says which clocks it stops.
    package mutating func add(hasContent: Bool, hasAnswer: Bool, at moment: Moment) {
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
package struct Finding: Sendable, Hashable {
    package enum Severity: String, Sendable { case note, warning, error }

    /// Dotted, stable: `wire.stream.no-finish`.
    package var code: String
    package var severity: Severity
    package var message: String
    /// Where in the body.
    package var offset: Int?

    package init(_ code: String, _ severity: Severity, _ message: String, offset: Int? = nil) {
        self.code = code
        self.severity = severity
        self.message = message
        self.offset = offset
    }
}
