import Checks
import Providers
import Rows
import Suites
import Transports
public import Vocabulary

/// Has the questions answered that checks have about an answer: asks the suite's judge, through a lane of its own,
/// which brings a journal, prices, recording and replay.
public struct Consultant: Sendable {
    private let judge: Judge
    private let target: Target
    private let faults: any FaultControl
    private let allowances: Allowances
    private let pacer: Pacer?
    /// How long the journal may lag behind the end of an answer.
    private static let settleMax: Duration = .seconds(5)

    /// - Parameters:
    ///   - target: the judge's lane.
    ///   - faults: whose journal the lane writes.
    ///   - allowances: what its provider may be asked.
    ///   - pacer: how fast requests of the run may go out.
    public init(
        _ judge: Judge, at target: Target, faults: any FaultControl, allowances: Allowances,
        pacer: Pacer?
    ) {
        (self.judge, self.target, self.faults) = (judge, target, faults)
        (self.allowances, self.pacer) = (allowances, pacer)
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
        for question in questions {
            let size = PromptSize(of: Judge.prompt(for: question))
            if let stop = concern.pots.cover(size, to: judge) {
                answers.stop = stop
                answers.opinions[question] = .failed(
                    because:
                        "\(judge.name) was not asked, since \(Self.words(for: stop)) has no room for it"
                )
                continue
            }
            await ask(question, size, over: caller, for: concern, &answers)
        }
        return answers
    }

    private func ask(
        _ question: Opinion.Question, _ size: PromptSize, over caller: Caller,
        for concern: Concern, _ answers: inout Answers
    ) async {
        let marker = Marker.next()
        let request = Shared(
            target.request(
                for: Judge.prompt(for: question, marker), route: judge.leg.pin, isStreamed: false))
        let tokens = request.value.body.count / 4
        await pacer?.wait(tokens: tokens)
        await allowances.wait(toAsk: judge.leg.id, tokens: tokens)
        await faults.arm(marker, with: FaultScript(causes: [:], answer: SimulatedAnswer(text: "")))
        let reader = AnswerReader(target.provider.reader(isStreamed: false))
        let exchange = await caller.send(request, into: reader)
        var calls = await faults.settle(marker, within: Self.settleMax)
        judge.prices.price(&calls, at: judge.prices.needTime ? .now : nil)
        calls = calls.map { $0.redacted(by: concern.redactor) }
        allowances.hear(calls, guessed: tokens, at: exchange.lastByte ?? exchange.queued)
        let cost = LegPrices.total(of: calls)
        concern.pots.pay(cost, size, to: judge)
        let reading = reader.reading(exchange: exchange).redacted(by: concern.redactor)
        let opinion = opinion(reading, exchange, calls)
        answers.opinions[question] = opinion
        answers.calls += calls
        answers.rows.append(row(of: opinion, reading, exchange, cost, concern))
    }

    private static func words(for stop: Stop) -> String {
        switch stop {
        case .budget(let cap): "the budget of \(cap)"
        case .heldBudget(let holder, let cap): "the budget of \(cap) for \(holder)"
        default: "the budget"
        }
    }

    private func opinion(
        _ reading: Reading, _ exchange: Exchange, _ calls: [LaneCall]
    ) -> Opinion {
        if let trouble = calls.lazy.compactMap(\.trouble).first { return .failed(because: trouble) }
        if let breakage = exchange.breakage {
            return .failed(
                because:
                    "\(judge.name) gave no answer: \(breakage.kind.rawValue) (\(breakage.reason))")
        }
        guard reading.outcome == .ok, let text = reading.text, !text.isEmpty else {
            let status = reading.status.map { " with status \($0)" } ?? ""
            let words = reading.error?.message.map { ": \(CaseRow.shortened($0))" } ?? ""
            let finish = reading.finish.map { ", finish '\($0.raw)'" } ?? ""
            return .failed(
                because: "\(judge.name) answered without a judgement\(status)\(finish)\(words)")
        }
        return .said(text, by: judge.name)
    }

    private func row(
        of opinion: Opinion, _ reading: Reading, _ exchange: Exchange, _ cost: Money?,
        _ concern: Concern
    ) -> Row {
        let begun = exchange.sent ?? exchange.started
        var row = QuestionRow(
            of: concern.caseID, to: judge.leg.id, asked: judge.name,
            started: (begun - concern.start).inWholeMicroseconds)
        row.latency = exchange.lastByte?.wholeMicroseconds(since: begun)
        row.modelServed = reading.model
        row.status = exchange.status
        row.inputTokens = reading.usage?.input?.value
        row.outputTokens = reading.usage?.output?.value
        row.cachedTokens = reading.usage?.cachedInput?.value
        row.reasoningTokens = reading.usage?.reasoning?.value
        row.cost = cost
        switch opinion {
        case .said(let words, _): row.said = CaseRow.shortened(words)
        case .failed(let reason), .unasked(let reason): row.failed = reason
        }
        return .question(row)
    }
}
