import Documents
import Vocabulary

/// MiniMax's own older API: HTTP says 200 and `base_resp` says what came of it, and a stream ends with the
/// whole answer once more.
struct MiniMaxNativeAccent: ChatAccent {
    let provider = "minimax-native"
    let chatPath = "/text/chatcompletion_v2"

    private let compatible = MiniMaxAccent()

    func answerID(_ stamp: DoorStamp) -> String { compatible.answerID(stamp) }

    func callID(_ stamp: DoorStamp, index: Int, name: String) -> String {
        compatible.callID(stamp, index: index, name: name)
    }

    func messageShape(for question: Question) -> MessageShape { MiniMax.message(question) }

    func streamShape(for question: Question) -> StreamShape {
        var shape = MiniMax.stream(question)
        shape.usagePlace = .wholeAnswer
        shape.nullUsage = .never
        shape.hasDone = false
        return shape
    }

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        compatible.writeTail(facts, to: &writer)
    }

    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        MiniMax.writeUsage(counts, to: &writer)
    }

    // MARK: Errors

    /// All that its own API says comes with 200; what has another status came from in front of it.
    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        guard error.kind != .badGateway, error.kind != .unavailable,
            error.kind != .gatewayTimeout, let own = MiniMax.status(of: error)
        else {
            let (status, words) = error.kind.edge
            return ErrorForm(status, nil, code: status < 500 ? "2013" : "1000", words.lowercased())
        }
        return ErrorForm(200, nil, code: String(own.code), own.message)
    }

    func reworded(_ refusal: DoorError) -> DoorError {
        var error = refusal.withoutCodes
        if error.kind == .badRequest, let words = error.message {
            error.message = "invalid params, \(words)"
        }
        return error
    }

    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", answerID(stamp))
        writer.key("choices")
        writer.null()
        MiniMax.writeStatus(form.code.flatMap { Int($0) } ?? 1000, form.message, to: &writer)
        writer.endObject()
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        MiniMax.headers(occasion, id: answerID(stamp), stamp: stamp)
    }
}
