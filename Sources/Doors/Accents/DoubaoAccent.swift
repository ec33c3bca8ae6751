import Documents
import Vocabulary

/// Doubao on Volcengine's Ark: ids in the words of errors, and the dated model behind an endpoint in the
/// echo.
struct DoubaoAccent: ChatAccent {
    let provider = "doubao"
    let basePath = "/api/v3"
    let foreignParts: Set<String> = ["video_url"]

    func answerID(_ stamp: DoorStamp) -> String {
        stamp.id("02\(stamp.unixSeconds)", for: .answer, letters: 41, hexadecimal: true)
    }

    func refusal(of question: Question) -> DoorError? {
        guard question.thinking == false, let effort = question.effort, effort != "minimal" else {
            return nil
        }
        return DoorError(
            .badRequest,
            message: "The parameter `reasoning_effort` specified in the request is not valid: "
                + "`\(effort)` needs thinking to be enabled.", param: "reasoning_effort",
            code: "InvalidParameter")
    }

    /// `missing_required_parameter` and its like in Ark's own words.
    func reworded(_ refusal: DoorError) -> DoorError {
        var error = refusal
        switch (refusal.kind, refusal.code) {
        case (.badRequest, "missing_required_parameter"): error.code = "MissingParameter"
        default: error.code = nil
        }
        return error
    }

    // MARK: Answers

    func messageShape(for question: Question) -> MessageShape {
        var shape = MessageShape()
        shape.emptyText = ""
        shape.hasRefusal = false
        shape.hasAnnotations = false
        return shape
    }

    func streamShape(for question: Question) -> StreamShape {
        var shape = StreamShape()
        shape.openingText = #""content":"","role":"assistant""#
        shape.openingThought =
            #""content":"","reasoning_content":"","role":"assistant""#
        shape.openingCall = nil
        shape.text = (#""content":"#, #","role":"assistant""#)
        shape.thought = [#""content":"","reasoning_content":"#, #","role":"assistant""#]
        shape.callBefore = #""content":"","role":"assistant","#
        shape.finishDelta = #""content":"","role":"assistant""#
        shape.unfinished = ""
        shape.finished = #","finish_reason":"#
        shape.nullUsage = .always
        return shape
    }

    func writeHead(_ facts: ChatFacts, to writer: inout JSONWriter) {}

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.member("created", facts.created)
        writer.member("id", facts.id)
        writer.member("model", facts.model)
        writer.member("service_tier", "default")
        writer.member("object", facts.object)
    }

    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.writeTotals(counts)
        writer.member("prompt_tokens_details", "cached_tokens", counts.cached ?? 0)
        writer.member("completion_tokens_details", "reasoning_tokens", counts.reasoning ?? 0)
        writer.endObject()
    }

    // MARK: Errors

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        func form(_ status: Int, _ type: String, _ code: String, _ words: String) -> ErrorForm {
            ErrorForm(
                status, type, code: code, param: "",
                words + " Request id: \(requestID(stamp))")
        }
        let (status, words) = error.kind.edge
        switch error.kind {
        case .rateLimit:
            return form(
                429, "TooManyRequests", "ModelAccountRpmRateLimitExceeded",
                "RPM (Requests Per Minute) limit of the associated account for the requested model "
                    + "has been exceeded.")
        case .quota:
            return form(
                403, "Forbidden", "AccountOverdueError",
                "The request failed because your account has an overdue balance.")
        case .auth:
            return form(
                401, "Unauthorized", "AuthenticationError",
                "The API key or AK/SK in the request is missing or invalid.")
        case .forbidden:
            return form(
                403, "Forbidden", "AccessDenied",
                "The request failed because you do not have access to the requested resource.")
        case .modelGone:
            return form(
                404, "NotFound", "InvalidEndpointOrModel.NotFound",
                "The model or endpoint \(error.model ?? "ep-20260101000000-simul") does not exist "
                    + "or you do not have access to it.")
        case .badRequest:
            return form(
                400, "BadRequest", "InvalidParameter",
                "A parameter specified in the request is not valid.")
        case .serverError:
            return form(
                500, "InternalServerError", "InternalServiceError",
                "The service encountered an unexpected internal error.")
        case .unavailable:
            return form(
                503, "InternalServerError", "ServiceUnavailable",
                "The service is temporarily unavailable.")
        case .overloaded:
            return form(
                429, "TooManyRequests", "ServerOverloaded",
                "The service is currently unable to handle additional requests due to server "
                    + "overload.")
        case .contextLength:
            return form(
                400, "BadRequest", "InvalidParameter",
                "Total tokens of image and text exceed max message tokens: \(error.promptTokens) > "
                    + "\(error.windowTokens).")
        case .contentPolicy:
            return form(
                400, "BadRequest", "InputTextSensitiveContentDetected",
                "The request failed because the input text may contain sensitive information.")
        case .requestTimeout, .conflict, .tooLarge, .unprocessable, .badGateway, .gatewayTimeout,
            .noSuchPath, .wrongMethod:
            let type = words.filter { $0 != " " }
            return form(status, type, type, words + ".")
        }
    }

    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("code", form.code)
        writer.member("message", form.message)
        writer.member("param", form.param ?? "")
        writer.member("type", form.type)
        writer.endObject()
        writer.endObject()
    }

    private func requestID(_ stamp: DoorStamp) -> String {
        stamp.id("021\(stamp.unixSeconds)", for: .request, letters: 40, hexadecimal: true)
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        Headers.of(occasion, json: "application/json; charset=utf-8") {
            $0.append("x-request-id", requestID(stamp))
        }
    }
}
