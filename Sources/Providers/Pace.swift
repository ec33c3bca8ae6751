import Documents
public import Vocabulary

/// When the next request may go out, by what the user allows and what the other side says.
///
/// Requests are spaced evenly, not let go in bursts: nobody knows where the other side's minute begins. A
/// value without a clock: every moment is handed in.
public struct Pace: Sendable, Equatable {
    private let betweenRequests: Duration
    private let perToken: Duration
    /// The first moment that is free, by requests, by tokens, and by word of the other side.
    private var requestsFree: Moment?
    private var tokensFree: Moment?
    private var paused: Moment?
    /// By how much places move back, in all, for what was used beyond the guesses: those that were taken before
    /// it was known, too.
    public private(set) var correction: Duration = .zero

    /// Nil: no limit but what the other side says.
    ///
    /// - Parameter minute: a longer one allows for requests that come a little late and make the next seem early.
    public init(
        requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil,
        minute: Duration = .seconds(60)
    ) {
        betweenRequests = requestsPerMinute.map { minute / max(1, $0) } ?? .zero
        perToken = tokensPerMinute.map { minute / max(1, $0) } ?? .zero
    }

    /// Nothing holds a request back: not the user's limits, and no word of the other side so far.
    public var isOpen: Bool { betweenRequests == .zero && perToken == .zero && paused == nil }

    /// Takes the next free place for a request of about so many tokens, and says when that is.
    public mutating func place(at now: Moment, tokens: Int) -> Moment {
        let place = max(now, requestsFree ?? now, tokensFree ?? now, paused ?? now)
        if betweenRequests > .zero { requestsFree = place + betweenRequests }
        if perToken > .zero { tokensFree = place + perToken * tokens }
        return place
    }

    /// Whether a place that was taken is free still: the other side may have asked for patience since.
    public func isFree(_ place: Moment) -> Bool { paused.map { $0 <= place } ?? true }

    /// What a request used beyond what was guessed, or less.
    public mutating func correct(guessed: Int, used: Int) {
        let more = perToken * (used - guessed)
        tokensFree = tokensFree.map { $0 + more }
        correction += more
    }

    /// Heeds what an answer's head says of the limits behind it.
    public mutating func hear(_ word: RateWord, at now: Moment) {
        guard let wait = word.wait, wait > .zero else { return }
        let until = now + min(wait, Self.waitMax)
        paused = paused.map { max($0, until) } ?? until
    }

    /// A peer that asks for more is not heeded: the caller's own time-outs are shorter.
    private static let waitMax: Duration = .seconds(600)
}

/// How long an answer's head asks its caller to wait before the next request: Retry-After, or a limit that
/// has nothing left.
public struct RateWord: Sendable, Equatable {
    public var wait: Duration?

    public init(wait: Duration?) { self.wait = wait }

    public init(status: Int, _ headers: Headers) {
        // Most heads say nothing of limits.
        guard status >= 400 || Self.namesLimit(headers) else { return }
        var waits: [Duration] = []
        // Under 2xx the field means something else, where it means anything.
        if status == 429 || status == 503 || status == 529,
            let asked = HeaderFacts(headers).retryAfter
        {
            waits.append(asked)
        }
        for (left, reset) in Self.fields
        where headers[left].flatMap(Int.init).map({ $0 <= 0 }) == true {
            if let time = headers[reset].flatMap(Self.duration) { waits.append(time) }
        }
        wait = waits.max()
    }

    /// Whether there may be one of the fields below: their names have `ratelimit-` in them.
    private static func namesLimit(_ headers: Headers) -> Bool {
        var isFound = false
        headers.forEach { name, _ in
            let start = name.count > 2 && name[1] == UInt8(ascii: "-") ? 2 : 0
            guard name.count > start + 9 else { return }
            if name[start] | 0x20 == UInt8(ascii: "r"), name[start + 9] == UInt8(ascii: "-") {
                isFound = true
            }
        }
        return isFound
    }

    /// What is left of a limit, and when it begins anew.
    private static let fields = [
        ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
        ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
        ("x-ratelimit-remaining", "x-ratelimit-reset-after"),
        ("ratelimit-remaining", "ratelimit-reset"),
    ]

    /// `1s`, `6m0s`, `1h2m`, `120ms`, `0.5`, `30`: Go's form, or seconds.
    static func duration(_ text: String) -> Duration? {
        if let seconds = Double(text) {
            return seconds >= 0 && seconds < 1e6 ? .milliseconds(Int(seconds * 1000)) : nil
        }
        return Documents.duration(of: text)
    }
}
