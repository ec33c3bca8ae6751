import Documents

/// LiteLLM's rules for an error answer, client by client: words in the text first, then the status.
extension LiteLLMError {
    /// - Parameter isStreamed: one client classifies nothing in front of a stream.
    public init(_ said: RefusalText, to client: LiteLLMProvider.Client, isStreamed: Bool) {
        switch client {
        case .anthropic: self = Self.anthropic(said)
        case .gemini: self = isStreamed ? LiteLLMError(.other, said.status) : Self.gemini(said)
        case .azure: self = Self.azure(said)
        case .bedrock: self = Self.bedrock(said)
        case .ollama, .cohere, .minimax: self = Self.plain(said)
        case .openAI, .retryingOpenAI, .handler, .openRouter, .mistral:
            self = Self.openAI(said)
        }
    }

    private static func openAI(_ said: RefusalText) -> LiteLLMError {
        let text = Words(said.body)
        let isInvalid = text.has("invalid_request_error")
        if text.saysRateLimit(status: said.status) { return LiteLLMError(.rateLimit, said.status) }
        if text.saysOverflow { return LiteLLMError(.contextWindow, said.status) }
        if isInvalid, text.has("model_not_found") { return LiteLLMError(.notFound, said.status) }
        if text.has("A timeout occurred") { return LiteLLMError(.timeout, said.status) }
        if isInvalid && text.has("content_policy_violation")
            || text.has("Invalid prompt") && text.has("violating our usage policy")
            || text.hasAnyCase("request was rejected as a result of the safety system")
        {
            return LiteLLMError(.contentPolicy, said.status)
        }
        if isInvalid, !text.has("Incorrect API key provided") {
            return LiteLLMError(.badRequest, said.status)
        }
        if text.has("The server had an error processing your request.") {
            return LiteLLMError(.internalServer, 500)
        }
        if text.has("Request too large") { return LiteLLMError(.rateLimit, 429) }
        return byStatus(said.status, unlisted: .other)
    }

    private static func anthropic(_ said: RefusalText) -> LiteLLMError {
        let text = Words(said.body)
        if text.has("prompt is too long") || text.has("prompt: length") || text.saysOverflow {
            return LiteLLMError(.contextWindow, said.status)
        }
        if text.has("overloaded_error") || text.has("Overloaded") {
            return LiteLLMError(.internalServer, 500)
        }
        if text.has("Invalid API Key") { return LiteLLMError(.authentication, 401) }
        if text.has("content filtering policy") { return LiteLLMError(.contentPolicy, 400) }
        if said.status == 403 { return LiteLLMError(.permission, 403) }
        if said.status == 529 { return LiteLLMError(.internalServer, 500) }
        if said.status == 413 { return LiteLLMError(.badRequest, 400) }
        if said.status == 504 { return LiteLLMError(.timeout, 408) }
        return byStatus(said.status, unlisted: .badRequest)
    }

    private static func gemini(_ said: RefusalText) -> LiteLLMError {
        let text = Words(said.body)
        if text.has("400 Request payload size exceeds") || text.saysOverflow {
            return LiteLLMError(.contextWindow, 400)
        }
        if text.has("API key not valid.") { return LiteLLMError(.authentication, 401) }
        if text.has("403") { return LiteLLMError(.badRequest, 403) }
        if text.has("The response was blocked.") { return LiteLLMError(.contentPolicy, 400) }
        if text.has("Quota exceeded for") || text.has("Resource exhausted") {
            return LiteLLMError(.rateLimit, 429)
        }
        if text.has("The model is overloaded.") { return LiteLLMError(.internalServer, 500) }
        if said.status == 502 { return LiteLLMError(.connection, 500) }
        return byStatus(said.status, unlisted: .badRequest)
    }

    private static func azure(_ said: RefusalText) -> LiteLLMError {
        let text = Words(said.body)
        if text.saysOverflow { return LiteLLMError(.contextWindow, said.status) }
        if text.saysRefusedByAzure { return LiteLLMError(.contentPolicy, said.status) }
        return openAI(said)
    }

    private static func bedrock(_ said: RefusalText) -> LiteLLMError {
        let text = Words(said.body)
        let tooLong = [
            "too many tokens", "expected maxLength:", "Input is too long", "prompt is too long",
            "prompt: length: 1..", "Too many input tokens",
        ]
        if tooLong.contains(where: text.has) { return LiteLLMError(.contextWindow, 400) }
        if text.has("Malformed input request") { return LiteLLMError(.badRequest, said.status) }
        if text.has("The security token included in the request is invalid") {
            return LiteLLMError(.authentication, said.status)
        }
        if text.has("timed out") { return LiteLLMError(.timeout, 408) }
        if said.status == 500 { return LiteLLMError(.unavailable, 503) }
        return byStatus(said.status, unlisted: .badRequest)
    }

    /// What is left where no client of its own knows better.
    private static func plain(_ said: RefusalText) -> LiteLLMError {
        byStatus(said.status, unlisted: .badRequest)
    }

    /// - Parameter unlisted: what a 4xx without an exception of its own becomes.
    private static func byStatus(_ status: Int, unlisted: Class) -> LiteLLMError {
        switch status {
        case 400: LiteLLMError(.badRequest, 400)
        case 401: LiteLLMError(.authentication, 401)
        case 403 where unlisted == .badRequest: LiteLLMError(.permission, 403)
        case 404: LiteLLMError(.notFound, 404)
        case 408, 504: LiteLLMError(.timeout, status)
        case 422: LiteLLMError(.badRequest, 422)
        case 429: LiteLLMError(.rateLimit, 429)
        case 500: LiteLLMError(.internalServer, 500)
        case 502: LiteLLMError(.badGateway, 502)
        case 503: LiteLLMError(.unavailable, 503)
        case ..<500: LiteLLMError(unlisted, status)
        default: LiteLLMError(.other, status)
        }
    }
}

extension LiteLLMError {
    /// An error object under status 200: its code counts as the status, whatever it is.
    init(underSuccess body: String) {
        var tape = JSONTape()
        guard (try? tape.read(body)) != nil, let error = tape.member("error", of: tape.root),
            let code = tape.member("code", of: error)
        else {
            self.init(.badRequest, 422)
            return
        }
        if let status = tape.integer("code", of: error), (400..<600).contains(status) {
            self.init(.internalServer, status)
        } else if tape.kind(code) == .null {
            self.init(.connection, 500)
        } else {
            // A word is no status: nothing is retried.
            self.init(.other, 0)
        }
    }
}

/// A text in which words are looked for.
private struct Words {
    private let text: [UInt8]
    private let lower: [UInt8]

    init(_ text: String) {
        self.text = Array(text.utf8)
        lower = Array(text.lowercased().utf8)
    }

    func has(_ words: String) -> Bool { Self.holds(text, Array(words.utf8)) }
    func hasAnyCase(_ words: String) -> Bool { Self.holds(lower, Array(words.utf8)) }

    /// `rate limit`, whatever stands between; or the number where the status does not say otherwise.
    func saysRateLimit(status: Int) -> Bool {
        if status == 429, hasAnyCase("429") { return true }
        if ["rate limit", "rate_limit", "rate-limit", "ratelimit"].contains(where: hasAnyCase) {
            return true
        }
        return hasAnyCase("service tier capacity exceeded")
    }

    var saysOverflow: Bool {
        if hasAnyCase("string_above_max_length") { return false }
        let known = [
            "exceed context limit", "this model's maximum context length is",
            "string too long. expected a string with maximum length",
            "model's maximum context limit", "is longer than the model's context length",
            "input tokens exceed the configured limit",
            "`inputs` tokens + `max_new_tokens` must be",
            "exceeds the available context size", "exceeds the maximum number of tokens allowed",
        ]
        return known.contains(where: hasAnyCase)
            || hasAnyCase("current length is") && hasAnyCase("while limit is")
            || hasAnyCase("maximum input length is") && hasAnyCase("tokens")
    }

    var saysRefusedByAzure: Bool {
        [
            "content_policy_violation", "responsibleaipolicyviolation",
            "the response was filtered due to the prompt triggering azure openai's content management",
            "your task failed as a result of our safety system",
            "the model produced invalid content", "content_filter_policy",
            "your request was rejected as a result of our safety system",
        ].contains(where: hasAnyCase)
    }

    private static func holds(_ text: [UInt8], _ words: [UInt8]) -> Bool {
        guard let first = words.first, text.count >= words.count else { return false }
        for start in 0...(text.count - words.count) where text[start] == first {
            if text[start..<start + words.count].elementsEqual(words) { return true }
        }
        return false
    }
}
