public import Vocabulary

/// How a request went through the gateway, beside what its configuration predicts.
public struct PathWalk: Sendable, Equatable {
    public struct Course: Sendable, Equatable {
        /// What the caller saw.
        public var status: Int?
        /// A leg, as it is written.
        public var answeredBy: String?
        /// Legs in the order of the calls.
        public var calls: [String]
        /// The caller got the whole answer, and was told of nothing.
        public var isComplete: Bool

        public init(
            status: Int? = nil, answeredBy: String? = nil, calls: [String] = [],
            isComplete: Bool = false
        ) {
            self.status = status
            self.answeredBy = answeredBy
            self.calls = calls
            self.isComplete = isComplete
        }
    }

    public var observed: Course
    /// Of several that dice allow the one that was observed, else the first.
    public var predicted: Course
    /// How many courses the configuration allows: more than one where dice are thrown.
    public var possible: Int
    /// From the first call to the call of the leg that answered.
    public var timeToFallback: Duration?
    public var findings: [Finding]

    public var agrees: Bool { observed == predicted }

    public init(
        observed: Course, predicted: Course, possible: Int = 1, timeToFallback: Duration? = nil,
        findings: [Finding] = []
    ) {
        self.observed = observed
        self.predicted = predicted
        self.possible = possible
        self.timeToFallback = timeToFallback
        self.findings = findings
    }
}

extension RowWriter {
    mutating func members(_ walk: PathWalk) {
        members(walk.observed, first: #","status":"#)
        members(walk.predicted, first: #","predicted":{"status":"#)
        json.raw("}")
        json.member(#","agrees":"#, walk.agrees)
        json.member(#","possible":"#, walk.possible)
        member(#","time_to_fallback_us":"#, walk.timeToFallback)
        json.raw(#","findings":["#)
        for (index, finding) in walk.findings.enumerated() {
            members(finding, first: index == 0 ? #"{"code":"# : #",{"code":"#)
            json.raw("}")
        }
        json.raw("]")
    }

    /// All of them always: whoever holds the two courses against each other looks for no member in vain.
    private mutating func members(_ course: PathWalk.Course, first: StaticString) {
        json.member(first, course.status)
        json.member(#","answered_by":"#, course.answeredBy)
        member(#","calls":["#, course.calls)
        json.member(#","complete":"#, course.isComplete)
    }
}

extension RowMembers {
    /// Nil in rows of gateways of which nothing is predicted call by call.
    mutating func walk() throws(Wrong) -> PathWalk? {
        guard let observed = course() else { return nil }
        var predicted = PathWalk.Course()
        if var members = object("predicted") {
            predicted = members.course() ?? predicted
            try leave(members)
        }
        // It follows from the two.
        _ = find("agrees")
        var walk = PathWalk(
            observed: observed, predicted: predicted, possible: try count("possible"),
            timeToFallback: time("time_to_fallback_us"))
        for var members in objects("findings") {
            walk.findings.append(try members.finding())
            try leave(members)
        }
        return walk
    }

    /// Nil where there is none.
    private mutating func course() -> PathWalk.Course? {
        let (status, answeredBy, calls) = (
            number("status"), optional("answered_by"), strings("calls")
        )
        return optionalFlag("complete").map {
            PathWalk.Course(
                status: status, answeredBy: answeredBy, calls: calls, isComplete: $0)
        }
    }
}
