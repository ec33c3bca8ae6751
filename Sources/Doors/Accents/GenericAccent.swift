import Documents
import Vocabulary

/// What any compatible server may be relied on for, and nothing more: no rate limits, no fingerprints, no
/// details of usage, errors that say no more than HTTP does.
///
/// Gateways that document nothing of their own on the wire speak so under their own names.
struct GenericAccent: ChatAccent {
    let provider: String
    let basePath: String

    init(_ provider: String = "generic", basePath: String = "/v1") {
        self.provider = provider
        self.basePath = basePath
    }

    func reworded(_ refusal: DoorError) -> DoorError { refusal }

    func messageShape(for question: Question) -> MessageShape {
        var shape = MessageShape()
        shape.hasRefusal = false
        shape.hasAnnotations = false
        shape.choice = []
        return shape
    }

    func streamShape(for question: Question) -> StreamShape {
        var shape = StreamShape()
        shape.openingText = #""role":"assistant","content":"""#
        shape.openingThought = shape.openingText
        shape.openingCall = (#""role":"assistant","content":null,"#, "")
        shape.unfinished = #","finish_reason":null"#
        shape.finished = #","finish_reason":"#
        shape.nullUsage = .never
        return shape
    }

    /// Details only where there is something to tell.
    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.writeTotals(counts)
        if let cached = counts.cached, cached > 0 {
            writer.member("prompt_tokens_details", "cached_tokens", cached)
        }
        if let reasoning = counts.reasoning, reasoning > 0 {
            writer.member("completion_tokens_details", "reasoning_tokens", reasoning)
        }
        writer.endObject()
    }

    /// Words of OpenAI's kind without its names: such servers are made to be taken for it.
    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        let refused = "invalid_request_error"
        let (status, words) = error.kind.edge
        switch error.kind {
        case .rateLimit:
            return ErrorForm(
                429, "rate_limit_error", code: "rate_limit_exceeded",
                "Rate limit reached. Please try again in \(error.retryAfter.openAIText).")
        case .quota:
            return ErrorForm(
                429, "insufficient_quota", code: "insufficient_quota",
                "You exceeded your current quota, please check your plan and billing details.")
        case .auth:
            return ErrorForm(401, refused, code: "invalid_api_key", "Incorrect API key provided.")
        case .modelGone:
            return ErrorForm(
                404, refused, code: "model_not_found",
                "The model `\(error.model ?? "m")` does not exist or you do not have access to it.")
        case .contextLength:
            return ErrorForm(
                400, refused, code: "context_length_exceeded",
                "This model's maximum context length is \(error.windowTokens) tokens. However, "
                    + "your messages resulted in \(error.promptTokens) tokens.")
        case .contentPolicy:
            return ErrorForm(
                400, refused, code: "content_policy_violation",
                "Your request was rejected by the safety system.")
        case .overloaded:
            return ErrorForm(
                503, "server_error", code: "overloaded",
                "The server is overloaded. Please try again later.")
        case .forbidden, .badRequest, .requestTimeout, .conflict, .tooLarge, .unprocessable,
            .serverError, .badGateway, .unavailable, .gatewayTimeout, .noSuchPath, .wrongMethod:
            return ErrorForm(status, status < 500 ? refused : "server_error", words)
        }
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers { Headers.of(occasion) }
}
