import Documents
import Vocabulary

/// Lines of JSON, each a small answer that is not yet done; the last is done and tells reason, counts
/// and times. Calls come whole, a line each.
struct OllamaChatStream: DoorStream {
    private enum Phase { case waiting, open, over }

    private let question: Question
    private let stamp: DoorStamp
    private var phase = Phase.waiting
    private var model: String?
    private var usage: Usage?
    private var finish: Finish?
    private var calls = GatheredCalls()

    /// All of a line up to the first member of its message that is not the role.
    private var prefix: [UInt8] = []
    private var writer = JSONWriter()

    init(question: Question, stamp: DoorStamp) {
        self.question = question
        self.stamp = stamp
    }

    var head: DoorReply {
        DoorReply(status: 200, headers: ["content-type": OllamaFacts.lines])
    }

    /// An empty piece: this dialect has no opening of its own, and begins with its first content.
    mutating func begin(into output: inout DoorOutput) {
        guard open() else { return }
        line(.opening, content: "", thinking: nil, into: &output)
    }

    mutating func write(_ delta: Delta, into output: inout DoorOutput) {
        guard phase != .over else { return }
        switch delta {
        case .start(_, let model):
            if self.model == nil, let model, !model.isEmpty { self.model = model }
        case .role, .evidence: break
        case .text(let text), .refusal(let text):
            open()
            line(.content, content: text, thinking: nil, into: &output)
        case .reasoning(let text):
            open()
            line(.content, content: "", thinking: text, into: &output)
        case .toolStart(let index, let id, let name): calls.start(index, id: id, name: name)
        case .toolArguments(let index, let text):
            if !calls.add(index, text) {
                fail(DoorError(.argumentsWithoutCall(index)), into: &output)
            }
        case .finish(let finish): self.finish = finish
        case .usage(let usage): self.usage = (self.usage ?? Usage()).updated(by: usage)
        case .error(let error): fail(DoorError(error), into: &output)
        }
    }

    mutating func finish(into output: inout DoorOutput) {
        guard phase != .over else { return }
        guard let finish else { return fail(.unfinished, into: &output) }
        guard finish.reason != .error else { return fail(.stopped(finish), into: &output) }
        open()
        for (place, call) in calls.calls.enumerated() { tell(call, place, into: &output) }
        var end = JSONWriter()
        end.beginObject()
        OllamaFacts.writeEnd(finish, usage, stamp, to: &end)
        end.endObject()
        output.bytes.append(contentsOf: prefix)
        output.bytes.append(contentsOf: #","content":""},"#.utf8)
        output.bytes.append(contentsOf: end.bytes.dropFirst())
        output.bytes.append(0x0A)
        output.end(.finish)
        phase = .over
    }

    mutating func fail(_ error: DoorError, into output: inout DoorOutput) {
        guard phase != .over else { return }
        phase = .over
        output.bytes.append(contentsOf: OllamaErrors.event(error))
        output.end(.error)
    }

    /// A space, which the next line then begins with: an empty line is one that its own client cannot
    /// read, and there are no comments.
    func keepAlive(into output: inout DoorOutput) {
        output.bytes.append(0x20)
        output.end(.keepAlive)
    }

    /// Fixes what all lines share. False if the stream was open before.
    @discardableResult
    private mutating func open() -> Bool {
        guard phase == .waiting else { return false }
        phase = .open
        var opening = JSONWriter()
        OllamaFacts.open(model: model ?? question.model, stamp, to: &opening)
        prefix = opening.bytes + Array(#","message":{"role":"assistant""#.utf8)
        return true
    }

    private mutating func line(
        _ kind: DoorOutput.Kind, content: String, thinking: String?, into output: inout DoorOutput
    ) {
        output.bytes.append(contentsOf: prefix)
        output.bytes.append(contentsOf: Self.content)
        writer.removeAll()
        writer.string(content)
        output.bytes.append(contentsOf: writer.bytes)
        if let thinking {
            output.bytes.append(contentsOf: Self.thinking)
            writer.removeAll()
            writer.string(thinking)
            output.bytes.append(contentsOf: writer.bytes)
        }
        output.bytes.append(contentsOf: Self.end)
        output.end(kind)
    }

    private mutating func tell(_ call: ToolCall, _ place: Int, into output: inout DoorOutput) {
        writer.removeAll()
        OllamaFacts.write(call, place, stamp, to: &writer)
        output.bytes.append(contentsOf: prefix)
        output.bytes.append(contentsOf: #","content":"","tool_calls":["#.utf8)
        output.bytes.append(contentsOf: writer.bytes)
        output.bytes.append(UInt8(ascii: "]"))
        output.bytes.append(contentsOf: Self.end)
        output.end(.content)
    }

    private static let content = Array(#","content":"#.utf8)
    private static let thinking = Array(#","thinking":"#.utf8)
    private static let end = Array("},\"done\":false}\n".utf8)
}
