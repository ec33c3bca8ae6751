import TestSupport
import Testing
import Vocabulary

@testable import Doors

private let seeds: [String] = [
    simpleOpenAI, simpleAnthropic, simpleResponses, simpleGemini, simpleOllama,
    simpleDashScope,
    #"{"model":"m","input":{"messages":[{"role":"user","content":[{"text":"a"},{"image":"data:image/png;base64,AA=="}]},{"role":"assistant","content":"","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"x"}]},"parameters":{"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":{"type":"function","function":{"name":"f"}},"temperature":0.5,"seed":7,"n":2,"stop":["a"],"enable_thinking":true,"response_format":{"type":"json_object"}}}"#,
    #"{"model":"m","messages":[{"role":"user","content":"a","images":["iVBORw0K"]},{"role":"assistant","thinking":"t","tool_calls":[{"id":"c","function":{"name":"f","arguments":{"a":[1,{"b":null}]}}}]},{"role":"tool","tool_name":"f","content":"x"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"stream":true,"think":"high","format":{"type":"object"},"options":{"temperature":0.5,"num_predict":7,"stop":["a"],"seed":3}}"#,
    #"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":"https://a.b/c.png"},{"type":"thinking","thinking":[]}]},{"role":"assistant","content":"So","prefix":true}],"random_seed":7,"n":2,"safe_prompt":true,"tool_choice":"any","reasoning_effort":"high","response_format":{"type":"json_object"},"metadata":{"a":["b","c"]}}"#,
    #"{"model":"m","instructions":"i","input":[{"role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_image","image_url":"data:image/png;base64,AA=="}]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"x"}],"tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":true}],"tool_choice":{"type":"function","name":"f"},"stream":true,"stream_options":{"include_obfuscation":true},"temperature":0.5,"max_output_tokens":64,"reasoning":{"effort":"low"},"text":{"format":{"type":"json_schema","name":"n","schema":{},"strict":true}},"metadata":{"a":"b"}}"#,
    #"{"systemInstruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"text":"a"},{"inlineData":{"mimeType":"image/png","data":"AA=="}},{"fileData":{"fileUri":"https://x/y","mimeType":"image/png"}}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":[1,{"b":null}]}},"thoughtSignature":"AA"}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"x"}}}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT"}}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},"generationConfig":{"temperature":0.5,"candidateCount":1,"maxOutputTokens":9,"stopSequences":["a"],"seed":1,"responseMimeType":"application/json","responseSchema":{"type":"OBJECT"},"thinkingConfig":{"thinkingBudget":0}},"labels":{"a":"b"}}"#,
    #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}}]},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"a":[1,2,{"b":null}]}}],"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"x"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":{"type":"function","function":{"name":"f"}},"stream":true,"stream_options":{"include_usage":true},"temperature":0.5,"stop":["a"],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}},"metadata":{"a":"b"}}"#,
]

/// Accents share one reader and one writer: each is tried less often. Where time is short, all are.
private func rounds(_ count: Int, _ door: any Door) -> Int {
    let isMaker = ["openai", "anthropic"].contains(door.provider)
    let share = Place.runsLongTests ? (maker: 1, accent: 4) : (maker: 4, accent: 32)
    return count / (isMaker ? share.maker : share.accent)
}

extension Dice {
    /// Each door has damages of its own.
    fileprivate init(_ door: any Door) {
        self.init(UInt64(allDoors.firstIndex { $0.provider == door.provider } ?? 0))
    }
}

/// Whatever comes in, what goes out is an answer or a refusal in JSON.
private func judge(_ inquiry: Inquiry, _ door: any Door, _ note: @autoclosure () -> String) throws {
    switch inquiry {
    case .question(let asked), .tokenCount(let asked):
        var stream = door.stream(for: asked, stamp: stamp)
        if asked.choices < 100 {
            let deltas = SimulatedAnswer(text: "Hi there").deltas(to: asked, as: "m")
            #expect(stream.events(of: deltas).events.last?.kind == door.manner.lastKind)
        }
        _ = door.refusal(of: asked)
    case .refusal(let error):
        var reply = door.error(error, stamp: stamp)
        // Mistral quotes what it refuses, and Foundation holds no such number.
        let body = String(decoding: reply.body, as: UTF8.self)
        reply.body = Array(body.replacing("1e999", with: "1").utf8)
        #expect(try door.words(reply) != nil, "\(note())")
    case .models, .model, .fact: Issue.record("a list was asked for")
    }
}

@Test(arguments: allDoors)
func `damaged requests are read or refused, never a crash`(door: any Door) throws {
    var dice = Dice(door)
    let spice: [UInt8] =
        Array(#"{}[]",:\0123456789.eE-+tfn "#.utf8) + [0, 0x7F, 0x80, 0xC3, 0xE2, 0xFF, 0xED]
    for seed in seeds {
        for round in 0..<rounds(700, door) {
            var bytes = Array(seed.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &dice) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                switch Int.random(in: 0..<4, using: &dice) {
                case 0: bytes[place] = spice.randomElement(using: &dice) ?? 0
                case 1: bytes.insert(spice.randomElement(using: &dice) ?? 0, at: place)
                case 2: bytes.remove(at: place)
                default:
                    bytes.removeLast(min(bytes.count - 1, Int.random(in: 0..<40, using: &dice)))
                }
            }
            try judge(ask(bytes, door), door, "round \(round)")
        }
    }
}

/// Each member's value in turn replaced by a value of every other kind.
@Test(arguments: allDoors)
func `values of the wrong kind are read or refused, never a crash`(door: any Door) throws {
    let strangers = [
        "null", "true", "0", "-1", "1.5", "1e999", "9223372036854775808", #""""#, #""x""#, "[]",
        "[[]]", "{}", #"{"type":"text"}"#,
    ]
    for seed in seeds {
        let bytes = Array(seed.utf8)
        for place in bytes.indices
        where bytes[place] == UInt8(ascii: ":") || bytes[place] == UInt8(ascii: "[") {
            guard let end = endOfValue(bytes, after: place + 1) else { continue }
            for stranger in strangers
            where (place + stranger.utf8.count) % (16 / max(2, rounds(16, door))) == 0 {
                let changed = bytes[...place] + Array(stranger.utf8) + bytes[end...]
                try judge(ask(Array(changed), door), door, String(decoding: changed, as: UTF8.self))
            }
        }
    }
}

private func endOfValue(_ bytes: [UInt8], after start: Int) -> Int? {
    var depth = 0
    var isInString = false
    var place = start
    while place < bytes.count {
        let byte = bytes[place]
        if isInString {
            if byte == UInt8(ascii: "\\") { place += 1 }
            if byte == UInt8(ascii: "\"") { isInString = false }
        } else {
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return place }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return place
            default: break
            }
        }
        place += 1
    }
    return nil
}

@Test(arguments: allDoors)
func `deep nesting and endless lists are refused or read in good time`(door: any Door) throws {
    for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
        for depth in [100, 10_000, rounds(1_000_000, door)] {
            let deep =
                String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
            try judge(ask(deep, door), door, "depth \(depth)")
            try judge(
                ask(#"{"model":"m","max_tokens":1,"messages":"# + deep + "}", door), door,
                "depth \(depth)")
        }
    }
    let count = rounds(5_000, door)
    let calls = (0..<count).map {
        #"{"id":"c\#($0)","type":"function","function":{"name":"f","arguments":"{}"}}"#
    }.joined(separator: ",")
    let results = (0..<count).reversed().map {
        #"{"role":"tool","tool_call_id":"c\#($0)","content":"x"}"#
    }.joined(separator: ",")
    let many =
        #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"},{"role":"assistant","tool_calls":["#
        + calls + "]}," + results + "]}"
    let time = try CPUTime.least(below: 2) {
        try CPUTime.seconds { try judge(ask(many, door), door, "many calls") }
    }
    #expect(time < 2)
}

@Test(arguments: allDoors)
func `hostile deltas come out as well-formed events`(door: any Door) throws {
    var dice = Dice(door)
    let texts = [
        "", " ", "\n\n", "data: [DONE]\n\n", "\u{0}", "\"}]}", "event: error\n", "\r\n\r\n", "}",
        "{", "\\",
    ]
    for _ in 0..<rounds(800, door) {
        var deltas: [Delta] = []
        for _ in 0..<Int.random(in: 0..<12, using: &dice) {
            let text = texts.randomElement(using: &dice) ?? ""
            let index = Int.random(in: -1...2, using: &dice)
            switch Int.random(in: 0..<9, using: &dice) {
            case 0: deltas.append(.text(text))
            case 1: deltas.append(.reasoning(text))
            case 2: deltas.append(.refusal(text))
            case 3:
                deltas.append(
                    .toolStart(index: index, id: Bool.random(using: &dice) ? text : nil, name: text)
                )
            case 4: deltas.append(.toolArguments(index: index, text))
            case 5: deltas.append(.start(id: text, model: text))
            case 6:
                deltas.append(
                    .usage(Usage(input: .init(.min, "input"), output: .init(.max, "output"))))
            case 7: deltas.append(.finish(Finish(raw: text, reason: .stop, detail: text)))
            default: deltas.append(.role(text))
            }
        }
        var asked = try simple(door, streamed: true)
        // What answers repeat of their requests is not hostile, only long.
        asked.echo = []
        var stream = door.stream(for: asked, stamp: stamp)
        let output = stream.events(of: deltas)
        #expect([door.manner.lastKind, .error].contains(output.events.last?.kind))
        let end = door.manner.isLines ? "\n" : "\n\n"
        // An event ends where its range does and nowhere else, and its data is JSON.
        for event in output.events {
            // Google ends its lines with CRLF.
            let sent = output.bytes(of: event)
            guard !(door is BedrockConverseDoor) else {
                #expect(AmazonFrame(sent)?.bytes == sent)
                _ = try Value(try #require(door.events(sent).first).data)
                continue
            }
            let bytes = door is GeminiDoor ? sent.filter { $0 != 0x0D } : sent
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.hasSuffix(end) && !text.dropLast(end.count).contains(end))
            guard event.kind != .keepAlive, event.kind != .terminator || !(door is OpenAIChatDoor)
            else { continue }
            guard event.kind != .terminator || !(door is MistralChatDoor || door is CohereChatDoor)
            else { continue }
            let read = try #require(door.events(text.utf8).first)
            _ = try Value(read.data)
        }
        #expect(
            try Value(door.plain(DoorAnswer(deltas), to: try simple(door), stamp: stamp).body)
                != .null)
    }
}

@Test(arguments: allDoors)
func `a call that is numbered beyond all others is told, never a crash`(door: any Door) throws {
    let question = try simple(door, streamed: true)
    for index in [Int.max, .min, -1, 1 << 32] {
        let deltas: [Delta] = [
            .toolStart(index: index, id: nil, name: "f"), .toolArguments(index: index, "{}"),
            .finish(Finish(raw: "tool_calls", reason: .toolCalls)),
        ]
        var stream = door.stream(for: question, stamp: stamp)
        let text = String(decoding: stream.events(of: deltas).bytes, as: UTF8.self)
        #expect(text.contains(#""f""#), "\(index)")
        let plain = door.plain(DoorAnswer(deltas), to: question, stamp: stamp)
        #expect(plain.status == 200)
        #expect(String(decoding: plain.body, as: UTF8.self).contains(#""f""#), "\(index)")
    }
}
