import Documents
import Vocabulary

/// What Azure has otherwise than OpenAI: errors of fewer and other words, headers of its gateway, and the
/// findings of its content filter in every answer.
enum AzureResponses {
    // MARK: Headers

    private static let tokensPerMinute = 200_000
    private static let requestsPerMinute = 200

    /// The time to a new minute is told in plain seconds here.
    static func headers(
        contentType: String, stamp: DoorStamp, question: Question? = nil, isExhausted: Bool = false
    ) -> Headers {
        var headers: Headers = [
            "content-type": contentType, "x-request-id": stamp.azureID(for: .answer),
            "apim-request-id": stamp.azureID(for: .request),
        ]
        guard stamp.persona == .provider else { return headers }
        headers.append("x-ms-region", "East US 2")
        guard question != nil || isExhausted else { return headers }
        let tokens = min(question.map { TokenRule.tokens(of: $0.prompt) } ?? 0, tokensPerMinute)
        let remaining = isExhausted ? 0 : requestsPerMinute - 1
        headers.append("x-ratelimit-limit-requests", String(requestsPerMinute))
        headers.append("x-ratelimit-remaining-requests", String(remaining))
        headers.append("x-ratelimit-reset-requests", isExhausted ? "60" : "0")
        headers.append("x-ratelimit-limit-tokens", String(tokensPerMinute))
        headers.append("x-ratelimit-remaining-tokens", String(tokensPerMinute - tokens))
        headers.append("x-ratelimit-reset-tokens", isExhausted ? "60" : "0")
        return headers
    }

    // MARK: Filters

    private static let harms = ["hate", "self_harm", "sexual", "violence"]

    /// Nothing was found, in the prompt and in the answer; before the end nothing was looked for.
    static func writeFilters(of state: ResponsesObject.State, to writer: inout JSONWriter) {
        writer.key("content_filters")
        guard case .ended(let ending) = state else {
            writer.null()
            return
        }
        writer.beginArray()
        for source in ["prompt", "completion"] {
            let isBlocked = source == "completion" && ending.reason == "content_filter"
            writer.beginObject()
            writer.member("blocked", isBlocked)
            writer.member("source_type", source)
            writer.key("content_filter_raw")
            writer.beginArray()
            writer.endArray()
            writer.key("content_filter_results")
            writeResults(detects: source, isBlocked: isBlocked, to: &writer)
            writer.key("content_filter_offsets")
            writer.beginObject()
            for name in ["start_offset", "end_offset", "check_offset"] { writer.member(name, 0) }
            writer.endObject()
            writer.endObject()
        }
        writer.endArray()
    }

    private static func writeResults(
        detects source: String, isBlocked: Bool, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        for harm in harms {
            let isFound = isBlocked && harm == "violence"
            writer.key(harm)
            writer.beginObject()
            writer.member("filtered", isFound)
            writer.member("severity", isFound ? "high" : "safe")
            writer.endObject()
        }
        let detected =
            source == "prompt"
            ? ["jailbreak"] : ["protected_material_code", "protected_material_text"]
        for name in detected {
            writer.key(name)
            writer.beginObject()
            writer.member("filtered", false)
            writer.member("detected", false)
            writer.endObject()
        }
        writer.endObject()
    }

    // MARK: Errors

    /// Nil where Azure says what OpenAI says.
    static func form(of error: DoorError) -> OpenAIResponsesErrors.Form? {
        func form(
            _ status: Int, _ code: String?, type: String? = nil, _ message: String
        ) -> OpenAIResponsesErrors.Form {
            OpenAIResponsesErrors.Form(status: status, type: type, code: code, message: message)
        }
        switch error.kind {
        case .rateLimit:
            return form(
                429, "RateLimitReached",
                "Your requests to \(error.model ?? "gpt-4.1-mini") in East US 2 have exceeded the "
                    + "request rate limit of your current AIServices S0 pricing tier. Please retry "
                    + "after \(error.retryAfter.azureSeconds). Please contact Azure support "
                    + "service if you would like to further increase the default rate limit.")
        case .quota:
            return form(
                429, "insufficient_quota", type: "insufficient_quota",
                "You exceeded your current quota, please check your plan and billing details.")
        case .auth:
            return form(
                401, "401",
                "Access denied due to invalid subscription key or wrong API endpoint. Make sure to "
                    + "provide a valid key for an active subscription and use a correct regional "
                    + "API endpoint for your resource.")
        case .forbidden:
            return form(
                403, "403",
                "Access denied due to Virtual Network/Firewall rules.")
        case .modelGone:
            return form(
                404, "DeploymentNotFound",
                "The API deployment for this resource does not exist. If you created the deployment "
                    + "within the last 5 minutes, please wait a moment and try again.")
        case .requestTimeout: return form(408, "Timeout", "The operation was timeout.")
        case .serverError:
            return form(
                500, "InternalServerError", type: "server_error",
                "The server had an error while processing your request. Sorry about that!")
        case .unavailable:
            return form(503, "ServiceUnavailable", "The service is temporarily unavailable.")
        case .gatewayTimeout: return form(504, "GatewayTimeout", "The gateway timed out.")
        case .badGateway: return form(502, "BadGateway", "Bad gateway.")
        case .overloaded:
            return form(
                503, "InternalServerError",
                "The server is currently overloaded with other requests. Sorry about that! You can "
                    + "retry your request, or contact us through an Azure support request if the "
                    + "error persists.")
        case .contentPolicy:
            var filtered = form(
                400, "content_filter",
                "The response was filtered due to the prompt triggering Azure OpenAI's content "
                    + "management policy. Please modify your prompt and retry. To learn more about "
                    + "our content filtering policies please read our documentation: "
                    + "https://go.microsoft.com/fwlink/?linkid=2198766")
            filtered.param = "prompt"
            filtered.isFiltered = true
            return filtered
        case .noSuchPath: return form(404, "404", "Resource not found")
        case .badRequest, .conflict, .tooLarge, .unprocessable, .contextLength, .wrongMethod:
            return nil
        }
    }

    static func writeInnerError(to writer: inout JSONWriter) {
        writer.member("status", 400)
        writer.key("innererror")
        writer.beginObject()
        writer.member("code", "ResponsibleAIPolicyViolation")
        writer.key("content_filter_result")
        writeResults(detects: "prompt", isBlocked: true, to: &writer)
        writer.endObject()
    }
}

extension DoorStamp {
    /// 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
    func azureID(for purpose: Purpose) -> String {
        let digits = Array(id("", for: purpose, letters: 32, hexadecimal: true))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }
}

extension DoorError.RetryAfter {
    /// Whole seconds, begun ones counted.
    fileprivate var azureSeconds: String {
        let seconds =
            switch self {
            case .seconds(let seconds), .date(let seconds): seconds.bounded
            case .milliseconds(let milliseconds): (milliseconds.bounded + 999) / 1_000
            case .bare: 60
            }
        return seconds == 1 ? "1 second" : "\(seconds) seconds"
    }
}
