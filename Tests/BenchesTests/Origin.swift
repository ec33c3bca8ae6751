import Foundation
import Providers
import Servers
import Synchronization
import Vocabulary

@testable import Benches

/// A server that speaks OpenAI's chat, with answers as they are wanted.
final class Origin: Sendable {
    struct Manner: Sendable {
        var delay: Duration = .zero
        /// What the answer with this number, counted from 0, takes besides.
        var excess: @Sendable (Int) -> Duration = { _ in .zero }
        var events = 20
        var headers: [(String, String)] = []
        /// Of the answer with this number, counted from 0.
        var status: @Sendable (Int) -> Int = { _ in 200 }
        var closesConnections = false
    }

    private final class Book: Sendable {
        let messages = Mutex<[Int]>([])
    }

    private let server: Server
    private let book: Book

    var url: String { "http://127.0.0.1:\(server.port)/v1" }
    /// How many messages each request had, in order.
    var messages: [Int] { book.messages.withLock { $0 } }

    init(_ manner: Manner = Manner()) throws {
        let book = Book()
        self.book = book
        server = try Server { request, responder in
            let object =
                try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
            let count = (object?["messages"] as? [Any])?.count ?? 0
            let number = book.messages.withLock { messages in
                messages.append(count)
                return messages.count - 1
            }
            let isStreamed = object?["stream"] as? Bool == true
            let bytes = Self.reply(
                isStreamed: isStreamed, status: manner.status(number), manner)
            let end: Act = manner.closesConnections ? .finish : .keepAlive
            let delay = manner.delay + manner.excess(number)
            responder.play(
                Score([
                    TimedStep(after: delay, .send(bytes)), TimedStep(after: delay, end),
                ]))
        }
    }

    deinit { server.stop() }

    func contender(_ name: String, _ kind: Contender.Kind = .direct) -> Contender {
        Contender(
            name: name, kind: kind, provider: Generic(),
            endpoint: Endpoint(baseURL: url, key: nil), model: "m")
    }

    private static func reply(isStreamed: Bool, status: Int, _ manner: Manner) -> [UInt8] {
        let id = #""id":"chatcmpl-1","created":1,"model":"m""#
        let usage = #""usage":{"prompt_tokens":24,"completion_tokens":20,"total_tokens":44}"#
        var fields = manner.headers
        var body: String
        if status != 200 {
            body = #"{"error":{"message":"not now","type":"t","code":null,"param":null}}"#
        } else if isStreamed {
            let chunk = #"\#(id),"object":"chat.completion.chunk""#
            body = (0..<manner.events).map { number in
                let role = number == 0 ? #""role":"assistant","# : ""
                return
                    #"data: {\#(chunk),"choices":[{"index":0,"delta":{\#(role)"content":" a"},"finish_reason":null}]}"#
                    + "\n\n"
            }.joined()
            body += #"data: {\#(chunk),"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
            body += "\n\ndata: {\(chunk),\"choices\":[],\(usage)}\n\ndata: [DONE]\n\n"
        } else {
            body =
                #"{\#(id),"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"an answer"},"finish_reason":"stop"}],\#(usage)}"#
        }
        fields.append(
            ("Content-Type", isStreamed && status == 200 ? "text/event-stream" : "application/json")
        )
        fields.append(("Content-Length", "\(body.utf8.count)"))
        if manner.closesConnections { fields.append(("Connection", "close")) }
        let head = fields.map { "\($0): \($1)\r\n" }.joined()
        return Array("HTTP/1.1 \(status) X\r\n\(head)\r\n\(body)".utf8)
    }
}

/// Two contenders, the second held against the first.
func pair(_ one: Contender, _ other: Contender) -> Contest {
    Contest(
        name: "pair", task: "triage", contenders: [one, other],
        comparisons: [Contest.Comparison(base: 0, other: 1)],
        prompts: [Prompt(messages: [Message(.user, "What is 2+2?")])])
}
