import Documents
import Vocabulary

/// Ollama's errors: a status and one text, `{"error":"…"}`, with no type and no code.
///
/// The words are all that a client has to tell one failure from another. Those of kinds that a server
/// without accounts does not know are those of its hosted models.
enum OllamaErrors {
    static func reply(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        let (status, words) = usual(error)
        // What no handler took is answered by the framework, in plain text.
        let isBare = error.kind == .noSuchPath || error.kind == .wrongMethod
        let type = isBare ? "text/plain" : OllamaFacts.json
        var headers: Headers = ["content-type": type]
        headers.appendRetryAfter(error.retryAfter, stamp: stamp)
        return DoorReply(
            status: error.status ?? status, headers: headers,
            body: isBare ? Array((error.message ?? words).utf8) : body(error.message ?? words))
    }

    /// A line among lines; there is no status in it.
    static func event(_ error: DoorError) -> [UInt8] {
        body(error.message ?? usual(error).words) + [0x0A]
    }

    private static func body(_ words: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("error", words)
        writer.endObject()
        return writer.bytes
    }

    private static func usual(_ error: DoorError) -> (status: Int, words: String) {
        let model = error.model ?? "llama3.2"
        return switch error.kind {
        case .rateLimit: (429, "too many concurrent requests")
        case .quota:
            (
                429,
                "you (simulated) have reached your weekly usage limit, upgrade for higher limits: "
                    + "https://ollama.com/upgrade"
            )
        case .auth: (401, "unauthorized")
        case .forbidden:
            (
                403,
                "this model requires a subscription, upgrade for access: "
                    + "https://ollama.com/upgrade"
            )
        case .modelGone: (404, "model '\(model)' not found")
        case .badRequest: (400, "registry.ollama.ai/library/\(model) does not support tools")
        case .requestTimeout: (408, "request timed out")
        case .conflict: (409, "conflict: the model is being changed by another request")
        case .tooLarge: (413, "http: request body too large")
        case .unprocessable: (422, "unprocessable request")
        case .serverError:
            (
                500,
                "model runner has unexpectedly stopped, this may be due to resource limitations or "
                    + "an internal error, check ollama server logs for details"
            )
        case .badGateway: (502, "bad gateway: the hosted model could not be reached")
        case .unavailable: (503, "service unavailable")
        case .gatewayTimeout: (504, "gateway timeout: the hosted model did not answer")
        case .overloaded:
            (503, "server busy, please try again.  maximum pending requests exceeded")
        case .contextLength: (400, "the input length exceeds the context length")
        case .contentPolicy:
            (400, "the request was blocked by the content policy of the hosted model")
        case .noSuchPath: (404, "404 page not found")
        case .wrongMethod: (405, "405 method not allowed")
        }
    }
}
