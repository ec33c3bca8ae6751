import Documents
import Vocabulary

/// DeepSeek's own API: thoughts beside the text, cache counts of its own, errors to be told by their words.
struct DeepSeekAccent: ChatAccent {
    let provider = "deepseek"
    let basePath = ""

    func answerID(_ stamp: DoorStamp) -> String { stamp.uuid(.answer) }

    func callID(_ stamp: DoorStamp, index: Int, name: String) -> String {
        let place = (index >= 0 && index < 10 ? "0" : "") + String(index)
        return stamp.id("call_\(place)_", for: .toolCall(index), letters: 24)
    }

    /// Cut off because the backend ran out of resources: HTTP 200, and half an answer.
    let ownFinishWords: Set<String> = ["insufficient_system_resource"]

    // MARK: Requests

    /// It thinks unless told not to, and then wants its thoughts back with its calls.
    func refusal(of question: Question) -> DoorError? {
        if question.prompt.format == .json, !question.prompt.speaksOfJSON {
            return .malformed(
                "Prompt must contain the word 'json' in some form to use 'response_format' of type "
                    + "'json_object'.")
        }
        if case .schema = question.prompt.format {
            return .malformed("This response_format type is unavailable now")
        }
        guard question.thinking ?? true, question.model != "deepseek-chat" else { return nil }
        if question.callsLackReasoning {
            return .malformed(
                "The reasoning_content in the thinking mode must be passed back to the API.")
        }
        switch question.prompt.toolChoice {
        case .required, .named:
            return .malformed("Thinking mode does not support this tool_choice")
        default: return nil
        }
    }

    /// What does not fit its types is a 422, as its server's language says it.
    func reworded(_ refusal: DoorError) -> DoorError {
        var error = refusal.withoutCodes
        let isBody = ["invalid_type", "missing_required_parameter"].contains(refusal.code)
        guard refusal.kind == .badRequest, isBody, let words = refusal.message else { return error }
        error.kind = .unprocessable
        error.message = "Failed to deserialize the JSON body into the target type: \(words)"
        return error
    }

    // MARK: Answers

    func messageShape(for question: Question) -> MessageShape {
        var shape = MessageShape()
        shape.emptyText = ""
        shape.hasRefusal = false
        shape.hasAnnotations = false
        shape.indexesCalls = true
        return shape
    }

    func streamShape(for question: Question) -> StreamShape {
        var shape = StreamShape()
        shape.keepAlive = ": keep-alive\n\n"
        shape.openingText = #""role":"assistant","content":"""#
        shape.openingThought = #""role":"assistant","content":null,"reasoning_content":"""#
        shape.openingCall = nil
        shape.textAfterThought = (#""content":"#, #","reasoning_content":null"#)
        shape.thought = [#""content":null,"reasoning_content":"#, ""]
        shape.finishDelta = #""content":"""#
        shape.finishDeltaAfterThought = #""content":"","reasoning_content":null"#
        shape.usagePlace = .finishChunk
        return shape
    }

    func writeHead(_ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.member("id", facts.id)
        writer.member("object", facts.object)
        writer.member("created", facts.created)
        writer.member("model", facts.model)
        if facts.isStreamed { writeFingerprint(facts, to: &writer) }
    }

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        if !facts.isStreamed { writeFingerprint(facts, to: &writer) }
    }

    private func writeFingerprint(_ facts: ChatFacts, to writer: inout JSONWriter) {
        let print = OpenAIFacts.fingerprint(of: facts.question.model)
        writer.member("system_fingerprint", print + "_prod0820_fp8_kvcache")
    }

    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.writeTotals(counts)
        writer.member("prompt_tokens_details", "cached_tokens", counts.cached ?? 0)
        if let reasoning = counts.reasoning {
            writer.member("completion_tokens_details", "reasoning_tokens", reasoning)
        }
        if let input = counts.input {
            let hit = min(max(0, counts.cached ?? 0), max(0, input))
            writer.member("prompt_cache_hit_tokens", hit)
            writer.member("prompt_cache_miss_tokens", max(0, input) - hit)
        }
        writer.endObject()
    }

    // MARK: Errors

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        let refused = "invalid_request_error"
        func form(_ status: Int, _ type: String, _ words: String) -> ErrorForm {
            ErrorForm(status, type, code: refused, words)
        }
        let (status, words) = error.kind.edge
        switch error.kind {
        case .rateLimit:
            return form(
                429, "rate_limit_error",
                "Rate limit reached: too many concurrent requests, please pace your requests.")
        case .quota: return form(402, "unknown_error", "Insufficient Balance")
        case .auth:
            return form(
                401, "authentication_error",
                "Authentication Fails, Your api key: ****ated is invalid")
        case .forbidden: return form(403, "permission_error", "Permission denied")
        case .modelGone:
            return form(
                400, refused,
                "The supported API model names are deepseek-flash, deepseek-v4-pro, but you passed "
                    + "\(error.model ?? "a retired one").")
        case .badRequest: return form(400, refused, "Invalid max_tokens value, the range is valid")
        case .unprocessable:
            return form(
                422, refused,
                "Failed to deserialize the JSON body into the target type: messages: invalid type")
        case .serverError:
            return form(500, "internal_error", "Internal server error, please retry later")
        case .unavailable:
            return form(503, "service_unavailable_error", "Service is temporarily unavailable")
        case .overloaded:
            return form(503, "service_unavailable_error", "Service is too busy. Please retry later")
        case .contextLength:
            return form(
                400, refused,
                "This model's maximum context length is \(error.windowTokens) tokens. However, you "
                    + "requested \(error.promptTokens) tokens (\(error.promptTokens) in the "
                    + "messages, 0 in the completion). Please reduce the length of the messages or "
                    + "completion.")
        case .contentPolicy: return form(400, refused, "Content Exists Risk")
        case .requestTimeout, .conflict, .tooLarge, .badGateway, .gatewayTimeout, .noSuchPath,
            .wrongMethod:
            return form(status, status < 500 ? refused : "internal_error", words)
        }
    }

    /// No rate limits in the headers: the limit is on calls at the same time.
    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        Headers.of(occasion, stream: "text/event-stream; charset=utf-8") {
            $0.append("x-request-id", stamp.uuid(.request))
        }
    }

    func writeModel(_ name: String, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.writeModel(name, created: nil, owner: "deepseek")
    }
}
