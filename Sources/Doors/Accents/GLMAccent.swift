import Documents
import Vocabulary

/// GLM at Z.ai and BigModel: errors in numbers, usage in the chunk with the reason, calls in one piece.
struct GLMAccent: ChatAccent {
    let provider = "glm"
    let basePath = "/api/paas/v4"
    let foreignTools: Set<String> = ["web_search", "retrieval"]
    let foreignParts: Set<String> = ["video_url", "file_url"]

    /// The picture itself in base64, without the prefix of a data URL.
    func takesImage(_ url: String) -> Bool {
        !url.isEmpty
            && url.utf8.allSatisfy {
                $0.isNameByte && $0 != 0x2D && $0 != 0x5F || [0x2B, 0x2F, 0x3D].contains($0)
            }
    }

    func answerID(_ stamp: DoorStamp) -> String {
        stamp.id(stamp.beijingDigits, for: .answer, letters: 16, hexadecimal: true)
    }

    func callID(_ stamp: DoorStamp, index: Int, name: String) -> String {
        stamp.id("call_", for: .toolCall(index), letters: 24, hexadecimal: true)
    }

    func echo(served: String?, asked: String) -> String { served.orAlias(of: asked) }

    let ownFinishWords: Set<String> = [
        "sensitive", "network_error", "model_context_window_exceeded",
    ]
    let filterWord = "sensitive"

    // MARK: Requests

    func refusal(of question: Question) -> DoorError? {
        if !question.prompt.messages.contains(where: { $0.role == .user }) {
            return DoorError(
                .badRequest,
                message: "The messages parameter is illegal. Please check the "
                    + "documentation.", code: "1214")
        }
        if let limit = question.prompt.parameters.maxTokens, limit > 131_072 {
            return DoorError(
                .badRequest, message: "The value range of max_tokens is [1,131072]", code: "1210")
        }
        if question.isModel("glm-5.3"), question.thinking == false {
            return DoorError(
                .badRequest, message: "Thinking of this model cannot be disabled", code: "1210")
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
        shape.opensApart = false
        shape.openingText = #""role":"assistant","content":"""#
        shape.openingThought = shape.openingText
        shape.openingCall = nil
        shape.text = (#""role":"assistant","content":"#, "")
        shape.thought = [#""role":"assistant","reasoning_content":"#, ""]
        shape.gathersCalls = !question.streamsArguments
        shape.finishDelta = #""role":"assistant","content":"""#
        shape.unfinished = ""
        shape.finished = #","finish_reason":"#
        shape.usagePlace = .finishChunk
        shape.usage = .always
        shape.nullUsage = .never
        return shape
    }

    func writeHead(_ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.member("id", facts.id)
        if !facts.isStreamed { writer.member("request_id", facts.id) }
        writer.member("created", facts.created)
        writer.member("object", facts.object)
        writer.member("model", facts.model)
    }

    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.writeTotals(counts)
        writer.member("prompt_tokens_details", "cached_tokens", counts.cached ?? 0)
        if let reasoning = counts.reasoning {
            writer.member("completion_tokens_details", "reasoning_tokens", reasoning)
        }
        writer.endObject()
    }

    // MARK: Errors

    /// HTTP tells little here: the number tells what happened.
    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        func form(_ status: Int, _ code: String, _ words: String) -> ErrorForm {
            ErrorForm(status, nil, code: code, words)
        }
        let (status, words) = error.kind.edge
        switch error.kind {
        case .rateLimit:
            return form(
                429, "1302",
                "High concurrency usage of this API, please reduce "
                    + "concurrency or contact customer service to increase limits")
        case .quota:
            return form(
                429, "1113", "Insufficient balance or no resource package. Please recharge.")
        case .auth: return form(401, "1000", "Authentication Failed")
        case .forbidden:
            return form(403, "1220", "You do not have permission to access the API")
        case .modelGone: return form(400, "1211", "Unknown Model, please check the model code.")
        case .badRequest:
            return form(
                400, "1210", "Invalid API parameter, please check the documentation.")
        case .conflict: return form(400, "1231", "The request_id has been used already")
        case .serverError: return form(500, "500", "Internal Server Error")
        case .badGateway:
            return form(
                502, "1234",
                "Network error, error id: \(answerID(stamp)), please contact "
                    + "customer service")
        case .unavailable: return form(503, "1230", "API call process error")
        case .overloaded:
            return form(
                429, "1305", "The service may be temporarily overloaded, please try again later")
        case .contextLength: return form(400, "1261", "Prompt exceeds max length")
        case .contentPolicy:
            return form(
                400, "1301",
                "System detected potentially unsafe or sensitive content in input or generation. "
                    + "Please avoid using prompts that may generate sensitive content.")
        case .wrongMethod: return form(405, "1212", "The method is not supported")
        case .requestTimeout, .tooLarge, .unprocessable, .gatewayTimeout, .noSuchPath:
            return form(status, String(status), words)
        }
    }

    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("code", form.code ?? String(form.status))
        writer.member("message", form.message)
        writer.endObject()
        writer.endObject()
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        Headers.of(
            occasion, stream: "text/event-stream;charset=UTF-8",
            json: "application/json; charset=UTF-8"
        ) {
            $0.append("x-log-id", answerID(stamp))
        }
    }

    func writeModel(_ name: String, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.writeModel(name, created: Int(stamp.unixSeconds), owner: "z-ai")
    }
}
