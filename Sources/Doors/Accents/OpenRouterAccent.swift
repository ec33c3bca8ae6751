import Documents
import Vocabulary

/// OpenRouter: comments while it routes, whose model answered and what it cost, the status as a number.
struct OpenRouterAccent: ChatAccent {
    let provider = "openrouter"
    let basePath = "/api/v1"
    let foreignParts: Set<String> = ["video_url"]

    func answerID(_ stamp: DoorStamp) -> String {
        stamp.id("gen-\(stamp.unixSeconds)-", for: .answer, letters: 20)
    }

    // MARK: Answers

    func messageShape(for question: Question) -> MessageShape {
        var shape = MessageShape()
        shape.reasoning = .details(member: "reasoning", format: "unknown", id: nil)
        shape.reasoningIsNullable = true
        shape.hasAnnotations = false
        shape.indexesCalls = true
        shape.namesNativeFinish = true
        return shape
    }

    func streamShape(for question: Question) -> StreamShape {
        let role = #""role":"assistant""#
        var shape = StreamShape()
        shape.greeting = Self.comment
        shape.keepAlive = Self.comment
        shape.openingText = #""role":"assistant","content":"""#
        shape.openingThought = shape.openingText
        shape.openingCall = nil
        shape.text = (#""role":"assistant","content":"#, "")
        shape.thought = [
            #""role":"assistant","content":"","reasoning":"#,
            #","reasoning_details":[{"type":"reasoning.text","text":"#,
            #","format":"unknown","index":0}]"#,
        ]
        shape.callBefore = #""role":"assistant","content":null,"#
        shape.finishDelta = #""role":"assistant","content":"""#
        shape.unfinished = #","finish_reason":null,"native_finish_reason":null,"logprobs":null"#
        shape.finished = #","logprobs":null,"finish_reason":"#
        shape.namesNativeFinish = true
        shape.repeatsFinish = true
        shape.usagePlace = .extraChunk(
            choices: #"{"index":0,"delta":{\#(role),"content":""}"#)
        shape.usage = .always
        shape.nullUsage = .never
        return shape
    }

    private static let comment = ": OPENROUTER PROCESSING\n\n"

    func writeHead(_ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.member("id", facts.id)
        writer.member("provider", facts.servedBy ?? "Simulated")
        writer.member("model", facts.model)
        writer.member("object", facts.object)
        writer.member("created", facts.created)
    }

    func writeTail(_ facts: ChatFacts, to writer: inout JSONWriter) {
        guard !facts.isStreamed else { return }
        writer.key("system_fingerprint")
        writer.null()
    }

    /// The price is what was told with the answer; nothing is charged otherwise, as for a free model.
    func writeUsage(_ counts: DoorCounts, _ facts: ChatFacts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.writeTotals(counts)
        writer.key("cost")
        writer.raw(facts.cost.map(\.asJSONNumber) ?? "0")
        writer.member("is_byok", false)
        writer.key("prompt_tokens_details")
        writer.beginObject()
        writer.member("cached_tokens", counts.cached ?? 0)
        writer.member("cache_write_tokens", counts.written ?? 0)
        writer.member("audio_tokens", 0)
        writer.member("video_tokens", 0)
        writer.endObject()
        writer.key("cost_details")
        writer.raw(
            #"{"upstream_inference_cost":null,"upstream_inference_prompt_cost":0,"#
                + #""upstream_inference_completions_cost":0}"#)
        writer.key("completion_tokens_details")
        writer.beginObject()
        writer.member("reasoning_tokens", counts.reasoning ?? 0)
        writer.member("image_tokens", 0)
        writer.member("audio_tokens", 0)
        writer.endObject()
        writer.endObject()
    }

    // MARK: Errors

    func form(of error: DoorError, stamp: DoorStamp) -> ErrorForm {
        let words = error.kind.edge.message
        let model = error.model ?? "openai/gpt-5.4-mini"
        /// The type stands where others have a code.
        func form(_ status: Int, _ type: String, _ words: String) -> ErrorForm {
            ErrorForm(status, type, words)
        }
        switch error.kind {
        case .rateLimit:
            return form(
                429, "rate_limit_exceeded",
                "Rate limit exceeded: limit_rpm/\(model). High demand for \(model) on OpenRouter - "
                    + "limited to 20 requests per minute. Please retry shortly.")
        case .quota:
            return form(
                402, "payment_required",
                "Insufficient credits. Add more using https://openrouter.ai/settings/credits")
        case .auth: return form(401, "authentication", "No cookie auth credentials found")
        case .forbidden: return form(403, "permission_denied", "Key is not allowed this model")
        case .modelGone: return form(404, "not_found", "No endpoints found for \(model).")
        case .badRequest: return form(400, "invalid_request", "Provider returned error")
        case .requestTimeout: return form(408, "timeout", "Request timed out")
        case .tooLarge: return form(413, "payload_too_large", "Request body is too large")
        case .unprocessable: return form(422, "unprocessable", words)
        case .serverError: return form(500, "server", words)
        case .badGateway: return form(502, "provider_unavailable", "Provider returned error")
        case .unavailable:
            return form(
                503, "provider_unavailable",
                "No provider available that meets your routing requirements")
        case .gatewayTimeout: return form(524, "timeout", "A timeout occurred")
        case .overloaded: return form(529, "provider_overloaded", "Provider is overloaded")
        case .contextLength:
            return form(
                400, "context_length_exceeded",
                "This endpoint's maximum context length is \(error.windowTokens) tokens. However, "
                    + "you requested about \(error.promptTokens) tokens (\(error.promptTokens) of "
                    + "text input). Please reduce the length of either one, or use the "
                    + "\"middle-out\" transform to compress your prompt automatically.")
        case .contentPolicy:
            return form(
                403, "content_policy_violation",
                "\(model) requires moderation on Simulated. Your input was flagged for "
                    + "\"violence\". No credits were charged.")
        case .conflict: return form(409, "precondition_failed", words)
        case .noSuchPath: return form(404, "not_found", words)
        case .wrongMethod: return form(405, "invalid_request", words)
        }
    }

    func write(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writeError(form, stamp: stamp, to: &writer)
        writer.member("user_id", "user_simulated")
        writer.endObject()
    }

    /// In a stream that had begun an error comes as a chunk whose reason to stop is `error`.
    func writeInStream(
        _ form: ErrorForm, _ facts: ChatFacts?, stamp: DoorStamp, to writer: inout JSONWriter
    ) {
        guard let facts else { return write(form, stamp: stamp, to: &writer) }
        writer.beginObject()
        writeHead(facts, to: &writer)
        writeError(form, stamp: stamp, to: &writer)
        writer.key("choices")
        writer.raw(#"[{"index":0,"delta":{"content":""},"finish_reason":"error"}]"#)
        writer.endObject()
    }

    private func writeError(_ form: ErrorForm, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.key("error")
        writer.beginObject()
        writer.member("code", form.status)
        writer.member("message", form.message)
        writer.key("metadata")
        writer.beginObject()
        writer.member("error_type", form.type)
        switch form.kind {
        case .rateLimit:
            writer.key("headers")
            writer.beginObject()
            for (name, value) in limits(stamp) { writer.member(name, value) }
            writer.endObject()
            writer.key("provider_name")
            writer.null()
        case .contentPolicy:
            writer.key("reasons")
            writer.raw(#"["violence"]"#)
            writer.member("flagged_input", "...")
            writer.member("provider_name", "Simulated")
        case .badGateway, .overloaded, .badRequest: writer.member("provider_name", "Simulated")
        default: break
        }
        writer.endObject()
        writer.endObject()
    }

    private func limits(_ stamp: DoorStamp) -> [(String, String)] {
        [
            ("X-RateLimit-Limit", "20"), ("X-RateLimit-Remaining", "0"),
            ("X-RateLimit-Reset", "\((stamp.unixSeconds / 60 + 1) * 60_000)"),
        ]
    }

    func headers(_ occasion: ChatOccasion, stamp: DoorStamp) -> Headers {
        Headers.of(occasion) {
            if occasion.question != nil { $0.append("x-generation-id", answerID(stamp)) }
            guard occasion.isRateLimit else { return }
            for (name, value) in limits(stamp) { $0.append(name.lowercased(), value) }
        }
    }

    // MARK: Models

    func writeModelList(_ names: [String], stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("data")
        writer.beginArray()
        for name in names { writeModel(name, stamp: stamp, to: &writer) }
        writer.endArray()
        writer.endObject()
    }

    func writeModel(_ name: String, stamp: DoorStamp, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", name)
        writer.member("canonical_slug", name)
        writer.member("name", name)
        writer.member("created", Int(stamp.unixSeconds))
        writer.member("context_length", 200_000)
        writer.key("pricing")
        writer.raw(#"{"prompt":"0","completion":"0"}"#)
        writer.key("supported_parameters")
        writer.raw(#"["max_tokens","temperature","tools","response_format"]"#)
        writer.key("expiration_date")
        writer.null()
        writer.endObject()
    }
}

extension String {
    /// The text of a number as it is, and any other text in quotes.
    fileprivate var asJSONNumber: String {
        var tape = JSONTape()
        if (try? tape.read(Array(utf8))) != nil, tape.number(tape.root) != nil { return self }
        var writer = JSONWriter()
        writer.string(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
