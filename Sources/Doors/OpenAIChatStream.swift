import Documents
import Vocabulary

/// Chat completion chunks: `data:` lines, a role first, then pieces, a chunk with the reason, one with
/// the usage for those who asked, `[DONE]`.
struct OpenAIChatStream: DoorStream {
    private enum Phase { case waiting, open, over }

    private let question: Question
    private let stamp: DoorStamp
    private var phase = Phase.waiting
    private var id: String?
    private var model: String?
    private var usage: Usage?
    private var finish: Finish?
    private var hasToolCalls = false
    private var hasRefusal = false
    private var startedCalls: Set<Int> = []

    /// All of a chunk before its `choices`, made once: it is two thirds of the bytes.
    private var prefix: [UInt8] = []
    /// The same up to the text of a first choice's content, and what follows a delta without finish.
    private var contentPrefix: [UInt8] = []
    private var tail: [UInt8] = []
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
            headers: OpenAIFacts.headers(
                contentType: "text/event-stream; charset=utf-8", stamp: stamp, question: question))
    }

    // MARK: Deltas

    mutating func begin(into output: inout DoorOutput) {
        guard open() else { return }
        chunk(.opening, into: &output) { writer in
            writer.key("role")
            writer.string("assistant")
            writer.key("content")
            writer.string("")
            writer.key("refusal")
            writer.null()
        }
    }

    mutating func write(_ delta: Delta, into output: inout DoorOutput) {
        guard phase != .over else { return }
        switch delta {
        case .start(let id, let model):
            if self.id == nil, let id, !id.isEmpty { self.id = id }
            if self.model == nil, let model, !model.isEmpty { self.model = model }
        case .role, .evidence: break
        case .text(let text):
            begin(into: &output)
            content(text, into: &output)
        case .reasoning(let text):
            begin(into: &output)
            piece(Self.reasoning, text, into: &output)
        case .refusal(let text):
            begin(into: &output)
            hasRefusal = true
            piece(Self.refusal, text, into: &output)
        case .toolStart(let index, let id, let name):
            toolStart(index, id: id, name: name, into: &output)
        case .toolArguments(let index, let text):
            guard startedCalls.contains(index) else {
                fail(DoorError(.argumentsWithoutCall(index)), into: &output)
                return
            }
            chunk(.content, into: &output) { writer in
                writer.key("tool_calls")
                writer.beginArray()
                writer.beginObject()
                writer.member("index", index)
                writer.key("function")
                writer.beginObject()
                writer.member("arguments", text)
                writer.endObject()
                writer.endObject()
                writer.endArray()
            }
        case .finish(let finish): self.finish = finish
        case .usage(let usage): self.usage = (self.usage ?? Usage()).updated(by: usage)
        case .error(let error): fail(DoorError(error), into: &output)
        }
    }

    /// A call that opens the stream carries the role, and null for content.
    private mutating func toolStart(
        _ index: Int, id: String?, name: String, into output: inout DoorOutput
    ) {
        let isFirst = open()
        hasToolCalls = true
        startedCalls.insert(index)
        let id = id ?? stamp.openAICallID(index)
        chunk(.content, into: &output) { writer in
            if isFirst {
                writer.member("role", "assistant")
                writer.key("content")
                writer.null()
            }
            writer.key("tool_calls")
            writer.beginArray()
            writer.beginObject()
            writer.member("index", index)
            writer.member("id", id)
            writer.member("type", "function")
            writer.key("function")
            writer.beginObject()
            writer.member("name", name)
            writer.member("arguments", "")
            writer.endObject()
            writer.endObject()
            writer.endArray()
            if isFirst {
                writer.key("refusal")
                writer.null()
            }
        }
    }

    // MARK: The end

    mutating func finish(into output: inout DoorOutput) {
        guard phase != .over else { return }
        guard let finish else { return fail(.unfinished, into: &output) }
        guard finish.reason != .error else { return fail(.stopped(finish), into: &output) }
        begin(into: &output)
        let word = FinishWords.openAI(finish, hasToolCalls: hasToolCalls, hasRefusal: hasRefusal)
        chunk(.finish, finish: word, into: &output) { _ in }
        if question.wantsUsageInStream, let usage {
            usageChunk(TokenCounts(usage), into: &output)
        }
        output.bytes.append(contentsOf: Self.done)
        output.end(.terminator)
        phase = .over
    }

    mutating func fail(_ error: DoorError, into output: inout DoorOutput) {
        guard phase != .over else { return }
        phase = .over
        output.bytes.append(contentsOf: OpenAIErrors.event(error, stamp: stamp))
        output.end(.error)
    }

    func keepAlive(into output: inout DoorOutput) {
        output.bytes.append(contentsOf: ": keep-alive\n\n".utf8)
        output.end(.keepAlive)
    }

    // MARK: Chunks

    /// Fixes what all chunks share. False if the stream was open before.
    private mutating func open() -> Bool {
        guard phase == .waiting else { return false }
        phase = .open
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", id ?? stamp.openAIAnswerID)
        writer.member("object", "chat.completion.chunk")
        writer.member("created", Int(stamp.unixSeconds))
        writer.member("model", model ?? question.model)
        if stamp.persona == .provider {
            writer.member("service_tier", question.openAIServedTier)
            writer.member("system_fingerprint", OpenAIFacts.fingerprint(of: question.model))
        }
        prefix = Array("data: ".utf8) + writer.bytes + Array(",\"choices\":[".utf8)
        contentPrefix = prefix + Self.firstChoice + Self.content
        tail = Self.noFinish + (question.wantsUsageInStream ? Self.nullUsage : [])
        return true
    }

    /// The chunk of nearly every delta, put together of constants and one escaped text.
    private mutating func content(_ text: String, into output: inout DoorOutput) {
        guard question.choices == 1 else { return piece(Self.content, text, into: &output) }
        writer.removeAll()
        writer.string(text)
        output.bytes.append(contentsOf: contentPrefix)
        output.bytes.append(contentsOf: writer.bytes)
        output.bytes.append(contentsOf: tail)
        pad(into: &output)
        output.bytes.append(contentsOf: Self.end)
        output.end(.content)
    }

    private mutating func piece(_ name: [UInt8], _ text: String, into output: inout DoorOutput) {
        writer.removeAll()
        writer.string(text)
        for index in 0..<max(1, question.choices) {
            openChoice(index, into: &output)
            output.bytes.append(contentsOf: name)
            output.bytes.append(contentsOf: writer.bytes)
            output.bytes.append(contentsOf: Self.noFinish)
            close(.content, into: &output)
        }
    }

    private mutating func chunk(
        _ kind: DoorOutput.Kind, finish: String? = nil, into output: inout DoorOutput,
        _ delta: (inout JSONWriter) -> Void
    ) {
        writer.removeAll()
        writer.beginObject()
        delta(&writer)
        writer.endObject()
        for index in 0..<max(1, question.choices) {
            openChoice(index, into: &output)
            output.bytes.append(contentsOf: writer.bytes)
            if let finish {
                output.bytes.append(contentsOf: ",\"logprobs\":null,\"finish_reason\":\"".utf8)
                output.bytes.append(contentsOf: finish.utf8)
                output.bytes.append(contentsOf: "\"}]".utf8)
            } else {
                output.bytes.append(contentsOf: Self.noFinish.dropFirst())
            }
            close(kind, into: &output)
        }
    }

    private func openChoice(_ index: Int, into output: inout DoorOutput) {
        output.bytes.append(contentsOf: prefix)
        if index == 0 {
            output.bytes.append(contentsOf: Self.firstChoice)
        } else {
            output.bytes.append(contentsOf: "{\"index\":\(index),\"delta\":".utf8)
        }
    }

    private mutating func usageChunk(_ counts: TokenCounts, into output: inout DoorOutput) {
        writer.removeAll()
        OpenAIUsage.write(counts, to: &writer)
        output.bytes.append(contentsOf: prefix)
        output.bytes.append(contentsOf: "],\"usage\":".utf8)
        output.bytes.append(contentsOf: writer.bytes)
        pad(into: &output)
        output.bytes.append(contentsOf: Self.end)
        output.end(.usage)
    }

    private mutating func close(_ kind: DoorOutput.Kind, into output: inout DoorOutput) {
        if question.wantsUsageInStream { output.bytes.append(contentsOf: Self.nullUsage) }
        pad(into: &output)
        output.bytes.append(contentsOf: Self.end)
        output.end(kind)
    }

    /// Random text of random length, so that the size of a chunk tells nobody what is in it.
    private mutating func pad(into output: inout DoorOutput) {
        guard question.allowsPadding, stamp.persona == .provider else { return }
        let chance = mixer.next()
        let start = Int(chance % 51)
        output.bytes.append(contentsOf: Self.obfuscation)
        output.bytes.append(contentsOf: Self.padding[start..<start + Int((chance >> 32) % 12)])
        output.bytes.append(0x22)
    }

    private static let firstChoice = Array(#"{"index":0,"delta":"#.utf8)
    private static let content = Array(#"{"content":"#.utf8)
    private static let reasoning = Array(#"{"reasoning_content":"#.utf8)
    private static let refusal = Array(#"{"refusal":"#.utf8)
    private static let noFinish = Array(#"},"logprobs":null,"finish_reason":null}]"#.utf8)
    private static let nullUsage = Array(#","usage":null"#.utf8)
    private static let obfuscation = Array(#","obfuscation":""#.utf8)
    /// 62 letters in no order: any run of them looks like chance.
    private static let padding = Array(
        "q7ZbTn0XcR4vKmE9sWyJ2fGhUaL6dPpC1xIoQ8rHkVtYw3SNeBz5MgAujDlFOi".utf8)
    private static let end = Array("}\n\n".utf8)
    private static let done = Array("data: [DONE]\n\n".utf8)
}
