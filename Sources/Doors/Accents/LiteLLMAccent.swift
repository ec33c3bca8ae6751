import Documents
import Vocabulary

/// LiteLLM's proxy: the class of an error before its words, the status as text, evidence in headers.
struct LiteLLMAccent: ChatAccent {
    let provider = "litellm"

    func answerID(_ stamp: DoorStamp) -> String { "chatcmpl-" + stamp.uuid(.answer) }

    // MARK: Answers

    func messageShape(for question: Question) -> MessageShape {
        var shape = MessageShape()
        shape.hasRefusal = false
        shape.hasAnnotations = false
        shape.choice = []
        shape.extra = [("function_call", "null")]
        return shape
    }

    /// Chunks are put together anew: no nulls, no role but in the first, a usage chunk with a choice.
    func streamShape(for question: Question) -> StreamShape {
        var shape = StreamShape()
        shape.keepAlive = ": ping\n\n"
        shape.opensApart = false
        shape.openingText = #""content":"","role":"assistant""#
        shape.openingThought = shape.openingText
        shape.openingCall = nil
        shape.thought = [#""reasoning_content":"#, ""]
        shape.repeatsCallType = true
        shape.unfinished = ""
        shape.finished = #","finish_reason":"#
        shape.usagePlace = .extraChunk(choices: #"{"index":0,"delta":{}"#)
        shape.nullUsage = .never
        shape.endsErrorsWithDone = true
        return shape
    }

    func writeHead(_ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.member("id", facts.id)
        writer.member("created", facts.created)
        writer.member("model", facts.model)
        writer.member("object", facts.object)
    }

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        guard !facts.isStreamed else { return }
        writer.key("system_fingerprint")
        writer.null()
        writer.member("service_tier", "default")
    }

    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.writeTotals(counts)
        writer.member("completion_tokens_details", "reasoning_tokens", counts.reasoning ?? 0)
        writer.member("prompt_tokens_details", "cached_tokens", counts.cached ?? 0)
        if let written = counts.written, written > 0 {
            writer.member("cache_creation_input_tokens", written)
            writer.member("cache_read_input_tokens", counts.cached ?? 0)
        }
        writer.endObject()
    }

    // MARK: Errors

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        let (status, words) = error.kind.edge
        let group = error.model ?? "fast-chat"
        func form(_ status: Int, _ type: String, _ name: String, _ words: String) -> ErrorForm {
            ErrorForm(
                status, type,
                "litellm.\(name): \(words). Received Model Group=\(group)\nAvailable Model Group "
                    + "Fallbacks=None")
        }
        let refused = "invalid_request_error"
        switch error.kind {
        case .rateLimit:
            return form(
                429, "throttling_error", "RateLimitError",
                "RateLimitError: OpenAIException - Rate limit reached for requests")
        case .quota:
            return form(
                429, "throttling_error", "RateLimitError",
                "RateLimitError: OpenAIException - You exceeded your current quota, please check "
                    + "your plan and billing details")
        case .auth:
            return ErrorForm(
                401, "auth_error",
                "Authentication Error, Invalid proxy server token passed. Received API Key = "
                    + "sk-...ated")
        case .forbidden:
            return ErrorForm(
                403, "key_model_access_denied",
                "key not allowed to access model. This key can only access models=['other']. Tried "
                    + "to access \(group)")
        case .modelGone:
            return ErrorForm(
                400, refused,
                "/chat/completions: Invalid model name passed in model=\(group). Call `/v1/models` "
                    + "to view available models for your key.")
        case .badRequest:
            return form(
                400, refused, "BadRequestError", "OpenAIException - Invalid value: 'simulated'")
        case .requestTimeout:
            return form(
                408, refused, "Timeout", "APITimeoutError - Request timed out")
        case .unprocessable:
            return form(
                422, refused, "UnprocessableEntityError", "OpenAIException - \(words)")
        case .serverError:
            return form(
                500, "internal_server_error", "InternalServerError",
                "InternalServerError: OpenAIException - Internal server error")
        case .badGateway:
            return form(502, "internal_server_error", "BadGatewayError", "Bad gateway")
        case .unavailable:
            return form(
                503, "internal_server_error", "ServiceUnavailableError",
                "ServiceUnavailableError: OpenAIException - Service unavailable")
        case .gatewayTimeout:
            return form(
                504, "internal_server_error", "Timeout", "Timeout Error: OpenAIException - timeout")
        case .overloaded:
            return ErrorForm(
                429, "all_deployments_in_cooldown",
                "No deployments available for selected model, Try again in "
                    + "\(error.retryAfter.milliseconds.map { ($0 + 999) / 1_000 } ?? 5) seconds. "
                    + "Passed model=\(group).")
        case .contextLength:
            return form(
                400, refused, "ContextWindowExceededError",
                "litellm.BadRequestError: ContextWindowExceededError: OpenAIException - This "
                    + "model's maximum context length is \(error.windowTokens) tokens. However, "
                    + "your messages resulted in \(error.promptTokens) tokens")
        case .contentPolicy:
            return form(
                400, refused, "ContentPolicyViolationError",
                "litellm.BadRequestError: ContentPolicyViolationError: OpenAIException - Your "
                    + "request was rejected as a result of our safety system "
                    + "(content_policy_violation)")
        case .noSuchPath: return ErrorForm(404, refused, words)
        case .conflict, .tooLarge, .wrongMethod:
            return form(status, refused, "APIError", words)
        }
    }

    /// The code is the status, as text.
    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("message", form.message)
        writer.member("type", form.type)
        writer.member("param", form.param)
        writer.member("code", String(form.status))
        writer.endObject()
        writer.endObject()
    }

    /// What came after the first piece has no type.
    func writeInStream(
        _ form: ErrorForm, _ facts: ChatFacts?, stamp: DoorStamp, to writer: inout JSONWriter
    ) {
        var form = form
        if facts != nil { form.type = nil }
        write(form, stamp: stamp, to: &writer)
    }

    // MARK: Headers

    /// Who served stands in answers only; a price is told where it is known, so never before a stream.
    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        Headers.of(occasion) { headers in
            headers.append("x-litellm-call-id", stamp.uuid(.request))
            headers.append("x-litellm-version", "1.106.2")
            guard let question = occasion.question else {
                if occasion.isError { headers.append("x-litellm-response-cost", "0") }
                return
            }
            headers.append(
                "x-litellm-model-id",
                stamp.id("", for: .padding, letters: 64, hexadecimal: true))
            headers.append("x-litellm-model-group", question.model)
            headers.append("x-litellm-model-name", "openai/\(question.model)")
            headers.append("x-litellm-attempted-retries", "0")
            headers.append("x-litellm-attempted-fallbacks", "0")
            headers.append("x-litellm-key-spend", "0.0")
            headers.append(
                "x-litellm-response-duration-ms", "\(stamp.processingMilliseconds).0")
            headers.append("x-litellm-overhead-duration-ms", "3.4")
        }
    }

    /// The provider's wish comes under another name; a plain one is of the proxy's own.
    func appendRetryAfter(
        _ retryAfter: DoorError.RetryAfter, stamp: DoorStamp, to headers: inout Headers
    ) {
        headers.appendRetryAfter(retryAfter, stamp: stamp)
        guard let told = headers["retry-after"] else { return }
        headers.append("llm_provider-retry-after", told)
    }

    func writeModel(_ name: String, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.writeModel(name, created: 1_677_610_602, owner: "openai")
    }
}
