import Foundation
import Servers
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
            var dice = Dice(state: seed &* 1000 &+ (number ?? 0) &* 2)
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
        _ keys: [String], isStreamed: Bool, isMessages: Bool, _ dice: inout Dice
    ) -> Reply {
        let planted = keys.map { Spelling.spelled($0, &dice) }
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

    private static func error(_ words: String, _ type: String, _ dice: inout Dice) -> String {
        let message = Spelling.json(words, &dice)
        let type = Spelling.json(type, &dice)
        return #"{"error":{"message":"\#(message)","type":"\#(type)","code":"\#(type)"}}"#
    }

    private static func answer(_ words: String, _ isMessages: Bool, _ dice: inout Dice) -> String {
        let text = Spelling.json(words, &dice)
        let model = Spelling.json(String(words.suffix(100)), &dice)
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
    private static func stream(_ words: String, _ isMessages: Bool, _ dice: inout Dice) -> String {
        let length = 1 + dice.below(40)
        let letters = Array(words.suffix(6000))
        let pieces = stride(from: 0, to: letters.count, by: length).map {
            Spelling.json(String(letters[$0..<min(letters.count, $0 + length)]), &dice)
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

/// SplitMix64: the same for the same seed.
struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    /// A key of one provider or another, of 20 to 4,000 signs.
    mutating func key(_ beginning: String, lengths: [Int], signs: String = "") -> String {
        let alphabets = [
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.", "0123456789abcdef",
        ]
        let letters = Array(alphabets[below(alphabets.count)] + signs)
        let count = lengths[below(lengths.count)] + below(20)
        return beginning + String((0..<count).map { _ in letters[below(letters.count)] })
    }
}

/// Ways to write a key down that programs have.
enum Spelling {
    /// As a text has it: escaped for an address, a page, a program, a head, or not at all; now and then twice.
    static func spelled(_ key: String, _ dice: inout Dice) -> String {
        let once = spelledOnce(key, &dice)
        return dice.below(4) == 0 ? spelledOnce(once, &dice) : once
    }

    private static func spelledOnce(_ text: String, _ dice: inout Dice) -> String {
        let (way, share) = (dice.below(9), dice.below(2) == 0 ? 100 : 25)
        if way == 8 { return Data(":\(text)".utf8).base64EncodedString() }
        return text.unicodeScalars.map { scalar -> String in
            let isSign = !scalar.properties.isAlphabetic && scalar.properties.numericType == nil
            guard isSign || dice.below(100) < share else { return String(scalar) }
            let code = scalar.value
            let hex = String(code, radix: 16)
            return switch way {
            case 0: "%" + hex.uppercased()
            case 1: "%" + hex
            case 2: "&#\(code);"
            case 3: "&#x\(hex);"
            case 4: named[Character(scalar)].map { "&\($0);" } ?? String(scalar)
            case 5: "\\u00" + hex
            case 6: "\\x" + hex
            default: String(scalar)
            }
        }.joined()
    }

    /// A text as it stands within JSON's quotes.
    static func json(_ text: String, _ dice: inout Dice) -> String {
        let way = dice.below(5)
        return text.unicodeScalars.map { scalar -> String in
            let code = scalar.value
            let hex = String(code, radix: 16)
            switch scalar {
            case "\"", "\\": return "\\" + String(scalar)
            case "/" where way > 0: return "\\/"
            case "+" where way > 1, "&" where way > 1, "'" where way > 1, "<" where way > 1:
                return "\\u00" + hex.uppercased()
            case _ where way == 4 && code > 0x20 && code < 0x7F: return "\\u00" + hex
            default: return String(scalar)
            }
        }.joined()
    }

    private static let named: [Character: String] = [
        "+": "plus", "/": "sol", "=": "equals", "&": "amp", "_": "lowbar", ".": "period",
        "%": "percnt", "!": "excl", "$": "dollar", "*": "ast", "@": "commat",
    ]

    /// A text read in all those ways, again and again.
    static func readings(of text: String) -> [String] {
        var readings = [text]
        while readings.count < 6, let last = readings.last {
            let plain = unescaped(last)
            if plain == last { break }
            readings.append(plain)
        }
        let coded = readings.flatMap { text in
            text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "+/=".contains($0))) }
                .filter { $0.utf8.count >= 24 }
                .compactMap { word -> String? in
                    let bare = word.drop { $0 == "=" }.prefix { $0 != "=" }
                    return Data(base64Encoded: bare.prefix(bare.count / 4 * 4).description).map {
                        String(decoding: $0, as: UTF8.self)
                    }
                }
        }
        return readings + [coded.joined(separator: "\n")]
    }

    private static func unescaped(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        func number(_ start: Int, _ count: Int, _ radix: Int = 16) -> UInt8? {
            guard start + count <= bytes.count else { return nil }
            return UInt8(
                String(decoding: bytes[start..<start + count], as: UTF8.self), radix: radix)
        }
        while index < bytes.count {
            let rest = bytes[index...].prefix(12)
            var (byte, length): (UInt8?, Int) = (nil, 0)
            if rest.starts(with: "\\u00".utf8) {
                (byte, length) = (number(index + 4, 2), 6)
            } else if rest.starts(with: "\\x".utf8) {
                (byte, length) = (number(index + 2, 2), 4)
            } else if rest.starts(with: "\\".utf8), let next = rest.dropFirst().first,
                "/\\\"".utf8.contains(next)
            {
                (byte, length) = (next, 2)
            } else if rest.starts(with: "%".utf8) {
                (byte, length) = (number(index + 1, 2), 3)
            } else if rest.starts(with: "&".utf8),
                let end = rest.firstIndex(of: UInt8(ascii: ";"))
            {
                let name = String(decoding: bytes[index + 1..<end], as: UTF8.self)
                if name.hasPrefix("#x") {
                    byte = UInt8(name.dropFirst(2), radix: 16)
                } else if name.hasPrefix("#") {
                    byte = UInt8(name.dropFirst(1))
                } else {
                    byte = named.first { $0.value == name }?.key.asciiValue
                }
                length = end + 1 - index
            }
            if let byte {
                result.append(byte)
                index += length
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// Finds parts of keys in texts.
struct KeyHunter {
    private let windows: Set<UInt128>
    private static let length = 16

    init(_ keys: [String]) {
        var windows: Set<UInt128> = []
        for key in keys { Self.roll(key.lowercased()) { windows.insert($0) } }
        self.windows = windows
    }

    /// Sixteen signs of a key, in whatever spelling; nil where none are there.
    func trace(in text: String) -> String? {
        for reading in Spelling.readings(of: text) {
            var found: UInt128?
            Self.roll(reading.lowercased()) { if windows.contains($0) { found = $0 } }
            if let found {
                return String(
                    decoding: (0..<16).map { UInt8(truncatingIfNeeded: found >> (8 * (15 - $0))) },
                    as: UTF8.self)
            }
        }
        return nil
    }

    private static func roll(_ text: String, _ use: (UInt128) -> Void) {
        var (window, count): (UInt128, Int) = (0, 0)
        for byte in text.utf8 {
            window = window << 8 | UInt128(byte)
            count += 1
            if count >= length { use(window) }
        }
    }
}
