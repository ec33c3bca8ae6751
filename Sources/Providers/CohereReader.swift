import Documents
import Vocabulary

/// Reads Cohere's chat. Its events name their kind, and end with `message-end`, which may be followed by `[DONE]`
/// and may hold an error in place of an answer.
struct CohereMeaning: WireLanguage {
    /// `[DONE]` comes behind it.
    static var speaksAfterEndMark: Bool { true }

    private var calls = NumberedCalls()

    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        let root = tape.root
        guard let type = tape.member("type", of: root) else { return .data }
        let delta = tape.member("delta", of: root)
        let message = delta.flatMap { tape.member("message", of: $0) }
        if tape.equals(type, "content-delta") || tape.equals(type, "content-start") {
            if let message, let content = tape.member("content", of: message) {
                readPart(tape, content, &context, emit)
            }
        } else if tape.equals(type, "tool-call-delta") || tape.equals(type, "tool-call-start") {
            if let message, let call = tape.member("tool_calls", of: message) {
                readCall(tape, call, tape.integer("index", of: root), &context, emit)
            }
        } else if tape.equals(type, "message-start") {
            context.identify(tape, text, id: tape.member("id", of: root), model: nil, emit)
            if let message, let role = tape.role(of: message) {
                context.say(role: role, emit)
            }
        } else if tape.equals(type, "message-end") {
            context.terminator = "message-end"
            if let delta { readEnd(tape, delta, &context, emit) }
        }
        return .data
    }

    mutating func read(
        answer tape: borrowing JSONTape, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        let root = tape.root
        emit(.start(id: tape.string("id", of: root), model: tape.string("model", of: root)))
        if let message = tape.member("message", of: root), tape.kind(message) == .object {
            if let role = tape.role(of: message) { context.say(role: role, emit) }
            if let content = tape.member("content", of: message) {
                if let plain = tape.string(content) { context.say(text: plain, emit) }
                for part in tape.elements(content) { readPart(tape, part, &context, emit) }
            }
            if let list = tape.member("tool_calls", of: message) {
                for (place, call) in tape.elements(list).enumerated() {
                    readCall(tape, call, place, &context, emit)
                }
            }
        } else {
            context.notes.add(
                "wire.answer.no-choice", .error, at: context.offset, "an answer without a message")
        }
        readEnd(tape, root, &context, emit)
    }

    /// A message that is a text, where an answer has an object of that name.
    static func error(in tape: borrowing JSONTape, isEvent: Bool) -> ProviderError? {
        if let wrapped = ErrorEnvelope.wrapped(tape) { return ErrorEnvelope.read(tape, wrapped) }
        guard tape.string("message", of: tape.root) != nil else { return nil }
        return ErrorEnvelope.flat(tape)
    }

    mutating func finish(_ context: inout WireContext, _ emit: (consuming Delta) -> Void) {
        calls.finish(&context)
    }

    // MARK: Parts

    private func readPart(
        _ tape: borrowing JSONTape, _ part: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        if let node = tape.member("text", of: part), let text = tape.string(node) {
            context.say(text: text, quoted: tape.range(node), emit)
        } else if let node = tape.member("thinking", of: part), let text = tape.string(node) {
            context.say(reasoning: text, quoted: tape.range(node), emit)
        }
    }

    /// A name begins a call; a piece has arguments alone.
    private mutating func readCall(
        _ tape: borrowing JSONTape, _ call: JSONTape.Node, _ number: Int?,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard let function = tape.member("function", of: call) else { return }
        let id = tape.string("id", of: call)
        let name = tape.string("name", of: function)
        if id != nil || name != nil {
            calls.start(number, id: id, name: name ?? "", &context, emit)
        }
        if let arguments = tape.string("arguments", of: function) {
            calls.add(arguments, to: number, &context, emit)
        }
    }

    private func readEnd(
        _ tape: borrowing JSONTape, _ end: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        if let raw = tape.string("finish_reason", of: end) {
            context.say(finish: Finish(raw: raw, reason: Self.reason(raw)), emit)
        }
        if let usage = tape.member("usage", of: end), tape.kind(usage) == .object {
            context.say(usage: Self.usage(tape, usage), emit)
        }
        if let message = tape.string("error", of: end), !message.isEmpty {
            context.say(error: ProviderError(message: message), emit)
        }
    }

    private static func reason(_ raw: String) -> Finish.Reason {
        switch raw {
        case "COMPLETE", "STOP_SEQUENCE": .stop
        case "MAX_TOKENS": .length
        case "TOOL_CALL": .toolCalls
        case "ERROR", "TIMEOUT": .error
        default: .unknown
        }
    }

    /// What the model took and made, else what is charged for.
    private static func usage(_ tape: borrowing JSONTape, _ usage: JSONTape.Node) -> Usage {
        let tokens = tape.member("tokens", of: usage)
        let billed = tape.member("billed_units", of: usage)
        return Usage(
            input: UsageFields.count(tape, tokens, "input_tokens", "usage.tokens.input_tokens")
                ?? UsageFields.count(
                    tape, billed, "input_tokens", "usage.billed_units.input_tokens"),
            output: UsageFields.count(tape, tokens, "output_tokens", "usage.tokens.output_tokens")
                ?? UsageFields.count(
                    tape, billed, "output_tokens", "usage.billed_units.output_tokens"),
            cachedInput: UsageFields.count(tape, usage, "cached_tokens", "usage.cached_tokens"),
            reasoning: UsageFields.count(
                tape, tokens, "reasoning_tokens", "usage.tokens.reasoning_tokens"))
    }
}
