import Documents
import Vocabulary

/// Messages as named events: `message_start`, blocks one after the other, `message_delta`,
/// `message_stop`.
///
/// Only one block is open at a time, while other providers' tool calls may interleave: what belongs
/// to another block waits until the open call's JSON is whole, or the answer is over.
struct AnthropicStream: DoorStream {
    private enum Phase { case waiting, open, over }

    private enum Block: Equatable { case thinking, text, tool(Int) }

    /// A block that could not be opened yet, and what came for it.
    private struct Pending {
        var block: Block
        var id: String?
        var name: String
        var pieces: [String]
    }

    private let question: Question
    private let stamp: DoorStamp
    private var phase = Phase.waiting
    private var id: String?
    private var model: String?
    private var usage: Usage?
    private var finish: Finish?
    private var hasToolCalls = false
    private var hasRefusal = false

    private var openBlock: Block?
    private var nextIndex = 0
    private var arguments = JSONBalance()
    /// What waits, from `pendingStart` on, and where each call that waits stands: nothing is searched or
    /// moved, however many calls a provider begins at once.
    private var pending: [Pending] = []
    private var pendingStart = 0
    private var waitingTools: [Int: Int] = [:]
    private var closedTools: Set<Int> = []
    private var hasPinged = false

    /// The constant part of a delta of the open block.
    private var prefix: [UInt8] = []
    private var writer = JSONWriter()

    init(question: Question, stamp: DoorStamp) {
        self.question = question
        self.stamp = stamp
    }

    var head: DoorReply {
        DoorReply(
            status: 200,
            headers: AnthropicFacts.headers(
                contentType: "text/event-stream; charset=utf-8", stamp: stamp, question: question))
    }

    // MARK: Deltas

    mutating func begin(into output: inout DoorOutput) {
        guard phase == .waiting else { return }
        phase = .open
        let (model, id) = (model ?? question.model, id ?? stamp.anthropicAnswerID)
        let (stamp, counts) = (stamp, usage.map { DoorCounts($0) })
        event("message_start", .opening, into: &output) { writer in
            writer.key("message")
            writer.beginObject()
            writer.member("model", model)
            writer.member("id", id)
            writer.member("type", "message")
            writer.member("role", "assistant")
            writer.key("content")
            writer.beginArray()
            writer.endArray()
            for name in ["stop_reason", "stop_sequence", "stop_details"] {
                writer.key(name)
                writer.null()
            }
            writer.key("usage")
            AnthropicUsage.writeStart(counts, stamp, to: &writer)
            writer.endObject()
        }
    }

    mutating func write(_ delta: Delta, into output: inout DoorOutput) {
        guard phase != .over else { return }
        switch delta {
        case .start(let id, let model):
            if self.id == nil, let id, !id.isEmpty { self.id = id }
            if self.model == nil, let model, !model.isEmpty { self.model = model }
        case .role, .evidence: break
        case .text(let text): take(text, for: .text, into: &output)
        case .refusal(let text):
            hasRefusal = true
            take(text, for: .text, into: &output)
        case .reasoning(let text): take(text, for: .thinking, into: &output)
        case .toolStart(let index, let id, let name):
            hasToolCalls = true
            guard !isHeld else { return wait(forTool: index, id: id, name: name) }
            openTool(index, id: id, name: name, into: &output)
        case .toolArguments(let index, let text): take(text, forTool: index, into: &output)
        case .finish(let finish): self.finish = finish
        case .usage(let usage): self.usage = (self.usage ?? Usage()).updated(by: usage)
        case .error(let error): fail(DoorError(error), into: &output)
        }
    }

    /// A call that waits and is begun again is told what was missing before.
    private mutating func wait(forTool index: Int, id: String?, name: String) {
        if let place = waitingTools[index] {
            if pending[place].id == nil { pending[place].id = id }
            if pending[place].name.isEmpty { pending[place].name = name }
            return
        }
        waitingTools[index] = pending.count
        pending.append(Pending(block: .tool(index), id: id, name: name, pieces: []))
    }

    private mutating func take(_ text: String, for block: Block, into output: inout DoorOutput) {
        // An empty piece would open a block that has nothing in it.
        guard !text.isEmpty else { return }
        if openBlock == block { return piece(text, into: &output) }
        guard !isHeld else {
            if pending.last?.block == block {
                pending[pending.count - 1].pieces.append(text)
            } else {
                pending.append(Pending(block: block, id: nil, name: "", pieces: [text]))
            }
            return
        }
        openPlain(block, into: &output)
        piece(text, into: &output)
    }

    private mutating func take(
        _ text: String, forTool index: Int, into output: inout DoorOutput
    ) {
        if openBlock == .tool(index) {
            arguments.take(text)
            piece(text, into: &output)
            if arguments.isWhole, hasPending { flush(all: false, into: &output) }
        } else if let place = waitingTools[index] {
            pending[place].pieces.append(text)
        } else if !closedTools.contains(index) || text.utf8.contains(where: { $0 > 0x20 }) {
            // White space after whole JSON says nothing; anything else has nowhere to go.
            fail(DoorError(.argumentsWithoutCall(index)), into: &output)
        }
    }

    /// Whether the open block must stay open: a call whose arguments are not whole yet.
    private var isHeld: Bool {
        guard case .tool = openBlock else { return false }
        return !arguments.isWhole
    }

    private var hasPending: Bool { pendingStart < pending.count }

    /// The first that waits, without moving the others.
    private mutating func takePending() -> Pending {
        let next = pending[pendingStart]
        pending[pendingStart].pieces = []
        if case .tool(let index) = next.block { waitingTools[index] = nil }
        pendingStart += 1
        if pendingStart == pending.count {
            pending.removeAll(keepingCapacity: true)
            pendingStart = 0
        }
        return next
    }

    /// Writes what waited, in order: all of it at the end, else until a call is not whole.
    private mutating func flush(all: Bool, into output: inout DoorOutput) {
        while hasPending, all || !isHeld {
            let next = takePending()
            if case .tool(let index) = next.block {
                openTool(index, id: next.id, name: next.name, into: &output)
                for text in next.pieces {
                    arguments.take(text)
                    piece(text, into: &output)
                }
            } else {
                if openBlock != next.block { openPlain(next.block, into: &output) }
                for text in next.pieces { piece(text, into: &output) }
            }
        }
    }

    // MARK: Blocks

    private mutating func openPlain(_ block: Block, into output: inout DoorOutput) {
        openNext(block, into: &output) { writer in
            let isText = block == .text
            writer.member("type", isText ? "text" : "thinking")
            writer.member(isText ? "text" : "thinking", "")
            if !isText { writer.member("signature", "") }
        }
        setPrefix(
            block == .text ? "text_delta" : "thinking_delta", block == .text ? "text" : "thinking")
    }

    private mutating func openTool(
        _ index: Int, id: String?, name: String, into output: inout DoorOutput
    ) {
        let id = id ?? stamp.anthropicCallID(index)
        openNext(.tool(index), into: &output) { writer in
            writer.member("type", "tool_use")
            writer.member("id", id)
            writer.member("name", name)
            writer.key("input")
            writer.beginObject()
            writer.endObject()
        }
        arguments = JSONBalance()
        setPrefix("input_json_delta", "partial_json")
        // The provider begins every input with an empty piece.
        piece("", into: &output)
    }

    private mutating func openNext(
        _ block: Block, into output: inout DoorOutput, _ content: (inout JSONWriter) -> Void
    ) {
        begin(into: &output)
        closeBlock(into: &output)
        let index = nextIndex
        event("content_block_start", .frame, into: &output) { writer in
            writer.member("index", index)
            writer.key("content_block")
            writer.beginObject()
            content(&writer)
            writer.endObject()
        }
        openBlock = block
        guard !hasPinged else { return }
        hasPinged = true
        keepAlive(into: &output)
    }

    private mutating func closeBlock(into output: inout DoorOutput) {
        guard let block = openBlock else { return }
        let index = nextIndex
        event("content_block_stop", .frame, into: &output) { $0.member("index", index) }
        nextIndex += 1
        openBlock = nil
        if case .tool(let tool) = block { closedTools.insert(tool) }
    }

    // MARK: The end

    mutating func finish(into output: inout DoorOutput) {
        guard phase != .over else { return }
        guard let finish else { return fail(.unfinished, into: &output) }
        guard finish.reason != .error else { return fail(.stopped(finish), into: &output) }
        begin(into: &output)
        flush(all: true, into: &output)
        closeBlock(into: &output)
        if !hasPinged { keepAlive(into: &output) }
        let (hasCalls, hasRefusal) = (hasToolCalls, hasRefusal)
        let counts = usage.map { DoorCounts($0) }
        event("message_delta", .finish, into: &output) { writer in
            writer.key("delta")
            writer.beginObject()
            AnthropicFacts.writeStop(
                finish, hasToolCalls: hasCalls, hasRefusal: hasRefusal, to: &writer)
            writer.endObject()
            writer.key("usage")
            AnthropicUsage.writeEnd(counts, to: &writer)
        }
        event("message_stop", .terminator, into: &output) { _ in }
        phase = .over
    }

    mutating func fail(_ error: DoorError, into output: inout DoorOutput) {
        guard phase != .over else { return }
        phase = .over
        output.bytes.append(contentsOf: AnthropicErrors.event(error, stamp: stamp))
        output.end(.error)
    }

    func keepAlive(into output: inout DoorOutput) {
        output.bytes.append(contentsOf: "event: ping\ndata: {\"type\":\"ping\"}\n\n".utf8)
        output.end(.keepAlive)
    }

    // MARK: Events

    private mutating func event(
        _ name: String, _ kind: DoorOutput.Kind, into output: inout DoorOutput,
        _ members: (inout JSONWriter) -> Void
    ) {
        writer.removeAll()
        writer.beginObject()
        writer.member("type", name)
        members(&writer)
        writer.endObject()
        output.bytes.append(contentsOf: "event: ".utf8)
        output.bytes.append(contentsOf: name.utf8)
        output.bytes.append(contentsOf: "\ndata: ".utf8)
        output.bytes.append(contentsOf: writer.bytes)
        output.bytes.append(contentsOf: "\n\n".utf8)
        output.end(kind)
    }

    private mutating func setPrefix(_ type: String, _ member: String) {
        prefix = Array(
            ("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"
                + "\(nextIndex),\"delta\":{\"type\":\"\(type)\",\"\(member)\":").utf8)
    }

    /// One delta of the open block.
    private mutating func piece(_ text: String, into output: inout DoorOutput) {
        writer.removeAll()
        writer.string(text)
        output.bytes.append(contentsOf: prefix)
        output.bytes.append(contentsOf: writer.bytes)
        output.bytes.append(contentsOf: Self.end)
        output.end(.content)
    }

    private static let end = Array("}}\n\n".utf8)
}

/// Whether JSON that comes in pieces is whole: every bracket closed, outside of strings.
struct JSONBalance {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private(set) var isWhole = false

    mutating func take(_ text: String) {
        for byte in text.utf8 {
            if isEscaped {
                isEscaped = false
            } else if isInString {
                switch byte {
                case UInt8(ascii: "\\"): isEscaped = true
                case UInt8(ascii: "\""): isInString = false
                default: break
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth <= 0 { isWhole = true }
                default: break
                }
            }
        }
    }
}
