import Documents
import Vocabulary

/// Reads DashScope's own answers: events whose text may be all the text so far, a finish reason that is the text
/// `null` until there is one, and the answer in `output.choices` or, in its older form, in `output.text`.
struct DashScopeMeaning: WireLanguage {
    /// There is no end mark: the last event has a finish reason, and repeats it if anything follows.
    static var speaksAfterEndMark: Bool { true }

    private var calls = NumberedCalls()
    private var answer = GrowingText()
    private var reasoning = GrowingText()
    /// The id of the last event: an old server gives each its own.
    private var id: String?
    private var isFinished = false

    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        let root = tape.root
        id = tape.string("request_id", of: root) ?? id
        context.identify(tape, text, id: nil, model: tape.member("model", of: root), emit)
        if let output = tape.member("output", of: root) { readOutput(tape, output, &context, emit) }
        readUsage(tape, &context, emit)
        return .data
    }

    mutating func read(
        answer tape: borrowing JSONTape, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        let root = tape.root
        emit(
            .start(id: tape.string("request_id", of: root), model: tape.string("model", of: root)))
        let output = tape.member("output", of: root)
        if output == nil || !hasAnswer(tape, output) {
            context.notes.add(
                "wire.answer.no-choice", .error, at: context.offset, "an answer without a choice")
        }
        if let output { readOutput(tape, output, &context, emit) }
        readUsage(tape, &context, emit)
    }

    private func hasAnswer(_ tape: borrowing JSONTape, _ output: JSONTape.Node?) -> Bool {
        guard let output else { return false }
        return tape.first("choices", of: output) != nil
            || tape.string("text", of: output) != nil
    }

    /// A code without any output; some old bodies carry an empty code beside their output.
    static func error(in tape: borrowing JSONTape, isEvent: Bool) -> ProviderError? {
        if let wrapped = ErrorEnvelope.wrapped(tape) { return ErrorEnvelope.read(tape, wrapped) }
        let root = tape.root
        guard let code = tape.string("code", of: root), !code.isEmpty else { return nil }
        if let output = tape.member("output", of: root), tape.count(output) > 0 { return nil }
        return ErrorEnvelope.flat(tape)
    }

    mutating func finish(_ context: inout WireContext, _ emit: (consuming Delta) -> Void) {
        for piece in reasoning.rest() { context.say(reasoning: piece, emit) }
        for piece in answer.rest() { context.say(text: piece, emit) }
        if answer.repeats || reasoning.repeats {
            context.notes.add(
                "wire.stream.repeated-text", .note, "each event repeats the text so far")
        }
        if context.isStream, let id { emit(.start(id: id, model: nil)) }
        calls.finish(&context)
    }

    // MARK: Parts

    private mutating func readOutput(
        _ tape: borrowing JSONTape, _ output: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard let choice = tape.first("choices", of: output) else {
            if let text = tape.string("text", of: output) { say(text, &context, emit) }
            return readEnd(tape, output, &context, emit)
        }
        if let message = tape.member("message", of: choice) {
            readMessage(tape, message, &context, emit)
        }
        readEnd(tape, choice, &context, emit)
    }

    private mutating func readMessage(
        _ tape: borrowing JSONTape, _ message: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        if let role = tape.role(of: message) { context.say(role: role, emit) }
        if let thought = tape.string("reasoning_content", of: message) {
            if context.isStream {
                for piece in reasoning.take(thought) { context.say(reasoning: piece, emit) }
            } else {
                context.say(reasoning: thought, emit)
            }
        }
        if let content = tape.member("content", of: message) {
            if tape.kind(content) == .array {
                say(OpenAIContent.text(tape, content), &context, emit)
            } else if let text = tape.string(content) {
                say(text, &context, emit)
            }
        }
        guard let list = tape.member("tool_calls", of: message) else { return }
        for (place, call) in tape.elements(list).enumerated() {
            readCall(tape, call, tape.integer("index", of: call) ?? place, &context, emit)
        }
    }

    private mutating func say(
        _ text: String, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard context.isStream else { return context.say(text: text, emit) }
        if reasoning.repeats { answer.expectRepeats() }
        for piece in answer.take(text) { context.say(text: piece, emit) }
    }

    private mutating func readCall(
        _ tape: borrowing JSONTape, _ call: JSONTape.Node, _ number: Int,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        let function = tape.member("function", of: call)
        let name = function.flatMap { tape.string("name", of: $0) } ?? ""
        if !calls.knows(number) {
            calls.start(number, id: tape.string("id", of: call), name: name, &context, emit)
        }
        guard let function, let arguments = tape.string("arguments", of: function) else { return }
        // No JSON object goes on with itself: what begins with all that came before repeats it.
        let known = calls.arguments(of: number) ?? ""
        let isRepeated = !known.isEmpty && arguments.utf8.starts(with: known.utf8)
        let new = isRepeated ? String(arguments.utf8.dropFirst(known.utf8.count)) : arguments
        calls.add(new ?? arguments, to: number, &context, emit)
    }

    private mutating func readEnd(
        _ tape: borrowing JSONTape, _ choice: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard !isFinished, let raw = tape.string("finish_reason", of: choice), !raw.isEmpty,
            raw != "null"
        else { return }
        isFinished = true
        if context.isStream { context.terminator = "finish_reason" }
        for piece in reasoning.rest() { context.say(reasoning: piece, emit) }
        for piece in answer.rest() { context.say(text: piece, emit) }
        context.say(finish: Finish(raw: raw, reason: Self.reason(raw)), emit)
    }

    private static func reason(_ raw: String) -> Finish.Reason {
        switch raw {
        case "stop": .stop
        case "length": .length
        case "tool_calls": .toolCalls
        case "content_filter": .contentFilter
        default: .unknown
        }
    }

    private func readUsage(
        _ tape: borrowing JSONTape, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard let usage = tape.member("usage", of: tape.root), tape.count(usage) > 0 else { return }
        let input = tape.member("prompt_tokens_details", of: usage)
        let output = tape.member("output_tokens_details", of: usage)
        let plugins = tape.member("plugins", of: usage)
        let search: JSONTape.Node? =
            if let plugins { tape.member("search", of: plugins) } else { nil }
        let counts = Usage(
            input: UsageFields.count(tape, usage, "input_tokens", "usage.input_tokens"),
            output: UsageFields.count(tape, usage, "output_tokens", "usage.output_tokens"),
            total: UsageFields.count(tape, usage, "total_tokens", "usage.total_tokens"),
            cachedInput: UsageFields.count(
                tape, input, "cached_tokens", "usage.prompt_tokens_details.cached_tokens"),
            cacheWrite: UsageFields.count(
                tape, input, "cache_creation_input_tokens",
                "usage.prompt_tokens_details.cache_creation_input_tokens"),
            reasoning: UsageFields.count(
                tape, output, "reasoning_tokens", "usage.output_tokens_details.reasoning_tokens"),
            searches: UsageFields.rareCount(
                tape, search, "count", "usage.plugins.search.count"))
        context.say(usage: consume counts, emit)
    }
}
