import Documents
import Vocabulary

/// OpenAI's own words.
///
/// They are the provider's where they are known, because gateways tell one failure from another by what
/// stands in the message.
struct OpenAIAccent: ChatAccent {
    let provider = "openai"

    func reworded(_ refusal: DoorError) -> DoorError { refusal }

    func refusal(of question: Question) -> DoorError? { OpenAIChatRules.refusal(of: question) }

    func streamShape(for question: Question) -> StreamShape {
        var shape = StreamShape()
        shape.pads = true
        return shape
    }

    func writeHead(_ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.member("id", facts.id)
        writer.member("object", facts.object)
        writer.member("created", facts.created)
        writer.member("model", facts.model)
        if facts.isStreamed { writeServed(facts, to: &writer) }
    }

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        if !facts.isStreamed { writeServed(facts, to: &writer) }
    }

    private func writeServed(_ facts: ChatFacts, to writer: inout JSONWriter) {
        guard facts.stamp.persona == .provider else { return }
        writer.member("service_tier", facts.question.openAIServedTier)
        writer.member("system_fingerprint", OpenAIFacts.fingerprint(of: facts.question.model))
    }

    /// A gateway tells the tier that it was told, where that has a price of its own.
    func writeClosing(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        guard facts.stamp.persona == .gateway else { return }
        writer.optionalMember("service_tier", counts.tier)
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        let contentType =
            switch occasion {
            case .stream: "text/event-stream; charset=utf-8"
            case .error: "application/json; charset=utf-8"
            case .answer, .list: "application/json"
            }
        return OpenAIFacts.headers(
            contentType: contentType, stamp: stamp, question: occasion.question,
            isExhausted: occasion.isRateLimit)
    }

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        let model = error.model ?? "gpt-4.1-mini"
        let refused = "invalid_request_error"
        switch error.kind {
        case .rateLimit:
            return ErrorForm(
                429, "requests", code: "rate_limit_exceeded",
                "Rate limit reached for \(model) in organization org-simulated on requests per min "
                    + "(RPM): Limit 500, Used 500, Requested 1. Please try again in "
                    + "\(error.retryAfter.openAIText). Visit "
                    + "https://platform.openai.com/account/rate-limits to learn more.")
        case .quota:
            return ErrorForm(
                429, "insufficient_quota", code: "insufficient_quota",
                "You exceeded your current quota, please check your plan and billing details. For "
                    + "more information on this error, read the docs: "
                    + "https://platform.openai.com/docs/guides/error-codes/api-errors.")
        case .auth:
            return ErrorForm(
                401, refused, code: "invalid_api_key",
                "Incorrect API key provided: sk-sim***ated. You can find your API key at "
                    + "https://platform.openai.com/account/api-keys.")
        case .forbidden:
            return ErrorForm(
                403, "request_forbidden", code: "unsupported_country_region_territory",
                "Country, region, or territory not supported")
        case .modelGone:
            return ErrorForm(
                404, refused, code: "model_not_found",
                "The model `\(model)` does not exist or you do not have access to it.")
        // Other words come with a cause of their own: the usual param and code would not fit them.
        case .badRequest where error.message != nil: return ErrorForm(400, refused, "")
        case .badRequest:
            return ErrorForm(
                400, refused, code: "invalid_value", param: "verbosity",
                "Invalid value: 'simulated'. Supported values are: 'low', 'medium', and 'high'.")
        case .requestTimeout:
            return ErrorForm(408, "server_error", code: "request_timeout", "Request timed out.")
        case .conflict:
            return ErrorForm(
                409, refused, code: "conflict",
                "The resource was updated by another request. Please try again.")
        case .tooLarge:
            return ErrorForm(
                413, refused, "Maximum content size limit (26214400) exceeded (26214401 bytes read)"
            )
        case .unprocessable:
            return ErrorForm(
                422, refused, "Unable to process the request despite the format being correct.")
        case .serverError:
            return ErrorForm(
                500, "server_error",
                "The server had an error while processing your request. Sorry about that! You can "
                    + "retry your request, or contact us through our help center at "
                    + "help.openai.com if the error persists. (Please include the request ID "
                    + "\(stamp.openAIRequestID) in your message.)")
        case .badGateway: return ErrorForm(502, "cf_bad_gateway", "Bad gateway.")
        case .unavailable:
            return ErrorForm(
                503, "service_unavailable_error", "The server is temporarily unavailable.")
        case .gatewayTimeout: return ErrorForm(504, "cf_gateway_timeout", "Gateway timeout.")
        case .overloaded:
            return ErrorForm(
                503, "service_unavailable_error", code: "server_is_overloaded",
                "Our servers are currently overloaded. Please try again later.")
        case .contextLength:
            return ErrorForm(
                400, refused, code: "context_length_exceeded", param: "messages",
                "This model's maximum context length is \(error.windowTokens) tokens. However, "
                    + "your messages resulted in \(error.promptTokens) tokens. Please reduce the "
                    + "length of the messages.")
        case .contentPolicy:
            return ErrorForm(
                400, refused, code: "content_policy_violation",
                "Your request was rejected as a result of our safety system. Your prompt may "
                    + "contain text that is not allowed by our safety system.")
        case .noSuchPath: return ErrorForm(404, refused, "Invalid URL")
        case .wrongMethod: return ErrorForm(405, refused, "Not allowed to use this method here.")
        }
    }
}

extension DoorError.RetryAfter {
    var openAIText: String {
        switch self {
        case .seconds(let seconds), .date(let seconds):
            OpenAIFacts.duration(milliseconds: seconds.bounded * 1_000)
        case .milliseconds(let milliseconds):
            OpenAIFacts.duration(milliseconds: milliseconds.bounded)
        case .bare: "120ms"
        }
    }
}

extension Headers {
    mutating func appendRetryAfter(_ retryAfter: DoorError.RetryAfter, stamp: DoorStamp) {
        switch retryAfter {
        case .seconds(let seconds): append("retry-after", String(seconds))
        case .date(let seconds):
            let moment = CivilTime(unixSeconds: stamp.unixSeconds + Int64(seconds.bounded))
            append("retry-after", moment.httpDate)
        case .milliseconds(let milliseconds): append("retry-after-ms", String(milliseconds))
        case .bare: break
        }
    }
}
