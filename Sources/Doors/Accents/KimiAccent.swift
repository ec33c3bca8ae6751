import Documents
import Vocabulary

/// Kimi: usage inside the choice, ids of calls made of names, errors of two members.
struct KimiAccent: ChatAccent {
    let provider = "kimi"
    let foreignTools: Set<String> = ["builtin_function"]
    let foreignParts: Set<String> = ["video_url"]

    func takesImage(_ url: String) -> Bool { url.hasPrefix("ms://") }

    func callID(_ stamp: DoorStamp, index: Int, name: String) -> String {
        "functions.\(name):\(index)"
    }

    func echo(served: String?, asked: String) -> String { served.orAlias(of: asked) }

    // MARK: Requests

    /// Models that reason take one temperature only, and want their thoughts back with their calls.
    func refusal(of question: Question) -> DoorError? {
        guard question.reasonsAtKimi else { return nil }
        if question.temperature(otherThan: 1) != nil {
            return .malformed("invalid temperature: only 1 is allowed for this model")
        }
        let isAlwaysOn = question.isModel("kimi-k2.7", "kimi-k3")
        if question.thinking == false, isAlwaysOn {
            return .malformed("invalid thinking: thinking cannot be disabled for this model")
        }
        if question.thinking ?? true, question.callsLackReasoning {
            return .malformed(
                "thinking is enabled but reasoning_content is missing in assistant tool call "
                    + "message at index 0")
        }
        return nil
    }

    // MARK: Answers

    func messageShape(for question: Question) -> MessageShape {
        var shape = MessageShape()
        shape.emptyText = ""
        shape.hasRefusal = false
        shape.hasAnnotations = false
        shape.indexesCalls = true
        shape.choice = []
        return shape
    }

    func streamShape(for question: Question) -> StreamShape {
        var shape = StreamShape()
        shape.openingText = #""role":"assistant","content":"""#
        shape.openingThought = shape.openingText
        shape.openingCall = nil
        shape.unfinished = #","finish_reason":null"#
        shape.finished = #","finish_reason":"#
        shape.usagePlace = .choice
        shape.nullUsage = .never
        return shape
    }

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        guard facts.isStreamed else { return }
        let print = OpenAIFacts.fingerprint(of: facts.question.model)
        writer.member("system_fingerprint", "fpv0_" + print.dropFirst(3))
    }

    /// The cached count stands in the usage itself, and once more where OpenAI has it.
    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.writeTotals(counts)
        writer.member("cached_tokens", counts.cached ?? 0)
        writer.key("prompt_tokens_details")
        writer.beginObject()
        writer.member("cached_tokens", counts.cached ?? 0)
        if let written = counts.written, written > 0 {
            writer.member("cache_write_tokens", written)
        }
        writer.endObject()
        if let reasoning = counts.reasoning {
            writer.member("completion_tokens_details", "reasoning_tokens", reasoning)
        }
        writer.endObject()
    }

    // MARK: Errors

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        let refused = "invalid_request_error"
        let (status, words) = error.kind.edge
        switch error.kind {
        case .rateLimit:
            return ErrorForm(
                429, "rate_limit_reached_error",
                "Your account org-simulated request reached organization max RPM: 500, please try "
                    + "again after \(error.retryAfter.spokenSeconds) seconds")
        case .quota:
            return ErrorForm(
                429, "exceeded_current_quota_error",
                "Your account org-simulated is suspended due to insufficient balance, please "
                    + "recharge your account or check your plan and billing details")
        case .auth:
            return ErrorForm(401, "invalid_authentication_error", "Invalid Authentication")
        case .forbidden:
            return ErrorForm(
                403, "permission_denied_error",
                "The API you are accessing is not open, or you have no permission for it")
        case .modelGone:
            return ErrorForm(
                404, "resource_not_found_error",
                "Not found the model \(error.model ?? "kimi-latest") or Permission denied")
        case .badRequest:
            return ErrorForm(
                400, refused, "Invalid request: invalid temperature: only 1 is allowed")
        case .serverError:
            return ErrorForm(500, "server_error", "Internal server error, please try again later")
        case .unavailable:
            return ErrorForm(503, "server_error", "The service is temporarily unavailable")
        case .overloaded:
            return ErrorForm(
                429, "engine_overloaded_error",
                "The engine is currently overloaded, please try again later")
        case .contextLength:
            return ErrorForm(
                400, refused,
                "Invalid request: Your request exceeded model token limit: \(error.windowTokens) "
                    + "(requested: \(error.promptTokens))")
        case .contentPolicy:
            return ErrorForm(
                400, "content_filter",
                "The request was rejected because it was considered high risk")
        case .noSuchPath:
            return ErrorForm(
                404, "resource_not_found_error", "The requested resource was not found")
        case .requestTimeout, .conflict, .tooLarge, .unprocessable, .badGateway, .gatewayTimeout,
            .wrongMethod:
            return ErrorForm(status, status < 500 ? refused : "server_error", words)
        }
    }

    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("message", form.message)
        writer.member("type", form.type)
        writer.endObject()
        writer.endObject()
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        Headers.of(occasion, json: "application/json; charset=utf-8") {
            $0.append(
                "x-trace-id",
                stamp.id("", for: .request, letters: 32, hexadecimal: true))
            guard occasion.isRateLimit else { return }
            $0.append("x-ratelimit-limit", "500")
            $0.append("x-ratelimit-remaining", "0")
            $0.append("x-ratelimit-reset", String(stamp.unixSeconds + 60))
        }
    }

    func writeModel(_ name: String, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.writeModel(name, created: Int(stamp.unixSeconds), owner: "moonshot")
    }
}

extension Question {
    /// From k2.5 on Kimi's models reason.
    fileprivate var reasonsAtKimi: Bool {
        isModel("kimi-k2.5", "kimi-k2.6", "kimi-k2.7", "kimi-k3", "kimi-thinking", "kimi-2.6")
    }
}
