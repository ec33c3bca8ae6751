import Documents
import Vocabulary

/// Mistral's errors, in three envelopes: its own flat one, `detail` where a request does not fit the
/// types of the API, and a bare `message` where the edge in front of it answers.
enum MistralErrors {
    private enum Form {
        case flat(Int, type: String, code: String?, String)
        /// One entry of a list: what is wrong, and where.
        case detail(String)
        /// A text in the place of that list.
        case word(Int, String)
        case edge(Int, String)

        var status: Int {
            switch self {
            case .flat(let status, _, _, _), .word(let status, _), .edge(let status, _): status
            case .detail: 422
            }
        }
    }

    static func reply(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        let form = usual(error)
        let status = error.status ?? form.status
        var headers = MistralFacts.headers(
            contentType: "application/json", stamp: stamp, isExhausted: error.kind == .rateLimit)
        headers.appendRetryAfter(error.retryAfter, stamp: stamp)
        return DoorReply(
            status: status, headers: headers, body: body(form, error, status: status, stamp))
    }

    static func event(_ error: DoorError, stamp: DoorStamp) -> [UInt8] {
        let form = usual(error)
        let body = body(form, error, status: error.status ?? form.status, stamp)
        return Array("data: ".utf8) + body + Array("\n\n".utf8)
    }

    private static func body(
        _ form: Form, _ error: DoorError, status: Int, _ stamp: DoorStamp
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        switch form {
        case .flat(_, let type, let code, let message):
            writer.member("object", "error")
            writer.member("message", error.message ?? message)
            writer.member("type", error.type ?? type)
            writer.member("param", error.param)
            writer.member("code", error.code ?? code)
            writer.member("raw_status_code", status)
        case .detail(let message):
            writer.key("detail")
            writer.beginArray()
            writeDetail(error, message, to: &writer)
            writer.endArray()
        case .word(_, let message):
            writer.member("detail", error.message ?? message)
        case .edge(_, let message):
            writer.member("message", error.message ?? message)
            writer.member("request_id", stamp.id("", for: .request, letters: 32, hexadecimal: true))
        }
        writer.endObject()
        return writer.bytes
    }

    private static func writeDetail(
        _ error: DoorError, _ message: String, to writer: inout JSONWriter
    ) {
        let type = error.type ?? "value_error"
        writer.beginObject()
        writer.member("type", type)
        writer.key("loc")
        writer.beginArray()
        writer.string("body")
        for step in (error.param ?? "").split(separator: ".") {
            if let index = Int(step) { writer.integer(index) } else { writer.string(String(step)) }
        }
        writer.endArray()
        writer.member("msg", error.message ?? message)
        writer.key("input")
        writer.raw(error.input?.inOneLine ?? "null")
        if let context = contexts[type], let code = error.code {
            writer.key("ctx")
            writer.beginObject()
            writer.key(context.name)
            if context.isNumber { writer.raw(code) } else { writer.string(code) }
            writer.endObject()
        }
        writer.endObject()
    }

    /// What stands in `ctx`, by the type of the mistake.
    private static let contexts: [String: (name: String, isNumber: Bool)] = [
        "enum": ("expected", false), "literal_error": ("expected", false),
        "json_invalid": ("error", false), "less_than_equal": ("le", true),
        "greater_than_equal": ("ge", true),
    ]

    private static func usual(_ error: DoorError) -> Form {
        let model = error.model ?? "mistral-small-2603"
        switch error.kind {
        case .rateLimit:
            return .flat(429, type: "rate_limited", code: "1300", "Rate limit exceeded")
        case .quota:
            return .flat(
                402, type: "payment_required", code: "1102",
                "Payment required: check the billing settings of your workspace.")
        case .auth: return .word(401, "Unauthorized")
        case .forbidden:
            return .flat(
                403, type: "forbidden", code: "1101",
                "You do not have access to the model \(model).")
        case .modelGone:
            return .flat(400, type: "invalid_model", code: "1500", "Invalid model: \(model)")
        case .badRequest:
            return .flat(
                400, type: "invalid_request_invalid_args", code: "3051",
                "Logprobs are not enabled for this model")
        case .requestTimeout: return .edge(408, "Request timeout")
        case .conflict: return .flat(409, type: "conflict", code: nil, "Conflict")
        case .tooLarge: return .edge(413, "Payload too large")
        case .unprocessable: return .detail("Input should be 'function'")
        case .serverError:
            return .flat(
                500, type: "internal_server_error", code: "1000", "Service unavailable.")
        case .badGateway:
            return .edge(502, "An invalid response was received from the upstream server")
        case .unavailable: return .edge(503, "The upstream server is currently unavailable")
        case .gatewayTimeout: return .edge(504, "The upstream server is timing out")
        case .overloaded:
            return .flat(
                429, type: "service_tier_capacity_exceeded", code: "3505",
                "Service tier capacity exceeded for this model.")
        case .contextLength:
            return .flat(
                400, type: "invalid_request_invalid_args", code: "3051",
                "Prompt contains \(error.promptTokens) tokens and 0 draft tokens, too large for "
                    + "model with \(error.windowTokens) maximum context length")
        case .contentPolicy:
            return .flat(
                403, type: "moderation_violation", code: nil,
                "The request was blocked by a guardrail: content policy violation.")
        case .noSuchPath: return .edge(404, "no Route matched with those values")
        case .wrongMethod: return .word(405, "Method Not Allowed")
        }
    }
}

extension DoorError {
    /// A request that does not fit the types of the API, in the words of the library that reads it
    /// there. `path` is told without `body`, its steps divided by dots.
    static func misfit(
        _ type: String, _ message: String, at path: String, input: String, context: String? = nil
    ) -> DoorError {
        var error = DoorError(.unprocessable, message: message, param: path, code: context)
        error.type = type
        error.input = input
        return error
    }
}
