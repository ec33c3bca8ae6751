// What each wire language says: an answer and a stream, as documented, of everyday size.

/// A stream as its provider sends it, and the same as one answer.
struct Sample: Sendable {
    var dialect: String
    /// One event that brings text. Where § stands, each has its own number.
    var event: String
    var opening: String
    var closing: String
    var plain: String
    var streamType = "text/event-stream"
    var eventName = "SSE events"
    /// Wraps one JSON text as a frame, where frames are not text.
    var frame: (@Sendable (String, _ kind: String) -> [UInt8])?
}

private let openAIChunk = """
    data: {"id":"chatcmpl-00000001","object":"chat.completion.chunk","created":1790000000,\
    "model":"yardstick-1","choices":[{"index":0,"delta":{"content":" a"},"logprobs":null,\
    "finish_reason":null}]}\n\n
    """
private let anthropicChunk = """
    event: content_block_delta\ndata: {"type":"content_block_delta","index":0,\
    "delta":{"type":"text_delta","text":" and a few words more, as this provider sends them in one"}}\n\n
    """
private let mistralChunk = """
    data: {"id":"5319bd0299614c679a0068a4f2c8ffd0","object":"chat.completion.chunk",\
    "created":1790000000,"model":"yardstick-1","choices":[{"index":0,"delta":{"content":" a"},\
    "finish_reason":null}],"p":"abcdefgh§"}\n\n
    """
private let ollamaLine = """
    {"model":"yardstick-1","created_at":"2026-08-04T19:59:21.35888§Z",\
    "message":{"role":"assistant","content":" a"},"done":false}\n
    """
private let dashScopeChunk = """
    id:1\nevent:result\n:HTTP_STATUS/200\n\
    data:{"output":{"choices":[{"message":{"content":" §b","role":"assistant"},\
    "finish_reason":"null"}]},"usage":{"total_tokens":29§,"output_tokens":§,"input_tokens":290},\
    "request_id":"566e3621-0000-9ca4-ae78-b792393eb840"}\n\n
    """
private let cohereChunk = """
    event: content-delta\ndata: {"type":"content-delta","index":0,\
    "delta":{"message":{"content":{"text":" a"}}}}\n\n
    """
private let responsesChunk = """
    event: response.output_text.delta\ndata: {"type":"response.output_text.delta",\
    "sequence_number":§,"item_id":"msg_01","output_index":0,"content_index":0,"delta":" a",\
    "logprobs":[],"obfuscation":"xxxxxxxxxxxxxx"}\n\n
    """
private let geminiChunk = """
    data: {"candidates": [{"content": {"parts": [{"text": " and a few words more"}],\
    "role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 24,\
    "candidatesTokenCount": §,"totalTokenCount": 1§,"promptTokensDetails": \
    [{"modality": "TEXT","tokenCount": 24}]},"modelVersion": "yardstick-1",\
    "responseId": "rid1"}\n\n
    """
private let bedrockChunk = """
    {"contentBlockIndex":0,"delta":{"text":" a"},"p":"abcdefghijklmnopqrst§"}
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
    Sample(
        dialect: "openai-responses", event: responsesChunk, opening: "",
        closing: """
            event: response.completed\ndata: {"type":"response.completed","response":{"id":"resp_01",\
            "status":"completed","error":null,"model":"yardstick-1","output":[],"usage":\
            {"input_tokens":24,"output_tokens":1,"total_tokens":25}}}\n\n
            """,
        plain: """
            {"id":"resp_02","object":"response","created_at":1790000000,"status":"completed",\
            "error":null,"incomplete_details":null,"instructions":null,"model":"yardstick-1",\
            "output":[{"id":"msg_02","type":"message","status":"completed","role":"assistant",\
            "content":[{"type":"output_text","text":"4","annotations":[],"logprobs":[]}]}],\
            "parallel_tool_calls":true,"store":false,"usage":{"input_tokens":24,\
            "input_tokens_details":{"cached_tokens":0},"output_tokens":1,\
            "output_tokens_details":{"reasoning_tokens":0},"total_tokens":25}}
            """),
    Sample(
        dialect: "gemini-generate", event: geminiChunk, opening: "",
        closing: """
            data: {"candidates": [{"content": {"parts": [{"text": ""}],"role": "model"},\
            "finishReason": "STOP","index": 0}],"usageMetadata": {"promptTokenCount": 24,\
            "candidatesTokenCount": 1,"totalTokenCount": 25},"modelVersion": "yardstick-1",\
            "responseId": "rid1"}\n\n
            """,
        plain: """
            {"candidates": [{"content": {"parts": [{"text": "4"}],"role": "model"},\
            "finishReason": "STOP","index": 0}],"usageMetadata": {"promptTokenCount": 24,\
            "candidatesTokenCount": 1,"totalTokenCount": 25,"promptTokensDetails": \
            [{"modality": "TEXT","tokenCount": 24}]},"modelVersion": "yardstick-1",\
            "responseId": "rid1"}
            """),
    Sample(
        dialect: "bedrock-converse", event: bedrockChunk, opening: "",
        closing: """
            {"stopReason":"end_turn","p":"a"}
            """,
        plain: """
            {"metrics":{"latencyMs":332},"output":{"message":{"content":[{"text":"4"}],\
            "role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":24,\
            "outputTokens":1,"totalTokens":25,"cacheReadInputTokens":0,\
            "cacheWriteInputTokens":0,"serverToolUsage":{}}}
            """,
        streamType: "application/vnd.amazon.eventstream", eventName: "frames",
        frame: amazonFrame),
]
