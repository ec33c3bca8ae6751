import Documents
import Vocabulary

/// Whole answers one after the other, each with the new parts only: `data:` lines that end in CRLF, or,
/// without `alt=sse`, elements of one JSON array.
///
/// Nothing opens a stream and nothing but its last piece ends it: that one has the reason to stop. A call
/// comes whole, in one part, so its arguments wait until all of them are there.
struct GeminiStream: DoorStream {
    private enum Phase { case waiting, open, over }

    /// A call whose arguments are still to come.
    private struct Held {
        var call: ToolCall
        var balance = JSONBalance()
        var isDone = false
    }

    private let question: Question
    private let stamp: DoorStamp
    private var phase = Phase.waiting
    private var id: String?
    private var model: String?
    private var usage: Usage?
    private var finish: Finish?
    private var hasRefusal = false
    /// Something was said, so that it cannot be the prompt that was blocked.
    private var hasSpoken = false
    private var isFirst = true

    private var held: [Held] = []
    private var calls: [Int: Int] = [:]
    /// The first call that is not written yet: they go out in the order in which they began.
    private var nextCall = 0

    private var writtenBytes = 0
    private var facts: GeminiFacts
    private var writer = JSONWriter()

    init(question: Question, stamp: DoorStamp) {
        self.question = question
        self.stamp = stamp
        facts = GeminiFacts(id: nil, model: nil, question: question, stamp: stamp)
    }

    var head: DoorReply {
        DoorReply(
            status: 200,
            headers: GeminiFacts.headers(
                stamp,
                contentType: question.wantsArray
                    ? "application/json; charset=UTF-8" : "text/event-stream"))
    }

    // MARK: Deltas

    /// A piece that says nothing, for those who must open a stream before there is anything to say.
    mutating func begin(into output: inout DoorOutput) {
        guard phase == .waiting else { return }
        piece(.opening, into: &output) { GeminiFacts.write(text: "", to: &$0) }
    }

    mutating func write(_ delta: Delta, into output: inout DoorOutput) {
        guard phase != .over else { return }
        switch delta {
        case .start(let id, let model):
            if self.id == nil, let id, !id.isEmpty { self.id = id }
            if self.model == nil, let model, !model.isEmpty { self.model = model }
        case .role, .evidence: break
        case .text(let text): say(text, into: &output)
        case .refusal(let text):
            hasRefusal = true
            say(text, into: &output)
        case .reasoning(let text): say(text, isThought: true, into: &output)
        case .toolStart(let index, let id, let name):
            guard calls[index] == nil else { return }
            calls[index] = held.count
            held.append(Held(call: ToolCall(id: id, name: name, arguments: "")))
        case .toolArguments(let index, let text): take(text, forCall: index, into: &output)
        case .finish(let finish): self.finish = finish
        case .usage(let usage): self.usage = (self.usage ?? Usage()).updated(by: usage)
        case .error(let error): fail(DoorError(error), into: &output)
        }
    }

    private mutating func say(
        _ text: String, isThought: Bool = false, into output: inout DoorOutput
    ) {
        guard !text.isEmpty else { return }
        if !isThought { writtenBytes += text.utf8.count }
        piece(.content, into: &output) {
            GeminiFacts.write(text: text, isThought: isThought, to: &$0)
        }
    }

    private mutating func take(
        _ text: String, forCall index: Int, into output: inout DoorOutput
    ) {
        guard let place = calls[index] else {
            return fail(DoorError(.argumentsWithoutCall(index)), into: &output)
        }
        guard !held[place].isDone else {
            // White space after whole JSON says nothing; anything else has nowhere to go.
            if text.utf8.contains(where: { $0 > 0x20 }) {
                fail(DoorError(.argumentsWithoutCall(index)), into: &output)
            }
            return
        }
        held[place].call.arguments += text
        held[place].balance.take(text)
        flushCalls(all: false, into: &output)
    }

    /// Writes the calls that are whole, as far as no earlier one is missing; all of them at the end.
    private mutating func flushCalls(all: Bool, into output: inout DoorOutput) {
        while nextCall < held.count, all || held[nextCall].balance.isWhole {
            let place = nextCall
            let call = held[place].call
            held[place].isDone = true
            held[place].call.arguments = ""
            nextCall += 1
            writtenBytes += call.name.utf8.count + call.arguments.utf8.count
            let facts = currentFacts()
            piece(.content, into: &output) { facts.write(call, at: place, to: &$0) }
        }
    }

    // MARK: The end

    mutating func finish(into output: inout DoorOutput) {
        guard phase != .over else { return }
        guard let finish else { return fail(.unfinished, into: &output) }
        guard finish.reason != .error else { return fail(.stopped(finish), into: &output) }
        flushCalls(all: true, into: &output)
        let block = hasSpoken ? nil : FinishWords.geminiBlock(finish, usage: usage)
        let word = FinishWords.gemini(finish, hasRefusal: hasRefusal)
        let facts = currentFacts()
        let counts = usage.map { GeminiUsage(DoorCounts($0)) }
        // A thinking model signs what it said at the very end.
        let signature = held.isEmpty ? facts.signature : nil
        let kind = question.wantsArray ? DoorOutput.Kind.finish : .terminator
        element(kind, into: &output) { writer in
            if let block {
                GeminiFacts.writeBlock(block, to: &writer)
            } else {
                facts.writeCandidates(finish: word, to: &writer) {
                    GeminiFacts.write(text: "", signature: signature, to: &$0)
                }
            }
            if let counts {
                writer.key("usageMetadata")
                counts.write(to: &writer)
            }
            facts.writeTail(to: &writer)
        }
        if question.wantsArray {
            output.bytes.append(contentsOf: "\n]\n".utf8)
            output.end(.terminator)
        }
        phase = .over
    }

    mutating func fail(_ error: DoorError, into output: inout DoorOutput) {
        guard phase != .over else { return }
        separate(into: &output)
        output.bytes.append(contentsOf: GeminiErrors.body(error))
        output.bytes.append(contentsOf: (question.wantsArray ? "\n]\n" : "\r\n\r\n").utf8)
        output.end(.error)
        phase = .over
    }

    /// An empty line: the official clients take a comment for a piece of an error.
    func keepAlive(into output: inout DoorOutput) {
        output.bytes.append(contentsOf: "\r\n".utf8)
        output.end(.keepAlive)
    }

    // MARK: Pieces

    /// Fixed with the first piece: what all of them tell must be the same.
    private mutating func currentFacts() -> GeminiFacts {
        if phase == .waiting {
            phase = .open
            facts = GeminiFacts(id: id, model: model, question: question, stamp: stamp)
        }
        return facts
    }

    private mutating func piece(
        _ kind: DoorOutput.Kind, into output: inout DoorOutput,
        parts: (inout JSONWriter) -> Void
    ) {
        let facts = currentFacts()
        if kind == .content { hasSpoken = true }
        let counts = runningCounts
        element(kind, into: &output) { writer in
            facts.writeCandidates(finish: nil, to: &writer, parts: parts)
            if let counts {
                writer.key("usageMetadata")
                counts.write(to: &writer)
            }
            facts.writeTail(to: &writer)
        }
    }

    /// Every piece tells what was counted so far. A gateway counts nothing itself.
    private var runningCounts: GeminiUsage? {
        guard let usage else { return nil }
        var counts = DoorCounts(usage)
        if counts.output == nil, stamp.persona == .provider, writtenBytes > 0 {
            counts.output = TokenRule.tokens(inBytes: writtenBytes) * facts.candidates
        }
        return GeminiUsage(counts)
    }

    private mutating func element(
        _ kind: DoorOutput.Kind, into output: inout DoorOutput,
        _ members: (inout JSONWriter) -> Void
    ) {
        writer.removeAll()
        writer.beginObject()
        members(&writer)
        writer.endObject()
        separate(into: &output)
        output.bytes.append(contentsOf: writer.bytes)
        if !question.wantsArray { output.bytes.append(contentsOf: "\r\n\r\n".utf8) }
        output.end(kind)
    }

    /// What stands before a piece.
    private mutating func separate(into output: inout DoorOutput) {
        if !question.wantsArray {
            output.bytes.append(contentsOf: "data: ".utf8)
        } else {
            output.bytes.append(contentsOf: (isFirst ? "[" : "\n,\r\n").utf8)
        }
        isFirst = false
    }
}
