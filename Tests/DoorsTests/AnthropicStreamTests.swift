import TestSupport
import Testing
import Vocabulary

@testable import Doors

private let door = AnthropicDoor()

private func streamed(_ deltas: [Delta], stamp: DoorStamp = stamp) throws -> DoorOutput {
    var stream = door.stream(for: try simple(door, streamed: true), stamp: stamp)
    return stream.events(of: deltas)
}

private let start = Delta.start(id: "msg_01", model: "claude-sonnet-4-5-20250929")
private let toolUse = Delta.finish(Finish(raw: "tool_use", reason: .toolCalls))
private let stop = Delta.finish(Finish(raw: "end_turn", reason: .stop))

private func names(_ output: DoorOutput) -> [String] {
    streamEvents(output.bytes).map { $0.name ?? "?" }
}

@Test func `a stream with text and a call is the one of the wire page, byte by byte`() throws {
    let output = try streamed([
        start,
        .usage(
            Usage(
                input: .init(12, "input_tokens"), cachedInput: .init(0, "cache_read_input_tokens"),
                cacheWrite: .init(0, "cache_creation_input_tokens"))),
        .text("Hi"), .toolStart(index: 0, id: "toolu_01", name: "weather"),
        .toolArguments(index: 0, #"{"city": "Rome"}"#), toolUse,
        .usage(Usage(output: .init(30, "output_tokens"))),
    ])
    let expected = """
        event: message_start
        data: {"type":"message_start","message":{"model":"claude-sonnet-4-5-20250929","id":"msg_01","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"stop_details":null,"usage":{"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":1,"service_tier":"standard","inference_geo":"not_available"}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: ping
        data: {"type":"ping"}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_01","name":"weather","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\": \\"Rome\\"}"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null,"stop_details":null},"usage":{"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":30}}

        event: message_stop
        data: {"type":"message_stop"}


        """
    #expect(String(decoding: output.bytes, as: UTF8.self) == expected)
    #expect(
        output.events.map(\.kind) == [
            .opening, .frame, .keepAlive, .content, .frame, .frame, .content, .content, .frame,
            .finish, .terminator,
        ])
}

@Test func `OpenAI's deltas become Anthropic's events`() throws {
    let output = try streamed([
        .start(id: "chatcmpl-1", model: "gpt-4o"), .role("assistant"), .text("Let me "),
        .text("see."),
        .toolStart(index: 0, id: "call_1", name: "a"), .toolArguments(index: 0, #"{"x""#),
        .toolArguments(index: 0, ":1}"), .toolStart(index: 1, id: "call_2", name: "b"),
        .toolArguments(index: 1, "{}"), .finish(Finish(raw: "tool_calls", reason: .toolCalls)),
        .usage(
            Usage(
                input: .init(25, "prompt_tokens"), output: .init(9, "completion_tokens"),
                cachedInput: .init(5, "prompt_tokens_details.cached_tokens"))),
    ])
    let heard = Heard(anthropic: output.bytes)
    #expect(heard.text == "Let me see.")
    #expect(heard.calls[0]?.arguments == #"{"x":1}"# && heard.calls[0]?.id == "call_1")
    #expect(heard.calls[1]?.arguments == "{}" && heard.calls[1]?.name == "b")
    #expect(heard.finish == "tool_use")
    #expect(heard.input == 20, "the cache is counted apart here")
    #expect(heard.output == 9)
    let first = try #require(streamEvents(output.bytes).first?.json["message"]?["usage"])
    #expect(
        first["input_tokens"]?.number == 0 && first["output_tokens"]?.number == 1, "placeholders")
}

@Test func `Anthropic's own deltas come out as they went in`() throws {
    let output = try streamed([
        start, .reasoning("Hm, "), .reasoning("well."), .text("Yes"), .text("."),
        .toolStart(index: 0, id: "toolu_1", name: "a"), .text("And?"), stop,
    ])
    #expect(
        names(output) == [
            "message_start", "content_block_start", "ping", "content_block_delta",
            "content_block_delta", "content_block_stop", "content_block_start",
            "content_block_delta", "content_block_delta", "content_block_stop",
            "content_block_start", "content_block_delta", "content_block_stop",
            "content_block_start", "content_block_delta", "content_block_stop", "message_delta",
            "message_stop",
        ])
    let blocks = streamEvents(output.bytes).compactMap { $0.json["content_block"]?["type"]?.text }
    #expect(blocks == ["thinking", "text", "tool_use", "text"])
}

@Test func `blocks never overlap, however calls interleave`() throws {
    let output = try streamed([
        start, .toolStart(index: 0, id: "t0", name: "a"), .toolStart(index: 1, id: "t1", name: "b"),
        .toolArguments(index: 1, #"{"y":"#), .toolArguments(index: 0, #"{"x":"}"#), .text("aside"),
        .toolArguments(index: 0, #""}"#), .toolArguments(index: 1, "[2]}"),
        .toolArguments(index: 0, " \n"), toolUse,
    ])
    var open: Int?
    var order: [String] = []
    for event in streamEvents(output.bytes) {
        let index = event.json["index"]?.number
        switch event.name {
        case "content_block_start":
            #expect(open == nil)
            open = index
            order.append(event.json["content_block"]?["id"]?.text ?? "text")
        case "content_block_delta": #expect(open == index)
        case "content_block_stop":
            #expect(open == index)
            open = nil
        default: break
        }
    }
    #expect(open == nil)
    #expect(order == ["t0", "t1", "text"])
    let heard = Heard(anthropic: output.bytes)
    #expect(heard.calls[0]?.arguments == #"{"x":"}"}"#)
    #expect(heard.calls[1]?.arguments == #"{"y":[2]}"#)
    #expect(heard.text == "aside")
}

@Test(arguments: 0..<200)
func `random interleavings lose nothing and stay in order`(seed: Int) throws {
    var dice = Dice(UInt64(seed))
    let wanted = [#"{"a":"}{\""}"#, #"{"b":[1,{"c":2}]}"#, "{}"]
    var left = wanted.map { Array($0) }
    var deltas: [Delta] = [start]
    var text = ""
    for index in wanted.indices {
        deltas.append(.toolStart(index: index, id: "t\(index)", name: "f"))
    }
    while left.contains(where: { !$0.isEmpty }) {
        let index = Int.random(in: 0..<4, using: &dice)
        if index == 3 {
            let piece = String(Int.random(in: 0..<10, using: &dice))
            text += piece
            deltas.append(.text(piece))
        } else if !left[index].isEmpty {
            let count = Int.random(in: 1...left[index].count, using: &dice)
            deltas.append(.toolArguments(index: index, String(left[index].prefix(count))))
            left[index].removeFirst(count)
        }
    }
    deltas.append(toolUse)
    let output = try streamed(deltas)
    let heard = Heard(anthropic: output.bytes)
    #expect(output.events.last?.kind == .terminator)
    #expect(heard.text == text)
    let byID = Dictionary(uniqueKeysWithValues: heard.calls.values.map { ($0.id, $0.arguments) })
    #expect(byID == ["t0": wanted[0], "t1": wanted[1], "t2": wanted[2]])
    let starts = names(output).filter { $0 == "content_block_start" }.count
    #expect(starts == names(output).filter { $0 == "content_block_stop" }.count)
}

@Test func `arguments after their call is over are an error, not lost`() throws {
    let output = try streamed([
        start, .toolStart(index: 0, id: "t0", name: "a"), .toolArguments(index: 0, "{}"),
        .toolStart(index: 1, id: "t1", name: "b"), .toolArguments(index: 0, "{\"late\":1}"),
        toolUse,
    ])
    #expect(names(output).last == "error")
}

@Test func `a call without arguments has one empty piece`() throws {
    let output = try streamed([start, .toolStart(index: 0, id: nil, name: "now"), toolUse])
    let pieces = streamEvents(output.bytes).compactMap { $0.json["delta"]?["partial_json"]?.text }
    #expect(pieces == [""])
    let id = Heard(anthropic: output.bytes).calls[0]?.id
    #expect(id?.hasPrefix("toolu_01") == true && id?.utf8.count == 30)
}

@Test func `an answer without content still pings and says why it stopped`() throws {
    let output = try streamed([
        start, .finish(Finish(raw: "refusal", reason: .refusal, detail: "because")),
    ])
    #expect(names(output) == ["message_start", "ping", "message_delta", "message_stop"])
    let delta = try #require(streamEvents(output.bytes)[2].json["delta"])
    #expect(delta["stop_reason"]?.text == "refusal")
    #expect(delta["stop_details"]?["type"]?.text == "refusal")
    #expect(delta["stop_details"]?["explanation"]?.text == "because")
}

@Test func `empty pieces open no block`() throws {
    let output = try streamed([start, .text(""), .reasoning(""), stop])
    #expect(names(output) == ["message_start", "ping", "message_delta", "message_stop"])
}

@Test func `an output that nobody counted is null, not 0`() throws {
    let output = try streamed([start, .text("Hi"), stop])
    let usage = try #require(
        streamEvents(output.bytes).first { $0.name == "message_delta" }?.json["usage"])
    #expect(usage == .object(["output_tokens": .null]))
}

@Test(arguments: [
    (Finish(raw: "stop", reason: .stop), "end_turn"),
    (Finish(raw: "length", reason: .length), "max_tokens"),
    (Finish(raw: "tool_calls", reason: .toolCalls), "tool_use"),
    (Finish(raw: "content_filter", reason: .contentFilter), "refusal"),
    (Finish(raw: "stop", reason: .stop, detail: "END"), "stop_sequence"),
    (
        Finish(raw: "model_context_window_exceeded", reason: .length),
        "model_context_window_exceeded"
    ),
    (Finish(raw: "pause_turn", reason: .pause), "pause_turn"),
    (Finish(raw: "eos", reason: .unknown), "end_turn"),
])
func `foreign reasons are put into Anthropic's words`(finish: Finish, word: String) throws {
    let output = try streamed([start, .text("Hi"), .finish(finish)])
    let delta = streamEvents(output.bytes).first { $0.name == "message_delta" }?.json["delta"]
    #expect(delta?["stop_reason"]?.text == word)
    #expect(delta?["stop_sequence"]?.text == finish.detail)
}

@Test func `a refusal in words is text, and a refusal`() throws {
    let output = try streamed([start, .refusal("No."), .finish(Finish(raw: "stop", reason: .stop))])
    #expect(Heard(anthropic: output.bytes).text == "No.")
    #expect(Heard(anthropic: output.bytes).finish == "refusal")
}

@Test func `an Anthropic stream that breaks ends in an error event alone`() throws {
    for deltas in [
        [start, .text("Hi")],
        [start, .text("Hi"), .error(ProviderError(status: 529, type: "overloaded_error"))],
    ] {
        let output = try streamed(deltas)
        #expect(names(output).last == "error")
        let last = try #require(streamEvents(output.bytes).last?.json)
        #expect(last.keys == ["type", "error", "request_id"])
        #expect(last["error"]?.keys == ["type", "message"])
        #expect(!names(output).contains("message_stop") && !names(output).contains("message_delta"))
    }
}

@Test func `an Anthropic stream is announced as one`() throws {
    let head = door.stream(for: try simple(door), stamp: stamp).head
    #expect(head.headers["content-type"] == "text/event-stream; charset=utf-8")
    #expect(head.headers["request-id"]?.hasPrefix("req_011C") == true)
    #expect(head.headers["anthropic-ratelimit-requests-reset"] == "2026-11-21T08:00:01Z")
    let gateway = door.stream(for: try simple(door), stamp: gatewayStamp).head
    #expect(gateway.headers.fields.map(\.name) == ["content-type", "request-id"])
}

@Test func `a call that waits and is begun again is one block`() throws {
    let output = try streamed([
        start, .toolStart(index: 0, id: "a", name: "f"),
        .toolStart(index: 1, id: nil, name: "g"), .toolStart(index: 1, id: "b", name: "g"),
        .toolArguments(index: 1, "{}"), .toolArguments(index: 0, "{}"), toolUse,
    ])
    let heard = Heard(anthropic: output.bytes)
    #expect(heard.calls.count == 2)
    #expect(heard.calls[1]?.id == "b")
    #expect(heard.calls[1]?.arguments == "{}")
}

@Test func `calls that wait for the first cost no more each, however many they are`() throws {
    func seconds(_ count: Int) throws -> Double {
        var deltas = [start, .toolStart(index: 0, id: "c0", name: "f")]
        for index in 1...count {
            deltas.append(.toolStart(index: index, id: "c\(index)", name: "f"))
        }
        for index in (1...count).reversed() { deltas.append(.toolArguments(index: index, "{}")) }
        deltas.append(.toolArguments(index: 0, "{}"))
        deltas.append(toolUse)
        var blocks = 0
        let time = try CPUTime.seconds {
            blocks = try streamed(deltas).bytes.split(separator: UInt8(ascii: "\n"))
                .count { $0.starts(with: "event: content_block_start".utf8) }
        }
        #expect(blocks == count + 1)
        return time
    }
    let few = try seconds(1_000)
    #expect(try CPUTime.least(below: 20 * few) { try seconds(10_000) } < 20 * few)
}
