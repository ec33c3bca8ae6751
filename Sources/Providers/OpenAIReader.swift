import Documents
import Vocabulary

/// Reads OpenAI's chat answers, and those of everyone who speaks that language: the many places where
/// others put reasoning, cached tokens, cost and tool calls are all looked at.
typealias OpenAIReader = WireReader<OpenAIMeaning>

struct OpenAIMeaning: WireLanguage {
    private var calls = OpenAIToolCalls()
    private var servedBy = false
    private var routing = false

    init() {}

    /// For those who give several calls one number, or none.
    init(numbersCalls: Bool) { calls = OpenAIToolCalls(numbersCalls: numbersCalls) }

    // MARK: Streams

    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (Delta) -> Void
    ) -> EventKind {
        let root = tape.root
        context.identify(
            tape, text, id: tape.member("id", of: root), model: tape.member("model", of: root),
            emit)
        readGateway(tape, &context, emit)
        var usage = tape.member("usage", of: root)
        if let choices = tape.member("choices", of: root) {
            for choice in tape.elements(choices) where isFirst(tape, choice) {
                if let delta = tape.member("delta", of: choice) {
                    readMessage(tape, delta, &context, emit)
                } else if let message = tape.member("message", of: choice) {
                    readMessage(tape, message, &context, emit)
                }
                readEnd(tape, choice, &context, emit)
                if let inside = tape.member("usage", of: choice), tape.count(inside) > 0 {
                    usage = inside
                }
            }
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
        answer tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (Delta) -> Void
    ) {
        let root = tape.root
        emit(.start(id: tape.string("id", of: root), model: tape.string("model", of: root)))
        readGateway(tape, &context, emit)
        if let choice = tape.member("choices", of: root).flatMap(tape.first) {
            if let message = tape.member("message", of: choice) ?? tape.member("delta", of: choice)
            {
                readMessage(tape, message, &context, emit)
            }
            readEnd(tape, choice, &context, emit)
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
            if !isEvent, tape.member("choices", of: tape.root).flatMap(tape.first) != nil {
                return nil
            }
            return ErrorEnvelope.read(tape, wrapped)
        }
        guard tape.kind(tape.root) == .object, tape.member("choices", of: tape.root) == nil else {
            return nil
        }
        let isFlat =
            tape.member("object", of: tape.root).map { tape.equals($0, "error") } ?? false
            || !isEvent
                && ["message", "detail", "msg"].contains {
                    tape.member($0, of: tape.root).map { tape.kind($0) == .string } ?? false
                }
        return isFlat ? ErrorEnvelope.flat(tape) : nil
    }

    mutating func finish(_ context: inout WireContext, _ emit: (Delta) -> Void) {
        calls.finish(&context, emit)
    }

    // MARK: Parts

    private mutating func readGateway(
        _ tape: borrowing JSONTape, _ context: inout WireContext, _ emit: (Delta) -> Void
    ) {
        if !servedBy, let name = tape.string("provider", of: tape.root) {
            servedBy = true
            context.say(.evidence(.servedBy(name)), emit)
        }
        if !routing, let metadata = tape.member("openrouter_metadata", of: tape.root),
            let attempts = tape.member("attempts", of: metadata)
        {
            routing = true
            context.say(.evidence(.attempts(tape.count(attempts))), emit)
        }
    }

    private mutating func readMessage(
        _ tape: borrowing JSONTape, _ message: JSONTape.Node, _ context: inout WireContext,
        _ emit: (Delta) -> Void
    ) {
        let size = tape.count(message)
        guard size > 0 else { return }
        let role = tape.string("role", of: message)
        if let role { context.say(role: role, emit) }
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

    private func readEnd(
        _ tape: borrowing JSONTape, _ choice: JSONTape.Node, _ context: inout WireContext,
        _ emit: (Delta) -> Void
    ) {
        guard let raw = tape.string("finish_reason", of: choice) else { return }
        // In a stream, an empty text stands for "not yet".
        if raw.isEmpty, context.isStream { return }
        context.say(finish: Finish(raw: raw, reason: Self.reason(raw)), emit)
    }

    /// Its own words, and those that others let through from behind.
    private static func reason(_ raw: String) -> Finish.Reason {
        switch raw {
        case "stop", "eos", "end_turn", "stop_sequence": .stop
        case "length", "max_tokens", "model_length": .length
        case "tool_calls", "function_call", "tool_use": .toolCalls
        case "content_filter", "sensitive": .contentFilter
        case "refusal": .refusal
        case "error", "network_error", "insufficient_system_resource": .error
        default: .unknown
        }
    }

    private func readUsage(
        _ tape: borrowing JSONTape, _ usage: JSONTape.Node, _ context: inout WireContext,
        _ emit: (Delta) -> Void
    ) {
        guard tape.kind(usage) == .object, tape.count(usage) > 0 else { return }
        let counts = OpenAIUsage.read(tape, usage)
        context.say(usage: counts, emit)
        if let cost = UsageFields.cost(tape, usage) { context.say(.evidence(cost), emit) }
    }
}

/// Which of the many fields each count comes from: the first that has a number.
private enum OpenAIUsage {
    static func read(_ tape: borrowing JSONTape, _ usage: JSONTape.Node) -> Usage {
        var counts = Usage()
        counts.input = UsageFields.count(tape, usage, "prompt_tokens", "usage.prompt_tokens")
        counts.output = UsageFields.count(
            tape, usage, "completion_tokens", "usage.completion_tokens")
        counts.total = UsageFields.count(tape, usage, "total_tokens", "usage.total_tokens")
        // Most send these three alone: then none of the ten others need be looked for.
        let areAll = counts.input != nil && counts.output != nil && counts.total != nil
        if !(areAll && tape.count(usage) == 3) { readMore(tape, usage, &counts) }
        return counts
    }

    private static func readMore(
        _ tape: borrowing JSONTape, _ usage: JSONTape.Node, _ counts: inout Usage
    ) {
        let prompt = tape.member("prompt_tokens_details", of: usage)
        let completion = tape.member("completion_tokens_details", of: usage)
        counts.cachedInput =
            UsageFields.count(
                tape, prompt, "cached_tokens", "usage.prompt_tokens_details.cached_tokens")
            ?? UsageFields.count(
                tape, usage, "prompt_cache_hit_tokens", "usage.prompt_cache_hit_tokens")
            ?? UsageFields.count(tape, usage, "cached_tokens", "usage.cached_tokens")
            ?? UsageFields.count(
                tape, usage, "cache_read_input_tokens", "usage.cache_read_input_tokens")
        counts.cacheWrite =
            UsageFields.count(
                tape, prompt, "cache_write_tokens",
                "usage.prompt_tokens_details.cache_write_tokens")
            ?? UsageFields.count(
                tape, prompt, "cache_creation_input_tokens",
                "usage.prompt_tokens_details.cache_creation_input_tokens")
            ?? UsageFields.count(
                tape, usage, "cache_creation_input_tokens", "usage.cache_creation_input_tokens")
        counts.reasoning =
            UsageFields.count(
                tape, completion, "reasoning_tokens",
                "usage.completion_tokens_details.reasoning_tokens")
            ?? UsageFields.count(tape, usage, "reasoning_tokens", "usage.reasoning_tokens")
    }
}
