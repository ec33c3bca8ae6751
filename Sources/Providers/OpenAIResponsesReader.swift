import Documents
import Vocabulary

/// Reads OpenAI's Responses: items by place, each told in pieces, then whole, and once more in the event
/// that ends the stream. The pieces are what is believed; what is told again is held against them.
struct ResponsesMeaning: WireLanguage {
    private var parts = ResponseParts()
    private var calls = ResponseCalls()
    private var hasItems = false
    private var lastNumber: Int?
    /// Told at the start; said at the end, if none is told there.
    private var firstID: String?

    init() {}

    /// An event of type `error`, flat or with the error inside, or a body that wraps one. A whole response
    /// has its error as a member among others, and is read as an answer.
    static func error(in tape: borrowing JSONTape, isEvent: Bool) -> ProviderError? {
        let root = tape.root
        let type = tape.kind(root) == .object ? tape.member("type", of: root) : nil
        // The type alone tells, and nearly all events end here.
        if isEvent, let type, !tape.equals(type, "error") { return nil }
        if tape.kind(root) == .object, tape.member("output", of: root) != nil { return nil }
        if let wrapped = ErrorEnvelope.wrapped(tape) { return ErrorEnvelope.read(tape, wrapped) }
        guard tape.kind(root) == .object else { return nil }
        if let type, tape.equals(type, "error") {
            // The word says what kind of event it is, not what kind of error.
            var error = ErrorEnvelope.flat(tape)
            error.type = nil
            return error
        }
        let says =
            !isEvent
            && ["message", "detail", "msg"].contains {
                tape.member($0, of: root).map { tape.kind($0) == .string } ?? false
            }
        return says ? ErrorEnvelope.flat(tape) : nil
    }

    // MARK: Streams

    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        guard let type = tape.member("type", of: tape.root) else {
            context.notes.add(
                "wire.stream.untyped-event", .warning, at: context.offset, "an event without a type"
            )
            return .data
        }
        readNumber(tape, &context)
        if tape.equals(type, "response.output_text.delta") {
            readPiece(tape, .text, &context, emit)
        } else if tape.equals(type, "response.function_call_arguments.delta")
            || tape.equals(type, "response.custom_tool_call_input.delta")
        {
            readArguments(tape, &context, emit)
        } else if tape.equals(type, "response.reasoning_summary_text.delta") {
            readPiece(tape, .summary, &context, emit)
        } else if tape.equals(type, "response.reasoning_text.delta") {
            readPiece(tape, .thought, &context, emit)
        } else if tape.equals(type, "response.refusal.delta") {
            readPiece(tape, .refusal, &context, emit)
        } else if tape.equals(type, "response.output_item.added") {
            if let item = tape.member("item", of: tape.root) {
                begin(tape, item, at: place(tape), &context, emit)
            }
        } else if tape.equals(type, "response.output_item.done") {
            if let item = tape.member("item", of: tape.root) {
                end(tape, item, at: place(tape), &context, emit)
            }
        } else if tape.equals(type, "keepalive") {
            return .keepAlive
        } else {
            readSeldom(tape, text, type, &context, emit)
        }
        return .data
    }

    /// Numbers rise by one: a gap is something lost on the way, a number come twice something spliced in.
    private mutating func readNumber(_ tape: borrowing JSONTape, _ context: inout WireContext) {
        // Errors are read before they come here, and have numbers too.
        guard !context.hasError, let number = tape.integer("sequence_number", of: tape.root) else {
            return
        }
        defer { lastNumber = max(number, lastNumber ?? number) }
        guard let lastNumber, number != lastNumber &+ 1 else { return }
        if number <= lastNumber {
            context.notes.add(
                "wire.stream.duplicate-event", .error, at: context.offset,
                "an event numbered \(number) after one numbered \(lastNumber)")
        } else {
            context.notes.add(
                "wire.stream.sequence-gap", .warning, at: context.offset,
                "an event numbered \(number) after one numbered \(lastNumber)")
        }
    }

    private func place(_ tape: borrowing JSONTape) -> Int {
        tape.integer("output_index", of: tape.root) ?? 0
    }

    /// Where a piece belongs: summaries count their parts apart from contents.
    private func key(_ tape: borrowing JSONTape, _ kind: ResponseParts.Kind) -> ResponseParts.Key {
        let part =
            kind == .summary
            ? tape.integer("summary_index", of: tape.root)
            : tape.integer("content_index", of: tape.root)
        return ResponseParts.Key(item: place(tape), part: part ?? 0, kind: kind)
    }

    private mutating func readPiece(
        _ tape: borrowing JSONTape, _ kind: ResponseParts.Kind, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard let piece = tape.string("delta", of: tape.root) else { return }
        parts.add(piece, to: key(tape, kind), &context, emit)
    }

    private mutating func readArguments(
        _ tape: borrowing JSONTape, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard let piece = tape.string("delta", of: tape.root) else { return }
        calls.add(piece, at: place(tape), &context, emit)
    }

    private mutating func readSeldom(
        _ tape: borrowing JSONTape, _ text: Span<UInt8>, _ type: JSONTape.Node,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        let root = tape.root
        if tape.equals(type, "response.output_text.done") {
            readWhole(tape, "text", .text, &context, emit)
        } else if tape.equals(type, "response.refusal.done") {
            readWhole(tape, "refusal", .refusal, &context, emit)
        } else if tape.equals(type, "response.reasoning_summary_text.done") {
            readWhole(tape, "text", .summary, &context, emit)
        } else if tape.equals(type, "response.reasoning_text.done") {
            readWhole(tape, "text", .thought, &context, emit)
        } else if tape.equals(type, "response.function_call_arguments.done") {
            if let whole = tape.string("arguments", of: root) {
                calls.end(whole, at: place(tape), &context, emit)
            }
        } else if tape.equals(type, "response.custom_tool_call_input.done") {
            if let whole = tape.string("input", of: root) {
                calls.end(whole, at: place(tape), &context, emit)
            }
        } else if tape.equals(type, "response.created") {
            begin(tape, text, &context, emit)
        } else if tape.equals(type, "response.completed") {
            close(tape, text, "response.completed", &context, emit)
        } else if tape.equals(type, "response.incomplete") {
            close(tape, text, "response.incomplete", &context, emit)
        } else if tape.equals(type, "response.failed") {
            close(tape, text, "response.failed", &context, emit)
        } else if !ResponseEvents.isKnown(tape, type) {
            context.notes.add(
                "wire.stream.unknown-event", .note, at: context.offset,
                "an event of type '\(tape.string(type) ?? "")'")
        }
    }

    private mutating func readWhole(
        _ tape: borrowing JSONTape, _ member: StaticString, _ kind: ResponseParts.Kind,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard let whole = tape.string(member, of: tape.root) else { return }
        parts.end(whole, of: key(tape, kind), &context, emit)
    }

    private mutating func begin(
        _ tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard let response = tape.member("response", of: tape.root) else { return }
        firstID = tape.string("id", of: response)
        context.identify(
            tape, text, id: nil, model: tape.member("model", of: response), emit)
    }

    /// The id at the end is the one under which the answer can be asked for: some send others before.
    private mutating func identify(
        _ tape: borrowing JSONTape, _ text: Span<UInt8>, _ response: JSONTape.Node,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        let id = tape.member("id", of: response)
        if let firstID, let id, let last = tape.string(id), !last.isEmpty, last != firstID {
            context.notes.add(
                "wire.stream.id-changed", .note, at: context.offset, "the id changes on the way")
        }
        context.identify(
            tape, text, id: id, model: tape.member("model", of: response), emit)
    }

    /// The event that ends the stream has the whole answer in it, save with those who leave it out.
    private mutating func close(
        _ tape: borrowing JSONTape, _ text: Span<UInt8>, _ mark: String,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        if context.terminator != nil {
            context.notes.add(
                "wire.stream.duplicate-done", .warning, at: context.offset,
                "\(mark) after the stream's end")
        }
        if let response = tape.member("response", of: tape.root) {
            identify(tape, text, response, &context, emit)
            if let output = tape.member("output", of: response), tape.count(output) > 0 {
                if hasItems {
                    compare(tape, output, &context)
                } else {
                    readOutput(tape, output, &context, emit)
                }
            }
            readEnd(tape, response, failed: mark == "response.failed", &context, emit)
        }
        if context.terminator == nil { context.terminator = mark }
    }

    /// Items may stand in another order at the end: their sums are held against each other.
    private func compare(
        _ tape: borrowing JSONTape, _ output: JSONTape.Node, _ context: inout WireContext
    ) {
        var (bytes, calls) = (0, 0)
        for item in tape.elements(output) {
            if ResponseCalls.isCall(tape, item) { calls += 1 }
            guard ResponseEvents.isMessage(tape, item),
                let content = tape.member("content", of: item)
            else { continue }
            for part in tape.elements(content) {
                bytes += tape.string("text", of: part)?.utf8.count ?? 0
            }
        }
        guard bytes != parts.textBytes || calls != self.calls.count else { return }
        context.notes.add(
            "wire.stream.whole-differs", .error, at: context.offset,
            "the answer at the end has \(bytes) bytes of text and \(calls) tool calls, its pieces "
                + "had \(parts.textBytes) and \(self.calls.count)")
    }

    // MARK: Plain answers

    mutating func read(
        answer tape: borrowing JSONTape, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        let root = tape.root
        emit(.start(id: tape.string("id", of: root), model: tape.string("model", of: root)))
        if let output = tape.member("output", of: root), tape.kind(output) == .array {
            readOutput(tape, output, &context, emit)
        } else {
            context.notes.add(
                "wire.answer.no-content", .error, at: context.offset,
                "an answer without a list of output")
        }
        readEnd(tape, root, failed: false, &context, emit)
    }

    // MARK: Parts

    private mutating func readOutput(
        _ tape: borrowing JSONTape, _ output: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        for (index, item) in tape.elements(output).enumerated() {
            begin(tape, item, at: index, &context, emit)
            end(tape, item, at: index, &context, emit)
        }
    }

    private mutating func begin(
        _ tape: borrowing JSONTape, _ item: JSONTape.Node, at place: Int,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        hasItems = true
        if ResponseCalls.isCall(tape, item) {
            calls.begin(tape, item, at: place, &context, emit)
        } else if ResponseEvents.isMessage(tape, item), let role = tape.role(of: item) {
            context.say(role: role, emit)
        }
    }

    /// An item as a whole: what its pieces did not bring is taken from it. Tools of the provider's own are
    /// its own affair.
    private mutating func end(
        _ tape: borrowing JSONTape, _ item: JSONTape.Node, at place: Int,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        if ResponseCalls.isCall(tape, item) {
            if !calls.knows(place) { calls.begin(tape, item, at: place, &context, emit) }
            if let whole = ResponseCalls.arguments(tape, item, &context) {
                calls.end(whole, at: place, &context, emit)
            }
        } else if ResponseEvents.isMessage(tape, item) {
            readMessage(tape, item, at: place, &context, emit)
        } else if let type = tape.member("type", of: item), tape.equals(type, "reasoning") {
            readReasoning(tape, item, at: place, &context, emit)
        }
        hasItems = true
    }

    private mutating func readMessage(
        _ tape: borrowing JSONTape, _ item: JSONTape.Node, at place: Int,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard let content = tape.member("content", of: item) else { return }
        let (hasText, hasRefusal) = (parts.has(.text, of: place), parts.has(.refusal, of: place))
        if let text = tape.string(content) {
            if hasText { return }
            let key = ResponseParts.Key(item: place, part: 0, kind: .text)
            return parts.end(text, of: key, &context, emit)
        }
        for (index, part) in tape.elements(content).enumerated() {
            if let text = tape.string("text", of: part) {
                if hasText { continue }
                let key = ResponseParts.Key(item: place, part: index, kind: .text)
                parts.end(text, of: key, &context, emit)
            } else if let refusal = tape.string("refusal", of: part) {
                if hasRefusal { continue }
                let key = ResponseParts.Key(item: place, part: index, kind: .refusal)
                parts.end(refusal, of: key, &context, emit)
            }
        }
    }

    /// The thought itself where it is told, else its summary.
    private mutating func readReasoning(
        _ tape: borrowing JSONTape, _ item: JSONTape.Node, at place: Int,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        if parts.has(.thought, of: place) || parts.has(.summary, of: place) { return }
        for (member, kind) in Self.reasoningMembers {
            guard let list = tape.member(member, of: item), tape.count(list) > 0 else { continue }
            for (index, part) in tape.elements(list).enumerated() {
                guard let text = tape.string("text", of: part) else { continue }
                let key = ResponseParts.Key(item: place, part: index, kind: kind)
                parts.end(text, of: key, &context, emit)
            }
        }
    }

    private static let reasoningMembers: [(StaticString, ResponseParts.Kind)] = [
        ("content", .thought), ("summary", .summary),
    ]

    // MARK: The end

    private mutating func readEnd(
        _ tape: borrowing JSONTape, _ response: JSONTape.Node, failed: Bool,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        let status = tape.string("status", of: response)
        let error = tape.member("error", of: response).flatMap {
            tape.isNull($0) ? nil : ErrorEnvelope.read(tape, $0)
        }
        let hasFailed = failed || status == "failed"
        // Most who send the error as an event of its own repeat it here.
        if error != nil || hasFailed, !context.hasError {
            context.say(error: error ?? ProviderError(), emit)
        }
        if let status, !status.isEmpty {
            let detail = tape.member("incomplete_details", of: response).flatMap {
                tape.string("reason", of: $0)
            }
            let reason = Self.reason(status, detail, hasCalls: calls.count > 0)
            context.say(finish: Finish(raw: status, reason: reason, detail: detail), emit)
        }
        if status == "completed", !hasItems, !context.hasError {
            context.notes.add(
                "wire.answer.no-content", .error, at: context.offset,
                "an answer that is complete and has nothing in it")
        }
        if let usage = tape.member("usage", of: response) {
            readUsage(tape, usage, of: response, &context, emit)
        }
    }

    private static func reason(
        _ status: String, _ detail: String?, hasCalls: Bool
    ) -> Finish.Reason {
        switch (status, detail) {
        case ("completed", _): hasCalls ? .toolCalls : .stop
        case ("incomplete", "content_filter"): .contentFilter
        case ("incomplete", "max_output_tokens"), ("incomplete", "max_messages"),
            ("incomplete", nil):
            .length
        case ("incomplete", "steered"), ("in_progress", _), ("queued", _): .pause
        case ("failed", _), ("cancelled", _): .error
        default: .unknown
        }
    }

    private func readUsage(
        _ tape: borrowing JSONTape, _ usage: JSONTape.Node, of response: JSONTape.Node,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard tape.kind(usage) == .object, tape.count(usage) > 0 else { return }
        let input = tape.member("input_tokens_details", of: usage)
        let counts = Usage(
            input: UsageFields.count(tape, usage, "input_tokens", "usage.input_tokens"),
            output: UsageFields.count(tape, usage, "output_tokens", "usage.output_tokens"),
            total: UsageFields.count(tape, usage, "total_tokens", "usage.total_tokens"),
            cachedInput: UsageFields.count(
                tape, input, "cached_tokens", "usage.input_tokens_details.cached_tokens"),
            cacheWrite: UsageFields.count(
                tape, input, "cache_write_tokens", "usage.input_tokens_details.cache_write_tokens"),
            reasoning: UsageFields.count(
                tape, tape.member("output_tokens_details", of: usage), "reasoning_tokens",
                "usage.output_tokens_details.reasoning_tokens"),
            cacheWriteLong: UsageFields.rareCount(
                tape, tape.member("cache_write_tokens_details", of: usage), "ttl_12h_tokens",
                "usage.cache_write_tokens_details.ttl_12h_tokens"),
            tier: UsageFields.tier(tape, response))
        context.say(usage: consume counts, emit)
        if let cost = UsageFields.cost(tape, usage) { context.say(.evidence(cost), emit) }
    }

    mutating func finish(_ context: inout WireContext, _ emit: (consuming Delta) -> Void) {
        if let firstID, !firstID.isEmpty { context.say(.start(id: firstID, model: nil), emit) }
        calls.finish(&context)
    }
}

/// The many events that tell how things go on and bring nothing that is read here.
enum ResponseEvents {
    static func isMessage(_ tape: borrowing JSONTape, _ item: JSONTape.Node) -> Bool {
        tape.member("type", of: item).map { tape.equals($0, "message") } ?? false
    }

    static func isKnown(_ tape: borrowing JSONTape, _ type: JSONTape.Node) -> Bool {
        guard let name = tape.string(type), name.hasPrefix("response.") else { return false }
        let rest = name.dropFirst(9)
        return names.contains(String(rest)) || families.contains { rest.hasPrefix($0) }
    }

    private static let names: Set<String> = [
        "in_progress", "queued", "content_part.added", "content_part.done",
        "output_text.annotation.added", "reasoning_summary_part.added",
        "reasoning_summary_part.done", "reasoning_part.added", "reasoning_part.done",
    ]

    private static let families = [
        "web_search_call.", "file_search_call.", "code_interpreter_call", "image_generation_call.",
        "mcp_", "shell_call_", "computer_call", "local_shell_call", "apply_patch_call",
        "tool_search_call", "compaction.", "audio.",
    ]
}
