import Documents
import Vocabulary

/// Azure's OpenAI: the models are OpenAI's, the filters, errors and headers Microsoft's.
struct AzureAccent: ChatAccent {
    let provider = "azure"
    /// The resource's own address: deployments and `/openai/v1` both lie below it.
    let basePath = ""
    let namesModelByPath = true

    func refusal(ofPath path: String) -> DoorError? {
        guard path.contains("/deployments/"), !path.contains("api-version=") else { return nil }
        return DoorError(.noSuchPath, message: "Resource not found", code: "404")
    }

    func reworded(_ refusal: DoorError) -> DoorError { refusal }

    func refusal(of question: Question) -> DoorError? { OpenAIChatRules.refusal(of: question) }

    // MARK: Answers

    func messageShape(for question: Question) -> MessageShape {
        var shape = MessageShape()
        shape.choice = [("content_filter_results", Self.safe), ("logprobs", "null")]
        return shape
    }

    func streamShape(for question: Question) -> StreamShape {
        var shape = StreamShape()
        shape.preface =
            #"data: {"choices":[],"created":0,"id":"","model":"","object":"","#
            + "\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":"
            + Self.safePrompt + "}]}\n\n"
        let filter = #","content_filter_results":{}"#
        shape.unfinishedText = #","content_filter_results":"# + Self.safeText + shape.unfinished
        shape.unfinished = filter + shape.unfinished
        shape.finished = filter + shape.finished
        shape.pads = true
        return shape
    }

    func writeHead(_ facts: ChatFacts, to writer: inout JSONWriter) {}

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.member("created", facts.created)
        writer.member("id", facts.id)
        writer.member("model", facts.model)
        writer.member("object", facts.object)
        if !facts.isStreamed {
            writer.key("prompt_filter_results")
            writer.beginArray()
            writer.beginObject()
            writer.member("prompt_index", 0)
            writer.key("content_filter_results")
            writer.raw(Self.safePrompt)
            writer.endObject()
            writer.endArray()
        }
        writer.member("system_fingerprint", OpenAIFacts.fingerprint(of: facts.question.model))
    }

    private static let safe =
        #"{"hate":{"filtered":false,"severity":"safe"},"#
        + #""protected_material_code":{"filtered":false,"detected":false},"#
        + #""protected_material_text":{"filtered":false,"detected":false},"#
        + #""self_harm":{"filtered":false,"severity":"safe"},"#
        + #""sexual":{"filtered":false,"severity":"safe"},"#
        + #""violence":{"filtered":false,"severity":"safe"}}"#
    private static let safeText =
        #"{"hate":{"filtered":false,"severity":"safe"},"#
        + #""self_harm":{"filtered":false,"severity":"safe"},"#
        + #""sexual":{"filtered":false,"severity":"safe"},"#
        + #""violence":{"filtered":false,"severity":"safe"}}"#
    private static let safePrompt =
        #"{"hate":{"filtered":false,"severity":"safe"},"#
        + #""jailbreak":{"filtered":false,"detected":false},"#
        + #""self_harm":{"filtered":false,"severity":"safe"},"#
        + #""sexual":{"filtered":false,"severity":"safe"},"#
        + #""violence":{"filtered":false,"severity":"safe"}}"#

    // MARK: Errors

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        let (status, words) = error.kind.edge
        let numeral = String(error.status ?? status)
        switch error.kind {
        case .rateLimit:
            return ErrorForm(
                429, nil, code: "RateLimitReached",
                "Your requests to \(error.model ?? "gpt-4.1-mini") in East US have exceeded the "
                    + "call rate limit for your current OpenAI S0 pricing tier. Please retry after "
                    + "\(error.retryAfter.spokenSeconds) seconds.")
        case .quota:
            return ErrorForm(
                429, "insufficient_quota", code: "insufficient_quota",
                "You exceeded your current quota, please check your plan and billing details.")
        case .auth:
            return ErrorForm(
                401, nil, code: "401",
                "Access denied due to invalid subscription key or wrong API endpoint. Make sure to "
                    + "provide a valid key for an active subscription and use a correct regional "
                    + "API endpoint for your resource.")
        case .forbidden:
            return ErrorForm(
                403, nil, code: "403",
                "Access denied due to Virtual Network/Firewall rules.")
        case .modelGone:
            return ErrorForm(
                404, nil, code: "DeploymentNotFound",
                "The API deployment for this resource does not exist. If you created the "
                    + "deployment within the last 5 minutes, please wait a moment and try again.")
        case .badRequest where error.message != nil:
            return ErrorForm(400, "invalid_request_error", "")
        case .badRequest:
            return ErrorForm(
                400, "invalid_request_error", code: "BadRequest", param: "verbosity",
                "Invalid value: 'simulated'. Supported values are: 'low', 'medium', and 'high'.")
        case .requestTimeout:
            return ErrorForm(408, nil, code: "Timeout", "The operation was timeout.")
        case .serverError:
            return ErrorForm(
                500, "server_error", code: "InternalServerError",
                "The server had an error while processing your request. Sorry about that!")
        case .unavailable:
            return ErrorForm(
                503, nil, code: "InternalServerError",
                "The service is temporarily unable to process your request. Please try again "
                    + "later.")
        case .overloaded:
            return ErrorForm(
                503, nil, code: "InternalServerError",
                "The server is currently overloaded with other requests. Please try again later.")
        case .contextLength:
            return ErrorForm(
                400, "invalid_request_error", code: "context_length_exceeded", param: "messages",
                "This model's maximum context length is \(error.windowTokens) tokens. However, "
                    + "your messages resulted in \(error.promptTokens) tokens. Please reduce the "
                    + "length of the messages.")
        case .contentPolicy:
            return ErrorForm(
                400, nil, code: "content_filter", param: "prompt",
                "The response was filtered due to the prompt triggering Azure OpenAI's content "
                    + "management policy. Please modify your prompt and retry. To learn more about "
                    + "our content filtering policies please read our documentation: "
                    + "https://go.microsoft.com/fwlink/?linkid=2198766")
        case .noSuchPath: return ErrorForm(404, nil, code: "404", "Resource not found")
        case .conflict, .tooLarge, .unprocessable, .badGateway, .gatewayTimeout, .wrongMethod:
            return ErrorForm(status, nil, code: numeral, words)
        }
    }

    /// Type and param only where there are any; a filtered prompt says which filter it was.
    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        let isFiltered = form.kind == .contentPolicy
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("code", form.code ?? String(form.status))
        writer.member("message", form.message)
        if form.type != nil || form.param != nil {
            writer.member("type", form.type)
            writer.member("param", form.param)
        }
        if isFiltered {
            writer.member("status", form.status)
            writer.key("innererror")
            writer.raw(
                #"{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"#
                    + #""hate":{"filtered":false,"severity":"safe"},"#
                    + #""jailbreak":{"filtered":false,"detected":false},"#
                    + #""self_harm":{"filtered":false,"severity":"safe"},"#
                    + #""sexual":{"filtered":false,"severity":"safe"},"#
                    + #""violence":{"filtered":true,"severity":"medium"}}}"#)
        }
        writer.endObject()
        writer.endObject()
    }

    // MARK: Headers

    /// The times until limits are whole again are plain seconds here.
    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        var headers = Headers()
        if case .stream = occasion {
            headers.append("content-type", "text/event-stream; charset=utf-8")
        } else {
            headers.append("content-type", "application/json")
        }
        headers.append("apim-request-id", stamp.uuid(.request))
        headers.append("x-request-id", stamp.uuid(.answer))
        headers.append("x-ms-region", "East US 2")
        guard stamp.persona == .provider, occasion.question != nil || occasion.isRateLimit else {
            return headers
        }
        let tokens = occasion.question.map { TokenRule.tokens(of: $0.prompt) } ?? 0
        headers.append("x-ratelimit-limit-requests", "5000")
        headers.append("x-ratelimit-limit-tokens", "5000000")
        headers.append("x-ratelimit-remaining-requests", occasion.isRateLimit ? "0" : "4999")
        headers.append("x-ratelimit-remaining-tokens", String(max(0, 5_000_000 - tokens)))
        guard occasion.isRateLimit else { return headers }
        headers.append("x-ratelimit-reset-requests", "60")
        headers.append("x-ratelimit-reset-tokens", "60")
        return headers
    }

    /// Seconds are told a second time as the milliseconds that clients are to prefer.
    func appendRetryAfter(
        _ retryAfter: DoorError.RetryAfter, stamp: DoorStamp, to headers: inout Headers
    ) {
        headers.appendRetryAfter(retryAfter, stamp: stamp)
        if case .seconds = retryAfter, let milliseconds = retryAfter.milliseconds {
            headers.append("retry-after-ms", String(milliseconds))
        }
    }

    func writeModel(_ name: String, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("status", "succeeded")
        writer.key("capabilities")
        writer.raw(
            #"{"fine_tune":false,"inference":true,"completion":false,"chat_completion":true,"#
                + #""embeddings":false}"#)
        writer.member("lifecycle_status", "generally-available")
        writer.member("id", name)
        writer.member("created", Int(stamp.unixSeconds))
        writer.member("object", "model")
        writer.endObject()
    }
}
