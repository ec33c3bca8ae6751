import Documents
import Vocabulary

/// MiniMax in OpenAI's shape: thoughts within the text unless asked otherwise, and marks of its own API
/// on every chunk.
struct MiniMaxAccent: ChatAccent {
    let provider = "minimax"
    let foreignParts: Set<String> = ["video_url"]

    func answerID(_ stamp: DoorStamp) -> String {
        stamp.id("05", for: .answer, letters: 30, hexadecimal: true)
    }

    func callID(_ stamp: DoorStamp, index: Int, name: String) -> String {
        stamp.id("call_function_", for: .toolCall(index), letters: 12) + "_\(index.bounded + 1)"
    }

    func messageShape(for question: Question) -> MessageShape { MiniMax.message(question) }

    func streamShape(for question: Question) -> StreamShape { MiniMax.stream(question) }

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        MiniMax.writeFlags(to: &writer)
        if !facts.isStreamed { MiniMax.writeStatus(0, "", to: &writer) }
    }

    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        MiniMax.writeUsage(counts, to: &writer)
    }

    // MARK: Errors

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        let (status, words) = error.kind.edge
        // The number of its own API stands at the end of the words.
        guard let own = MiniMax.status(of: error) else {
            return ErrorForm(
                status, status < 500 ? "bad_request_error" : "server_error",
                "\(words.lowercased()) (\(status < 500 ? 2013 : 1000))")
        }
        let (http, type) =
            switch error.kind {
            case .rateLimit: (429, "rate_limit_error")
            case .quota: (429, "insufficient_balance_error")
            case .auth: (401, "authorized_error")
            case .contentPolicy: (422, "input_sensitive_error")
            case .overloaded: (529, "overloaded_error")
            case .requestTimeout, .gatewayTimeout: (status, "timeout_error")
            case .forbidden: (403, "forbidden_error")
            default: (status, status < 500 ? "bad_request_error" : "server_error")
            }
        let shown = error.kind == .modelGone ? 400 : http
        return ErrorForm(shown, type, "\(own.message) (\(own.code))")
    }

    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", "error")
        writer.key("error")
        writer.beginObject()
        writer.member("type", form.type)
        writer.member("message", form.message)
        writer.member("http_code", String(form.status))
        writer.endObject()
        writer.member("request_id", answerID(stamp))
        writer.endObject()
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        MiniMax.headers(occasion, id: answerID(stamp), stamp: stamp)
    }

    func writeModel(_ name: String, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.writeModel(name, created: Int(stamp.unixSeconds), owner: "minimax")
    }
}

/// What both of MiniMax's ways to chat have in common.
enum MiniMax {
    static func message(_ question: Question) -> MessageShape {
        var shape = MessageShape()
        shape.emptyText = ""
        shape.reasoning =
            question.splitsReasoning
            ? .details(
                member: "reasoning_content", format: "MiniMax-response-v1",
                id: "reasoning-text-1")
            : .tags(open: thinkOpen, close: thinkClose)
        shape.hasRefusal = false
        shape.hasAnnotations = false
        shape.indexesCalls = true
        shape.extra = [("name", #""MiniMax AI""#), ("audio_content", #""""#)]
        shape.choice = []
        return shape
    }

    static func stream(_ question: Question) -> StreamShape {
        let marks = #","role":"assistant","name":"MiniMax AI","audio_content":"""#
        var shape = StreamShape()
        shape.openingText = #""content":"""# + marks
        shape.openingThought = shape.openingText
        shape.openingCall = nil
        shape.text = (#""content":"#, marks)
        shape.thought = [
            #""content":"","reasoning_content":"#,
            #","reasoning_details":[{"type":"reasoning.text","id":"reasoning-text-1","#
                + #""format":"MiniMax-response-v1","index":0,"text":"#,
            "}]" + marks,
        ]
        if !question.splitsReasoning { shape.thoughtTags = (thinkOpen, thinkClose) }
        shape.callBefore = #""content":"","role":"assistant","name":"MiniMax AI","#
        shape.finishDelta = #""content":"""# + marks
        shape.unfinished = #","finish_reason":null"#
        shape.finished = #","finish_reason":"#
        shape.nullUsage = .always
        return shape
    }

    static let thinkOpen = "<think>\n"
    static let thinkClose = "\n</think>\n\n"

    static func writeFlags(to writer: inout JSONWriter) {
        writer.member("input_sensitive", false)
        writer.member("output_sensitive", false)
        writer.member("input_sensitive_type", 0)
        writer.member("output_sensitive_type", 0)
        writer.member("output_sensitive_int", 0)
    }

    static func writeStatus(_ code: Int, _ message: String, to writer: inout JSONWriter) {
        writer.key("base_resp")
        writer.beginObject()
        writer.member("status_code", code)
        writer.member("status_msg", message)
        writer.endObject()
    }

    static func writeUsage(_ counts: DoorCounts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.optionalMember("total_tokens", counts.total)
        writer.member("total_characters", 0)
        writer.optionalMember("prompt_tokens", counts.input)
        writer.optionalMember("completion_tokens", counts.output)
        if let reasoning = counts.reasoning {
            writer.member("completion_tokens_details", "reasoning_tokens", reasoning)
        }
        writer.member("prompt_tokens_details", "cached_tokens", counts.cached ?? 0)
        writer.endObject()
    }

    static func headers(_ occasion: ChatOccasion, id: String, stamp: DoorStamp) -> Headers {
        Headers.of(occasion) {
            $0.append("trace-id", id)
            $0.append("minimax-request-id", stamp.uuid(.request))
            $0.append("x-session-id", stamp.uuid(.padding))
        }
    }

    /// The code and words of its own API, where it has them.
    static func status(of error: DoorError) -> (code: Int, message: String)? {
        switch error.kind {
        case .rateLimit: (1002, "rate limit exceeded(RPM)")
        case .quota: (1008, "insufficient balance")
        case .auth: (2049, "invalid api key")
        case .forbidden: (1004, "login fail: token not match group")
        case .modelGone: (2013, "invalid params, unknown model '\(error.model ?? "minimax-01")'")
        case .badRequest: (2013, error.message ?? "invalid params, temperature must be in (0, 1]")
        case .unprocessable: (1042, "too many invisible characters in the input")
        case .requestTimeout: (1001, "request timeout")
        case .gatewayTimeout: (1001, "request timeout while the model was asked")
        case .serverError: (1000, "unknown error, please try again later")
        case .unavailable: (1033, "system error, please try again later")
        case .overloaded: (1041, "too many connections, the server is busy")
        case .contextLength:
            (
                2013,
                "invalid params, context window exceeds limit, \(error.promptTokens) tokens where "
                    + "\(error.windowTokens) fit"
            )
        case .contentPolicy: (1026, "input new_sensitive")
        case .conflict, .tooLarge, .badGateway, .noSuchPath, .wrongMethod: nil
        }
    }
}
