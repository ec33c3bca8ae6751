import Documents
import Vocabulary

/// vLLM's server: errors named after classes, with the status as a number for code, and `reasoning`.
struct VLLMAccent: ChatAccent {
    let provider = "vllm"
    let foreignParts: Set<String> = ["video_url", "audio_url", "image_embeds"]

    func answerID(_ stamp: DoorStamp) -> String {
        stamp.id("chatcmpl-", for: .answer, letters: 32, hexadecimal: true)
    }

    func callID(_ stamp: DoorStamp, index: Int, name: String) -> String {
        stamp.id("chatcmpl-tool-", for: .toolCall(index), letters: 32, hexadecimal: true)
    }

    let ownFinishWords: Set<String> = ["abort", "repetition"]

    // MARK: Answers

    func messageShape(for question: Question) -> MessageShape {
        var shape = MessageShape()
        shape.reasoning = .member("reasoning")
        shape.reasoningIsNullable = true
        shape.hasAnnotations = false
        shape.extra = [("audio", "null"), ("function_call", "null")]
        shape.choice = [("logprobs", "null"), ("stop_reason", "null"), ("token_ids", "null")]
        return shape
    }

    func streamShape(for question: Question) -> StreamShape {
        var shape = StreamShape()
        shape.openingText = #""role":"assistant","content":"""#
        shape.openingThought = shape.openingText
        shape.openingCall = nil
        shape.thought = [#""reasoning":"#, ""]
        shape.finishDelta = #""content":"""#
        shape.finished = #","logprobs":null,"stop_reason":null,"finish_reason":"#
        shape.nullUsage = .never
        shape.endsErrorsWithDone = true
        return shape
    }

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        guard !facts.isStreamed else { return }
        for name in ["service_tier", "system_fingerprint", "prompt_logprobs"] {
            writer.key(name)
            writer.null()
        }
    }

    /// Details of the prompt are told only where something was cached, as a server started for it does.
    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.writeTotals(counts)
        if let cached = counts.cached, cached > 0 {
            writer.member("prompt_tokens_details", "cached_tokens", cached)
        } else {
            writer.key("prompt_tokens_details")
            writer.null()
        }
        if let reasoning = counts.reasoning {
            writer.member("completion_tokens_details", "reasoning_tokens", reasoning)
        }
        writer.endObject()
    }

    // MARK: Errors

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        let (status, words) = error.kind.edge
        let name = words.filter { $0 != " " } + "Error"
        switch error.kind {
        case .auth: return ErrorForm(401, "AuthenticationError", "Unauthorized")
        case .modelGone:
            return ErrorForm(
                404, "NotFoundError", param: "model",
                "The model `\(error.model ?? "served-model")` does not exist.")
        case .badRequest:
            return ErrorForm(
                400, "BadRequestError", param: "temperature",
                "temperature must be non-negative, got -1.0.")
        case .serverError:
            return ErrorForm(500, "InternalServerError", "EngineCore encountered an issue.")
        case .unavailable:
            return ErrorForm(503, "ServiceUnavailableError", "The engine is dead.")
        case .overloaded:
            return ErrorForm(503, "ServiceUnavailableError", "The server is overloaded.")
        case .contextLength:
            return ErrorForm(
                400, "BadRequestError", param: "input_tokens",
                "This model's maximum context length is \(error.windowTokens) tokens. However, "
                    + "your prompt contains \(error.promptTokens) input tokens, which exceeds this "
                    + "limit even without any output tokens. Please reduce the length of the input "
                    + "prompt.")
        case .contentPolicy: return ErrorForm(status, "BadRequestError", words + ".")
        case .noSuchPath, .wrongMethod: return ErrorForm(status, name, words)
        case .rateLimit, .quota, .forbidden, .requestTimeout, .conflict, .tooLarge,
            .unprocessable, .badGateway, .gatewayTimeout:
            return ErrorForm(status, name, words + ".")
        }
    }

    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("message", form.message)
        writer.member("type", form.type)
        writer.member("param", form.param)
        writer.member("code", form.status)
        writer.endObject()
        writer.endObject()
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        Headers.of(occasion, stream: "text/event-stream; charset=utf-8")
    }

    func writeModel(_ name: String, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", name)
        writer.member("object", "model")
        writer.member("created", Int(stamp.unixSeconds))
        writer.member("owned_by", "vllm")
        writer.member("root", name)
        writer.key("parent")
        writer.null()
        writer.member("max_model_len", 200_000)
        writer.endObject()
    }
}
