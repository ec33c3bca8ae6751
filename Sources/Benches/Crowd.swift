import Statistics
import Synchronization
import Transports
import Vocabulary

/// Many callers at once, each of whom asks again as soon as he has his answer.
///
/// What a gateway says of its own time leaves out how long a request waits for its turn; who asks alone never
/// waits for one.
struct Crowd: Sendable {
    let asker: Asker
    let size: Int
    /// To each contender.
    let requests: Int

    /// What one contender did under it, in order.
    struct Answers: Sendable {
        var shots: [Shot] = []
        /// Whole answers, those of the warm-up too, and how long they took together.
        var answered = 0
        var microseconds = 0.0
    }

    /// Contenders take turns, there and back: what drifts on the machine meets all alike.
    private static let blocks = 4

    /// Everybody's first answer of a block comes beside those that count.
    private static func requestsOfBlock(_ size: Int, _ requests: Int) -> Int {
        (requests + blocks - 1) / blocks + size
    }

    /// All that one contender is sent, the warm-up too.
    static func requests(of size: Int, each requests: Int) -> Int {
        (1 + blocks) * requestsOfBlock(size, requests)
    }

    /// One block for each that counts in no figure, before anything is timed: whoever has met a crowd keeps the threads
    /// and connections that it left behind, and a bench is to find the same whether or not another was before it.
    func warmUp(in contest: Contest, isStopped: @escaping @Sendable () -> Bool) async {
        for contender in contest.contenders where !isStopped() {
            _ = await block(contender, contest.prompts, isStopped: isStopped)
        }
    }

    /// Plain answers alone: a stream's pieces would be waited for besides.
    func answers(
        in contest: Contest, isStopped: @escaping @Sendable () -> Bool
    ) async -> [Answers] {
        var answers = contest.contenders.map { _ in Answers() }
        for block in 0..<Self.blocks {
            let places = contest.contenders.indices
            for place in block.isMultiple(of: 2) ? Array(places) : places.reversed() {
                guard !isStopped() else { return answers }
                let part = await self.block(
                    contest.contenders[place], contest.prompts, isStopped: isStopped)
                answers[place].shots += part.shots
                answers[place].answered += part.answered
                answers[place].microseconds += part.microseconds
            }
        }
        return answers
    }

    private func block(
        _ contender: Contender, _ prompts: [Prompt], isStopped: @escaping @Sendable () -> Bool
    ) async -> Answers {
        let left = Quota(Self.requestsOfBlock(size, requests))
        var answers = Answers()
        let begun = Clock.now()
        await withTaskGroup(of: [Shot].self) { callers in
            for caller in 0..<size {
                callers.addTask(executorPreference: asker.transport.taskExecutor) {
                    var shots: [Shot] = []
                    while !isStopped(), !Task.isCancelled, left.take() {
                        let prompt = prompts[(caller + shots.count) % prompts.count]
                        var shot = await asker.ask(contender, prompt, isStreamed: false)
                        shot.text = nil
                        shots.append(shot)
                    }
                    return shots
                }
            }
            for await shots in callers {
                answers.answered += shots.count { $0.problem == nil }
                // Everybody's first one opens a connection, and comes while the others are still on their way.
                answers.shots += shots.dropFirst()
            }
        }
        answers.microseconds = (Clock.now() - begun).inMicroseconds
        return answers
    }
}

/// How many requests may still be sent, whoever sends them.
private final class Quota: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) { left = Atomic(count) }

    func take() -> Bool { left.subtract(1, ordering: .relaxed).newValue >= 0 }
}

extension ContestFigures {
    /// Takes in what a crowd found.
    mutating func add(_ answers: [Crowd.Answers], of contest: Contest, _ bootstrap: Bootstrap) {
        let usable = answers.map { answer in
            answer.shots.filter { $0.problem == nil && !$0.isOnNewConnection }
        }
        for (place, answer) in answers.enumerated() {
            let shots = usable[place]
            contenders[place].times[.atOnce] = bootstrap.figure(
                of: shots.map(\.whole), lag: Sample.median(shots.map(\.lag)) ?? 0)
            contenders[place].toldAtOnce = bootstrap.figure(of: shots.compactMap(\.told), lag: 0)
            if answer.microseconds > 0, answer.answered > 0 {
                contenders[place].perSecondAtOnce =
                    Double(answer.answered) / answer.microseconds * 1_000_000
            }
            contenders[place].note(answer.shots)
        }
        for (place, comparison) in contest.comparisons.enumerated() {
            let (base, other) = (usable[comparison.base], usable[comparison.other])
            let pairs = zip(base, other).map {
                Bootstrap.Pair(before: $0.whole, after: $1.whole)
            }
            guard let p50 = bootstrap.quantileDifference(0.5, of: pairs),
                let p95 = bootstrap.quantileDifference(0.95, of: pairs)
            else { continue }
            let lag = Sample.median(zip(base, other).map { $1.lag - $0.lag }) ?? 0
            comparisons[place].added[.atOnce] = TimeFigure(
                p50: p50, p95: p95, count: pairs.count, lag: abs(lag))
        }
    }
}
