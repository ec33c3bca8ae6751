import Checks
import Providers
import Rows
import Suites
import Synchronization
import Transports
public import Vocabulary

/// Has the questions answered that checks have about an answer: asks the suite's advisers, each through a lane of its
/// own, which brings a journal, prices, recording and replay.
public struct Consultant: Sendable {
    /// An adviser, and where it is asked.
    public struct Seat: Sendable {
        let adviser: Adviser
        let target: Target
        let faults: any FaultControl

        /// - Parameters:
        ///   - target: the adviser's lane.
        ///   - faults: whose journal the lane writes.
        public init(_ adviser: Adviser, at target: Target, faults: any FaultControl) {
            (self.adviser, self.target, self.faults) = (adviser, target, faults)
        }
    }

    private let seats: [Seat]
    private let code: (any CodeRunner)?
    private let allowances: Allowances
    private let pacer: Pacer?
    /// Of the texts that many answers are compared with.
    private let known = Known()
    /// How long a journal may lag behind the end of an answer.
    private static let settleMax: Duration = .seconds(5)

    /// - Parameters:
    ///   - code: who runs a suite's own code; nil where nobody may.
    ///   - allowances: what the advisers' providers may be asked.
    ///   - pacer: how fast requests of the run may go out.
    public init(
        _ seats: [Seat], code: (any CodeRunner)?, allowances: Allowances, pacer: Pacer?
    ) {
        self.code = code
        (self.seats, self.allowances, self.pacer) = (seats, allowances, pacer)
    }

    /// What came of the questions about one attempt.
    struct Answers: Sendable {
        var opinions: [Opinion.Question: Opinion] = [:]
        var rows: [Row] = []
        var calls: [LaneCall] = []
        /// What is left of a budget is not enough for a question.
        var stop: Stop?
    }

    /// What goes with the questions of one case.
    struct Concern {
        var caseID: String
        var pots: QuestionPots
        var redactor: Redactor
        /// Of the run.
        var start: Moment
    }

    func answers(
        to questions: [Opinion.Question], over caller: Caller, for concern: Concern
    ) async -> Answers {
        var answers = Answers()
        // What a run that has ended would still ask, nobody waits for.
        for question in questions where !Task.isCancelled {
            if case .code(let words) = question {
                // On no thread of the transport's: a process is started.
                answers.opinions[question] = await code?.opinion(of: words)
                continue
            }
            if let opinion = known.opinion(on: question) {
                answers.opinions[question] = opinion
                continue
            }
            guard let seat = seats.first(where: { $0.adviser.role == question.role }) else {
                continue
            }
            let adviser = seat.adviser
            let size = PromptSize(of: Adviser.prompt(for: question))
            if let stop = concern.pots.cover(size, to: adviser) {
                answers.stop = stop
                answers.opinions[question] = .failed(
                    because:
                        "\(adviser.name) was not asked, since \(Self.words(for: stop)) has no room for it"
                )
                continue
            }
            await ask(question, of: seat, size, over: caller, for: concern, &answers)
        }
        return answers
    }

    private func ask(
        _ question: Opinion.Question, of seat: Seat, _ size: PromptSize, over caller: Caller,
        for concern: Concern, _ answers: inout Answers
    ) async {
        let (adviser, marker) = (seat.adviser, Marker.next())
        let request = Shared(Self.request(for: question, marker, to: seat))
        let tokens = request.value.body.count / 4
        await pacer?.wait(tokens: tokens)
        await allowances.wait(toAsk: adviser.leg.id, tokens: tokens)
        await seat.faults.arm(
            marker, with: FaultScript(causes: [:], answer: SimulatedAnswer(text: "")))
        let hearing = Hearing(question, of: seat.target.provider)
        let exchange = await caller.send(request, into: hearing.sink)
        var calls = await seat.faults.settle(marker, within: Self.settleMax)
        let heard = hearing.heard(exchange, from: adviser, concern.redactor)
        for place in calls.indices where calls[place].claimsSuccess && calls[place].answer == nil {
            calls[place].answer = heard.answer
        }
        adviser.prices.price(&calls, at: adviser.prices.needTime ? .now : nil)
        calls = calls.map { $0.redacted(by: concern.redactor) }
        let end = exchange.lastByte ?? exchange.queued
        allowances.hear(calls, guessed: tokens, at: end)
        // The run's own pace counts what was used, and keeps the patience that was asked for.
        if let used = heard.usage?.input?.value {
            pacer?.correct(guessed: tokens, used: used + (heard.usage?.output?.value ?? 0))
        }
        if let wait = calls.compactMap(\.patience).max() { pacer?.hear(wait: wait, at: end) }
        let cost = LegPrices.total(of: calls)
        concern.pots.pay(cost, size, to: adviser)
        let opinion =
            calls.lazy.compactMap(\.trouble).first.map { Opinion.failed(because: $0) }
            ?? heard.opinion
        known.keep(opinion, on: question)
        answers.opinions[question] = opinion
        answers.calls += calls
        answers.rows.append(row(of: opinion, heard, exchange, cost, adviser, concern))
    }

    private static func request(
        for question: Opinion.Question, _ marker: Marker, to seat: Seat
    ) -> Request {
        switch question {
        case .judge:
            seat.target.request(
                for: Adviser.prompt(for: question, marker), route: seat.adviser.leg.pin,
                isStreamed: false)
        case .embedding(let text):
            Embedding.request(
                for: text + PromptTemplate.suffix(for: marker), to: seat.adviser.leg.pin,
                at: seat.target)
        case .code: preconditionFailure("code is asked of no model")
        }
    }

    private static func words(for stop: Stop) -> String {
        switch stop {
        case .budget(let cap): "the budget of \(cap)"
        case .heldBudget(let holder, let cap): "the budget of \(cap) for \(holder)"
        default: "the budget"
        }
    }

    private func row(
        of opinion: Opinion, _ heard: Heard, _ exchange: Exchange, _ cost: Money?,
        _ adviser: Adviser, _ concern: Concern
    ) -> Row {
        let begun = exchange.sent ?? exchange.started
        var row = QuestionRow(
            of: concern.caseID, to: adviser.leg.id, asked: adviser.name,
            started: (begun - concern.start).inWholeMicroseconds)
        row.latency = exchange.lastByte?.wholeMicroseconds(since: begun)
        row.modelServed = heard.model
        row.status = exchange.status
        row.inputTokens = heard.usage?.input?.value
        row.outputTokens = heard.usage?.output?.value
        row.cachedTokens = heard.usage?.cachedInput?.value
        row.reasoningTokens = heard.usage?.reasoning?.value
        row.cost = cost
        switch opinion {
        case .said(let words, _): row.said = CaseRow.shortened(words)
        case .embedded(let numbers, _): row.said = "\(numbers.count) numbers"
        case .failed(let reason), .unasked(let reason): row.failed = reason
        }
        return .question(row)
    }

    /// What came of one question, as far as its answer tells.
    struct Heard {
        var opinion: Opinion
        var model: String?
        var usage: Usage?
        /// Where a lane's own ear does not understand it.
        var answer: LaneCall.Answer?
    }

    /// The embeddings of texts that come again and again: the suite's own, as a rule. A few hundred of them are kept.
    private final class Known: Sendable {
        private let kept = Mutex<[Opinion.Question: Opinion]>([:])
        private static let keptMax = 500

        func opinion(on question: Opinion.Question) -> Opinion? {
            guard case .embedding = question else { return nil }
            return kept.withLock { $0[question] }
        }

        func keep(_ opinion: Opinion, on question: Opinion.Question) {
            guard case .embedding = question, case .embedded = opinion else { return }
            kept.withLock { kept in
                if kept.count < Self.keptMax { kept[question] = opinion }
            }
        }
    }
}
