import Lanes
import Providers
import Transports
import Vocabulary

/// Hears for a lane what its provider says: the reader of that provider, which the lane itself may not know.
final class LaneListener: LaneEar {
    private let ear: AnswerEar
    private let rule: UsageRule

    init(_ provider: any Provider, isStreamed: Bool) {
        rule = provider.usageRule
        ear = AnswerEar(provider, isStreamed: isStreamed) { Clock.now() }
    }

    func begin(status: Int, headers: Headers) { ear.begin(status: status, headers: headers) }
    func hear(_ piece: [UInt8]) -> Set<LaneSign> { ear.hear(piece) }
    var patience: Duration? { ear.patience }

    func conclusion() -> HeardAnswer {
        let reading = ear.reading()
        return HeardAnswer(answer(in: reading), findings: reading.findings)
    }

    /// Nil where it is none, or no whole one.
    private func answer(in reading: Reading) -> LaneCall.Answer? {
        guard reading.outcome == .ok, reading.refusal == nil, let finish = reading.finish,
            [.stop, .length, .toolCalls].contains(finish.reason)
        else { return nil }
        var answer = LaneCall.Answer(
            text: reading.text ?? "", callsTools: !reading.toolCalls.isEmpty,
            model: reading.model, usage: nil)
        answer.usage = reading.usage.map { inclusive($0) }
        return answer
    }

    /// As lanes tell it: cached input is part of the input, reasoning part of the output.
    private func inclusive(_ usage: Usage) -> Usage {
        let counts = rule.canonical(usage)
        var told = usage
        told.input = counts.inputTotal.map { Usage.Count($0, "input") }
        told.output = counts.output.map { Usage.Count($0, "output") }
        return told
    }
}
