public import Vocabulary

/// The conditions of a strategy, and whom they name.
public struct PortkeyChoice: Sendable, Equatable {
    public struct Condition: Sendable, Equatable {
        public var query: PortkeyQuery
        /// The place of the target that it names; nil where nobody has that name.
        public var target: Int?
        public var location: SourceLocation
    }

    public var conditions: [Condition]
    /// Nil where there is none, or nobody has that name.
    public var otherwise: Int?

    /// Where a request goes; nil where it hangs on an expression that is not evaluated here.
    enum Outcome: Equatable {
        case condition(Int)
        case otherwise
    }

    func outcome(for request: PortkeyRequest) -> Outcome? {
        for (index, condition) in conditions.enumerated() {
            guard let holds = condition.query.holds(for: request) else { return nil }
            if holds { return .condition(index) }
        }
        return .otherwise
    }

    /// Nil where the gateway refuses the request with 400.
    func target(of outcome: Outcome) -> Int? {
        switch outcome {
        case .condition(let index): conditions[index].target
        case .otherwise: otherwise
        }
    }

    var keys: Set<PortkeyRequest.Key> { Set(conditions.flatMap(\.query.keys)) }
}

/// A condition on requests, with the order in which the gateway looks at its members: it matters.
public struct PortkeyQuery: Sendable, Equatable {
    public enum Member: Sendable, Equatable {
        /// Decides the query: what stands behind it in the same object is never looked at.
        case any([PortkeyQuery])
        case all([PortkeyQuery])
        case test(PortkeyRequest.Key?, [Operation])
    }

    public struct Operation: Sendable, Equatable {
        public enum Operator: String, Sendable, CaseIterable {
            case equal = "$eq"
            case notEqual = "$ne"
            case greater = "$gt"
            case atLeast = "$gte"
            case less = "$lt"
            case atMost = "$lte"
            case oneOf = "$in"
            case noneOf = "$nin"
            case matches = "$regex"
        }

        public var name: Operator
        /// One, or those of a list; a null in it is left out, and equals nothing.
        public var operands: [PortkeyRequest.Value]
        public var isList: Bool
    }

    public var members: [Member]

    var keys: [PortkeyRequest.Key] {
        members.flatMap { member in
            switch member {
            case .any(let queries), .all(let queries): queries.flatMap(\.keys)
            case .test(let key, _): key.map { [$0] } ?? []
            }
        }
    }

    /// The operations on a key, wherever they stand.
    func operations(on key: PortkeyRequest.Key) -> [Operation] {
        members.flatMap { member in
            switch member {
            case .any(let queries), .all(let queries): queries.flatMap { $0.operations(on: key) }
            case .test(let tested, let operations): tested == key ? operations : []
            }
        }
    }

    /// Nil where it hangs on a regular expression that is not evaluated here.
    func holds(for request: PortkeyRequest) -> Bool? {
        for member in members {
            switch member {
            case .any(let queries):
                let found = queries.map { $0.holds(for: request) }
                return found.contains(true) ? true : found.contains(nil) ? nil : false
            case .all(let queries):
                let found = queries.map { $0.holds(for: request) }
                return found.contains(false) ? false : found.contains(nil) ? nil : true
            case .test(let key, let operations):
                let value = key.flatMap { request[$0] }
                guard let holds = Self.holds(operations, for: value) else { return nil }
                if !holds { return false }
            }
        }
        return true
    }

    private static func holds(
        _ operations: [Operation], for value: PortkeyRequest.Value?
    ) -> Bool? {
        for operation in operations {
            guard let holds = operation.holds(for: value) else { return nil }
            // An expression decides: what stands behind it is never looked at.
            if operation.name == .matches { return holds }
            if !holds { return false }
        }
        return true
    }
}

extension PortkeyQuery.Operation {
    func holds(for value: PortkeyRequest.Value?) -> Bool? {
        switch name {
        case .equal: return value != nil && value == operands.first
        // What is not there is unequal, too.
        case .notEqual: return value != operands.first || value == nil
        case .oneOf: return isList && (value.map(operands.contains) ?? false)
        case .noneOf: return isList && !(value.map(operands.contains) ?? false)
        case .greater: return compared(value, >)
        case .atLeast: return compared(value, >=)
        case .less: return compared(value, <)
        case .atMost: return compared(value, <=)
        case .matches:
            guard let operand = operands.first, case .text(let pattern) = operand else {
                return false
            }
            // A value that is not there is tested as the word for it.
            return SimplePattern(pattern)?.matches(value?.text ?? "undefined")
        }
    }

    private func compared(
        _ value: PortkeyRequest.Value?, _ holds: (Double, Double) -> Bool
    ) -> Bool {
        guard let number = value?.leadingNumber, let operand = operands.first?.leadingNumber
        else { return false }
        return holds(number, operand)
    }
}

/// A regular expression of letters, dots, choices and anchors: most of those that conditions have.
struct SimplePattern {
    private struct Branch {
        var isAnchored = false
        var isEnding = false
        /// Nil stands for any character.
        var letters: [Character?] = []
    }

    private var branches: [Branch] = []

    /// Nil for what is beyond that.
    init?(_ text: String) {
        var branch = Branch()
        var rest = Substring(text)
        while let character = rest.popFirst() {
            switch character {
            case "|":
                branches.append(branch)
                branch = Branch()
            case "^" where branch.letters.isEmpty: branch.isAnchored = true
            case "$" where rest.isEmpty || rest.first == "|": branch.isEnding = true
            case "." where rest.hasPrefix("*"):
                rest.removeFirst()
                // In the middle it would need more than this.
                if branch.letters.isEmpty {
                    branch.isAnchored = false
                } else if rest.isEmpty || rest.first == "|" {
                    branch.isEnding = false
                } else {
                    return nil
                }
            case ".": branch.letters.append(nil)
            case "\\":
                guard let escaped = rest.popFirst(), !escaped.isLetter, !escaped.isNumber
                else { return nil }
                branch.letters.append(escaped)
            case "*", "+", "?", "(", ")", "[", "]", "{", "}", "^", "$": return nil
            default: branch.letters.append(character)
            }
        }
        branches.append(branch)
    }

    func matches(_ text: String) -> Bool {
        let text = Array(text)
        return branches.contains { branch in
            guard text.count >= branch.letters.count else { return false }
            let last = text.count - branch.letters.count
            return (0...last).contains { start in
                (!branch.isAnchored || start == 0) && (!branch.isEnding || start == last)
                    && zip(text[start...], branch.letters).allSatisfy { $1 == nil || $0 == $1 }
            }
        }
    }

    /// A text that it matches.
    var example: String { String((branches.first?.letters ?? []).map { $0 ?? "x" }) }
}
