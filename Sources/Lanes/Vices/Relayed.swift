import Documents
import Servers
import Synchronization
import Vocabulary

/// A leg's answer in the hands of a gateway.
struct Relayed: Sendable {
    /// 0 where none came.
    var status = 0
    var headers: [(String, String)] = []
    var body: [UInt8] = []
    /// It did not come to its end.
    var isBroken = false
    var isStreamed = false
    /// What the caller asked for, and in how many bytes.
    var route = ""
    var requestBytes = 0
    /// By the name that a model has in its answers.
    var prices: [String: VicedPrice] = [:]

    var isAnswer: Bool { status / 100 == 2 && !isBroken }

    /// Changes each JSON in it: the body of a plain answer, every event of a stream.
    mutating func edit(_ change: (_ text: inout EditedJSON, _ number: Int) -> Void) {
        guard isStreamed else {
            var text = EditedJSON(body)
            change(&text, 0)
            body = text.bytes
            return
        }
        var number = 0
        body = EventSplitter.events(in: body).flatMap { event in
            var event = PassingEvent(bytes: event, signs: [])
            event.edit { text in
                change(&text, number)
                number += 1
            }
            return event.bytes
        }
    }

    /// A gateway before this one may tell of a break in an event of the stream: without it, the stream is just
    /// broken off.
    mutating func forgetError() {
        guard isStreamed else { return }
        var kept: [UInt8] = []
        for bytes in EventSplitter.events(in: body) {
            var (event, isError) = (PassingEvent(bytes: bytes, signs: []), false)
            event.edit { text in isError = text["/error"].map { $0 != "null" } ?? false }
            if isError {
                (body, isBroken) = (kept, true)
                return
            }
            kept += bytes
        }
    }

    /// Behind all that came.
    mutating func append(event data: String) { body += Array("data: \(data)\n\n".utf8) }

    mutating func replace(status: Int, body: String, type: String = "application/json") {
        self.status = status
        self.body = Array(body.utf8)
        headers = [("content-type", type)]
        isBroken = false
    }

    /// Who answered, by the first JSON that names it.
    var model: String? {
        var found: String?
        var copy = self
        copy.edit { text, _ in found = found ?? text["/model"].flatMap { $0.isEmpty ? nil : $0 } }
        return found
    }

    /// The token counts of the last JSON that has them.
    var usage: (input: Int, cached: Int, output: Int)? {
        var found: (input: Int, cached: Int, output: Int)?
        var copy = self
        copy.edit { text, _ in
            guard let input = text["/usage/prompt_tokens"].flatMap({ Int($0) }),
                let output = text["/usage/completion_tokens"].flatMap({ Int($0) })
            else { return }
            let cached = text["/usage/prompt_tokens_details/cached_tokens"].flatMap { Int($0) }
            found = (input, cached ?? 0, output)
        }
        return found
    }
}

/// Takes an answer in for a gateway.
protocol RelayingSink: ByteSink {
    var relayed: Relayed { get }
}

/// Keeps an answer as it came.
final class AnswerSink: RelayingSink {
    private let state = Mutex(Relayed())
    // Told by the server itself for what it sends on.
    private static let framing: Set<String> = ["content-length", "transfer-encoding", "connection"]

    func begin(status: Int, headers: Headers, at moment: Moment) {
        let kept = headers.fields.map { ($0.name, $0.value) }.filter {
            !Self.framing.contains($0.0.lowercased())
        }
        state.withLock { relayed in
            relayed.status = status
            relayed.headers = kept
        }
    }

    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        state.withLock { relayed in
            for index in bytes.indices { relayed.body.append(bytes[index]) }
        }
        return .data
    }

    var relayed: Relayed { state.withLock { $0 } }
}

/// Hands the stream of an answer on as it comes, and keeps what is none.
final class PassingSink: RelayingSink {
    private let kept = AnswerSink()
    private let responder: Responder
    private let begun = Atomic(false)

    init(to responder: Responder) { self.responder = responder }

    /// Part of it has gone out.
    var hasBegun: Bool { begun.load(ordering: .acquiring) }
    var relayed: Relayed { kept.relayed }

    func begin(status: Int, headers: Headers, at moment: Moment) {
        kept.begin(status: status, headers: headers, at: moment)
        guard status / 100 == 2 else { return }
        begun.store(true, ordering: .releasing)
        responder.send(
            HTTPText.head(
                status: status,
                headers: kept.relayed.headers + [
                    ("transfer-encoding", "chunked"), ("connection", "close"),
                ]))
    }

    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        guard hasBegun else { return kept.take(bytes, at: moment) }
        var piece: [UInt8] = []
        for index in bytes.indices { piece.append(bytes[index]) }
        responder.send(HTTPText.chunk(piece))
        return .data
    }
}
