import Documents
import Vocabulary

/// Reads Ollama's own chat: a line is a plain answer in small, and the last one says `done`.
struct OllamaMeaning: WireLanguage {
    static var framings: [StreamFacts.Framing] { [.ndjson] }

    private var calls = NumberedCalls()

    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        context.identify(tape, text, id: nil, model: tape.member("model", of: tape.root), emit)
        readAnswer(tape, &context, emit)
        return .data
    }

    mutating func read(
        answer tape: borrowing JSONTape, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        emit(.start(id: nil, model: tape.string("model", of: tape.root)))
        if tape.member("message", of: tape.root).map({ tape.isNull($0) }) ?? true {
            context.notes.add(
                "wire.answer.no-choice", .error, at: context.offset, "an answer without a message")
        }
        readAnswer(tape, &context, emit)
    }

    static func error(in tape: borrowing JSONTape, isEvent: Bool) -> ProviderError? {
        ErrorEnvelope.wrapped(tape).map { ErrorEnvelope.read(tape, $0) }
    }

    mutating func finish(_ context: inout WireContext, _ emit: (consuming Delta) -> Void) {
        calls.finish(&context)
    }

    // MARK: Parts

    private mutating func readAnswer(
        _ tape: borrowing JSONTape, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        let root = tape.root
        if let message = tape.member("message", of: root) {
            readMessage(tape, message, &context, emit)
        }
        guard let done = tape.member("done", of: root), tape.bool(done) == true else { return }
        if let raw = tape.string("done_reason", of: root) {
            context.say(finish: Finish(raw: raw, reason: reason(raw)), emit)
        }
        let input = UsageFields.count(tape, root, "prompt_eval_count", "prompt_eval_count")
        let output = UsageFields.count(tape, root, "eval_count", "eval_count")
        if input != nil || output != nil {
            context.say(usage: Usage(input: input, output: output), emit)
        }
        if context.isStream { context.terminator = "done" }
    }

    private mutating func readMessage(
        _ tape: borrowing JSONTape, _ message: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        if let role = tape.role(of: message) { context.say(role: role, emit) }
        if let thinking = tape.member("thinking", of: message), let text = tape.string(thinking) {
            context.say(reasoning: text, quoted: tape.range(thinking), emit)
        }
        if let content = tape.member("content", of: message) {
            if let text = tape.string(content) {
                context.say(text: text, quoted: tape.range(content), emit)
            } else if !tape.isNull(content) {
                context.notes.add(
                    "wire.json.type", .warning, at: context.offset + tape.range(content).lowerBound,
                    "content that is a JSON \(tape.kind(content)), not text")
            }
        }
        guard let list = tape.member("tool_calls", of: message) else { return }
        for call in tape.elements(list) {
            guard let function = tape.member("function", of: call) else { continue }
            calls.start(
                nil, id: tape.string("id", of: call), name: tape.string("name", of: function) ?? "",
                &context, emit)
            guard let arguments = tape.member("arguments", of: function), !tape.isNull(arguments)
            else { continue }
            calls.add(tape.string(arguments) ?? tape.text(arguments), to: nil, &context, emit)
        }
    }

    /// It stops for calls as it stops for anything else.
    private func reason(_ raw: String) -> Finish.Reason {
        switch raw {
        case "stop": calls.isEmpty ? .stop : .toolCalls
        case "length": .length
        // The model was loaded or put away, and nobody asked it anything.
        case "load", "unload": .stop
        default: .unknown
        }
    }
}
