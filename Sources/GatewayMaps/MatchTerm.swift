/// A part of a `match:` expression after its types have been found right.
indirect enum MatchTerm: Sendable, Equatable {
    case literal(MatchValue)
    case variable(MatchVariable)
    case not(MatchTerm)
    case both(MatchTerm, MatchTerm)
    case either(MatchTerm, MatchTerm)
    case compared(MatchTerm, MatchComparison, MatchTerm)

    func value(in facts: RequestFacts) -> MatchValue {
        switch self {
        case .literal(let value): value
        case .variable(let variable): variable.value(in: facts)
        case .not(let term): .flag(!term.holds(in: facts))
        case .both(let one, let other): .flag(one.holds(in: facts) && other.holds(in: facts))
        case .either(let one, let other): .flag(one.holds(in: facts) || other.holds(in: facts))
        case .compared(let one, let comparison, let other):
            .flag(comparison.holds(one.value(in: facts), other.value(in: facts)))
        }
    }

    func holds(in facts: RequestFacts) -> Bool {
        guard case .flag(let flag) = value(in: facts) else {
            preconditionFailure("a condition without truth passed the checker: \(self)")
        }
        return flag
    }
}

enum MatchValue: Sendable, Equatable {
    case number(Int)
    case text(String)
    case flag(Bool)
    case texts([String])
    case numbers([Int])

    var type: MatchType {
        switch self {
        case .number: .number
        case .text: .text
        case .flag: .flag
        case .texts: .texts
        case .numbers: .numbers
        }
    }
}

/// The raw value is the type's name in messages.
enum MatchType: String, Sendable {
    case number = "a number"
    case text = "text"
    case flag = "true or false"
    case texts = "a list of texts"
    case numbers = "a list of numbers"

    var isList: Bool { self == .texts || self == .numbers }
    /// What a list of this type holds.
    var element: MatchType? {
        switch self {
        case .texts: .text
        case .numbers: .number
        case .number, .text, .flag: nil
        }
    }
}

/// What an expression may ask of a request.
enum MatchVariable: String, Sendable, CaseIterable {
    case contextLength = "context_length"
    case taskType = "task_type"
    case tags
    case hasImage = "has_image"
    case hasTools = "has_tools"
    case stream

    var type: MatchType {
        switch self {
        case .contextLength: .number
        case .taskType: .text
        case .tags: .texts
        case .hasImage, .hasTools, .stream: .flag
        }
    }

    func value(in facts: RequestFacts) -> MatchValue {
        switch self {
        case .contextLength: .number(facts.contextLength)
        case .taskType: .text(facts.taskType)
        case .tags: .texts(facts.tags)
        case .hasImage: .flag(facts.hasImage)
        case .hasTools: .flag(facts.hasTools)
        case .stream: .flag(facts.isStreamed)
        }
    }
}

/// The raw value is how it is written.
enum MatchComparison: String, Sendable, CaseIterable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
    case more = ">"
    case atLeast = ">="
    case isIn = "in"
    case isNotIn = "not in"

    func holds(_ one: MatchValue, _ other: MatchValue) -> Bool {
        switch (self, one, other) {
        case (.equal, _, _): one == other
        case (.unequal, _, _): one != other
        case (.less, .number(let one), .number(let other)): one < other
        case (.atMost, .number(let one), .number(let other)): one <= other
        case (.more, .number(let one), .number(let other)): one > other
        case (.atLeast, .number(let one), .number(let other)): one >= other
        case (.isIn, .text(let text), .texts(let list)): list.contains(text)
        case (.isIn, .number(let number), .numbers(let list)): list.contains(number)
        case (.isNotIn, _, _): !Self.isIn.holds(one, other)
        default: preconditionFailure("'\(one) \(rawValue) \(other)' passed the checker")
        }
    }
}
