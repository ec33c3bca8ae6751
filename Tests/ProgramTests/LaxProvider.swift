import Servers
import Synchronization

/// A stand-in for OpenAI and Anthropic that may leave out of its answers what their contracts promise.
final class LaxProvider: Sendable {
    enum Lie: String, CaseIterable {
        case none
        case noUsage = "no usage"
        case wrongTotal = "counts that do not fit"
        case noFinish = "no reason for its end"
        case noEndMark = "no end mark"
        case cut = "a stream that just ends"
        case wrongType = "another content type"
    }

    private let server: Server
    private let count: Count

    private final class Count: Sendable {
        let asked = Mutex(0)
    }

    var port: Int { server.port }
    var asked: Int { count.asked.withLock { $0 } }

    /// - Parameter pieces: what OpenAI's model says, as JSON's strings spell it.
    init(_ lie: Lie, pieces: [String] = ["It is", " Paris."]) throws {
        let count = Count()
        self.count = count
        server = try Server { request, responder in
            count.asked.withLock { $0 += 1 }
            let asked = String(decoding: request.body, as: UTF8.self)
            let isStreamed = [#""stream":true"#, #""stream": true"#].contains { asked.contains($0) }
            let body =
                request.path.hasSuffix("/messages")
                ? Self.anthropic(lie, isStreamed) : Self.openAI(lie, isStreamed, pieces)
            let type =
                switch (lie, isStreamed) {
                case (.wrongType, _): "text/plain"
                case (_, true): "text/event-stream"
                case (_, false): "application/json"
                }
            responder.reply(
                status: 200, headers: [("content-type", type)], body: Array(body.utf8))
        }
    }

    func stop() { server.stop() }

    private static func openAI(_ lie: Lie, _ isStreamed: Bool, _ pieces: [String]) -> String {
        let total = lie == .wrongTotal ? 99 : 14
        let usage =
            lie == .noUsage
            ? "" : #","usage":{"prompt_tokens":12,"completion_tokens":2,"total_tokens":\#(total)}"#
        let finish = lie == .noFinish ? "null" : #""stop""#
        func object(_ kind: String, _ choices: String, _ more: String = "") -> String {
            #"{"id":"chatcmpl-1","object":"\#(kind)","created":1,"model":"gpt-5.4-mini-2026-03-17","#
                + #""choices":[\#(choices)]\#(more)}"#
        }
        guard isStreamed else {
            return object(
                "chat.completion",
                #"{"index":0,"message":{"role":"assistant","content":"\#(pieces.joined())"},"#
                    + #""finish_reason":\#(finish)}"#, usage)
        }
        func chunk(_ delta: String, _ finish: String = "null") -> String {
            "data: "
                + object(
                    "chat.completion.chunk",
                    #"{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}"#) + "\n\n"
        }
        let text =
            chunk(#"{"role":"assistant","content":""}"#)
            + pieces.map { chunk(#"{"content":"\#($0)"}"#) }.joined()
        if lie == .cut { return text }
        let end =
            chunk("{}", finish)
            + (usage.isEmpty ? "" : "data: " + object("chat.completion.chunk", "", usage) + "\n\n")
        return text + end + (lie == .noEndMark ? "" : "data: [DONE]\n\n")
    }

    private static func anthropic(_ lie: Lie, _ isStreamed: Bool) -> String {
        let written =
            #""cache_creation_input_tokens":1,"cache_creation":{"ephemeral_1h_input_tokens":7}"#
        let stop = lie == .noFinish ? "null" : #""end_turn""#
        func usage(_ output: Int) -> String {
            if lie == .noUsage { return "" }
            return #","usage":{"input_tokens":12,"output_tokens":\#(output)"#
                + (lie == .wrongTotal ? ",\(written)}" : "}")
        }
        let head =
            #""id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5-20251001","#
        guard isStreamed else {
            return "{\(head)" + #""content":[{"type":"text","text":"Paris it is."}],"#
                + #""stop_reason":\#(stop),"stop_sequence":null\#(usage(3))}"#
        }
        func event(_ type: String, _ rest: String = "") -> String {
            "event: \(type)\ndata: {\"type\":\"\(type)\"\(rest)}\n\n"
        }
        let text =
            event(
                "message_start",
                #","message":{\#(head)"content":[],"stop_reason":null,"stop_sequence":null\#(usage(1))}"#
            )
            + event("content_block_start", #","index":0,"content_block":{"type":"text","text":""}"#)
            + event(
                "content_block_delta",
                #","index":0,"delta":{"type":"text_delta","text":"Paris it is."}"#)
        if lie == .cut { return text }
        return text + event("content_block_stop", #","index":0"#)
            + event(
                "message_delta",
                #","delta":{"stop_reason":\#(stop),"stop_sequence":null}\#(usage(3))"#)
            + (lie == .noEndMark ? "" : event("message_stop"))
    }
}
