import Doors
import Servers
import Vocabulary

/// A question at a lane, and what its provider would say to it.
struct Scene: Sendable {
    let stage: Stage
    var question: Question
    var answer: SimulatedAnswer
    /// How much of the prompt this leg has seen before.
    var cachedTokens = 0
    /// How much of it is written to the leg's cache, where that is told.
    var writtenTokens = 0

    init(stage: Stage, question: Question, answer: SimulatedAnswer) {
        self.stage = stage
        self.question = question
        self.answer = answer
        if let tier = answer.serviceTier { self.question.serviceTier = tier }
    }

    var door: any Door { stage.door }
    var stamp: DoorStamp { stage.stamp }

    /// The pin, which is what most providers echo for a name of theirs; others tell the name as it was
    /// asked for. A model that the leg does not have is echoed as asked, as if it were served: who
    /// compares models must see that it is not the leg's.
    var servedModel: String {
        question.model == stage.leg.model && !door.echoesAlias
            ? stage.leg.pin : question.model
    }

    var deltas: [Delta] {
        answer.deltas(
            to: question, as: servedModel, cachedTokens: cachedTokens, writtenTokens: writtenTokens)
    }

    /// The answer, as asked for: whole or streamed.
    func healthy() -> Performance { perform(deltas) }

    /// These deltas, as asked for: whole or streamed.
    func perform(_ deltas: [Delta]) -> Performance {
        var performance =
            question.isStreamed
            ? stream(pieces(of: events(of: deltas))) : stage.whole(plain(deltas))
        performance.answer = LaneCall.Answer(deltas)
        return performance
    }

    var plainReply: DoorReply { plain(deltas) }

    func plain(_ deltas: [Delta]) -> DoorReply {
        door.plain(DoorAnswer(deltas), to: question, stamp: stamp)
    }

    var streamHead: DoorReply { door.stream(for: question, stamp: stamp).head }

    func events(of deltas: [Delta]) -> DoorOutput {
        var stream = door.stream(for: question, stamp: stamp)
        return stream.events(of: deltas)
    }

    func error(_ error: DoorError) -> Performance {
        var performance = stage.whole(door.error(error, stamp: stamp))
        performance.retryAfter = error.retryAfter.least
        return performance
    }
}

extension LaneCall.Answer {
    /// What the deltas of a whole answer say; nil for a refusal, of which languages keep the text or the sign.
    /// Later counts replace earlier ones: streams tell running totals.
    fileprivate init?(_ deltas: [Delta]) {
        self.init(text: "", model: nil, usage: nil)
        for delta in deltas {
            switch delta {
            case .text(let piece): text += piece
            case .toolStart: callsTools = true
            case .start(_, let name): model = name
            case .usage(let counts): usage = counts
            case .refusal: return nil
            case .finish(let finish):
                guard [.stop, .length, .toolCalls].contains(finish.reason) else { return nil }
            default: break
            }
        }
    }
}

extension DoorError.RetryAfter {
    /// A date has whole seconds, the begun one included: it may be a second nearer than it says.
    fileprivate var least: Duration? {
        switch self {
        case .seconds(let count): .seconds(count)
        case .date(let count): .seconds(max(0, count - 1))
        case .milliseconds(let count): .milliseconds(count)
        case .bare: nil
        }
    }
}
