import Documents
import Vocabulary

/// Numbered events with their status in a comment, each with the usage so far; no terminator: the event
/// with the reason is the last.
struct DashScopeStream: DoorStream {
    private enum Phase { case waiting, open, over }

    private let question: Question
    private let stamp: DoorStamp
    private var phase = Phase.waiting
    private var id: String?
    /// Its escaped form with the end of an event, made once.
    private var tail: [UInt8] = []
    private var usage: Usage?
    private var finish: Finish?
    private var hasToolCalls = false
    private var answer: DashScopeOutput
    private var count = 0
    /// Of all that was told, for the running count.
    private var bytesTold = 0
    private var writer = JSONWriter()

    init(question: Question, stamp: DoorStamp) {
        self.question = question
        self.stamp = stamp
        answer = DashScopeOutput(question: question)
    }

    var head: DoorReply {
        DoorReply(
            status: 200,
            headers: DashScopeFacts.headers(
                contentType: "text/event-stream;charset=UTF-8", stamp: stamp))
    }

    mutating func begin(into output: inout DoorOutput) {
        guard phase == .waiting else { return }
        phase = .open
        event(.opening, into: &output)
    }

    mutating func write(_ delta: Delta, into output: inout DoorOutput) {
        guard phase != .over else { return }
        switch delta {
        case .start(let id, _):
            if self.id == nil, let id, !id.isEmpty { self.id = id }
        case .role, .evidence: break
        case .text(let text), .refusal(let text):
            answer.add(text: text)
            tell(text.utf8.count, into: &output)
        case .reasoning(let text):
            answer.add(text: "", reasoning: text)
            tell(text.utf8.count, into: &output)
        case .toolStart(let index, let id, let name):
            hasToolCalls = true
            answer.start(index, id: id ?? stamp.dashScopeCallID(index), name: name)
            tell(name.utf8.count, into: &output)
        case .toolArguments(let index, let text):
            guard answer.add(arguments: text, to: index) else {
                fail(DoorError(.argumentsWithoutCall(index)), into: &output)
                return
            }
            tell(text.utf8.count, into: &output)
        case .finish(let finish): self.finish = finish
        case .usage(let usage): self.usage = (self.usage ?? Usage()).updated(by: usage)
        case .error(let error): fail(DoorError(error), into: &output)
        }
    }

    mutating func finish(into output: inout DoorOutput) {
        guard phase != .over else { return }
        guard let finish else { return fail(.unfinished, into: &output) }
        guard finish.reason != .error else { return fail(.stopped(finish), into: &output) }
        phase = .over
        answer.finish = FinishWords.dashScope(finish, hasToolCalls: hasToolCalls)
        event(.finish, into: &output)
    }

    mutating func fail(_ error: DoorError, into output: inout DoorOutput) {
        guard phase != .over else { return }
        phase = .over
        count += 1
        output.bytes.append(
            contentsOf: DashScopeErrors.event(error, id: count, stamp: stamp))
        output.end(.error)
    }

    func keepAlive(into output: inout DoorOutput) {
        output.bytes.append(contentsOf: ":keep-alive\n\n".utf8)
        output.end(.keepAlive)
    }

    private mutating func tell(_ bytes: Int, into output: inout DoorOutput) {
        phase = .open
        bytesTold += bytes
        event(.content, into: &output)
    }

    private mutating func event(_ kind: DoorOutput.Kind, into output: inout DoorOutput) {
        count += 1
        writer.removeAll()
        writer.beginObject()
        writer.key("output")
        answer.write(to: &writer)
        if let counts {
            writer.key("usage")
            DashScopeFacts.write(counts, to: &writer)
        }
        if tail.isEmpty {
            var last = JSONWriter()
            last.string(id ?? stamp.uuid(for: .answer))
            tail = Array(#","request_id":"#.utf8) + last.bytes + Array("}\n\n".utf8)
        }
        output.bytes.append(contentsOf: "id:\(count)\nevent:result\n:HTTP_STATUS/200\ndata:".utf8)
        output.bytes.append(contentsOf: writer.bytes)
        output.bytes.append(contentsOf: tail)
        output.end(kind)
        if !question.isCumulative { answer.forget() }
    }

    /// A provider counts while it speaks; whoever passes an answer on knows only what it was told.
    private var counts: DoorCounts? {
        guard var counts = usage.map({ DoorCounts($0) }) else { return nil }
        if counts.output == nil, stamp.persona == .provider {
            counts.output = TokenRule.tokens(inBytes: bytesTold)
        }
        return counts
    }
}
