import Documents
import Vocabulary

/// Anthropic's errors: status, `{type:"error",error{type,message},request_id}` and headers.
enum AnthropicErrors {
    private struct Form {
        var status: Int
        var type: String
        var message: String
        /// What `x-should-retry` tells the official clients.
        var isRetryable = false

        init(_ status: Int, _ type: String, _ message: String) {
            self.status = status
            self.type = type
            self.message = message
        }
    }

    static func reply(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        let form = form(of: error)
        var headers = AnthropicFacts.headers(
            contentType: "application/json", stamp: stamp, isExhausted: error.kind == .rateLimit)
        if stamp.persona == .provider {
            headers.append("x-should-retry", form.isRetryable ? "true" : "false")
        }
        headers.appendRetryAfter(error.retryAfter, stamp: stamp)
        return DoorReply(status: form.status, headers: headers, body: body(form, error, stamp))
    }

    static func event(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        Array("event: error\ndata: ".utf8) + body(form(of: error), error, stamp)
            + Array("\n\n".utf8)
    }

    private static func body(_ form: Form, _ error: DoorError, _ stamp: DoorStamp) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", "error")
        writer.key("error")
        writer.beginObject()
        writer.member("type", form.type)
        writer.member("message", form.message)
        if let code = error.code {
            writer.key("details")
            writer.beginObject()
            writer.member("error_code", code)
            writer.endObject()
        }
        writer.endObject()
        writer.member("request_id", stamp.anthropicRequestID)
        writer.endObject()
        return writer.bytes
    }

    private static func form(of error: DoorError) -> Form {
        var form = usual(error)
        form.message = error.message ?? form.message
        form.type = error.type ?? form.type
        form.status = error.status ?? form.status
        form.isRetryable =
            [408, 409, 429].contains(form.status) && error.kind != .quota || form.status >= 500
        return form
    }

    private static func usual(_ error: DoorError) -> Form {
        let refused = "invalid_request_error"
        switch error.kind {
        case .rateLimit:
            return Form(
                429, "rate_limit_error",
                "This request would exceed your organization's rate limit of 4,000 requests per "
                    + "minute. For details, refer to: https://docs.claude.com/en/api/rate-limits. "
                    + "You can see the response headers for current usage.")
        case .quota:
            return Form(
                402, "billing_error",
                "Your credit balance is too low to access the Anthropic API. Please go to Plans & "
                    + "Billing to upgrade or purchase credits.")
        case .auth: return Form(401, "authentication_error", "invalid x-api-key")
        case .forbidden:
            return Form(
                403, "permission_error",
                "Your API key does not have permission to use the specified resource.")
        case .modelGone:
            return Form(404, "not_found_error", "model: \(error.model ?? "claude-simulated")")
        case .badRequest:
            return Form(
                400, refused, "metadata.user_id: String should have at most 256 characters")
        case .requestTimeout: return Form(408, "timeout_error", "Request timed out")
        case .conflict:
            return Form(409, "conflict_error", "The resource was changed by another request")
        case .tooLarge:
            return Form(413, "request_too_large", "Request exceeds the maximum size")
        case .unprocessable: return Form(422, refused, "The request could not be processed")
        case .serverError: return Form(500, "api_error", "Internal server error")
        case .badGateway: return Form(502, "api_error", "Bad gateway")
        case .unavailable: return Form(503, "api_error", "Service unavailable")
        case .gatewayTimeout: return Form(504, "timeout_error", "Request timed out")
        case .overloaded: return Form(529, "overloaded_error", "Overloaded")
        case .contextLength:
            return Form(
                400, refused,
                "prompt is too long: \(error.promptTokens) tokens > \(error.windowTokens) maximum")
        case .contentPolicy:
            return Form(400, refused, "Output blocked by content filtering policy")
        case .noSuchPath: return Form(404, "not_found_error", "Not Found")
        case .wrongMethod: return Form(405, refused, "Method Not Allowed")
        }
    }
}
