import Providers
import Rows
import Vocabulary

/// Takes down what an adviser answers to one question, in the language that it answers in.
struct Hearing {
    private enum Ear {
        case chat(AnswerReader)
        case embedding(Embedding.Heard)
    }

    private let ear: Ear

    init(_ question: Opinion.Question, of provider: any Provider) {
        ear =
            switch question {
            case .judge: .chat(AnswerReader(provider.reader(isStreamed: false)))
            case .embedding: .embedding(Embedding.Heard())
            case .code: preconditionFailure("code is asked of no model")
            }
    }

    var sink: any ByteSink {
        switch ear {
        case .chat(let reader): reader
        case .embedding(let heard): heard
        }
    }

    /// Once the exchange is over.
    func heard(
        _ exchange: Exchange, from adviser: Adviser, _ redactor: Redactor
    ) -> Consultant.Heard {
        if let breakage = exchange.breakage {
            let reason = redactor.redacted(breakage.reason)
            return Consultant.Heard(
                opinion: .failed(
                    because: "\(adviser.name) gave no answer: \(breakage.kind.rawValue) (\(reason))"
                ))
        }
        switch ear {
        case .chat(let reader):
            return Self.words(reader.reading(exchange: exchange).redacted(by: redactor), adviser)
        case .embedding(let heard): return Self.numbers(heard, adviser, redactor)
        }
    }

    private static func words(_ reading: Reading, _ adviser: Adviser) -> Consultant.Heard {
        var heard = Consultant.Heard(
            opinion: .said(reading.text ?? "", by: adviser.name), model: reading.model,
            usage: reading.usage)
        guard reading.outcome == .ok, reading.text?.isEmpty == false else {
            let status = reading.status.map { " with status \($0)" } ?? ""
            let words = reading.error?.message.map { ": \(CaseRow.shortened($0))" } ?? ""
            let finish = reading.finish.map { ", finish '\($0.raw)'" } ?? ""
            heard.opinion = .failed(
                because: "\(adviser.name) answered without a judgement\(status)\(finish)\(words)")
            return heard
        }
        return heard
    }

    private static func numbers(
        _ heard: Embedding.Heard, _ adviser: Adviser, _ redactor: Redactor
    ) -> Consultant.Heard {
        do throws(Embedding.Unreadable) {
            let answer = try Embedding.read(heard)
            let model = redactor.redacted(answer.model)
            return Consultant.Heard(
                opinion: .embedded(answer.numbers, by: adviser.name), model: model,
                usage: answer.usage,
                answer: LaneCall.Answer(text: "", model: model, usage: answer.usage))
        } catch {
            return Consultant.Heard(
                opinion: .failed(
                    because: "\(adviser.name) answered without an embedding: "
                        + redactor.redacted(error.reason)))
        }
    }
}
