import Documents
import Vocabulary

/// llama.cpp's server: the time that each part took, its build for a fingerprint, overflow with both numbers.
struct LlamaCppAccent: ChatAccent {
    let provider = "llamacpp"

    func answerID(_ stamp: DoorStamp) -> String {
        stamp.id("chatcmpl-", for: .answer, letters: 32)
    }

    func callID(_ stamp: DoorStamp, index: Int, name: String) -> String {
        stamp.id("", for: .toolCall(index), letters: 32)
    }

    func takesImage(_ url: String) -> Bool { url.hasPrefix("file://") }

    // MARK: Answers

    func messageShape(for question: Question) -> MessageShape {
        var shape = MessageShape()
        shape.hasRefusal = false
        shape.hasAnnotations = false
        shape.choice = []
        return shape
    }

    func streamShape(for question: Question) -> StreamShape {
        var shape = StreamShape()
        shape.keepAlive = ":\n\n"
        shape.openingText = #""role":"assistant","content":null"#
        shape.openingThought = shape.openingText
        shape.openingCall = nil
        shape.unfinished = #","finish_reason":null"#
        shape.finished = #","finish_reason":"#
        shape.nullUsage = .never
        return shape
    }

    func writeHead(_ facts: ChatFacts, to writer: inout JSONWriter) {}

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.member("created", facts.created)
        writer.member("id", facts.id)
        writer.member("model", facts.model)
        writer.member("system_fingerprint", "b10452-b94041a98")
        writer.member("object", facts.object)
    }

    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.writeTotals(counts)
        writer.member("prompt_tokens_details", "cached_tokens", counts.cached ?? 0)
        writer.endObject()
    }

    /// The time of the stamp, spread over the tokens: all that a door knows of time.
    func writeClosing(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        let time = max(1, facts.stamp.processingMilliseconds)
        let cached = max(0, counts.cached ?? 0)
        let prompt = max(0, max(0, counts.input ?? 0) - min(cached, max(0, counts.input ?? 0)))
        let output = max(0, counts.output ?? 0)
        writer.key("timings")
        writer.beginObject()
        writer.member("cache_n", cached)
        for (name, tokens) in [("prompt", prompt), ("predicted", output)] {
            writer.member("\(name)_n", tokens)
            writer.member("\(name)_ms", time)
            writer.key("\(name)_per_token_ms")
            writer.raw(Self.decimal(Double(time) / Double(max(1, tokens))))
            writer.key("\(name)_per_second")
            writer.raw(Self.decimal(Double(tokens) * 1_000 / Double(time)))
        }
        writer.endObject()
    }

    /// With three digits behind the point, and none of the forms that JSON lacks.
    private static func decimal(_ value: Double) -> String {
        let thousandths = Int(min(value, 1e12) * 1_000)
        let rest = String(thousandths % 1_000)
        return "\(thousandths / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }

    // MARK: Errors

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        let refused = "invalid_request_error"
        let (status, words) = error.kind.edge
        switch error.kind {
        case .auth: return ErrorForm(401, "authentication_error", "Invalid API Key")
        case .forbidden: return ErrorForm(403, "permission_error", "Forbidden")
        case .modelGone:
            return ErrorForm(404, "not_found_error", "model '\(error.model ?? "m")' not found")
        case .badRequest:
            return ErrorForm(400, refused, "unsupported content[].type")
        case .serverError: return ErrorForm(500, "server_error", "Compute error.")
        case .unavailable: return ErrorForm(503, "unavailable_error", "Loading model")
        case .overloaded: return ErrorForm(503, "unavailable_error", "no slot available")
        case .contextLength:
            return ErrorForm(
                400, "exceed_context_size_error",
                "request (\(error.promptTokens) tokens) exceeds the available context size "
                    + "(\(error.windowTokens) tokens), try increasing it")
        case .noSuchPath: return ErrorForm(404, "not_found_error", "File Not Found")
        case .rateLimit, .quota, .requestTimeout, .conflict, .tooLarge, .unprocessable,
            .badGateway, .gatewayTimeout, .contentPolicy, .wrongMethod:
            return ErrorForm(status, status < 500 ? refused : "server_error", words)
        }
    }

    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("code", form.status)
        writer.member("message", form.message)
        writer.member("type", form.type)
        if form.kind == .contextLength {
            writer.member("n_prompt_tokens", form.promptTokens)
            writer.member("n_ctx", form.windowTokens)
        }
        writer.endObject()
        writer.endObject()
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        Headers.of(occasion, json: "application/json; charset=utf-8") {
            $0.append("server", "llama.cpp")
        }
    }

    func writeModel(_ name: String, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", name)
        writer.member("object", "model")
        writer.member("created", Int(stamp.unixSeconds))
        writer.member("owned_by", "llamacpp")
        writer.member("meta", "n_ctx_train", 200_000)
        writer.endObject()
    }
}
