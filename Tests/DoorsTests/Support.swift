import Foundation
public import Testing
import Vocabulary

@testable import Doors

let stamp = DoorStamp(seed: 7, unixSeconds: 1_795_248_000, processingMilliseconds: 12)
let gatewayStamp = DoorStamp(seed: 7, unixSeconds: 1_795_248_000, persona: .gateway)

/// JSON as Foundation reads it, so that what doors write is judged by another parser than ours.
///
/// A boolean is a number here: 0 or 1.
indirect enum Value: Equatable, CustomStringConvertible {
    case null
    case number(Double)
    case string(String)
    case array([Value])
    case object([String: Value])

    init(_ bytes: some Sequence<UInt8>) throws {
        self.init(
            any: try JSONSerialization.jsonObject(
                with: Data(bytes), options: [.fragmentsAllowed]))
    }

    init(_ text: String) throws { try self.init(text.utf8) }

    private init(any: Any) {
        switch any {
        case let text as String: self = .string(text)
        case let number as NSNumber: self = .number(number.doubleValue)
        case let list as [Any]: self = .array(list.map(Value.init(any:)))
        case let map as [String: Any]: self = .object(map.mapValues(Value.init(any:)))
        default: self = .null
        }
    }

    subscript(_ key: String) -> Value? {
        if case .object(let map) = self { map[key] } else { nil }
    }

    subscript(_ index: Int) -> Value? {
        if case .array(let list) = self, list.indices.contains(index) { list[index] } else { nil }
    }

    var text: String? { if case .string(let text) = self { text } else { nil } }
    var number: Int? { if case .number(let number) = self { Int(number) } else { nil } }
    var keys: Set<String> { if case .object(let map) = self { Set(map.keys) } else { [] } }
    var count: Int {
        switch self {
        case .array(let list): list.count
        case .object(let map): map.count
        default: 0
        }
    }

    /// Every path through objects and lists, lists as one: `choices[].delta.content`.
    var paths: Set<String> { paths(under: "") }

    private func paths(under path: String) -> Set<String> {
        switch self {
        case .object(let map):
            map.reduce(into: path.isEmpty ? [] : [path]) { all, member in
                let place = path.isEmpty ? member.key : "\(path).\(member.key)"
                all.formUnion(member.value.paths(under: place))
            }
        case .array(let list):
            list.reduce(into: [path]) { $0.formUnion($1.paths(under: path + "[]")) }
        default: [path]
        }
    }

    var description: String {
        switch self {
        case .null: "null"
        case .number(let value): "\(value)"
        case .string(let value): "\"\(value)\""
        case .array(let list): "\(list)"
        case .object(let map):
            "{\(map.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}"
        }
    }
}

/// One event of a stream, read by the plainest of readers.
struct StreamEvent: Equatable {
    var name: String?
    var data: String

    var json: Value { (try? Value(data)) ?? .null }
}

func streamEvents(_ bytes: some Sequence<UInt8>) -> [StreamEvent] {
    // Google ends its lines with CRLF.
    let text = String(decoding: bytes.filter { $0 != 0x0D }, as: UTF8.self)
    return text.components(separatedBy: "\n\n").compactMap { block in
        var name: String?
        var data: [String] = []
        for line in block.split(separator: "\n") {
            // One space after the colon is no part of the value.
            func value(_ field: String) -> String? {
                guard line.hasPrefix(field) else { return nil }
                let value = line.dropFirst(field.count)
                return String(value.hasPrefix(" ") ? value.dropFirst() : value)
            }
            if let event = value("event:") { name = event }
            if let piece = value("data:") { data.append(piece) }
        }
        return data.isEmpty ? nil : StreamEvent(name: name, data: data.joined(separator: "\n"))
    }
}

/// Amazon's frames, by their lengths alone: Amazon's own library holds their checksums against them.
func frameEvents(_ bytes: [UInt8]) -> [StreamEvent] {
    func number(_ place: Int, _ count: Int) -> Int {
        bytes[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
    }
    var events: [StreamEvent] = []
    var start = 0
    while start + 16 <= bytes.count, start + number(start, 4) <= bytes.count {
        let end = start + number(start, 4)
        let payload = start + 12 + number(start + 4, 4)
        var headers: [String: String] = [:]
        var place = start + 12
        while place < payload {
            let nameEnd = place + 1 + Int(bytes[place])
            let valueEnd = nameEnd + 3 + number(nameEnd + 1, 2)
            headers[String(decoding: bytes[(place + 1)..<nameEnd], as: UTF8.self)] =
                String(decoding: bytes[(nameEnd + 3)..<valueEnd], as: UTF8.self)
            place = valueEnd
        }
        let isEvent = headers[":message-type"] == "event"
        events.append(
            StreamEvent(
                name: isEvent ? headers[":event-type"] : headers[":message-type"],
                data: String(decoding: bytes[payload..<(end - 4)], as: UTF8.self)))
        start = end
    }
    return events
}

func question(_ json: String, _ door: any Door = OpenAIChatDoor()) throws -> Question {
    switch ask(json, door) {
    case .question(let question): return question
    case let other: throw NotAQuestion(description: "\(other)")
    }
}

struct NotAQuestion: Error, CustomStringConvertible { var description: String }

func ask(
    _ body: String, _ door: any Door = OpenAIChatDoor(), version: String? = "2023-06-01"
) -> Inquiry {
    ask(Array(body.utf8), door, version: version)
}

func ask(
    _ body: [UInt8], _ door: any Door = OpenAIChatDoor(), version: String? = "2023-06-01"
) -> Inquiry {
    let manner = door.manner
    var headers = manner.headers
    if door is AnthropicDoor, let version { headers.append("anthropic-version", version) }
    return door.inquiry(method: "POST", path: manner.path, headers: headers, body: body)
}

/// What the door answers to a request that it refuses: status and the body's `error`.
func refusal(
    _ body: String, _ door: any Door = OpenAIChatDoor(), version: String? = "2023-06-01"
) throws -> (status: Int, error: Value) {
    guard case .refusal(let error) = ask(body, door, version: version) else {
        throw NotAQuestion(description: "it was not refused")
    }
    let reply = door.error(error, stamp: stamp)
    return (reply.status, try Value(reply.body)["error"] ?? .null)
}

extension OpenAIChatDoor: CustomTestStringConvertible {
    var testDescription: String { provider }
}

let simpleOpenAI = #"{"model":"gpt-4.1-nano","messages":[{"role":"user","content":"Hi"}]}"#
let simpleAnthropic =
    #"{"model":"claude-sonnet-4-5","max_tokens":64,"messages":[{"role":"user","content":"Hi"}]}"#

let simpleResponses = #"{"model":"gpt-4.1-nano","input":"Hi"}"#
let simpleGemini = #"{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}"#

func simple(_ door: any Door, streamed: Bool = false) throws -> Question {
    var simple = try question(door.manner.simple, door)
    simple.isStreamed = streamed
    return simple
}

/// Joined from a stream of that door: text, calls, finish.
struct Heard: Equatable {
    var text = ""
    var calls: [Int: (id: String, name: String, arguments: String)] = [:]
    var finish: String?
    var input: Int?
    var output: Int?

    static func == (one: Heard, other: Heard) -> Bool {
        one.text == other.text && one.finish == other.finish && one.input == other.input
            && one.output == other.output
            && one.calls.mapValues { "\($0)" } == other.calls.mapValues { "\($0)" }
    }

    init() {}

    init(openAI bytes: some Sequence<UInt8>) {
        for event in streamEvents(bytes) where event.data != "[DONE]" {
            if let usage = event.json["usage"], usage != .null {
                input = usage["prompt_tokens"]?.number
                output = usage["completion_tokens"]?.number
            }
            guard let choice = event.json["choices"]?[0], choice["index"]?.number == 0 else {
                continue
            }
            text += choice["delta"]?["content"]?.text ?? ""
            finish = choice["finish_reason"]?.text ?? finish
            guard case .array(let pieces)? = choice["delta"]?["tool_calls"] else { continue }
            for piece in pieces {
                let index = piece["index"]?.number ?? -1
                var call = calls[index] ?? ("", "", "")
                call.id += piece["id"]?.text ?? ""
                call.name += piece["function"]?["name"]?.text ?? ""
                call.arguments += piece["function"]?["arguments"]?.text ?? ""
                calls[index] = call
            }
        }
    }

    /// Of any dialect; Gemini's from its events.
    init(_ bytes: some Sequence<UInt8>, by door: any Door) {
        switch door {
        case is AnthropicDoor: self.init(anthropic: bytes)
        case is OpenAIResponsesDoor: self.init(responses: bytes)
        case is GeminiDoor: self.init(gemini: streamEvents(bytes).map(\.json))
        default: self.init(openAI: bytes)
        }
    }

    init(responses bytes: some Sequence<UInt8>) {
        var places: [Int: Int] = [:]
        for event in streamEvents(bytes) {
            let json = event.json
            let place = json["output_index"]?.number ?? -1
            switch event.name {
            case "response.output_text.delta": text += json["delta"]?.text ?? ""
            case "response.output_item.added" where json["item"]?["type"]?.text == "function_call":
                places[place] = calls.count
                calls[calls.count] = (
                    json["item"]?["call_id"]?.text ?? "", json["item"]?["name"]?.text ?? "", ""
                )
            case "response.function_call_arguments.delta":
                if let call = places[place] {
                    calls[call]?.arguments += json["delta"]?.text ?? ""
                }
            case "response.completed", "response.incomplete":
                let response = json["response"]
                finish = response?["incomplete_details"]?["reason"]?.text
                finish = finish ?? response?["status"]?.text
                input = response?["usage"]?["input_tokens"]?.number
                output = response?["usage"]?["output_tokens"]?.number
            default: break
            }
        }
    }

    /// A plain answer of one of the two, told as its stream would be.
    init(plain: Value, by door: any Door) {
        guard door is OpenAIResponsesDoor, case .array(let items)? = plain["output"] else {
            self.init(gemini: [plain])
            return
        }
        self.init(gemini: [])
        for item in items {
            text += item["content"]?[0]?["text"]?.text ?? ""
            guard item["type"]?.text == "function_call" else { continue }
            calls[calls.count] = (
                item["call_id"]?.text ?? "", item["name"]?.text ?? "",
                item["arguments"]?.text ?? ""
            )
        }
        finish = plain["incomplete_details"]?["reason"]?.text ?? plain["status"]?.text
        input = plain["usage"]?["input_tokens"]?.number
        output = plain["usage"]?["output_tokens"]?.number
    }

    init(gemini answers: [Value]) {
        for json in answers {
            let candidate = json["candidates"]?[0]
            finish = candidate?["finishReason"]?.text ?? finish
            input = json["usageMetadata"]?["promptTokenCount"]?.number ?? input
            output = json["usageMetadata"]?["candidatesTokenCount"]?.number ?? output
            guard case .array(let parts)? = candidate?["content"]?["parts"] else { continue }
            for part in parts where part["thought"] == nil {
                text += part["text"]?.text ?? ""
                guard let call = part["functionCall"] else { continue }
                calls[calls.count] = (
                    call["id"]?.text ?? "", call["name"]?.text ?? "",
                    call["args"]?.description ?? ""
                )
            }
        }
    }

    init(anthropic bytes: some Sequence<UInt8>) {
        var blocks: [Int: Int] = [:]
        for event in streamEvents(bytes) {
            let json = event.json
            let index = json["index"]?.number ?? -1
            switch event.name {
            case "message_start":
                input = json["message"]?["usage"]?["input_tokens"]?.number
                output = json["message"]?["usage"]?["output_tokens"]?.number
            case "content_block_start" where json["content_block"]?["type"]?.text == "tool_use":
                blocks[index] = calls.count
                calls[calls.count] = (
                    json["content_block"]?["id"]?.text ?? "",
                    json["content_block"]?["name"]?.text ?? "", ""
                )
            case "content_block_delta":
                text += json["delta"]?["text"]?.text ?? ""
                if let piece = json["delta"]?["partial_json"]?.text, let call = blocks[index] {
                    calls[call]?.arguments += piece
                }
            case "message_delta":
                finish = json["delta"]?["stop_reason"]?.text
                input = json["usage"]?["input_tokens"]?.number ?? input
                output = json["usage"]?["output_tokens"]?.number
            default: break
            }
        }
    }
}

/// A number from a seed, for tests that try many things.
struct Dice: RandomNumberGenerator {
    private var mixer: Mixer
    init(_ seed: UInt64) { mixer = Mixer(seed: seed) }
    mutating func next() -> UInt64 { mixer.next() }
}
