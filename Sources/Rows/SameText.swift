public import Vocabulary

// What is written the same: `==` holds two spellings of one letter for equal, and a row must keep its own.

extension String? {
    public func isSame(as other: String?) -> Bool {
        switch (self, other) {
        case (nil, nil): true
        case (let one?, let other?): one.isSame(as: other)
        default: false
        }
    }
}

extension LegID {
    public func isSame(as other: LegID) -> Bool {
        index == other.index && route.isSame(as: other.route)
    }
}

extension LegID? {
    public func isSame(as other: LegID?) -> Bool {
        switch (self, other) {
        case (nil, nil): true
        case (let one?, let other?): one.isSame(as: other)
        default: false
        }
    }
}

extension [CaseRow.LegCalls] {
    public func areSame(as other: [CaseRow.LegCalls]) -> Bool {
        guard count == other.count else { return false }
        for index in indices {
            let (one, other) = (self[index], other[index])
            guard one.count == other.count, one.leg.isSame(as: other.leg) else { return false }
        }
        return true
    }
}

extension Shared<CaseKind> {
    public func isSame(as other: Shared<CaseKind>) -> Bool {
        self === other || value.isSame(as: other.value)
    }
}

extension CaseKind {
    fileprivate func isSame(as other: CaseKind) -> Bool {
        suite.isSame(as: other.suite) && route.isSame(as: other.route) && leg.isSame(as: other.leg)
            && legName.isSame(as: other.legName) && cause.isSame(as: other.cause)
            && isStreamed == other.isStreamed && promptID.isSame(as: other.promptID)
            && promptDigest.isSame(as: other.promptDigest)
            && expectedOutcome == other.expectedOutcome
            && expectedAnsweredBy.isSame(as: other.expectedAnsweredBy)
            && expectedCalls.areSame(as: other.expectedCalls)
            && modelRequested.isSame(as: other.modelRequested)
    }
}
