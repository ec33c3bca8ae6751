import Providers
import Servers
import Synchronization
import Testing
import Transports
import Vocabulary

@testable import Lanes

/// Stands for the real provider behind a lane: a server that says what a test tells it, and remembers.
final class RealProvider: Sendable {
    /// Outlives the server's last answer.
    private final class Book: Sendable {
        let requests = Mutex<[IncomingRequest]>([])
        let ends = Mutex<[ReplyEnd]>([])
    }

    private let book = Book()
    private let server: Server

    init(_ answer: @escaping @Sendable (IncomingRequest, Responder) -> Void) throws {
        server = try Server { [book] request, responder in
            book.requests.withLock { $0.append(request) }
            responder.onEnd { end in book.ends.withLock { $0.append(end) } }
            answer(request, responder)
        }
    }

    /// A provider that gives this to everybody.
    convenience init(
        status: Int = 200, type: String = "application/json", saying body: String,
        headers: [(String, String)] = []
    ) throws {
        try self.init { _, responder in
            responder.reply(
                status: status, headers: [("content-type", type)] + headers, body: Array(body.utf8))
        }
    }

    var port: Int { server.port }
    var requests: [IncomingRequest] { book.requests.withLock { $0 } }

    /// Once its last answer is over.
    func end() async throws -> ReplyEnd {
        for _ in 0..<500 {
            if let end = book.ends.withLock({ $0.last }) { return end }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try #require(book.ends.withLock { $0.last }, "the provider's answer never ended")
    }

    func stop() { server.stop() }
    deinit { stop() }
}

/// Hears with the reader of the provider's language, as the program does.
final class TestEar: LaneEar {
    private let ear: AnswerEar

    init(_ tongue: Tongue, isStreamed: Bool) {
        let provider: any Provider = tongue == .openAI ? OpenAI() : Anthropic()
        ear = AnswerEar(provider, isStreamed: isStreamed) { Clock.now() }
    }

    func begin(status: Int, headers: Headers) { ear.begin(status: status, headers: headers) }
    func hear(_ piece: [UInt8]) -> Set<LaneSign> { ear.hear(piece) }
    var patience: Duration? { ear.patience }

    func conclusion() -> HeardAnswer {
        let reading = ear.reading()
        return HeardAnswer(
            reading.outcome == .ok
                ? LaneCall.Answer(
                    text: reading.text ?? "", model: reading.model, usage: reading.usage)
                : nil, findings: reading.findings)
    }
}

/// One leg whose lane asks the provider at this port, or plays from a shelf.
func lanes(
    of tongue: Tongue, askingPort port: Int, on shelf: CassetteShelf? = nil,
    limits: RequestLimits = .standard, timeout: Duration = .seconds(5)
) throws -> LaneSet {
    var leg = tongue.leg()
    leg.timeout = timeout
    return try LaneSet(legs: [leg]) { _ in
        let base = "http://127.0.0.1:\(port)" + (tongue == .openAI ? "/v1" : "")
        let field =
            tongue == .openAI
            ? Request.SecretField("Authorization", Secret("Bearer sk-the-real-key"))
            : Request.SecretField("x-api-key", Secret("sk-the-real-key"))
        let upstream = Upstream(
            baseURL: base, fields: [field], transport: transport, limits: limits)
        return (.forwarding(upstream, shelf: shelf), { TestEar(tongue, isStreamed: $0) })
    }
}

func lanes(of tongue: Tongue, replaying shelf: CassetteShelf, within time: Duration? = nil) throws
    -> LaneSet
{
    try LaneSet(legs: [tongue.leg()]) { _ in
        (.replaying(shelf, within: time), { TestEar(tongue, isStreamed: $0) })
    }
}
