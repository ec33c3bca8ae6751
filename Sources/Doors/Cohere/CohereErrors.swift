import Documents
import Vocabulary

/// Cohere's errors: a status, an id and one text, with no type and no code.
enum CohereErrors {
    static func reply(_ error: DoorError, stamp: DoorStamp) -> DoorReply {
        let (status, words) = usual(error)
        var headers = CohereFacts.headers(contentType: "application/json", stamp: stamp)
        headers.appendRetryAfter(error.retryAfter, stamp: stamp)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", stamp.uuid(for: .request))
        writer.member("message", error.message ?? words)
        writer.endObject()
        return DoorReply(status: error.status ?? status, headers: headers, body: writer.bytes)
    }

    /// The end of a stream that is none: the reason to stop is an error, whose words stand beside it.
    static func event(_ error: DoorError) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", "message-end")
        writer.key("delta")
        writer.beginObject()
        writer.member("finish_reason", "ERROR")
        writer.key("usage")
        writer.beginObject()
        writer.endObject()
        writer.member("error", error.message ?? usual(error).words)
        writer.endObject()
        writer.endObject()
        return Array("event: message-end\ndata: ".utf8) + writer.bytes + Array("\n\n".utf8)
    }

    private static func usual(_ error: DoorError) -> (status: Int, words: String) {
        let model = error.model ?? "command-a-03-2025"
        switch error.kind {
        case .rateLimit:
            return (429, "You are using a Trial key, which is limited to 20 API calls / minute.")
        case .quota:
            return (
                402,
                "Please add or update your payment method at "
                    + "https://dashboard.cohere.com/billing?tab=payment"
            )
        case .auth: return (401, "invalid api token")
        case .forbidden: return (403, "your account has no access to model '\(model)'")
        case .modelGone:
            return (
                404,
                "model '\(model)' not found, make sure the correct model ID was used and that you "
                    + "have access to the model."
            )
        case .badRequest:
            return (400, "invalid request: temperature must be between 0 and 1.0 inclusive.")
        case .unprocessable: return (422, "No valid response generated. Try updating messages")
        case .serverError: return (500, "internal server error")
        case .overloaded: return (503, "the model is overloaded, please try again later")
        case .contextLength:
            return (
                400,
                "too many tokens: total number of tokens in the prompt cannot exceed "
                    + "\(error.windowTokens) - received \(error.promptTokens)."
            )
        case .contentPolicy:
            return (400, "invalid request: the message is blocked by the content policy")
        case .requestTimeout, .conflict, .tooLarge, .badGateway, .unavailable, .gatewayTimeout,
            .noSuchPath, .wrongMethod:
            let (status, words) = error.kind.edge
            return (status, words.lowercased())
        }
    }
}
