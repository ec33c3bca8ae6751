package import Vocabulary

/// How a request went through the gateway, beside what its configuration predicts.
package struct PathWalk: Sendable, Equatable {
    package struct Course: Sendable, Equatable {
        /// What the caller saw.
        package var status: Int?
        /// A deployment by the gateway's own id, or a leg.
        package var answeredBy: String?
        /// In the order of the calls, by the same names.
        package var calls: [String]
        /// The caller got the whole answer, and was told of nothing.
        package var isComplete: Bool

        package init(
            status: Int? = nil, answeredBy: String? = nil, calls: [String] = [],
            isComplete: Bool = false
        ) {
            self.status = status
            self.answeredBy = answeredBy
            self.calls = calls
            self.isComplete = isComplete
        }
    }

    package var observed: Course
    /// Of several that dice allow the one that was observed, else the first.
    package var predicted: Course
    /// How many courses the configuration allows: more than one where dice are thrown.
    package var possible: Int
    /// From the first call to the call of the leg that answered.
    package var timeToFallback: Duration?
    package var findings: [Finding]

    package var agrees: Bool { observed == predicted }

    package init(
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
        json.optionalMember(#","status":"#, walk.observed.status)
        json.optionalMember(#","answered_by":"#, walk.observed.answeredBy)
        names(walk.observed.calls, #","calls":["#)
        json.member(#","complete":"#, walk.observed.isComplete)
        json.member(#","predicted":{"complete":"#, walk.predicted.isComplete)
        json.optionalMember(#","status":"#, walk.predicted.status)
        json.optionalMember(#","answered_by":"#, walk.predicted.answeredBy)
        names(walk.predicted.calls, #","calls":["#)
        json.raw("}")
        json.member(#","agrees":"#, walk.agrees)
        json.member(#","possible":"#, walk.possible)
        member(#","time_to_fallback_us":"#, walk.timeToFallback)
        guard !walk.findings.isEmpty else { return }
        var before: StaticString = #","findings":[{"code":"#
        for finding in walk.findings {
            members(finding, first: before)
            before = #"},{"code":"#
        }
        json.raw("}]")
    }

    private mutating func names(_ names: [String], _ key: StaticString) {
        json.raw(key)
        for (index, name) in names.enumerated() {
            if index > 0 { json.raw(",") }
            json.string(name)
        }
        json.raw("]")
    }
}

extension RowMembers {
    /// Nil in rows of gateways of which nothing is predicted call by call.
    mutating func walk() throws(Wrong) -> PathWalk? {
        let (status, answeredBy, calls) = (
            number("status"), optional("answered_by"), strings("calls")
        )
        guard let isComplete = optionalFlag("complete") else { return nil }
        let observed = PathWalk.Course(
            status: status, answeredBy: answeredBy, calls: calls, isComplete: isComplete)
        var predicted = PathWalk.Course()
        if var members = object("predicted") {
            predicted.isComplete = try members.flag("complete")
            predicted.status = members.number("status")
            predicted.answeredBy = members.optional("answered_by")
            predicted.calls = members.strings("calls")
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
}
