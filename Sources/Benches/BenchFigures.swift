import Reports
package import Statistics

/// What is measured of an answer.
package enum Measure: String, Sendable, CaseIterable {
    case plainAnswer = "plain_answer"
    case firstContent = "first_content"
    case wholeStream = "whole_stream"
    case conversation
    /// A plain answer, where many ask at once.
    case atOnce = "plain_at_once"

    package var words: String {
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
package struct BenchFigures: Sendable, Equatable {
    /// Of the header in which a gateway tells what it took for itself; LiteLLM's is the one that is known.
    package static let toldBy = "x-litellm-overhead-duration-ms"

    package var contests: [ContestFigures] = []
    /// The lanes are this program's own: differences mean something, the legs' own times do not.
    package var isSimulated = false
    package var pairs: Int
    package var turns: Int
    package var seed: UInt64
    /// How many asked at once in the end; with 1 nobody did.
    package var atOnce = 1
    /// How much of the machine others used, before and after; nil where nobody can tell.
    package var busyBefore: Double?
    package var busyAfter: Double?
    package var isInterrupted = false

    package init(pairs: Int, turns: Int, seed: UInt64) {
        self.pairs = pairs
        self.turns = turns
        self.seed = seed
    }

    package var isLoaded: Bool {
        [busyBefore, busyAfter].contains { MachineLoad.isTooMuch($0) }
    }
}

/// A figure of times with what it lies between, at 95 %.
package struct TimeFigure: Sendable, Equatable {
    package var p50: Bootstrap.Estimate
    package var p95: Bootstrap.Estimate
    package var count: Int
    /// How much of it may be this program's own lateness: the error bar.
    package var lag: Double

    /// The figure tells more of this program than of the other side.
    package var isClientLimited: Bool { OwnLag.limits(p50.value, lag: lag) }
}

package struct ContestFigures: Sendable, Equatable {
    package var name: String
    package var task: String?
    package var prompts: Int
    package var contenders: [ContenderFigures]
    package var comparisons: [ComparisonFigures]
    /// A contender that answered nothing at all, and why: nothing was measured.
    package var unreached: String?

    /// Pairs that were to be measured and are not there, of all.
    package var lostShare: Double {
        let wanted = comparisons.reduce(0) { $0 + $1.wanted }
        guard wanted > 0 else { return 0 }
        return 1 - Double(comparisons.reduce(0) { $0 + $1.usable }) / Double(wanted)
    }
}

package struct ContenderFigures: Sendable, Equatable {
    package var name: String
    package var kind: Contender.Kind
    package var model: String
    package var times: [Measure: TimeFigure] = [:]
    /// Of the same prompts: medians.
    package var inputTokens: Double?
    package var outputTokens: Double?
    /// What it says that it took for itself, of plain answers and of streams.
    package var toldPlain: TimeFigure?
    package var toldStreamed: TimeFigure?
    /// The same where many ask at once, and how many whole answers a second it gave then.
    package var toldAtOnce: TimeFigure?
    package var perSecondAtOnce: Double?
    package var firstUse: FirstUse?
    /// Requests of the timed phase, and those among them that opened a connection anew: these count in no figure.
    package var requests = 0
    package var onNewConnections = 0
    /// Answers that were none, by the word for it, in the order in which they first came.
    package var problems: [Problem] = []

    package struct Problem: Sendable, Equatable {
        package var word: String
        package var reason: String
        package var count: Int
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
    package struct FirstUse: Sendable, Equatable {
        package var connect: Double?
        package var secure: Double?
        package var whole: Double
    }
}

/// One contender held against another, round by round.
package struct ComparisonFigures: Sendable, Equatable {
    package var base: String
    package var other: String
    package var isHop: Bool
    package var added: [Measure: TimeFigure] = [:]
    /// In a conversation: what is added at each turn, by medians.
    package var addedByTurn: [Bootstrap.Estimate] = []
    /// Pairs that were to be measured, and those of which both answers count.
    package var wanted = 0
    package var usable = 0
}
