import Documents
import Vocabulary

/// Events by their type: `message-start`, then blocks of content and calls, each begun and ended, then `message-end`
/// with the reason to stop and the counts, and `[DONE]`.
struct CohereChatStream: DoorStream {
    private enum Phase { case waiting, open, over }

    private struct Call {
        let place: Int
        var arguments = JSONBalance()
        var isEnded = false
    }

    private let stamp: DoorStamp
    private var phase = Phase.waiting
    private var id: String?
    private var usage: Usage?
    private var finish: Finish?
    private var block: CohereFacts.Block?
    /// Of the open block, or of the next one.
    private var blockPlace = 0
    /// By the number that its deltas have.
    private var calls: [Int: Call] = [:]
    private var openCall: Int?
    private var writer = JSONWriter()

    init(stamp: DoorStamp) {
        self.stamp = stamp
    }

    var head: DoorReply {
        DoorReply(
            status: 200,
            headers: CohereFacts.headers(contentType: "text/event-stream", stamp: stamp))
    }

    mutating func begin(into output: inout DoorOutput) {
        guard phase == .waiting else { return }
        phase = .open
        let id = id ?? stamp.uuid(for: .answer)
        event("message-start", .opening, into: &output) { writer in
            writer.member("id", id)
            writer.key("delta")
            writer.raw(
                #"{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"#
                    + #""citations":[]}}"#)
        }
    }

    mutating func write(_ delta: Delta, into output: inout DoorOutput) {
        guard phase != .over else { return }
        switch delta {
        case .start(let id, _):
            if self.id == nil, let id, !id.isEmpty { self.id = id }
        case .role, .evidence: break
        case .text(let text), .refusal(let text): say(text, in: .text, into: &output)
        case .reasoning(let text): say(text, in: .thinking, into: &output)
        case .toolStart(let index, let id, let name):
            start(index, id: id, name: name, into: &output)
        case .toolArguments(let index, let text): add(text, to: index, into: &output)
        case .finish(let finish): self.finish = finish
        case .usage(let usage): self.usage = (self.usage ?? Usage()).updated(by: usage)
        case .error(let error): fail(DoorError(error), into: &output)
        }
    }

    mutating func finish(into output: inout DoorOutput) {
        guard phase != .over else { return }
        guard let finish else { return fail(.unfinished, into: &output) }
        guard finish.reason != .error else { return fail(.stopped(finish), into: &output) }
        begin(into: &output)
        close(into: &output)
        let (usage, hasToolCalls) = (usage, !calls.isEmpty)
        event("message-end", .finish, into: &output) { writer in
            writer.key("delta")
            writer.beginObject()
            CohereFacts.writeEnd(finish, hasToolCalls: hasToolCalls, usage, to: &writer)
            writer.endObject()
        }
        end(into: &output)
    }

    mutating func fail(_ error: DoorError, into output: inout DoorOutput) {
        guard phase != .over else { return }
        close(into: &output)
        output.bytes.append(contentsOf: CohereErrors.event(error))
        output.end(.error)
        end(into: &output)
    }

    func keepAlive(into output: inout DoorOutput) {
        output.bytes.append(contentsOf: ": keep-alive\n\n".utf8)
        output.end(.keepAlive)
    }

    private mutating func end(into output: inout DoorOutput) {
        output.bytes.append(contentsOf: CohereFacts.done)
        output.end(.terminator)
        phase = .over
    }

    // MARK: Content

    private mutating func say(
        _ text: String, in wanted: CohereFacts.Block, into output: inout DoorOutput
    ) {
        // An empty piece would open a block that has nothing in it.
        guard !text.isEmpty else { return }
        begin(into: &output)
        if block != wanted {
            closeBlock(into: &output)
            piece("content-start", .frame, at: blockPlace, into: &output) { writer in
                writer.key("content")
                CohereFacts.write(wanted, "", to: &writer)
            }
            block = wanted
        }
        piece("content-delta", .content, at: blockPlace, into: &output) { writer in
            writer.key("content")
            writer.beginObject()
            writer.member(wanted.rawValue, text)
            writer.endObject()
        }
    }

    private mutating func closeBlock(into output: inout DoorOutput) {
        guard block != nil else { return }
        let place = blockPlace
        event("content-end", .frame, into: &output) { $0.member("index", place) }
        block = nil
        blockPlace += 1
    }

    // MARK: Calls

    private mutating func start(
        _ index: Int, id: String?, name: String, into output: inout DoorOutput
    ) {
        guard calls[index] == nil else { return }
        begin(into: &output)
        closeBlock(into: &output)
        // One that is not whole yet may go on beside this one.
        endCall(ifWhole: true, into: &output)
        let place = calls.count
        calls[index] = Call(place: place)
        openCall = index
        let id = id ?? stamp.cohereCallID(place, of: name)
        piece("tool-call-start", .frame, at: place, into: &output) { writer in
            writer.key("tool_calls")
            CohereFacts.write(id: id, name, "", to: &writer)
        }
    }

    private mutating func add(_ text: String, to index: Int, into output: inout DoorOutput) {
        guard var call = calls[index], !call.isEnded || text.utf8.allSatisfy({ $0 <= 0x20 }) else {
            return fail(DoorError(.argumentsWithoutCall(index)), into: &output)
        }
        // White space after whole JSON says nothing.
        guard !call.isEnded, !text.isEmpty else { return }
        call.arguments.take(text)
        calls[index] = call
        piece("tool-call-delta", .content, at: call.place, into: &output) { writer in
            writer.key("tool_calls")
            writer.beginObject()
            writer.key("function")
            writer.beginObject()
            writer.member("arguments", text)
            writer.endObject()
            writer.endObject()
        }
    }

    private mutating func endCall(ifWhole: Bool, into output: inout DoorOutput) {
        guard let index = openCall, let call = calls[index], call.arguments.isWhole || !ifWhole
        else { return }
        end(call, index, into: &output)
        openCall = nil
    }

    private mutating func end(_ call: Call, _ index: Int, into output: inout DoorOutput) {
        event("tool-call-end", .frame, into: &output) { $0.member("index", call.place) }
        calls[index]?.isEnded = true
    }

    /// Whatever is open.
    private mutating func close(into output: inout DoorOutput) {
        closeBlock(into: &output)
        for (index, call) in calls.sorted(by: { $0.value.place < $1.value.place })
        where !call.isEnded {
            end(call, index, into: &output)
        }
        openCall = nil
    }

    // MARK: Events

    /// A piece of the message, at this place of its kind.
    private mutating func piece(
        _ type: String, _ kind: DoorOutput.Kind, at place: Int, into output: inout DoorOutput,
        _ content: (inout JSONWriter) -> Void
    ) {
        event(type, kind, into: &output) { writer in
            writer.member("index", place)
            writer.key("delta")
            writer.beginObject()
            writer.key("message")
            writer.beginObject()
            content(&writer)
            writer.endObject()
            writer.endObject()
        }
    }

    private mutating func event(
        _ type: String, _ kind: DoorOutput.Kind, into output: inout DoorOutput,
        _ content: (inout JSONWriter) -> Void
    ) {
        writer.removeAll()
        writer.beginObject()
        writer.member("type", type)
        content(&writer)
        writer.endObject()
        output.bytes.append(contentsOf: "event: ".utf8)
        output.bytes.append(contentsOf: type.utf8)
        output.bytes.append(contentsOf: "\ndata: ".utf8)
        output.bytes.append(contentsOf: writer.bytes)
        output.bytes.append(contentsOf: "\n\n".utf8)
        output.end(kind)
    }
}
