import Providers
import Statistics
public import Transports
import Vocabulary

/// Carries a contest out: one request at a time, so that contenders never wait for each other.
public struct BenchRun: Sendable {
    public struct Options: Sendable, Equatable {
        /// How often each contender is asked for each kind of answer.
        public var pairs: Int
        /// The same at least before anything is timed: a gateway's first second is not its manner.
        public var warmUp: Int
        /// The same at most: the oldest rounds are given up for new ones while what is measured still changes from
        /// round to round.
        public var warmUpMax: Int
        /// How many turns a conversation has; with one there is none.
        public var turns: Int
        public var seed: UInt64
        public var resamples: Int
        /// How many ask at once after all that; with 1 nobody does.
        public var atOnce: Int

        public static let pairsUsual = 400
        public static let warmUpUsual = 20

        public init(
            pairs: Int = pairsUsual, warmUp: Int = warmUpUsual, warmUpMax: Int? = nil,
            turns: Int = 1, seed: UInt64 = 0, resamples: Int = 2000, atOnce: Int = 1
        ) {
            precondition(pairs > 0 && warmUp > 0 && turns > 0, "\(pairs), \(warmUp), \(turns)")
            self.pairs = pairs
            self.warmUp = warmUp
            // Twice as long as it measures: whoever is not steady by then is told so.
            self.warmUpMax = max(warmUp, warmUpMax ?? warmUp + 2 * pairs)
            self.turns = turns
            self.seed = seed
            self.resamples = resamples
            self.atOnce = atOnce
        }

        /// All requests to one contender that is steady from the start.
        public var requestsLeast: Int { requests(warmUp) }
        /// All requests to one contender, however long it takes to settle.
        public var requestsMost: Int { requests(warmUpMax) }

        private func requests(_ warmUp: Int) -> Int {
            (pairs + warmUp) * (turns > 1 ? 2 + turns : 2)
                + (atOnce > 1 ? Crowd.requests(of: atOnce, each: requestsAtOnce) : 0)
        }

        /// Each of them comes some times to its turn.
        var requestsAtOnce: Int { max(pairs, 8 * atOnce) }

        var kinds: [RoundKind] { turns > 1 ? [.plain, .stream, .talk] : [.plain, .stream] }
    }

    private let asker: Asker
    private let options: Options
    private let isStopped: @Sendable () -> Bool

    /// - Parameters:
    ///   - pace: returns when the next request may go out.
    ///   - isStopped: asked before each round; what is there by then is what counts.
    public init(
        _ options: Options, over transport: Transport,
        pace: (@Sendable () async -> Void)? = nil,
        isStopped: @escaping @Sendable () -> Bool = { Task.isCancelled }
    ) {
        asker = Asker(transport: transport, pace: pace)
        self.options = options
        self.isStopped = isStopped
    }

    /// How far a contest is, in rounds.
    public struct Progress: Sendable, Equatable {
        /// Those that count in no figure.
        public var warmUp = 0
        /// Those that count by now, and how many are to: a round that is given up counts no more.
        public var timed = 0
        public var wanted: Int
    }

    /// - Parameter progress: told after each round.
    public func carryOut(
        _ contest: Contest, progress: @Sendable (Progress) -> Void = { _ in }
    ) async -> ContestFigures {
        var chance = Chance(seed: options.seed)
        var series = Series(contest)
        var words = [String](repeating: Self.spokenUsual, count: contest.prompts.count)
        let count = contest.contenders.count
        var asked = 0
        func rounds(_ each: Int) -> [Round] {
            defer { asked += each }
            return Schedule.rounds(
                of: options.kinds, each: each, from: asked, contenders: count,
                prompts: contest.prompts.count, chance: &chance)
        }
        let warming = rounds(options.warmUp)
        var done = Progress(wanted: options.kinds.count * options.pairs)
        let bootstrap = Bootstrap(
            resamples: options.resamples, seed: options.seed, drawsRuns: true)
        var silent = Silence(count)
        for (number, round) in warming.enumerated() where !isStopped() {
            let shots = await shots(in: round, of: contest, words)
            guard !Task.isCancelled else { break }
            for contender in 0..<count {
                for shot in shots[contender] {
                    series.noteFirstUse(shot, of: contender)
                    silent.hear(shot, of: contender)
                }
            }
            if let text = shots[0].first?.text, !text.isEmpty {
                words[round.prompt] = String(text.prefix(Self.spokenMax))
            }
            done.warmUp += 1
            progress(done)
            if let trouble = silent.trouble(isLast: number + 1 == warming.count) {
                var figures = series.figures(wanted: done.wanted, bootstrap)
                figures.unreached =
                    "\(contest.contenders[trouble.contender].name): \(trouble.problem.word): "
                    + trouble.problem.reason
                return figures
            }
        }
        let crowd =
            options.atOnce > 1
            ? Crowd(asker: asker, size: options.atOnce, requests: options.requestsAtOnce) : nil
        await crowd?.warmUp(in: contest, isStopped: isStopped)
        var warmUp = options.warmUp
        var due = rounds(options.pairs)
        while true {
            for round in due where !isStopped() {
                let shots = await shots(in: round, of: contest, words)
                // What was cut short by us says nothing of anybody.
                guard !Task.isCancelled else { break }
                series.add(round.kind, shots)
                done.timed += 1
                progress(done)
            }
            guard !isStopped(), !Task.isCancelled, warmUp < options.warmUpMax,
                series.isSettled == false
            else { break }
            let step = min(max(1, options.pairs / Self.steps), options.warmUpMax - warmUp)
            series.giveUp(first: step)
            warmUp += step
            done.warmUp += step * options.kinds.count
            done.timed -= step * options.kinds.count
            due = rounds(step)
        }
        var figures = series.figures(wanted: done.wanted, bootstrap)
        figures.warmUp = warmUp
        figures.isSettled = series.isSettled
        if let crowd, !isStopped(), !Task.isCancelled {
            let answers = await crowd.answers(in: contest, isStopped: isStopped)
            figures.add(answers, of: contest, bootstrap)
        }
        return figures
    }

    /// By contender, whatever the order in which they were asked.
    private func shots(
        in round: Round, of contest: Contest, _ words: [String]
    ) async -> [[Shot]] {
        var shots = [[Shot]](repeating: [], count: contest.contenders.count)
        let prompt = contest.prompts[round.prompt]
        for number in round.order {
            let contender = contest.contenders[number]
            guard round.kind == .talk else {
                let shot = await asker.ask(contender, prompt, isStreamed: round.kind == .stream)
                shots[number] = [shot]
                continue
            }
            var prompt = prompt
            for turn in 0..<options.turns {
                if turn > 0 { prompt.goOn(after: words[round.prompt]) }
                shots[number].append(await asker.ask(contender, prompt, isStreamed: true))
            }
        }
        return shots
    }

    /// In how many steps all timed rounds are given up for new ones.
    private static let steps = 4

    /// What the assistant said in a conversation is the same for all: what the first contender answered while
    /// all warmed up, as far as that is worth repeating.
    private static let spokenMax = 2000
    private static let spokenUsual = "Yes."
}

extension Prompt {
    /// A turn further: the answer, and the last question again.
    fileprivate mutating func goOn(after answer: String) {
        let question = messages.last { $0.role == .user }
        messages.append(Message(.assistant, answer))
        messages.append(question ?? Message(.user, "Go on."))
    }
}

/// Notices a contender that does not answer at all: to ask it a thousand times would say no more.
private struct Silence {
    private static let askedMin = 6
    private var asked: [Int]
    private var hasAnswered: [Bool]
    private var problems: [Shot.Problem?]

    init(_ count: Int) {
        asked = Array(repeating: 0, count: count)
        hasAnswered = Array(repeating: false, count: count)
        problems = Array(repeating: nil, count: count)
    }

    mutating func hear(_ shot: Shot, of contender: Int) {
        asked[contender] += 1
        if let problem = shot.problem {
            problems[contender] = problems[contender] ?? problem
        } else {
            hasAnswered[contender] = true
        }
    }

    func trouble(isLast: Bool) -> (contender: Int, problem: Shot.Problem)? {
        for (number, problem) in problems.enumerated() {
            if let problem, !hasAnswered[number], isLast || asked[number] >= Self.askedMin {
                return (number, problem)
            }
        }
        return nil
    }
}
