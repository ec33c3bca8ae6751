import Documents
import Vocabulary

/// DashScope's errors: `code`, `message` and `request_id` at the top of the body, the same whether they
/// come with a status of their own or inside a stream that began with 200.
///
/// Some statuses are not what elsewhere they are: an unpaid account is a 400, a time-out a 500.
enum DashScopeErrors {
    static func reply(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        var headers = DashScopeFacts.headers(contentType: "application/json", stamp: stamp)
        headers.appendRetryAfter(error.retryAfter, stamp: stamp)
        return DoorReply(
            status: error.status ?? usual(error).status, headers: headers,
            body: body(error, stamp))
    }

    /// The event number `id`: its status stands in a comment.
    static func event(_ error: DoorError, id: Int, stamp: DoorStamp) -> [UInt8] {
        let status = error.status ?? usual(error).status
        return Array("id:\(id)\nevent:error\n:HTTP_STATUS/\(status)\ndata:".utf8)
            + body(error, stamp) + Array("\n\n".utf8)
    }

    private static func body(_ error: DoorError, _ stamp: DoorStamp) -> [UInt8] {
        let (_, code, message) = usual(error)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("code", error.code ?? code)
        writer.member("message", error.message ?? message)
        writer.member("request_id", stamp.uuid(for: .request))
        writer.endObject()
        return writer.bytes
    }

    private static func usual(
        _ error: DoorError
    ) -> (status: Int, code: String, message: String) {
        switch error.kind {
        case .rateLimit:
            (
                429, "Throttling.RateQuota",
                "Requests rate limit exceeded, please try again later."
            )
        case .quota:
            (
                400, "Arrearage",
                "Access denied, please make sure your account is in good standing."
            )
        case .auth: (401, "InvalidApiKey", "Invalid API-key provided.")
        case .forbidden:
            (
                403, "AccessDenied.Unpurchased",
                "Access to model denied. Please make sure you are eligible for using the model."
            )
        case .modelGone: (404, "ModelNotFound", "Model not exist.")
        case .badRequest:
            (
                400, "InvalidParameter",
                "Required parameter(s) missing or invalid, please check the request parameters."
            )
        case .requestTimeout:
            (500, "RequestTimeOut", "Request timed out, please try again later.")
        case .conflict: (409, "Conflict", "The request conflicts with another one.")
        case .tooLarge: (413, "BadRequest.TooLarge", "Payload Too Large")
        case .unprocessable:
            (422, "UnprocessableEntity", "The request cannot be processed as it is.")
        case .serverError:
            (
                500, "InternalError",
                "An internal error has occured, please try again later or contact service support."
            )
        case .badGateway: (502, "BadGateway", "Bad gateway.")
        case .unavailable:
            (503, "ModelUnavailable", "Model is unavailable, please try again later.")
        case .gatewayTimeout: (504, "ResponseTimeout", "Response timeout!")
        case .overloaded:
            (
                503, "ModelServingError",
                "Too many requests. Your requests are being throttled due to system capacity limits. "
                    + "Please try again later."
            )
        case .contextLength:
            (
                400, "InvalidParameter",
                "Range of input length should be [1, \(error.windowTokens)]"
            )
        case .contentPolicy:
            (
                400, "DataInspectionFailed",
                "Input data may contain inappropriate content."
            )
        case .noSuchPath: (404, "InvalidURL", "Invalid URL provided in your request.")
        case .wrongMethod:
            (405, "BadRequest.UnsupportedHttpMethod", "Request method is not supported.")
        }
    }
}
