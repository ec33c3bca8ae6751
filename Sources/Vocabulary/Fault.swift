/// On which of a leg's calls a cause is played, call by call within one case.
public enum Recurrence: Sendable, Hashable {
    case always
    /// On the first so many calls: afterwards the leg is healthy.
    case times(Int)
    /// On every other call, the first included.
    case flapping

    public static let once = Recurrence.times(1)

    /// How many calls it may strike; nil where there is no end to it.
    public var count: Int? { if case .times(let times) = self { times } else { nil } }

    /// `call` counts the leg's calls of one case from 0.
    public func strikes(call: Int) -> Bool {
        switch self {
        case .always: true
        case .times(let times): call < times
        case .flapping: call.isMultiple(of: 2)
        }
    }

    /// What it adds to a cause's name: nothing where the cause stays, so that names are as they were.
    fileprivate var suffix: String {
        switch self {
        case .always: ""
        case .times(1): "-once"
        case .times(let times): "-\(times)-times"
        case .flapping: "-flapping"
        }
    }
}

/// A cause as a leg plays it: what it does, and how often. Its name stands in ids, rows and reports.
public struct Fault: Sendable, Hashable {
    public var cause: Cause
    public var recurrence: Recurrence

    public init(_ cause: Cause, _ recurrence: Recurrence = .always) {
        self.cause = cause
        self.recurrence = recurrence
    }

    /// Beyond it a cause strikes always, for all that a route can show.
    public static let timesMax = 20

    public var name: String { cause.name + recurrence.suffix }

    /// `rate-limit`, `rate-limit-once`, `rate-limit-3-times`, `rate-limit-flapping`.
    public static func named(_ name: String) -> Fault? {
        if let cause = Cause.named(name) { return Fault(cause) }
        for recurrence in [Recurrence.once, .flapping] where name.hasSuffix(recurrence.suffix) {
            let cause = Cause.named(String(name.dropLast(recurrence.suffix.count)))
            return cause.map { Fault($0, recurrence) }
        }
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 2, parts.last == "times", let times = Int(parts[parts.count - 2]),
            times > 1, let cause = Cause.named(parts.dropLast(2).joined(separator: "-"))
        else { return nil }
        return Fault(cause, .times(times))
    }
}
