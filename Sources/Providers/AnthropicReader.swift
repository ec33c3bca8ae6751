import Documents
import Vocabulary

/// Reads Anthropic's messages: named events, blocks by index, an end mark of its own, and token counts that
/// are told at the start and corrected on the way.
struct AnthropicMeaning: WireLanguage {
    /// A tool call that is being written, and what it began with.
    private struct Call: Sendable {
        var input: String?
        var arguments = ""
        var name: String
        var offset: Int
    }

    private var calls: [Call] = []
    /// The last call that each block began.
    private var byBlock: [Int: Int] = [:]
    private var usage = Usage()
    private var hasStarted = false
    private var fallbacks = 0

    init() {}

    /// There is no sum.
    static var usageRule: UsageRule { .cacheBeside }

    static func error(in tape: borrowing JSONTape, isEvent: Bool) -> ProviderError? {
        if let wrapped = ErrorEnvelope.wrapped(tape) { return ErrorEnvelope.read(tape, wrapped) }
        guard tape.kind(tape.root) == .object else { return nil }
        if let type = tape.member("type", of: tape.root) {
            return tape.equals(type, "error") ? ErrorEnvelope.flat(tape) : nil
        }
        let says =
            !isEvent && tape.member("content", of: tape.root) == nil
            && ["message", "detail", "msg"].contains {
                tape.member($0, of: tape.root).map { tape.kind($0) == .string } ?? false
            }
        return says ? ErrorEnvelope.flat(tape) : nil
    }

    // MARK: Streams

    mutating func read(
        event tape: borrowing JSONTape, _ text: Span<UInt8>, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) -> EventKind {
        let root = tape.root
        guard let type = tape.member("type", of: root) else {
            context.notes.add(
                "wire.stream.untyped-event", .warning, at: context.offset, "an event without a type"
            )
            return .data
        }
        if tape.equals(type, "content_block_delta") {
            readDelta(tape, &context, emit)
        } else if tape.equals(type, "content_block_start") {
            if let block = tape.member("content_block", of: root) {
                readBlock(tape, block, tape.integer("index", of: root) ?? 0, &context, emit)
            }
        } else if tape.equals(type, "content_block_stop") {
            close(tape.integer("index", of: root) ?? 0, &context, emit)
        } else if tape.equals(type, "ping") {
            return .keepAlive
        } else if tape.equals(type, "message_start") {
            if let message = tape.member("message", of: root) {
                start(tape, text, message, &context, emit)
            }
        } else if tape.equals(type, "message_delta") {
            if let delta = tape.member("delta", of: root) { readEnd(tape, delta, &context, emit) }
            readUsage(tape, tape.member("usage", of: root), &context, emit)
        } else if tape.equals(type, "message_stop") {
            stop(&context)
        } else {
            context.notes.add(
                "wire.stream.unknown-event", .note, at: context.offset,
                "an event of type '\(tape.string(type) ?? "")'")
        }
        return .data
    }

    private mutating func start(
        _ tape: borrowing JSONTape, _ text: Span<UInt8>, _ message: JSONTape.Node,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        if hasStarted {
            context.notes.add(
                "wire.stream.duplicate-start", .error, at: context.offset,
                "a second message_start in one stream")
        }
        hasStarted = true
        context.identify(
            tape, text, id: tape.member("id", of: message),
            model: tape.member("model", of: message), emit)
        if let role = tape.role(of: message) { context.say(role: role, emit) }
        if let content = tape.member("content", of: message) {
            for (index, block) in tape.elements(content).enumerated() {
                readBlock(tape, block, index, &context, emit)
            }
        }
        readEnd(tape, message, &context, emit)
        readUsage(tape, tape.member("usage", of: message), &context, emit)
    }

    private func stop(_ context: inout WireContext) {
        if context.terminator != nil {
            context.notes.add(
                "wire.stream.duplicate-done", .warning, at: context.offset,
                "message_stop a second time")
        }
        context.terminator = "message_stop"
    }

    private mutating func readDelta(
        _ tape: borrowing JSONTape, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard let delta = tape.member("delta", of: tape.root),
            let type = tape.member("type", of: delta)
        else { return }
        if tape.equals(type, "text_delta") {
            guard let piece = tape.member("text", of: delta) else { return }
            context.say(text: tape.string(piece) ?? "", quoted: tape.range(piece), emit)
        } else if tape.equals(type, "thinking_delta") {
            guard let piece = tape.member("thinking", of: delta) else { return }
            context.say(reasoning: tape.string(piece) ?? "", quoted: tape.range(piece), emit)
        } else if tape.equals(type, "input_json_delta") {
            let block = tape.integer("index", of: tape.root) ?? 0
            guard let index = byBlock[block],
                let piece = tape.string("partial_json", of: delta), !piece.isEmpty
            else { return }
            calls[index].arguments += piece
            context.say(tool: .toolArguments(index: index, piece), emit)
        }
    }

    /// Ends a call. One that brought nothing has an empty object for input, streamed or not; one that broke
    /// off before its end is told nothing.
    private mutating func close(
        _ block: Int, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard let index = byBlock[block] else { return }
        close(call: index, &context, emit)
        guard calls[index].arguments.isEmpty else { return }
        calls[index].arguments = "{}"
        context.say(.toolArguments(index: index, "{}"), emit)
    }

    /// A call whose whole input stood in its start, as some who imitate this language send it.
    private mutating func close(
        call index: Int, _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard calls[index].arguments.isEmpty, let input = calls[index].input else { return }
        calls[index].arguments = input
        calls[index].input = nil
        context.say(tool: .toolArguments(index: index, input), emit)
    }

    // MARK: Plain answers

    mutating func read(
        answer tape: borrowing JSONTape, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        let root = tape.root
        emit(.start(id: tape.string("id", of: root), model: tape.string("model", of: root)))
        if let role = tape.role(of: root) { context.say(role: role, emit) }
        if let content = tape.member("content", of: root), tape.kind(content) == .array {
            var (next, index) = (tape.first(content), 0)
            while let block = next {
                readBlock(tape, block, index, &context, emit)
                close(index, &context, emit)
                (next, index) = (tape.next(block, in: content), index + 1)
            }
        } else {
            context.notes.add(
                "wire.answer.no-content", .error, at: context.offset,
                "an answer without a list of content")
        }
        readEnd(tape, root, &context, emit)
        readUsage(tape, tape.member("usage", of: root), &context, emit)
    }

    // MARK: Parts

    /// A block of content, or the start of one. Server tools are the provider's own affair.
    private mutating func readBlock(
        _ tape: borrowing JSONTape, _ block: JSONTape.Node, _ number: Int,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard let type = tape.member("type", of: block) else { return }
        if tape.equals(type, "text") {
            context.say(text: tape.string("text", of: block) ?? "", emit)
        } else if tape.equals(type, "thinking") {
            context.say(reasoning: tape.string("thinking", of: block) ?? "", emit)
        } else if tape.equals(type, "tool_use") {
            guard calls.count < WireContext.toolCallsMax else {
                // What follows in this block is of the dropped call.
                byBlock[number] = nil
                return context.noteToolCallLimit()
            }
            let input = tape.member("input", of: block)
            let name = tape.string("name", of: block) ?? ""
            // An input that is no object is wrong, and kept for those who look.
            let isTold = input.map { tape.count($0) > 0 || tape.kind($0) == .string } ?? false
            let start = isTold ? input.map { tape.text($0) } : nil
            byBlock[number] = calls.count
            calls.append(Call(input: start, name: name, offset: context.offset))
            let id = tape.string("id", of: block).flatMap { $0.isEmpty ? nil : $0 }
            context.say(tool: .toolStart(index: calls.count - 1, id: id, name: name), emit)
        } else if tape.equals(type, "fallback") {
            readFallback(tape, block, &context, emit)
        }
    }

    /// The provider itself went on to another model: the start of the stream still names the first.
    private mutating func readFallback(
        _ tape: borrowing JSONTape, _ block: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        fallbacks += 1
        context.say(.evidence(.fallbacks(fallbacks)), emit)
        if let to = tape.member("to", of: block), let model = tape.string("model", of: to) {
            context.say(.evidence(.deployment(model)), emit)
        }
    }

    private func readEnd(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard let raw = tape.string("stop_reason", of: node), !raw.isEmpty else { return }
        let finish = Finish(
            raw: raw, reason: Self.reason(raw), stopSequence: tape.string("stop_sequence", of: node)
        )
        context.say(finish: finish, emit)
    }

    private static func reason(_ raw: String) -> Finish.Reason {
        switch raw {
        case "end_turn", "stop_sequence": .stop
        case "max_tokens", "model_context_window_exceeded": .length
        case "tool_use": .toolCalls
        case "pause_turn", "compaction": .pause
        case "refusal": .refusal
        default: .unknown
        }
    }

    /// Counts are running totals: what comes later stands, what is not told again stays.
    private mutating func readUsage(
        _ tape: borrowing JSONTape, _ node: JSONTape.Node?, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard let node, tape.kind(node) == .object, tape.count(node) > 0 else { return }
        usage.update(
            with: Usage(
                input: UsageFields.count(tape, node, "input_tokens", "usage.input_tokens"),
                output: UsageFields.count(tape, node, "output_tokens", "usage.output_tokens"),
                cachedInput: UsageFields.count(
                    tape, node, "cache_read_input_tokens", "usage.cache_read_input_tokens"),
                cacheWrite: UsageFields.count(
                    tape, node, "cache_creation_input_tokens", "usage.cache_creation_input_tokens"),
                reasoning: UsageFields.count(
                    tape, tape.member("output_tokens_details", of: node), "thinking_tokens",
                    "usage.output_tokens_details.thinking_tokens"),
                cacheWriteLong: UsageFields.rareCount(
                    tape, tape.member("cache_creation", of: node), "ephemeral_1h_input_tokens",
                    "usage.cache_creation.ephemeral_1h_input_tokens")))
        if let tools = tape.member("server_tool_use", of: node) {
            if let count = UsageFields.rareCount(
                tape, tools, "web_search_requests", "usage.server_tool_use.web_search_requests")
            {
                usage.searches = count
            }
            if let count = UsageFields.rareCount(
                tape, tools, "web_fetch_requests", "usage.server_tool_use.web_fetch_requests")
            {
                usage.fetches = count
            }
        }
        if let tier = UsageFields.tier(tape, node) { usage.tier = tier }
        // The faster mode has a price of its own in whichever tier.
        if let speed = tape.member("speed", of: node), tape.equals(speed, "fast") {
            usage.tier = "fast"
        }
        if let place = tape.member("inference_geo", of: node).flatMap({ tape.string($0) })
            .flatMap(ServiceTier.place)
        {
            usage.tier = ServiceTier.joined(usage.tier, place)
        }
        context.say(usage: usage, emit)
        if let cost = UsageFields.cost(tape, node) { context.say(.evidence(cost), emit) }
    }

    mutating func finish(_ context: inout WireContext, _ emit: (consuming Delta) -> Void) {
        for index in calls.indices {
            close(call: index, &context, emit)
            let arguments = calls[index].arguments
            guard !arguments.isEmpty, !JSONCheck.isJSON(arguments) else { continue }
            context.notes.add(
                "wire.tool.arguments", .error, at: calls[index].offset,
                "the input of '\(calls[index].name)' is no JSON")
        }
    }
}
