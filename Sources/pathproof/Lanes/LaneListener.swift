import Lanes
import Providers
import Synchronization
import Transports
import Vocabulary

/// Hears for a lane what its provider says: the reader of that provider, which the lane itself may not know.
final class LaneListener: LaneEar {
    private let reader: AnswerReader
    private let signs: Signs
    private let rule: UsageRule
    private let wait = Mutex<Duration?>(nil)

    /// Those of the piece that is being heard; the tap hears on the same thread.
    private final class Signs: Sendable {
        let heard = Mutex<Set<LaneSign>>([])
    }

    init(_ provider: any Provider, isStreamed: Bool) {
        let signs = Signs()
        self.signs = signs
        rule = provider.usageRule
        reader = AnswerReader(provider.reader(isStreamed: isStreamed)) { delta, _ in
            guard let sign = delta.sign else { return }
            _ = signs.heard.withLock { $0.insert(sign) }
        }
    }

    func begin(status: Int, headers: Headers) {
        wait.withLock { $0 = RateWord(status: status, headers).wait }
        reader.begin(status: status, headers: headers, at: Clock.now())
    }

    var patience: Duration? { wait.withLock { $0 } }

    func hear(_ piece: [UInt8]) -> Set<LaneSign> {
        signs.heard.withLock { $0 = [] }
        _ = reader.take(piece.span, at: Clock.now())
        return signs.heard.withLock { $0 }
    }

    func conclusion() -> HeardAnswer {
        let reading = reader.reading(exchange: Exchange(queued: Clock.now()))
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

extension Delta {
    fileprivate var sign: LaneSign? {
        switch self {
        case .text, .reasoning, .refusal, .toolStart, .toolArguments: .content
        case .finish: .finish
        case .usage: .usage
        case .start, .role, .error, .evidence: nil
        }
    }
}
