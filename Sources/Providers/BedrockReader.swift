import Documents
import Vocabulary

/// Reads Converse. What an event is, its members tell: they are the same whether the kind stands in a frame's
/// header or nowhere. Exceptions are the framing's to find.
struct BedrockMeaning: WireLanguage {
    static var framings: [StreamFacts.Framing] { [.awsEventStream] }
    /// The token counts follow `messageStop`.
    static var speaksAfterEndMark: Bool { true }

    private var calls = NumberedCalls()

    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        let root = tape.root
        // An event of nothing keeps the connection awake, and brings the answer no further.
        if tape.count(root) == 0 { return .keepAlive }
        let number = tape.integer("contentBlockIndex", of: root)
        if let delta = tape.member("delta", of: root) {
            readDelta(tape, delta, number, &context, emit)
        } else if let start = tape.member("start", of: root) {
            if let call = tape.member("toolUse", of: start) {
                calls.start(
                    number, id: tape.string("toolUseId", of: call),
                    name: tape.string("name", of: call) ?? "", &context, emit)
            }
        } else if tape.string("stopReason", of: root) != nil {
            context.terminator = "messageStop"
            readEnd(tape, &context, emit)
        } else if let role = tape.role(of: root) {
            context.say(role: role, emit)
        }
        readMetadata(tape, &context, emit)
        return .data
    }

    mutating func read(
        answer tape: borrowing JSONTape, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        let output = tape.member("output", of: tape.root)
        if let message = output.flatMap({ tape.member("message", of: $0) }) {
            if let role = tape.role(of: message) { context.say(role: role, emit) }
            if let content = tape.member("content", of: message) {
                for block in tape.elements(content) { readBlock(tape, block, &context, emit) }
            }
        } else {
            context.notes.add(
                "wire.answer.no-choice", .error, at: context.offset, "an answer without a message")
        }
        readEnd(tape, &context, emit)
        readMetadata(tape, &context, emit)
    }

    /// A message without an output; some of Amazon's doors begin it with a capital.
    static func error(in tape: borrowing JSONTape, isEvent: Bool) -> ProviderError? {
        let root = tape.root
        guard tape.member("output", of: root) == nil else { return nil }
        if let message = tape.string("Message", of: root) { return ProviderError(message: message) }
        guard !isEvent, tape.string("message", of: root) != nil else { return nil }
        return ErrorEnvelope.flat(tape)
    }

    mutating func finish(_ context: inout WireContext, _ emit: (consuming Delta) -> Void) {
        calls.finish(&context)
    }

    // MARK: Parts

    private mutating func readDelta(
        _ tape: borrowing JSONTape, _ delta: JSONTape.Node, _ number: Int?,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        if let node = tape.member("text", of: delta), let text = tape.string(node) {
            context.say(text: text, quoted: tape.range(node), emit)
        } else if let thought = tape.member("reasoningContent", of: delta) {
            if let node = tape.member("text", of: thought), let text = tape.string(node) {
                context.say(reasoning: text, quoted: tape.range(node), emit)
            }
        } else if let call = tape.member("toolUse", of: delta) {
            calls.add(tape.string("input", of: call) ?? "", to: number, &context, emit)
        }
    }

    private mutating func readBlock(
        _ tape: borrowing JSONTape, _ block: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        if let text = tape.string("text", of: block) {
            context.say(text: text, emit)
        } else if let thought = tape.member("reasoningContent", of: block) {
            let text = tape.member("reasoningText", of: thought)
            context.say(reasoning: text.flatMap { tape.string("text", of: $0) } ?? "", emit)
        } else if let call = tape.member("toolUse", of: block) {
            calls.start(
                nil, id: tape.string("toolUseId", of: call),
                name: tape.string("name", of: call) ?? "", &context, emit)
            if let input = tape.member("input", of: call) {
                calls.add(tape.text(input), to: nil, &context, emit)
            }
        }
    }

    private func readEnd(
        _ tape: borrowing JSONTape, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard let raw = tape.string("stopReason", of: tape.root) else { return }
        var finish = Finish(raw: raw, reason: Self.reason(raw))
        // Claude tells which text it stopped at, where it was asked to.
        if let more = tape.member("additionalModelResponseFields", of: tape.root) {
            finish.stopSequence = tape.string("stop_sequence", of: more)
        }
        context.say(finish: finish, emit)
    }

    private static func reason(_ raw: String) -> Finish.Reason {
        switch raw {
        case "end_turn", "stop_sequence": .stop
        case "max_tokens", "model_context_window_exceeded": .length
        case "tool_use": .toolCalls
        case "guardrail_intervened", "content_filtered": .contentFilter
        case "malformed_model_output", "malformed_tool_use": .error
        default: .unknown
        }
    }

    /// Token counts, and the model that a router chose.
    private func readMetadata(
        _ tape: borrowing JSONTape, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        let root = tape.root
        if let trace = tape.member("trace", of: root),
            let router = tape.member("promptRouter", of: trace),
            let model = tape.string("invokedModelId", of: router)
        {
            context.say(.start(id: nil, model: model), emit)
        }
        guard let usage = tape.member("usage", of: root), tape.count(usage) > 0 else { return }
        let counts = Usage(
            input: UsageFields.count(tape, usage, "inputTokens", "usage.inputTokens"),
            output: UsageFields.count(tape, usage, "outputTokens", "usage.outputTokens"),
            total: UsageFields.count(tape, usage, "totalTokens", "usage.totalTokens"),
            cachedInput: UsageFields.count(
                tape, usage, "cacheReadInputTokens", "usage.cacheReadInputTokens"),
            cacheWrite: UsageFields.count(
                tape, usage, "cacheWriteInputTokens", "usage.cacheWriteInputTokens"),
            tier: tape.member("serviceTier", of: root).flatMap {
                UsageFields.tier(tape, $0, "type")
            })
        context.say(usage: consume counts, emit)
    }
}
