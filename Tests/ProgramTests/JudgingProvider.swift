import Foundation
import Servers
import Synchronization
import Vocabulary

/// A stand-in for providers of OpenAI's shape, of which one judges what another says, in whatever manner.
final class JudgingProvider: Sendable {
    /// What comes where an answer is to be judged.
    enum Manner: Sendable {
        case says(String)
        case status(Int)
        case hangs
        /// Its judgement repeats the key that it was asked with.
        case echoesKey
    }

    struct Judged: Sendable {
        var body: String
        var key: String
        var at: Date
    }

    private final class Book: Sendable {
        let judged = Mutex<[Judged]>([])
        let embedded = Mutex<[String]>([])
        let asked = Mutex(0)
        let held = Mutex<[Responder]>([])
    }

    private let book = Book()
    private let server: Server

    var port: Int { server.port }
    /// The questions about answers.
    var judged: [Judged] { book.judged.withLock { $0 } }
    /// The texts whose embeddings were asked for.
    var embedded: [String] { book.embedded.withLock { $0 } }
    /// All other questions.
    var asked: Int { book.asked.withLock { $0 } }

    /// - Parameters:
    ///   - answer: as JSON's strings spell it.
    ///   - manner: by the number of the judgement, from 0, and what is judged.
    ///   - vector: the embedding of a text, as JSON; nil: an error.
    init(
        answer: String = "It is Paris.",
        manner: @escaping @Sendable (Int, String) -> Manner = { _, _ in
            .says(#"{"reason":"as asked","pass":true,"score":0.9}"#)
        },
        vector: @escaping @Sendable (String) -> String? = { _ in "[1, 0]" }
    ) throws {
        server = try Server { [book] request, responder in
            let body = String(decoding: request.body, as: UTF8.self)
            if request.path.hasSuffix("/embeddings") {
                return Self.embed(request.body, vector, book, responder)
            }
            guard body.contains("You judge whether") else {
                book.asked.withLock { $0 += 1 }
                return Self.reply(answer, isStreamed: body.contains("\"stream\":true"), responder)
            }
            let key = request.headers["authorization"] ?? ""
            let number = book.judged.withLock { judged in
                judged.append(Judged(body: body, key: key, at: Date()))
                return judged.count - 1
            }
            switch manner(number, body) {
            case .says(let words): Self.reply(Self.json(words), usage: (100, 20), responder)
            case .status(let status):
                responder.reply(
                    status: status, headers: [("content-type", "application/json")],
                    body: Array(#"{"error":{"message":"not now","type":"x"}}"#.utf8))
            case .hangs: book.held.withLock { $0.append(responder) }
            case .echoesKey:
                Self.reply(
                    Self.json("{\"pass\":false,\"score\":0,\"reason\":\"you sent \(key)\"}"),
                    usage: (100, 20), responder)
            }
        }
    }

    deinit { server.stop() }

    private static func embed(
        _ body: [UInt8], _ vector: (String) -> String?, _ book: Book, _ responder: Responder
    ) {
        let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        let text = object?["input"] as? String ?? "?"
        book.embedded.withLock { $0.append(text) }
        let found = vector(text)
        let answer =
            found.map {
                #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":\#($0)}],"#
                    + #""model":"\#(object?["model"] as? String ?? "")","#
                    + #""usage":{"prompt_tokens":5,"total_tokens":5}}"#
            } ?? #"{"error":{"message":"no vectors today","type":"x"}}"#
        responder.reply(
            status: found == nil ? 400 : 200, headers: [("content-type", "application/json")],
            body: Array(answer.utf8))
    }

    private static func json(_ text: String) -> String {
        let data = (try? JSONEncoder().encode([text])) ?? Data()
        return String(String(decoding: data, as: UTF8.self).dropFirst(2).dropLast(2))
    }

    private static func reply(
        _ text: String, isStreamed: Bool = false, usage: (Int, Int)? = nil,
        _ responder: Responder
    ) {
        let model = usage == nil ? "gpt-5.4-mini-2026-03-17" : "mistral-small-2603"
        let usage = usage ?? (12, 2)
        let head = #""id":"c-1","created":1,"model":"\#(model)""#
        let counts =
            #""usage":{"prompt_tokens":\#(usage.0),"completion_tokens":\#(usage.1),"#
            + #""total_tokens":\#(usage.0 + usage.1)}"#
        var body =
            #"{\#(head),"object":"chat.completion","choices":[{"index":0,"message":"#
            + #"{"role":"assistant","content":"\#(text)"},"finish_reason":"stop"}],\#(counts)}"#
        if isStreamed {
            let chunk = #"\#(head),"object":"chat.completion.chunk""#
            body = [
                #"{\#(chunk),"choices":[{"index":0,"delta":{"role":"assistant","content":"\#(text)"},"finish_reason":null}]}"#,
                #"{\#(chunk),"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
                #"{\#(chunk),"choices":[],\#(counts)}"#, "[DONE]",
            ].map { "data: \($0)\n\n" }.joined()
        }
        responder.reply(
            status: 200,
            headers: [("content-type", isStreamed ? "text/event-stream" : "application/json")],
            body: Array(body.utf8))
    }
}
