import Synchronization
public import Vocabulary

/// What ends a run before its last case.
public enum Stop: Sendable, Equatable {
    case signal(Int32)
    /// So many cases failed or could not be judged.
    case failures(Int)
    /// So many cases were sent.
    case cases(Int)
    case time(Duration)
    case budget(Money)
    /// What the routes file allows for a provider or a key, by its kind and name.
    case heldBudget(String, Money)
    /// The gateway that this program has started is no more; in words.
    case gateway(String)
    /// What would be answered could not be kept: the disk is full, for one.
    case unwritten
}

/// Whether a run goes on. Caps hold before they are passed: who may not begin is told so.
public final class RunControl: Sendable {
    private struct State {
        var stop: Stop?
        var begun = 0
        var failures = 0
    }

    private let casesMax: Int?
    private let failuresMax: Int?
    private let isOver = Atomic(false)
    private let state = Mutex(State())

    public init(casesMax: Int? = nil, failuresMax: Int? = nil) {
        self.casesMax = casesMax
        self.failuresMax = failuresMax
    }

    /// The first reason to stop, if there is one.
    public var stopped: Stop? { state.withLock { $0.stop } }

    public func stop(_ reason: Stop) {
        state.withLock { state in
            if state.stop == nil { state.stop = reason }
        }
        isOver.store(true, ordering: .relaxed)
    }

    /// Whether one more case may be sent.
    func begin() -> Bool {
        if isOver.load(ordering: .relaxed) { return false }
        guard let casesMax else { return true }
        let isWithin = state.withLock { state in
            guard state.begun < casesMax else { return false }
            state.begun += 1
            return true
        }
        if !isWithin { stop(.cases(casesMax)) }
        return isWithin
    }

    var goesOn: Bool { !isOver.load(ordering: .relaxed) }

    /// What is in flight is not waited for: enough cases did not pass.
    var wantsNoMore: Bool {
        if case .failures? = stopped { true } else { false }
    }

    /// Whether a case that came to this end is still one of those that were asked for: those that fail beside the
    /// last that was allowed to are none.
    func takes(_ verdict: RowVerdict) -> Bool {
        guard let failuresMax, verdict == .failed || verdict == .errored else { return true }
        let failures = state.withLock { state in
            state.failures += 1
            return state.failures
        }
        if failures >= failuresMax { stop(.failures(failuresMax)) }
        return failures <= failuresMax
    }
}
