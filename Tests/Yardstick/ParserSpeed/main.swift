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
]

let events = 200_000
let answers = 100_000
/// Eight events a piece: what a busy network read holds.
let eventsPerPiece = 8

for sample in samples {
    guard let dialect = allProviders.first(where: { $0.dialect.name == sample.dialect }) else {
        preconditionFailure("no provider speaks \(sample.dialect)")
    }
    let piece = Array(String(repeating: sample.event, count: eventsPerPiece).utf8)
    measure("\(sample.dialect): SSE events", unit: "million/s", goal: 1.5, moreIsBetter: true) {
        let reader = AnswerReader(dialect.reader(isStreamed: true))
        let begun = Clock.now()
        reader.begin(status: 200, headers: ["content-type": "text/event-stream"], at: begun)
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
