import Documents
import Vocabulary

/// OpenAI's errors: status, `error{message,type,param,code}` and headers.
///
/// The words are the provider's own where they are known, because gateways tell one failure from
/// another by what stands in the message.
enum OpenAIErrors {
    struct Form {
        var status: Int
        var type: String
        var code: String?
        var param: String?
        var message: String

        init(
            _ status: Int, _ type: String, code: String? = nil, param: String? = nil,
            _ message: String
        ) {
            self.status = status
            self.type = type
            self.code = code
            self.param = param
            self.message = message
        }
    }

    static func reply(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        let form = form(of: error, stamp: stamp)
        var headers = OpenAIFacts.headers(
            contentType: "application/json; charset=utf-8", stamp: stamp,
            isExhausted: error.kind == .rateLimit)
        headers.appendRetryAfter(error.retryAfter, stamp: stamp)
        return DoorReply(status: form.status, headers: headers, body: body(form))
    }

    static func event(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        Array("data: ".utf8) + body(form(of: error, stamp: stamp)) + Array("\n\n".utf8)
    }

    private static func body(_ form: Form) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("message", form.message)
        writer.member("type", form.type)
        writer.member("param", form.param)
        writer.member("code", form.code)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private static func form(of error: DoorError, stamp: DoorStamp) -> Form {
        var form = usual(error, stamp: stamp)
        // Other words come with a cause of their own: the usual param and code would not fit them.
        if let message = error.message {
            form.message = message
            if error.kind == .badRequest { (form.param, form.code) = (nil, nil) }
        }
        form.param = error.param ?? form.param
        form.code = error.code ?? form.code
        form.type = error.type ?? form.type
        form.status = error.status ?? form.status
        return form
    }

    static func usual(_ error: DoorError, stamp: DoorStamp) -> Form {
        let model = error.model ?? "gpt-4.1-mini"
        let refused = "invalid_request_error"
        switch error.kind {
        case .rateLimit:
            return Form(
                429, "requests", code: "rate_limit_exceeded",
                "Rate limit reached for \(model) in organization org-simulated on requests per min "
                    + "(RPM): Limit 500, Used 500, Requested 1. Please try again in "
                    + "\(error.retryAfter.openAIText). Visit "
                    + "https://platform.openai.com/account/rate-limits to learn more.")
        case .quota:
            return Form(
                429, "insufficient_quota", code: "insufficient_quota",
                "You exceeded your current quota, please check your plan and billing details. For "
                    + "more information on this error, read the docs: "
                    + "https://platform.openai.com/docs/guides/error-codes/api-errors.")
        case .auth:
            return Form(
                401, refused, code: "invalid_api_key",
                "Incorrect API key provided: sk-sim***ated. You can find your API key at "
                    + "https://platform.openai.com/account/api-keys.")
        case .forbidden:
            return Form(
                403, "request_forbidden", code: "unsupported_country_region_territory",
                "Country, region, or territory not supported")
        case .modelGone:
            return Form(
                404, refused, code: "model_not_found",
                "The model `\(model)` does not exist or you do not have access to it.")
        case .badRequest:
            return Form(
                400, refused, code: "invalid_value", param: "verbosity",
                "Invalid value: 'simulated'. Supported values are: 'low', 'medium', and 'high'.")
        case .requestTimeout:
            return Form(408, "server_error", code: "request_timeout", "Request timed out.")
        case .conflict:
            return Form(
                409, refused, code: "conflict",
                "The resource was updated by another request. Please try again.")
        case .tooLarge:
            return Form(
                413, refused, "Maximum content size limit (26214400) exceeded (26214401 bytes read)"
            )
        case .unprocessable:
            return Form(
                422, refused, "Unable to process the request despite the format being correct.")
        case .serverError:
            return Form(
                500, "server_error",
                "The server had an error while processing your request. Sorry about that! You can "
                    + "retry your request, or contact us through our help center at "
                    + "help.openai.com if the error persists. (Please include the request ID "
                    + "\(stamp.openAIRequestID) in your message.)")
        case .badGateway: return Form(502, "cf_bad_gateway", "Bad gateway.")
        case .unavailable:
            return Form(503, "service_unavailable_error", "The server is temporarily unavailable.")
        case .gatewayTimeout: return Form(504, "cf_gateway_timeout", "Gateway timeout.")
        case .overloaded:
            return Form(
                503, "service_unavailable_error", code: "server_is_overloaded",
                "Our servers are currently overloaded. Please try again later.")
        case .contextLength:
            return Form(
                400, refused, code: "context_length_exceeded", param: "messages",
                "This model's maximum context length is \(error.windowTokens) tokens. However, "
                    + "your messages resulted in \(error.promptTokens) tokens. Please reduce the "
                    + "length of the messages.")
        case .contentPolicy:
            return Form(
                400, refused, code: "content_policy_violation",
                "Your request was rejected as a result of our safety system. Your prompt may "
                    + "contain text that is not allowed by our safety system.")
        case .noSuchPath: return Form(404, refused, "Invalid URL")
        case .wrongMethod: return Form(405, refused, "Not allowed to use this method here.")
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

extension Int {
    /// A time to wait that can be multiplied and added: between nothing and some thirty years.
    var bounded: Int { Swift.min(Swift.max(self, 0), 1_000_000_000) }
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
