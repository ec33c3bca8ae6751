import Documents
import Vocabulary

/// Qwen in Alibaba's compatible mode: ids last, empty ids in later pieces of a call, its own meanings of
/// OpenAI's error codes.
struct QwenAccent: ChatAccent {
    let provider = "qwen"
    let basePath = "/compatible-mode/v1"
    let foreignParts: Set<String> = ["video_url", "video"]

    func answerID(_ stamp: DoorStamp) -> String { "chatcmpl-" + stamp.uuid(.answer) }

    func callID(_ stamp: DoorStamp, index: Int, name: String) -> String {
        stamp.id("call_", for: .toolCall(index), letters: 24, hexadecimal: true)
    }

    /// The name that was asked for, even where a dated model stands behind it.
    func echo(served: String?, asked: String) -> String { served.orAlias(of: asked) }

    // MARK: Requests

    func refusal(of question: Question) -> DoorError? {
        if question.prompt.format == .json, !question.prompt.speaksOfJSON {
            return .malformed(
                "<400> InternalError.Algo.InvalidParameter: 'messages' must contain the word "
                    + "'json' in some form, to use 'response_format' of type 'json_object'.")
        }
        // Thinking is the default of the open models alone, and those that only think only stream.
        let onlyThinks = question.isModel("qwq", "qvq") || question.model.contains("-thinking")
        if onlyThinks, !question.isStreamed {
            return .malformed(
                "This model only support stream mode, please enable the stream "
                    + "parameter to access the model.")
        }
        let isOpen =
            question.isModel("qwen3-") && question.model.contains("b")
            && !question.model.contains("instruct") && question.model.hasSuffix("b")
        guard onlyThinks || question.thinking ?? isOpen else { return nil }
        if isOpen, !question.isStreamed {
            return .malformed(
                "parameter.enable_thinking must be set to false for non-streaming calls")
        }
        switch question.prompt.toolChoice {
        case .required, .named:
            return .malformed(
                "<400> InternalError.Algo.InvalidParameter: The tool_choice parameter does not "
                    + "support being set to required or object in thinking mode")
        default: return nil
        }
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
        shape.openingText = #""content":"","role":"assistant""#
        shape.openingThought = #""content":null,"role":"assistant","reasoning_content":"""#
        shape.openingCall = (#""content":null,"role":"assistant","#, "")
        shape.textAfterThought = (#""content":"#, #","reasoning_content":null"#)
        shape.thought = [#""content":null,"reasoning_content":"#, ""]
        shape.callBefore = #""content":null,"#
        shape.repeatsCallType = true
        shape.repeatsEmptyCallID = true
        shape.finishDelta = #""content":"""#
        shape.finishDeltaAfterThought = #""content":"","reasoning_content":null"#
        shape.nullUsage = .always
        return shape
    }

    func writeHead(_ facts: ChatFacts, to writer: inout JSONWriter) {}

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.member("object", facts.object)
        writer.member("created", facts.created)
        writer.key("system_fingerprint")
        writer.null()
        writer.member("model", facts.model)
        writer.member("id", facts.id)
    }

    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.writeTotals(counts)
        if let reasoning = counts.reasoning {
            writer.member("completion_tokens_details", "reasoning_tokens", reasoning)
        }
        writer.key("prompt_tokens_details")
        writer.beginObject()
        writer.member("cached_tokens", counts.cached ?? 0)
        if let written = counts.written, written > 0 {
            writer.member("cache_creation_input_tokens", written)
            writer.member("cache_creation", "ephemeral_5m_input_tokens", written)
            writer.member("cache_type", "ephemeral")
        }
        writer.endObject()
        writer.endObject()
    }

    // MARK: Errors

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        let refused = "invalid_request_error"
        let help = "For details, see: https://www.alibabacloud.com/help/en/model-studio/error-code"
        let (status, words) = error.kind.edge
        switch error.kind {
        case .rateLimit:
            return ErrorForm(
                429, "limit_requests", code: "limit_requests",
                "You exceeded your current requests list. Requests rate limit exceeded, please try "
                    + "again later. \(help)#token-limit")
        // The code says quota, but on this API a quota of money is an overdue account.
        case .quota:
            return ErrorForm(
                400, "Arrearage", code: "Arrearage",
                "Access denied, please make sure your account is in good standing. "
                    + "\(help)#overdue-payment")
        case .auth:
            return ErrorForm(
                401, refused, code: "invalid_api_key",
                "Incorrect API key provided. \(help)#apikey-error")
        case .forbidden:
            return ErrorForm(
                403, "access_denied", code: "access_denied",
                "Access denied. Access to model denied. Please make sure you are eligible for "
                    + "using the model.")
        case .modelGone:
            return ErrorForm(
                404, refused, code: "model_not_found",
                "The model `\(error.model ?? "qwen-max-0107")` does not exist or you do not have "
                    + "access to it.")
        case .badRequest:
            return ErrorForm(
                400, refused, code: "invalid_parameter_error",
                "<400> InternalError.Algo.InvalidParameter: Temperature should be in [0.0, 2.0)")
        case .requestTimeout:
            return ErrorForm(
                408, "request_timeout", code: "RequestTimeOut",
                "Request timed out, please try again later.")
        case .serverError:
            return ErrorForm(
                500, "internal_error", code: "internal_error",
                "<500> InternalError.Algo: An internal error has occured during execution, please "
                    + "try again later or contact service support.")
        case .unavailable:
            return ErrorForm(
                503, "service_unavailable", code: "ServiceUnavailable",
                "<503> ServiceUnavailable: The service is temporarily unavailable.")
        case .overloaded:
            return ErrorForm(
                503, "model_unavailable", code: "ModelUnavailable",
                "<503> InternalError.Algo: Model is unavailable, please try again later.")
        case .contextLength:
            return ErrorForm(
                400, refused, code: "invalid_parameter_error",
                "<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, "
                    + "\(error.windowTokens)]")
        case .contentPolicy:
            return ErrorForm(
                400, "data_inspection_failed", code: "data_inspection_failed",
                "Input data may contain inappropriate content. \(help)#inappropriate-content")
        case .conflict, .tooLarge, .unprocessable, .badGateway, .gatewayTimeout, .noSuchPath,
            .wrongMethod:
            let type = status < 500 ? refused : "internal_error"
            return ErrorForm(
                status, type, code: status < 500 ? "invalid_parameter_error" : type, words)
        }
    }

    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        write(form, to: &writer) { $0.member("request_id", stamp.uuid(.request)) }
    }

    /// In a stream the answer's id stands in place of the request's.
    func writeInStream(
        _ form: ErrorForm, _ facts: ChatFacts?, stamp: DoorStamp, to writer: inout JSONWriter
    ) {
        write(form, to: &writer) { $0.member("id", facts?.id ?? answerID(stamp)) }
    }

    private func write(
        _ form: ErrorForm, to writer: inout JSONWriter, _ more: (inout JSONWriter) -> Void
    ) {
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("message", form.message)
        writer.member("type", form.type)
        writer.member("param", form.param)
        writer.member("code", form.code)
        writer.endObject()
        more(&writer)
        writer.endObject()
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        Headers.of(occasion, stream: "text/event-stream;charset=UTF-8") {
            $0.append("x-request-id", stamp.uuid(.request))
        }
    }
}
