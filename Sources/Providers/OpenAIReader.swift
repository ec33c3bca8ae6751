import Documents
import Vocabulary

/// Reads OpenAI's chat answers, and those of everyone who speaks that language: the many places where
/// others put reasoning, cached tokens, cost and tool calls are all looked at.
struct OpenAIMeaning: WireLanguage {
    private var calls: OpenAIToolCalls
    private var servedBy = false
    private var routing = false
    /// Of the last token counts that came.
    private var countsAreZero = false

    init() { self.init(numbersCalls: true) }

    /// For those who give several calls one number, or none.
    init(numbersCalls: Bool) { calls = OpenAIToolCalls(numbersCalls: numbersCalls) }

    // MARK: Streams

    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        let root = tape.root
        context.identify(
            tape, text, id: tape.member("id", of: root), model: tape.member("model", of: root),
            emit)
        readGateway(tape, &context, emit)
        var usage = tape.member("usage", of: root)
        var isLast = false
        if let choices = tape.member("choices", of: root) {
            for choice in tape.elements(choices) where isFirst(tape, choice) {
                if let delta = tape.member("delta", of: choice) {
                    readMessage(tape, delta, &context, emit)
                } else if let message = tape.member("message", of: choice) {
                    readWhole(tape, message, &context, emit)
                }
                isLast = readEnd(tape, choice, &context, emit) || isLast
                if let inside = tape.member("usage", of: choice), tape.count(inside) > 0 {
                    usage = inside
                    context.notes.add(
                        "wire.usage.in-choice", .note, at: context.offset,
                        "usage inside of the choice")
                }
            }
            if tape.count(choices) == 0 { GatewayEvidence.readFallback(tape, &context, emit) }
        }
        if isLast || usage.map({ tape.count($0) > 0 }) ?? false {
            readLast(tape, &context, emit)
        }
        if let usage { readUsage(tape, usage, &context, emit) }
        return .data
    }

    /// Of several choices the first is read: it has index 0, or none at all.
    private func isFirst(_ tape: borrowing JSONTape, _ choice: JSONTape.Node) -> Bool {
        guard let index = tape.member("index", of: choice) else { return true }
        return (tape.integer(index) ?? 0) == 0
    }

    // MARK: Plain answers

    mutating func read(
        answer tape: borrowing JSONTape, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        let root = tape.root
        emit(.start(id: tape.string("id", of: root), model: tape.string("model", of: root)))
        readGateway(tape, &context, emit)
        if let choice = tape.first("choices", of: root) {
            if let message = tape.member("message", of: choice) ?? tape.member("delta", of: choice)
            {
                readMessage(tape, message, &context, emit)
            }
            _ = readEnd(tape, choice, &context, emit)
            if let error = tape.member("error", of: choice), tape.count(error) > 0 {
                context.notes.add(
                    "wire.answer.choice-error", .error, at: place(tape, error, context),
                    "an error inside the choice: "
                        + (ErrorEnvelope.read(tape, error).message ?? "no message"))
            }
        } else {
            context.notes.add(
                "wire.answer.no-choice", .error, at: context.offset, "an answer without a choice")
        }
        readLast(tape, &context, emit)
        if let usage = tape.member("usage", of: root) { readUsage(tape, usage, &context, emit) }
    }

    private func place(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node, _ context: WireContext
    ) -> Int {
        context.offset + tape.range(node).lowerBound
    }

    static func error(in tape: borrowing JSONTape, isEvent: Bool) -> ProviderError? {
        if let wrapped = ErrorEnvelope.wrapped(tape) {
            // A plain answer that carries both a choice and an error is an answer.
            if !isEvent, tape.first("choices", of: tape.root) != nil {
                return nil
            }
            return ErrorEnvelope.read(tape, wrapped)
        }
        if let error = ErrorEnvelope.baseResponse(tape) { return error }
        guard tape.kind(tape.root) == .object, tape.member("choices", of: tape.root) == nil else {
            return nil
        }
        let isFlat =
            tape.member("object", of: tape.root).map { tape.equals($0, "error") } ?? false
            || ["message", "detail", "msg"].contains {
                tape.member($0, of: tape.root).map { tape.kind($0) == .string } ?? false
            } && (!isEvent || tape.member("code", of: tape.root) != nil)
        return isFlat ? ErrorEnvelope.flat(tape) : nil
    }

    static func isOwnEnvelope(_ tape: borrowing JSONTape) -> Bool {
        tape.member("error", of: tape.root).map { tape.kind($0) == .object } ?? false
    }

    mutating func finish(_ context: inout WireContext, _ emit: (consuming Delta) -> Void) {
        calls.finish(&context, emit)
        guard context.promisedSuccess, !context.hasError else { return }
        if context.status != 200 {
            context.notes.add(
                "wire.status.unusual", .warning, at: nil,
                "an answer under status \(context.status), where 200 is promised")
        }
        if case .stop? = context.finishReason {
            if !context.hasAnswer {
                context.notes.add(
                    "wire.answer.empty", .warning, at: nil,
                    "an answer of neither text, refusal nor tool calls that says it is complete")
            } else if calls.count > 0 {
                context.notes.add(
                    "wire.finish.stop-after-calls", .note, at: nil,
                    "finish reason 'stop' after tool calls")
            }
        }
        if context.hasAnswer, countsAreZero {
            context.notes.add(
                "wire.usage.zero", .warning, at: nil, "an answer that is said to have no tokens")
        }
    }

    // MARK: Parts

    /// Who served, where the body tells it in every chunk.
    private mutating func readGateway(
        _ tape: borrowing JSONTape, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard !servedBy, let name = tape.string("provider", of: tape.root) else { return }
        servedBy = true
        context.say(.evidence(.servedBy(name)), emit)
    }

    /// What comes once, with the finish reason or the usage.
    private mutating func readLast(
        _ tape: borrowing JSONTape, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        if !routing, let metadata = tape.member("openrouter_metadata", of: tape.root) {
            routing = true
            GatewayEvidence.read(
                routing: tape, metadata, knowsServer: servedBy, &context, emit)
        }
        if let mark = tape.member("output_sensitive", of: tape.root), tape.bool(mark) == true {
            Self.noteModeration("output_sensitive", &context)
        }
    }

    private static func noteModeration(_ mark: String, _ context: inout WireContext) {
        context.notes.add(
            "wire.answer.moderated", .warning, at: context.offset,
            "the provider marks the answer: \(mark)")
    }

    /// A whole message in a stream: instead of deltas it is read, after them it would double them.
    private mutating func readWhole(
        _ tape: borrowing JSONTape, _ message: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard context.hasAnswer else { return readMessage(tape, message, &context, emit) }
        context.notes.add(
            "wire.stream.whole-answer", .warning, at: context.offset,
            "the whole answer once more after its pieces, which is left out")
    }

    private mutating func readMessage(
        _ tape: borrowing JSONTape, _ message: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        let size = tape.count(message)
        guard size > 0 else { return }
        let role = tape.role(of: message)
        if let role {
            if context.hasRole {
                context.notes.add(
                    "wire.stream.role-repeated", .note, at: context.offset,
                    "a role in more than one chunk")
            }
            context.say(role: role, emit)
        }
        let content = tape.member("content", of: message)
        // Most have these two alone, and the content is a text: then no thoughts, refusal or calls.
        if size == 2, role != nil, let content, let text = tape.string(content) {
            return context.say(text: text, quoted: tape.range(content), emit)
        }
        let thought = OpenAIContent.reasoning(tape, message, content)
        context.say(reasoning: thought.text, quoted: thought.quoted, emit)
        if let content {
            if let text = tape.string(content) {
                context.say(text: text, quoted: tape.range(content), emit)
            } else if tape.kind(content) == .array {
                context.notes.add(
                    "wire.content.parts", .note, at: place(tape, content, context),
                    "content that is a list of parts")
                context.say(text: OpenAIContent.text(tape, content), emit)
            } else if !tape.isNull(content) {
                context.notes.add(
                    "wire.json.type", .warning, at: place(tape, content, context),
                    "content that is a JSON \(tape.kind(content)), not text")
            }
        }
        if let refusal = tape.string("refusal", of: message) {
            context.say(refusal: refusal, emit)
        }
        if let list = tape.member("tool_calls", of: message), tape.count(list) > 0 {
            calls.read(tape, list, &context, emit)
        }
    }

    /// Says whether this choice has come to its end.
    private func readEnd(
        _ tape: borrowing JSONTape, _ choice: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) -> Bool {
        guard let raw = tape.string("finish_reason", of: choice) else { return false }
        if raw.isEmpty, context.isStream {
            context.notes.add(
                "wire.finish.empty", .note, at: context.offset,
                "an empty finish reason, which stands for none yet")
            return false
        }
        let reason = Self.reason(raw)
        switch reason {
        case .error:
            context.notes.add(
                "wire.finish.error", .error, at: context.offset,
                "the answer was given up, with finish reason '\(raw)'")
        case .unknown: break
        default:
            guard !Self.isOwn(raw) else { break }
            context.notes.add(
                "wire.finish.foreign", .note, at: context.offset,
                "finish reason '\(raw)', which is another language's")
        }
        // vLLM tells the stop sequence here, and a token's number where it was a token.
        let stop = tape.string("stop_reason", of: choice)
        context.say(finish: Finish(raw: raw, reason: reason, stopSequence: stop), emit)
        if let mark = tape.string("moderation_hit_type", of: choice), !mark.isEmpty {
            Self.noteModeration(mark, &context)
        }
        return true
    }

    private static func isOwn(_ reason: String) -> Bool {
        switch reason {
        case "stop", "length", "tool_calls", "content_filter", "function_call": true
        default: false
        }
    }

    /// Its own words, and those that others let through from behind.
    private static func reason(_ raw: String) -> Finish.Reason {
        switch raw {
        case "stop", "eos", "end_turn", "stop_sequence": .stop
        case "length", "max_tokens", "max_output", "model_length",
            "model_context_window_exceeded":
            .length
        case "tool_calls", "function_call", "tool_use": .toolCalls
        case "content_filter", "sensitive": .contentFilter
        case "refusal": .refusal
        case "error", "network_error", "insufficient_system_resource", "abort", "repetition":
            .error
        default: .unknown
        }
    }

    private mutating func readUsage(
        _ tape: borrowing JSONTape, _ usage: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard tape.kind(usage) == .object, tape.count(usage) > 0 else { return }
        var odd: (name: StaticString, value: JSONTape.Node)?
        // OpenAI tells it beside the usage, Mistral in it.
        let tier = UsageFields.tier(tape, tape.root) ?? UsageFields.tier(tape, usage)
        let counts = OpenAIUsage.read(tape, usage, tier, &odd)
        if context.hasUsage {
            context.notes.add(
                "wire.usage.repeated", .note, at: context.offset,
                "usage more than once, of which the last counts")
        }
        if let odd {
            context.notes.add(
                "wire.usage.type", .warning, at: place(tape, odd.value, context),
                "\(odd.name) that is no whole number: \(tape.text(odd.value))")
        }
        countsAreZero = counts.areZero
        context.say(usage: consume counts, emit)
        if let cost = UsageFields.cost(tape, usage) {
            context.say(.evidence(cost), emit)
            if let own = GatewayEvidence.upstreamCost(tape, usage) {
                context.say(.evidence(own), emit)
            }
        }
    }
}

/// Which of the many fields each count comes from: the first that has a number.
private enum OpenAIUsage {
    static func read(
        _ tape: borrowing JSONTape, _ usage: JSONTape.Node, _ tier: String?,
        _ odd: inout (name: StaticString, value: JSONTape.Node)?
    ) -> Usage {
        // Most send these three alone: then none of the ten others need be looked for.
        if tape.count(usage) == 3, let input = tape.integer("prompt_tokens", of: usage),
            let output = tape.integer("completion_tokens", of: usage),
            let total = tape.integer("total_tokens", of: usage)
        {
            return Usage(
                input: Usage.Count(input, "usage.prompt_tokens"),
                output: Usage.Count(output, "usage.completion_tokens"),
                total: Usage.Count(total, "usage.total_tokens"), tier: tier)
        }
        let prompt = tape.member("prompt_tokens_details", of: usage)
        let completion = tape.member("completion_tokens_details", of: usage)
        return Usage(
            input: UsageFields.count(tape, usage, "prompt_tokens", "usage.prompt_tokens", &odd),
            output: UsageFields.count(
                tape, usage, "completion_tokens", "usage.completion_tokens", &odd),
            total: UsageFields.count(tape, usage, "total_tokens", "usage.total_tokens", &odd),
            cachedInput: UsageFields.count(
                tape, prompt, "cached_tokens", "usage.prompt_tokens_details.cached_tokens")
                ?? UsageFields.count(
                    tape, usage, "prompt_cache_hit_tokens", "usage.prompt_cache_hit_tokens")
                ?? UsageFields.count(tape, usage, "cached_tokens", "usage.cached_tokens")
                ?? UsageFields.count(
                    tape, usage, "cache_read_input_tokens", "usage.cache_read_input_tokens"),
            cacheWrite: UsageFields.count(
                tape, prompt, "cache_write_tokens",
                "usage.prompt_tokens_details.cache_write_tokens")
                ?? UsageFields.count(
                    tape, prompt, "cache_creation_input_tokens",
                    "usage.prompt_tokens_details.cache_creation_input_tokens")
                ?? UsageFields.count(
                    tape, usage, "cache_creation_input_tokens",
                    "usage.cache_creation_input_tokens"),
            reasoning: UsageFields.count(
                tape, completion, "reasoning_tokens",
                "usage.completion_tokens_details.reasoning_tokens")
                ?? UsageFields.count(tape, usage, "reasoning_tokens", "usage.reasoning_tokens"),
            audio: UsageFields.rareCount(
                tape, prompt, "audio_tokens", "usage.prompt_tokens_details.audio_tokens"),
            cachedAudio: UsageFields.rareCount(
                tape, prompt, "audio_cached_tokens",
                "usage.prompt_tokens_details.audio_cached_tokens"),
            image: UsageFields.rareCount(
                tape, prompt, "image_tokens", "usage.prompt_tokens_details.image_tokens"),
            audioOutput: UsageFields.rareCount(
                tape, completion, "audio_tokens",
                "usage.completion_tokens_details.audio_tokens"),
            imageOutput: UsageFields.rareCount(
                tape, completion, "image_tokens",
                "usage.completion_tokens_details.image_tokens"),
            audioSeconds: UsageFields.rareCount(
                tape, usage, "prompt_audio_seconds", "usage.prompt_audio_seconds"),
            tier: tier)
    }
}
