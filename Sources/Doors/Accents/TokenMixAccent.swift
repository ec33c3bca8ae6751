import Documents
import Vocabulary

/// TokenMix documents nothing of its own on the wire: what any compatible gateway keeps.
struct TokenMixAccent: ChatAccent {
    let provider = "tokenmix"
    let basePath = "/v1"
    private let common = GenericAccent()

    func reworded(_ refusal: DoorError) -> DoorError { common.reworded(refusal) }

    func messageShape(for question: Question) -> MessageShape {
        common.messageShape(for: question)
    }

    func streamShape(for question: Question) -> StreamShape { common.streamShape(for: question) }

    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        common.writeUsage(counts, facts, to: &writer)
    }

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        common.form(of: error, stamp: stamp)
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        common.headers(occasion, stamp: stamp)
    }
}
