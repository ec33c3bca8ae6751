public import Reports
public import Statistics

/// What is measured of an answer.
public enum Measure: String, Sendable, CaseIterable {
    case plainAnswer = "plain_answer"
    case firstContent = "first_content"
    case wholeStream = "whole_stream"
    case conversation
    /// A plain answer, where many ask at once.
    case atOnce = "plain_at_once"

    public var words: String {
        switch self {
        case .plainAnswer: "plain answer"
        case .firstContent: "first content"
        case .wholeStream: "whole stream"
        case .conversation: "conversation"
        case .atOnce: "many at once"
        }
    }
}

/// All that a bench found out; times are microseconds. Reports are made of this alone.
public struct BenchFigures: Sendable, Equatable {
    /// Of the header in which a gateway tells what it took for itself; LiteLLM's is the one that is known.
    public static let toldBy = "x-litellm-overhead-duration-ms"

    public var contests: [ContestFigures] = []
    /// What caches did with the prompts that are marked for them.
    public var caches = CacheTable()
    /// The lanes are this program's own: differences mean something, the legs' own times do not.
    public var isSimulated = false
    public var pairs: Int
    public var turns: Int
    public var seed: UInt64
    /// How many asked at once in the end; with 1 nobody did.
    public var atOnce = 1
    /// How much of the machine others used, before and after; nil where nobody can tell.
    public var busyBefore: Double?
    public var busyAfter: Double?
    public var isInterrupted = false

    public init(pairs: Int, turns: Int, seed: UInt64) {
        self.pairs = pairs
        self.turns = turns
        self.seed = seed
    }

    public var isLoaded: Bool {
        [busyBefore, busyAfter].contains { MachineLoad.isTooMuch($0) }
    }
}

/// A figure of times with what it lies between, at 95 %.
public struct TimeFigure: Sendable, Equatable {
    public var p50: Bootstrap.Estimate
    public var p95: Bootstrap.Estimate
    public var count: Int
    /// How much of it may be this program's own lateness: the error bar.
    public var lag: Double
    /// Of a comparison, and of a contender that stands alone.
    public var drift: Drift?

    /// The figure tells more of this program than of the other side.
    public var isClientLimited: Bool { OwnLag.limits(p50.value, lag: lag) }
}

public struct ContestFigures: Sendable, Equatable {
    public var name: String
    public var task: String?
    public var prompts: Int
    public var contenders: [ContenderFigures]
    public var comparisons: [ComparisonFigures]
    /// A contender that answered nothing at all, and why: nothing was measured.
    public var unreached: String?
    /// Rounds of each kind before those that count.
    public var warmUp = 0
    /// What counts shows no trend any more; nil where there are too few rounds to tell.
    public var isSettled: Bool?

    /// Pairs that were to be measured and are not there, of all.
    public var lostShare: Double {
        let wanted = comparisons.reduce(0) { $0 + $1.wanted }
        guard wanted > 0 else { return 0 }
        return 1 - Double(comparisons.reduce(0) { $0 + $1.usable }) / Double(wanted)
    }

    /// Half of them: those that are left are no sample of all.
    public var losesTooMany: Bool { lostShare >= 0.5 }
}

public struct ContenderFigures: Sendable, Equatable {
    public var name: String
    public var kind: Contender.Kind
    public var model: String
    public var times: [Measure: TimeFigure] = [:]
    /// Of the same prompts: medians.
    public var inputTokens: Double?
    public var outputTokens: Double?
    /// What it says that it took for itself, of plain answers and of streams.
    public var toldPlain: TimeFigure?
    public var toldStreamed: TimeFigure?
    /// The same where many ask at once, and how many whole answers a second it gave then.
    public var toldAtOnce: TimeFigure?
    public var perSecondAtOnce: Double?
    public var firstUse: FirstUse?
    /// Requests of the timed phase, and those among them that opened a connection anew: these count in no figure.
    public var requests = 0
    public var onNewConnections = 0
    /// Answers that were none, by the word for it, in the order in which they first came.
    public var problems: [Problem] = []

    public struct Problem: Sendable, Equatable {
        public var word: String
        public var reason: String
        public var count: Int
    }

    mutating func note(_ shots: [Shot]) {
        for problem in shots.compactMap(\.problem) {
            if let place = problems.firstIndex(where: { $0.word == problem.word }) {
                problems[place].count += 1
            } else {
                problems.append(Problem(word: problem.word, reason: problem.reason, count: 1))
            }
        }
    }

    /// The very first request, which pays for connecting and for whatever the other side puts off until then.
    public struct FirstUse: Sendable, Equatable {
        public var connect: Double?
        public var secure: Double?
        public var whole: Double
    }
}

/// One contender held against another, round by round.
public struct ComparisonFigures: Sendable, Equatable {
    public var base: String
    public var other: String
    public var isHop: Bool
    public var added: [Measure: TimeFigure] = [:]
    /// In a conversation: what is added at each turn, by medians.
    public var addedByTurn: [Bootstrap.Estimate] = []
    /// Pairs that were to be measured, and those of which both answers count.
    public var wanted = 0
    public var usable = 0
}
