import Documents
import Vocabulary

/// Chunks like OpenAI's, but that the last one tells everything at once: the calls, whole, the reason
/// and the usage; then `[DONE]`.
struct MistralChatStream: DoorStream {
    private enum Phase { case waiting, open, over }

    private let question: Question
    private let stamp: DoorStamp
    private var phase = Phase.waiting
    private var id: String?
    private var model: String?
    private var usage: Usage?
    private var finish: Finish?
    private var calls = GatheredCalls()

    /// All of a chunk up to the index of its choice.
    private var prefix: [UInt8] = []
    private var writer = JSONWriter()
    private var mixer: Mixer

    init(question: Question, stamp: DoorStamp) {
        self.question = question
        self.stamp = stamp
        mixer = stamp.mixer(for: .padding)
    }

    var head: DoorReply {
        DoorReply(
            status: 200,
            headers: MistralFacts.headers(
                contentType: "text/event-stream; charset=utf-8", stamp: stamp, question: question))
    }

    mutating func begin(into output: inout DoorOutput) {
        guard phase == .waiting else { return }
        phase = .open
        var opening = JSONWriter()
        opening.beginObject()
        opening.member("id", id ?? stamp.mistralAnswerID)
        opening.member("object", "chat.completion.chunk")
        opening.member("created", Int(stamp.unixSeconds))
        opening.member("model", model ?? question.model)
        prefix = Array("data: ".utf8) + opening.bytes + Array(#","choices":[{"index":"#.utf8)
        chunk(.opening, into: &output) { writer in
            writer.member("role", "assistant")
            writer.member("content", "")
        }
    }

    mutating func write(_ delta: Delta, into output: inout DoorOutput) {
        guard phase != .over else { return }
        switch delta {
        case .start(let id, let model):
            if self.id == nil, let id, !id.isEmpty { self.id = id }
            if self.model == nil, let model, !model.isEmpty { self.model = model }
        case .role, .evidence: break
        case .text(let text), .refusal(let text):
            begin(into: &output)
            chunk(.content, into: &output) { $0.member("content", text) }
        case .reasoning(let text):
            begin(into: &output)
            chunk(.content, into: &output) { writer in
                writer.key("content")
                writer.beginArray()
                MistralFacts.writeThoughts(text, to: &writer)
                writer.endArray()
            }
        case .toolStart(let index, let id, let name):
            begin(into: &output)
            calls.start(index, id: id, name: name)
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
        begin(into: &output)
        let word = FinishWords.mistral(finish, hasToolCalls: !calls.isEmpty)
        let (told, stamp) = (calls.calls, stamp)
        chunk(.finish, finish: word, into: &output) { writer in
            guard !told.isEmpty else {
                writer.member("content", "")
                return
            }
            writer.key("tool_calls")
            writer.beginArray()
            for (place, call) in told.enumerated() {
                MistralFacts.write(call, place, stamp, to: &writer)
            }
            writer.endArray()
        }
        output.bytes.append(contentsOf: "data: [DONE]\n\n".utf8)
        output.end(.terminator)
        phase = .over
    }

    mutating func fail(_ error: DoorError, into output: inout DoorOutput) {
        guard phase != .over else { return }
        phase = .over
        output.bytes.append(contentsOf: MistralErrors.event(error, stamp: stamp))
        output.end(.error)
    }

    func keepAlive(into output: inout DoorOutput) {
        output.bytes.append(contentsOf: ": keep-alive\n\n".utf8)
        output.end(.keepAlive)
    }

    /// One chunk for each choice; the usage stands in the last of the last ones.
    private mutating func chunk(
        _ kind: DoorOutput.Kind, finish: String? = nil, into output: inout DoorOutput,
        _ delta: (inout JSONWriter) -> Void
    ) {
        writer.removeAll()
        writer.beginObject()
        delta(&writer)
        writer.endObject()
        let count = max(1, question.choices)
        for index in 0..<count {
            output.bytes.append(contentsOf: prefix)
            output.bytes.append(contentsOf: String(index).utf8)
            output.bytes.append(contentsOf: Self.delta)
            output.bytes.append(contentsOf: writer.bytes)
            if let finish {
                output.bytes.append(contentsOf: ",\"finish_reason\":\"\(finish)\"}]".utf8)
                if index == count - 1, let usage {
                    output.bytes.append(contentsOf: ",\"usage\":".utf8)
                    var counted = JSONWriter()
                    MistralFacts.write(DoorCounts(usage), stamp, to: &counted)
                    output.bytes.append(contentsOf: counted.bytes)
                }
            } else {
                output.bytes.append(contentsOf: Self.noFinish)
            }
            if kind != .opening { pad(into: &output) }
            output.bytes.append(contentsOf: Self.end)
            output.end(kind)
        }
    }

    /// A run of the alphabet of random length, so that the size of a chunk tells nobody what is in it.
    private mutating func pad(into output: inout DoorOutput) {
        guard question.allowsPadding, stamp.persona == .provider else { return }
        let length = 1 + Int(mixer.next() % 36)
        output.bytes.append(contentsOf: Self.padding)
        output.bytes.append(contentsOf: Self.alphabet[..<length])
        output.bytes.append(0x22)
    }

    private static let delta = Array(#","delta":"#.utf8)
    private static let noFinish = Array(#","finish_reason":null}]"#.utf8)
    private static let padding = Array(#","p":""#.utf8)
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let end = Array("}\n\n".utf8)
}
