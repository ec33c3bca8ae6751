import Documents
import Vocabulary

/// Frames: `messageStart`, blocks by their number with deltas and a stop, `messageStop` with the reason, and at last
/// `metadata` with the counts. Each payload is padded, so that its length tells nothing.
struct BedrockConverseStream: DoorStream {
    private enum Phase { case waiting, open, over }

    /// A call is known by the number that its deltas have.
    private enum Kind: Hashable {
        case text, thought
        case call(Int)
    }

    private struct Block {
        let place: Int
        var arguments = JSONBalance()
        var isEnded = false
    }

    private let stamp: DoorStamp
    private var phase = Phase.waiting
    private var usage: Usage?
    private var finish: Finish?
    private var blocks: [Kind: Block] = [:]
    private var nextPlace = 0
    private var calls = 0
    private var writer = JSONWriter()
    private var mixer: Mixer

    init(stamp: DoorStamp) {
        self.stamp = stamp
        mixer = stamp.mixer(for: .padding)
    }

    var head: DoorReply {
        DoorReply(
            status: 200,
            headers: BedrockFacts.headers(contentType: AmazonFrame.mediaType, stamp: stamp))
    }

    mutating func begin(into output: inout DoorOutput) {
        guard phase == .waiting else { return }
        phase = .open
        frame("messageStart", .opening, into: &output) { $0.member("role", "assistant") }
    }

    mutating func write(_ delta: Delta, into output: inout DoorOutput) {
        guard phase != .over else { return }
        switch delta {
        case .start, .role, .evidence: break
        case .text(let text), .refusal(let text):
            say(text, in: .text, into: &output) { $0.member("text", text) }
        case .reasoning(let text):
            say(text, in: .thought, into: &output) { writer in
                writer.key("reasoningContent")
                writer.beginObject()
                writer.member("text", text)
                writer.endObject()
            }
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
        close(all: true, but: nil, into: &output)
        let word = FinishWords.bedrock(finish, hasToolCalls: calls > 0)
        frame("messageStop", .finish, into: &output) { $0.member("stopReason", word) }
        let (usage, stamp) = (usage, stamp)
        frame("metadata", .usage, into: &output) { writer in
            BedrockFacts.writeMetrics(stamp, to: &writer)
            BedrockFacts.write(usage, to: &writer)
        }
        phase = .over
    }

    mutating func fail(_ error: DoorError, into output: inout DoorOutput) {
        guard phase != .over else { return }
        phase = .over
        output.bytes.append(contentsOf: BedrockErrors.frame(error).bytes)
        output.end(.error)
    }

    /// This language has no word for it: an event of a kind that nobody knows is passed over.
    func keepAlive(into output: inout DoorOutput) {
        output.bytes.append(contentsOf: Self.event("ping", Array("{}".utf8)).bytes)
        output.end(.keepAlive)
    }

    // MARK: Blocks

    private mutating func say(
        _ text: String, in kind: Kind, into output: inout DoorOutput,
        _ delta: (inout JSONWriter) -> Void
    ) {
        // An empty piece would open a block that has nothing in it.
        guard !text.isEmpty else { return }
        begin(into: &output)
        close(all: false, but: kind, into: &output)
        // What is said again after something else is a block of its own.
        if blocks[kind]?.isEnded != false { open(kind) }
        piece(of: kind, into: &output, delta)
    }

    private mutating func start(
        _ index: Int, id: String?, name: String, into output: inout DoorOutput
    ) {
        let kind = Kind.call(index)
        guard blocks[kind] == nil else { return }
        begin(into: &output)
        close(all: false, but: kind, into: &output)
        let place = open(kind)
        let id = id ?? stamp.bedrockCallID(calls)
        calls += 1
        frame("contentBlockStart", .frame, into: &output) { writer in
            writer.member("contentBlockIndex", place)
            writer.key("start")
            writer.beginObject()
            writer.key("toolUse")
            writer.beginObject()
            writer.member("name", name)
            writer.member("toolUseId", id)
            writer.endObject()
            writer.endObject()
        }
    }

    private mutating func add(_ text: String, to index: Int, into output: inout DoorOutput) {
        let kind = Kind.call(index)
        guard let block = blocks[kind] else {
            return fail(DoorError(.argumentsWithoutCall(index)), into: &output)
        }
        // White space after whole JSON says nothing; anything else has nowhere to go.
        guard !block.isEnded else {
            guard text.utf8.contains(where: { $0 > 0x20 }) else { return }
            return fail(DoorError(.argumentsWithoutCall(index)), into: &output)
        }
        guard !text.isEmpty else { return }
        blocks[kind]?.arguments.take(text)
        piece(of: kind, into: &output) { writer in
            writer.key("toolUse")
            writer.beginObject()
            writer.member("input", text)
            writer.endObject()
        }
    }

    @discardableResult
    private mutating func open(_ kind: Kind) -> Int {
        let place = nextPlace
        nextPlace += 1
        blocks[kind] = Block(place: place)
        return place
    }

    /// Ends what is open, in its order. A call that is not whole yet may go on beside others.
    private mutating func close(
        all: Bool, but kept: Kind?, into output: inout DoorOutput
    ) {
        let open = blocks.filter { !$0.value.isEnded && $0.key != kept }
            .sorted { $0.value.place < $1.value.place }
        for (kind, block) in open {
            if case .call = kind, !all, !block.arguments.isWhole { continue }
            frame("contentBlockStop", .frame, into: &output) {
                $0.member("contentBlockIndex", block.place)
            }
            blocks[kind]?.isEnded = true
        }
    }

    // MARK: Frames

    private mutating func piece(
        of kind: Kind, into output: inout DoorOutput, _ delta: (inout JSONWriter) -> Void
    ) {
        let place = blocks[kind]?.place ?? 0
        frame("contentBlockDelta", .content, into: &output) { writer in
            writer.member("contentBlockIndex", place)
            writer.key("delta")
            writer.beginObject()
            delta(&writer)
            writer.endObject()
        }
    }

    private mutating func frame(
        _ type: String, _ kind: DoorOutput.Kind, into output: inout DoorOutput,
        _ content: (inout JSONWriter) -> Void
    ) {
        writer.removeAll()
        writer.beginObject()
        content(&writer)
        if stamp.persona == .provider {
            let length = 1 + Int(mixer.next() % UInt64(Self.alphabet.utf8.count))
            writer.member("p", String(Self.alphabet.prefix(length)))
        }
        writer.endObject()
        output.bytes.append(contentsOf: Self.event(type, writer.bytes).bytes)
        output.end(kind)
    }

    private static let alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456"

    private static func event(_ type: String, _ payload: [UInt8]) -> AmazonFrame {
        AmazonFrame(
            headers: [
                (":event-type", type), (":content-type", "application/json"),
                (":message-type", "event"),
            ], payload: payload)
    }
}
