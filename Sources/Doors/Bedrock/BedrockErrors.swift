import Documents
import Vocabulary

/// Errors of Amazon's runtime: one text in the body, and their kind in a head, or in the headers of a frame.
enum BedrockErrors {
    private struct Form {
        var status: Int
        /// As it is named in a head; a frame's name for it begins with a small letter.
        var type: String
        var words: String
        /// Where the runtime itself did not speak, the kind's address says so.
        var isOfEdge = false
    }

    static func reply(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        let form = usual(error)
        var headers = BedrockFacts.headers(contentType: "application/json", stamp: stamp)
        let service = form.isOfEdge ? "com.amazon.coral.service" : "com.amazon.bedrock"
        headers.append(
            "x-amzn-errortype",
            "\(error.type ?? form.type):http://internal.amazon.com/coral/\(service)/")
        headers.appendRetryAfter(error.retryAfter, stamp: stamp)
        return DoorReply(
            status: error.status ?? form.status, headers: headers,
            body: body(error.message ?? form.words))
    }

    /// A frame that is an exception ends a stream, and has no status.
    static func frame(_ error: DoorError) -> AmazonFrame {
        let form = usual(error)
        let type = streamed[form.type] ?? "modelStreamErrorException"
        return AmazonFrame(
            headers: [
                (":exception-type", type), (":content-type", "application/json"),
                (":message-type", "exception"),
            ], payload: body(error.message ?? form.words))
    }

    private static func body(_ words: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("message", words)
        writer.endObject()
        return writer.bytes
    }

    /// Those that a stream may end with; any other is the model's.
    private static let streamed = [
        "InternalServerException": "internalServerException",
        "ServiceUnavailableException": "serviceUnavailableException",
        "ThrottlingException": "throttlingException",
        "ValidationException": "validationException",
    ]

    private static func usual(_ error: DoorError) -> Form {
        let model = error.model ?? "anthropic.claude-haiku-4-5-20251001-v1:0"
        func form(_ status: Int, _ type: String, _ words: String) -> Form {
            Form(status: status, type: type, words: words)
        }
        func edge(_ status: Int, _ type: String, _ words: String) -> Form {
            Form(status: status, type: type, words: words, isOfEdge: true)
        }
        switch error.kind {
        case .rateLimit:
            return form(
                429, "ThrottlingException",
                "Too many requests, please wait before trying again.")
        case .quota:
            return form(
                400, "ServiceQuotaExceededException",
                "Your request exceeds the service quota for your account.")
        case .auth:
            return edge(
                403, "UnrecognizedClientException",
                "The security token included in the request is invalid.")
        case .forbidden:
            return form(
                403, "AccessDeniedException",
                "You don't have access to the model with the specified model ID.")
        case .modelGone:
            return form(404, "ResourceNotFoundException", "Could not resolve the model \(model).")
        case .badRequest:
            return form(400, "ValidationException", "The provided request is not valid.")
        case .requestTimeout:
            return form(
                408, "ModelTimeoutException",
                "Model has timed out in processing the request. Try your request again.")
        case .conflict:
            return form(
                409, "ConflictException", "The resource is being changed by another request.")
        case .tooLarge:
            return edge(413, "RequestEntityTooLargeException", "The request body is too large.")
        case .unprocessable:
            return form(
                422, "ValidationException", "Malformed input request, please reformat your input.")
        case .serverError:
            return form(
                500, "InternalServerException",
                "The system encountered an unexpected error during processing. Try your request again."
            )
        case .badGateway:
            return edge(502, "InternalServerException", "The model's answer could not be read.")
        case .unavailable:
            return form(
                503, "ServiceUnavailableException",
                "Bedrock is unable to process your request.")
        case .gatewayTimeout:
            return edge(504, "InternalServerException", "The model did not answer in time.")
        case .overloaded:
            return form(
                503, "ServiceUnavailableException",
                "Too many connections, please wait before trying again."
            )
        case .contextLength:
            return form(
                400, "ValidationException",
                "The model returned the following errors: prompt is too long: \(error.promptTokens) "
                    + "tokens > \(error.windowTokens) maximum")
        case .contentPolicy:
            return form(
                400, "ValidationException",
                "The model returned the following errors: Output blocked by content filtering policy"
            )
        case .noSuchPath:
            return edge(404, "UnknownOperationException", "There is no such operation.")
        case .wrongMethod:
            return edge(405, "UnknownOperationException", "This operation has another method.")
        }
    }
}
