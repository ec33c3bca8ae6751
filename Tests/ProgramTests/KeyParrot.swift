import Foundation
import Servers
import TestSupport
import Vocabulary

/// A provider that says back the keys that it is sent, at places and in spellings that dice choose; the same for
/// the same words of a prompt.
struct KeyParrot {
    let seed: UInt64

    func server() throws -> Server {
        try Server { request, responder in
            let heard = ["authorization", "x-api-key", "x-team"].compactMap { request.headers[$0] }
                .map { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : $0 }
            let asked = String(decoding: request.body, as: UTF8.self)
            let number = asked.firstRange(of: "plant ").flatMap { found in
                UInt64(asked[found.upperBound...].prefix(while: \.isNumber))
            }
            var dice = SeededDice(state: seed &* 1000 &+ (number ?? 0) &* 2)
            let isStreamed = asked.contains("\"stream\":true")
            if isStreamed { dice.state += 1 }
            let reply = Self.reply(
                heard, isStreamed: isStreamed, isMessages: request.path.hasSuffix("/messages"),
                &dice)
            responder.reply(
                status: reply.status, headers: reply.headers, body: Array(reply.body.utf8))
        }
    }

    private struct Reply {
        var status: Int
        var headers: [(String, String)]
        var body: String
    }

    private static func reply(
        _ keys: [String], isStreamed: Bool, isMessages: Bool, _ dice: inout SeededDice
    ) -> Reply {
        let planted = keys.map { KeySpelling.spelled($0, &dice) }
        var headers = [("content-type", "application/json")]
        if let short = planted.last, short.utf8.count < 500 {
            headers.append(("x-request-id", short))
        }
        // Where messages are cut: at 200, 500, 512, 1,000, 2,000 letters, at 16 and at 64 KiB.
        let edges = [0, 200, 500, 512, 1000, 2000, 16 << 10, 64 << 10]
        let before = max(0, edges[dice.below(edges.count)] - dice.below(120))
        let padding = String(repeating: "p", count: before)
        let words = "\(padding) you sent '\(planted.joined(separator: "' and '"))'"
        switch dice.below(6) {
        case 0:
            headers[0].1 = "text/html"
            return Reply(
                status: 401, headers: headers, body: "<html><body>\(words)</body></html>")
        case 1:
            let cut = String(words.prefix(before + 20 + dice.below(60)))
            return Reply(
                status: 403, headers: headers,
                body: error(cut, "denied", &dice))
        case 2, 3:
            let type = dice.below(2) == 0 ? "invalid" : planted.last ?? ""
            return Reply(
                status: [400, 401, 429, 500][dice.below(4)], headers: headers,
                body: error(words, type, &dice))
        default:
            guard isStreamed else {
                return Reply(
                    status: 200, headers: headers, body: answer(words, isMessages, &dice))
            }
            headers[0].1 = "text/event-stream"
            return Reply(status: 200, headers: headers, body: stream(words, isMessages, &dice))
        }
    }

    private static func error(_ words: String, _ type: String, _ dice: inout SeededDice) -> String {
        let message = KeySpelling.json(words, &dice)
        let type = KeySpelling.json(type, &dice)
        return #"{"error":{"message":"\#(message)","type":"\#(type)","code":"\#(type)"}}"#
    }

    private static func answer(_ words: String, _ isMessages: Bool, _ dice: inout SeededDice)
        -> String
    {
        let text = KeySpelling.json(words, &dice)
        let model = KeySpelling.json(String(words.suffix(100)), &dice)
        guard isMessages else {
            return """
                {"id":"c","object":"chat.completion","created":1,"model":"\(model)","choices":[{"index":0,\
                "message":{"role":"assistant","content":"\(text)"},"finish_reason":"stop"}],\
                "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}
                """
        }
        return """
            {"id":"m","type":"message","role":"assistant","model":"\(model)",\
            "content":[{"type":"text","text":"\(text)"}],"stop_reason":"end_turn",\
            "stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}
            """
    }

    /// In pieces of one length, however short.
    private static func stream(_ words: String, _ isMessages: Bool, _ dice: inout SeededDice)
        -> String
    {
        let length = 1 + dice.below(40)
        let letters = Array(words.suffix(6000))
        let pieces = stride(from: 0, to: letters.count, by: length).map {
            KeySpelling.json(String(letters[$0..<min(letters.count, $0 + length)]), &dice)
        }
        let name = dice.below(3) == 0 ? "reasoning_content" : "content"
        let events = isMessages ? messages(pieces) : chunks(pieces, in: name)
        return events.map { "data: \($0)\n\n" }.joined()
    }

    private static func chunks(_ pieces: [String], in name: String) -> [String] {
        func chunk(_ delta: String, _ finish: String) -> String {
            """
            {"id":"c","object":"chat.completion.chunk","created":1,"model":"m",\
            "choices":[{"index":0,"delta":\(delta),"finish_reason":\(finish)}]}
            """
        }
        return pieces.map { chunk(#"{"\#(name)":"\#($0)"}"#, "null") }
            + [chunk("{}", #""stop""#), "[DONE]"]
    }

    private static func messages(_ pieces: [String]) -> [String] {
        [
            """
            {"type":"message_start","message":{"id":"m","type":"message","role":"assistant",\
            "model":"claude-haiku-4-5-20251001","content":[],"stop_reason":null,"stop_sequence":null,\
            "usage":{"input_tokens":1,"output_tokens":1}}}
            """,
            #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        ]
            + pieces.map {
                """
                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\($0)"}}
                """
            } + [
                #"{"type":"content_block_stop","index":0}"#,
                """
                {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
                "usage":{"output_tokens":1}}
                """, #"{"type":"message_stop"}"#,
            ]
    }
}
