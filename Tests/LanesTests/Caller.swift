import Synchronization
import Testing
import Transports
import Vocabulary

/// Keeps an answer as it came, piece by piece.
final class Collector: ByteSink {
    struct Answer {
        var status: Int?
        var headers = Headers()
        var body: [UInt8] = []
        var pieces = 0

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let state = Mutex(Answer())

    func begin(status: Int, headers: Headers, at moment: Moment) {
        state.withLock { answer in
            answer.status = status
            answer.headers = headers
        }
    }

    func take(_ bytes: Span<UInt8>, at moment: Moment) -> Appetite {
        var copy: [UInt8] = []
        for index in bytes.indices { copy.append(bytes[index]) }
        let piece = copy
        state.withLock { answer in
            answer.body += piece
            answer.pieces += 1
        }
        return .data
    }

    var answer: Answer { state.withLock { $0 } }
}

/// A wire language as a test writes it by hand, so that no room's idea of it is tested against itself.
enum Tongue: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case openAI = "openai-chat"
    case anthropic = "anthropic-messages"

    var testDescription: String { rawValue }
    var provider: String { self == .openAI ? "openai" : "anthropic" }
    var pin: String { self == .openAI ? "gpt-4.1-2025-04-14" : "claude-haiku-4-5-20251001" }
    var alias: String { self == .openAI ? "gpt-4.1" : "claude-haiku-4-5" }

    func leg(_ route: String = "chat", _ index: Int = 0) -> Leg {
        Leg(
            id: LegID(route: route, index: index), provider: provider, model: alias, pin: pin,
            timeout: .seconds(5))
    }

    func request(
        at base: String, saying text: String, model: String? = nil, isStreamed: Bool = false,
        more: String = ""
    ) -> Request {
        let model = model ?? pin
        let path = self == .openAI ? "/chat/completions" : "/v1/messages"
        var body =
            #"{"model":"\#(model)","messages":[{"role":"user","content":"\#(text)"}],"#
            + #""stream":\#(isStreamed)"#
        switch self {
        case .openAI where isStreamed: body += #","stream_options":{"include_usage":true}"#
        case .openAI: break
        case .anthropic: body += #","max_tokens":300"#
        }
        body += more + "}"
        return Request(
            url: base + path,
            headers: [
                .init("content-type", "application/json"),
                .init("anthropic-version", "2023-06-01"),
            ],
            secretHeaders: [
                self == .openAI
                    ? .init("authorization", Secret("Bearer sk-test"))
                    : .init("x-api-key", Secret("sk-test"))
            ],
            body: Array(body.utf8))
    }
}

/// One transport for all tests of this room.
let transport: Transport = {
    do { return try Transport() } catch { fatalError("no transport for the tests: \(error)") }
}()

func call(_ request: Request) async -> (answer: Collector.Answer, exchange: Exchange) {
    let collector = Collector()
    let exchange = await transport.send(request, into: collector)
    return (collector.answer, exchange)
}

func marker(_ number: Int) -> Marker {
    let digits = String(number, radix: 16)
    return Marker(
        text: Marker.prefix + String(repeating: "0", count: Marker.digits - digits.utf8.count)
            + digits)
}
