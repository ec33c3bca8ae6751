import Foundation
import Servers
import Synchronization
import TestSupport
import Vocabulary

/// A gateway that keeps a log of its own: how often each question came, and when its answer was gone.
///
/// A question is the text of the prompt with the word `plain` or `stream`. What it says depends on the
/// question alone, so that two runs get the same.
final class CountingGateway: Sendable {
    struct Entry: Sendable {
        var count = 0
        var answered: Date?
    }

    private struct Log {
        var entries: [String: Entry] = [:]
        var heads: [Headers] = []
        var held: [Responder] = []
        var holds: Set<String> = []
    }

    /// Outlives the server's last answer.
    private final class Book: Sendable {
        let log: Mutex<Log>
        init(_ log: Log) { self.log = Mutex(log) }
    }

    private let book: Book
    private let server: Server

    var url: String { "http://127.0.0.1:\(server.port)/v1" }
    var entries: [String: Entry] { book.log.withLock { $0.entries } }
    /// The head of every request.
    var heads: [Headers] { book.log.withLock { $0.heads } }

    /// - Parameters:
    ///   - holds: questions that get no answer, for as long as they are held.
    ///   - delay: of an answer, by its question.
    ///   - model: who it says has answered.
    ///   - usage: what it says of tokens and cost, as JSON, by the question.
    init(
        holds: Set<String> = [], delay: @escaping @Sendable (String) -> Duration = { _ in .zero },
        model: String = "m",
        usage: @escaping @Sendable (String) -> String = { _ in
            "{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}"
        },
        answer: @escaping @Sendable (String) -> String = { $0 }
    ) throws {
        let book = Book(Log(holds: holds))
        self.book = book
        server = try Server { request, responder in
            let question = Self.question(in: request.body)
            let isHeld = book.log.withLock { log in
                log.heads.append(request.headers)
                log.entries[question, default: Entry()].count += 1
                guard log.holds.contains(question) else { return false }
                log.held.append(responder)
                return true
            }
            if isHeld { return }
            let wait = delay(question)
            let bytes = Self.reply(
                to: question, of: model, saying: answer(question), usage: usage(question))
            responder.onEnd { _ in
                book.log.withLock { $0.entries[question]?.answered = Date() }
            }
            responder.play(
                Score([TimedStep(after: wait, .send(bytes)), TimedStep(after: wait, .keepAlive)]))
        }
    }

    deinit { server.stop() }

    /// A new page of the log.
    func forget() { book.log.withLock { $0.entries = [:] } }

    /// From now on every question is answered.
    func release() { book.log.withLock { $0.holds = [] } }

    private static func question(in body: [UInt8]) -> String {
        let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        let messages = object?["messages"] as? [[String: Any]]
        let text = messages?.last?["content"] as? String ?? "?"
        return text + (object?["stream"] as? Bool == true ? " stream" : " plain")
    }

    private static func reply(
        to question: String, of model: String, saying text: String, usage: String
    ) -> [UInt8] {
        let id =
            "\"id\":\"chatcmpl-\(question.filter { $0 != " " })\",\"created\":1,\"model\":\"\(model)\""
        let usage = "\"usage\":\(usage)"
        guard question.hasSuffix(" stream") else {
            let body = """
                {\(id),"object":"chat.completion","choices":[{"index":0,"message":\
                {"role":"assistant","content":"\(text)"},"finish_reason":"stop"}],\(usage)}
                """
            return head("application/json", body)
        }
        let chunk = "\(id),\"object\":\"chat.completion.chunk\""
        let events = [
            "{\(chunk),\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\(text)\"}}]}",
            "{\(chunk),\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
            "{\(chunk),\"choices\":[],\(usage)}", "[DONE]",
        ]
        return head("text/event-stream", events.map { "data: \($0)\n\n" }.joined())
    }

    private static func head(_ type: String, _ body: String) -> [UInt8] {
        Array(
            "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                .utf8)
    }
}
