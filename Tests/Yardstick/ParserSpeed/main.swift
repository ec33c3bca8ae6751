// What asking and reading cost without a network: events of a stream, whole answers and requests, a second
// of each. One JSON line a measure, for `scripts/bench`.
import Providers
import Transports
import Vocabulary

/// Median of several runs: one line of output.
func measure(_ name: String, unit: String, goal: Double, moreIsBetter: Bool, _ body: () -> Double) {
    let values = (0..<7).map { _ in body() }.sorted()
    print(
        "{\"measure\":\"\(name)\",\"unit\":\"\(unit)\",\"goal\":\(goal),"
            + "\"more_is_better\":\(moreIsBetter),\"value\":\(values[values.count / 2])}")
}

/// A stream as its provider sends it, in pieces as a network hands them over.
struct Sample {
    var dialect: String
    var event: String
    var opening: String
    var closing: String
    var plain: String
    var streamType = "text/event-stream"
    var eventName = "SSE events"
    /// Where § stands, events differ from one another by more than their text: each is read as JSON.
    var goal: Double { event.contains("§") ? 0.7 : 1.5 }
}

let openAIChunk = """
    data: {"id":"chatcmpl-00000001","object":"chat.completion.chunk","created":1790000000,\
    "model":"yardstick-1","choices":[{"index":0,"delta":{"content":" a"},"logprobs":null,\
    "finish_reason":null}]}\n\n
    """
let anthropicChunk = """
    event: content_block_delta\ndata: {"type":"content_block_delta","index":0,\
    "delta":{"type":"text_delta","text":" and a few words more, as this provider sends them in one"}}\n\n
    """
let mistralChunk = """
    data: {"id":"5319bd0299614c679a0068a4f2c8ffd0","object":"chat.completion.chunk",\
    "created":1790000000,"model":"yardstick-1","choices":[{"index":0,"delta":{"content":" a"},\
    "finish_reason":null}],"p":"abcdefgh§"}\n\n
    """
let ollamaLine = """
    {"model":"yardstick-1","created_at":"2026-08-04T19:59:21.35888§Z",\
    "message":{"role":"assistant","content":" a"},"done":false}\n
    """
let dashScopeChunk = """
    id:1\nevent:result\n:HTTP_STATUS/200\n\
    data:{"output":{"choices":[{"message":{"content":" §b","role":"assistant"},\
    "finish_reason":"null"}]},"usage":{"total_tokens":29§,"output_tokens":§,"input_tokens":290},\
    "request_id":"566e3621-0000-9ca4-ae78-b792393eb840"}\n\n
    """
let cohereChunk = """
    event: content-delta\ndata: {"type":"content-delta","index":0,\
    "delta":{"message":{"content":{"text":" a"}}}}\n\n
    """
let samples = [
    Sample(
        dialect: "openai-chat", event: openAIChunk, opening: "",
        closing: "data: [DONE]\n\n",
        plain: """
            {"id":"chatcmpl-00000001","object":"chat.completion","created":1790000000,\
            "model":"yardstick-1","choices":[{"index":0,"message":{"role":"assistant","content":"4"},\
            "logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":24,\
            "completion_tokens":1,"total_tokens":25},"system_fingerprint":"fp_yardstick"}
            """),
    Sample(
        dialect: "anthropic-messages", event: anthropicChunk,
        opening: """
            event: message_start\ndata: {"type":"message_start","message":{"model":"m","id":"msg_1",\
            "type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,\
            "usage":{"input_tokens":12,"output_tokens":1}}}\n\n\
            event: content_block_start\ndata: {"type":"content_block_start","index":0,\
            "content_block":{"type":"text","text":""}}\n\n
            """,
        closing: "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
        plain: """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-5-5",\
            "content":[{"type":"text","text":"4"}],"stop_reason":"end_turn","stop_sequence":null,\
            "usage":{"input_tokens":24,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,\
            "output_tokens":1,"service_tier":"standard"}}
            """),
    Sample(
        dialect: "mistral-chat", event: mistralChunk, opening: "",
        closing: "data: [DONE]\n\n",
        plain: """
            {"id":"5319bd0299614c679a0068a4f2c8ffd0","created":1790000000,"model":"yardstick-1",\
            "usage":{"prompt_tokens":24,"total_tokens":25,"completion_tokens":1},\
            "object":"chat.completion","choices":[{"index":0,"finish_reason":"stop",\
            "message":{"role":"assistant","tool_calls":null,"content":"4"}}]}
            """),
    Sample(
        dialect: "ollama-chat", event: ollamaLine, opening: "",
        closing: """
            {"model":"yardstick-1","created_at":"2026-08-04T19:59:21.358882Z",\
            "message":{"role":"assistant","content":""},"done":true,"done_reason":"stop",\
            "prompt_eval_count":24,"eval_count":1}\n
            """,
        plain: """
            {"model":"yardstick-1","created_at":"2026-08-04T19:59:21.358882Z",\
            "message":{"role":"assistant","content":"4"},"done":true,"done_reason":"stop",\
            "total_duration":1638367416,"load_duration":74712333,"prompt_eval_count":24,\
            "prompt_eval_duration":229919666,"eval_count":1,"eval_duration":104283001}
            """,
        streamType: "application/x-ndjson", eventName: "lines"),
    Sample(
        dialect: "dashscope-native", event: dashScopeChunk, opening: "",
        closing: """
            data:{"output":{"choices":[{"message":{"content":"","role":"assistant"},\
            "finish_reason":"stop"}]},"usage":{"total_tokens":25,"output_tokens":1,\
            "input_tokens":24},"request_id":"r"}\n\n
            """,
        plain: """
            {"output":{"choices":[{"message":{"role":"assistant","content":"4"},\
            "finish_reason":"stop"}]},"usage":{"total_tokens":25,"output_tokens":1,\
            "input_tokens":24},"request_id":"566e3621-0000-9ca4-ae78-b792393eb840"}
            """),
    Sample(
        dialect: "cohere-chat", event: cohereChunk,
        opening: """
            event: message-start\ndata: {"id":"e9d52da4","type":"message-start",\
            "delta":{"message":{"role":"assistant","content":[]}}}\n\n
            """,
        closing: """
            event: message-end\ndata: {"type":"message-end","delta":{"finish_reason":"COMPLETE",\
            "usage":{"tokens":{"input_tokens":24,"output_tokens":1}}}}\n\ndata: [DONE]\n\n
            """,
        plain: """
            {"id":"e9d52da4-f5d2-41bb-969e-ae04d249157f","message":{"role":"assistant",\
            "content":[{"type":"text","text":"4"}]},"finish_reason":"COMPLETE",\
            "usage":{"billed_units":{"input_tokens":24,"output_tokens":1},\
            "tokens":{"input_tokens":24,"output_tokens":1}}}
            """),
]

let events = 200_000
let answers = 100_000
/// Eight events a piece: what a busy network read holds.
let eventsPerPiece = 8

for sample in samples {
    guard let dialect = allProviders.first(where: { $0.dialect.name == sample.dialect }) else {
        preconditionFailure("no provider speaks \(sample.dialect)")
    }
    let piece = Array(
        (0..<eventsPerPiece).map { sample.event.replacing("§", with: "\($0)") }.joined().utf8)
    measure(
        "\(sample.dialect): \(sample.eventName)", unit: "million/s", goal: sample.goal,
        moreIsBetter: true
    ) {
        let reader = AnswerReader(dialect.reader(isStreamed: true))
        let begun = Clock.now()
        reader.begin(status: 200, headers: ["content-type": sample.streamType], at: begun)
        _ = reader.take(Array(sample.opening.utf8).span, at: begun)
        var moment = begun
        for _ in 0..<events / eventsPerPiece {
            moment = moment + .microseconds(10)
            _ = reader.take(piece.span, at: moment)
        }
        _ = reader.take(Array(sample.closing.utf8).span, at: moment)
        let reading = reader.reading(exchange: Exchange(queued: begun))
        precondition(
            reading.clocks.contentEvents == events, "\(reading.clocks.contentEvents) events")
        return Double(events) / Double((Clock.now() - begun).inNanoseconds) * 1000
    }
    let body = Array(sample.plain.utf8)
    measure(
        "\(sample.dialect): answer of \(body.count) bytes", unit: "µs", goal: 1.2,
        moreIsBetter: false
    ) {
        let headers: Headers = ["content-type": "application/json"]
        let begun = Clock.now()
        for _ in 0..<answers {
            let reader = AnswerReader(dialect.reader(isStreamed: false))
            reader.begin(status: 200, headers: headers, at: begun)
            _ = reader.take(body.span, at: begun)
            let reading = reader.reading(exchange: Exchange(queued: begun))
            precondition(reading.text == "4", "read \(reading.text ?? "nothing")")
        }
        return Double((Clock.now() - begun).inNanoseconds) / 1000 / Double(answers)
    }
    let endpoint = Endpoint(baseURL: "http://127.0.0.1:8080/v1", key: Secret("sk-yardstick"))
    let prompt = Prompt(messages: [Message(.user, "What is two and two?")])
    measure("\(sample.dialect): request", unit: "µs", goal: 0.6, moreIsBetter: false) {
        let begun = Clock.now()
        for _ in 0..<answers {
            let request = dialect.request(
                for: prompt, to: "yardstick-1", stream: false, at: endpoint)
            precondition(request.body.count > 20, "no prompt in the request")
        }
        return Double((Clock.now() - begun).inNanoseconds) / 1000 / Double(answers)
    }
}
