import Documents
import Vocabulary

/// Chat completion chunks: `data:` lines, a role first, then pieces, a chunk with the reason, the usage
/// where the provider puts it, `[DONE]`.
struct OpenAIChatStream: DoorStream {
    private enum Phase { case waiting, open, over }
    /// What an opening chunk opens.
    private enum First { case text, thought, call }

    private let question: Question
    private let stamp: DoorStamp
    private let accent: any ChatAccent
    private let shape: StreamShape
    private var phase = Phase.waiting
    private var id: String?
    private var model: String?
    private var usage: Usage?
    private var finish: Finish?
    private var evidence: [Evidence] = []
    private var hasToolCalls = false
    private var hasRefusal = false
    private var hasThought = false
    private var isInTags = false
    private var needsRole = false
    private var startedCalls: Set<Int> = []
    /// A call that is to come whole.
    private var gathered: (index: Int, id: String, name: String, arguments: String)?
    /// All deltas, where a whole answer closes the stream.
    private var said: [Delta] = []

    /// All of a chunk before its `choices` and behind them, made once: it is two thirds of the bytes.
    private var prefix: [UInt8] = []
    private var suffix: [UInt8] = []
    /// The same up to the text of a first choice's content, and what follows it.
    private var contentPrefix: [UInt8] = []
    private var contentSuffix: [UInt8] = []
    private var piece = ChunkBytes()
    private var mixer: Mixer

    init(question: Question, stamp: DoorStamp, accent: any ChatAccent = OpenAIAccent()) {
        self.question = question
        self.stamp = stamp
        self.accent = accent
        shape = accent.streamShape(for: question)
        mixer = stamp.mixer(for: .padding)
    }

    var head: DoorReply {
        DoorReply(status: 200, headers: accent.headers(.stream(question), stamp: stamp))
    }

    // MARK: Deltas

    mutating func begin(into output: inout DoorOutput) {
        guard open(into: &output) else { return }
        chunk(.opening, into: &output) { [shape] in $0.add(shape.openingText) }
    }

    /// Opens for what comes next: apart, or with the role in the first piece.
    private mutating func begin(_ first: First, into output: inout DoorOutput) {
        guard open(into: &output) else { return }
        guard shape.opensApart else {
            needsRole = true
            return
        }
        let opening = first == .thought ? shape.openingThought : shape.openingText
        chunk(.opening, into: &output) { $0.add(opening) }
    }

    mutating func write(_ delta: Delta, into output: inout DoorOutput) {
        guard phase != .over else { return }
        if case .wholeAnswer = shape.usagePlace { said.append(delta) }
        switch delta {
        case .start(let id, let model):
            if self.id == nil, let id, !id.isEmpty { self.id = id }
            if self.model == nil, let model, !model.isEmpty { self.model = model }
        case .role: break
        case .evidence(let found): evidence.append(found)
        case .text(let text):
            flushCall(into: &output)
            begin(.text, into: &output)
            content(leaveTags() + text, into: &output)
        case .reasoning(let text):
            flushCall(into: &output)
            begin(.thought, into: &output)
            thought(text, into: &output)
        case .refusal(let text):
            flushCall(into: &output)
            begin(.text, into: &output)
            hasRefusal = true
            textPiece(before: #""refusal":"#, after: "", text, into: &output)
        case .toolStart(let index, let id, let name):
            toolStart(index, id: id, name: name, into: &output)
        case .toolArguments(let index, let text):
            arguments(index, text, into: &output)
        case .finish(let finish): self.finish = finish
        case .usage(let usage): self.usage = (self.usage ?? Usage()).updated(by: usage)
        case .error(let error): fail(DoorError(error), into: &output)
        }
    }

    // MARK: Thoughts

    private mutating func thought(_ text: String, into output: inout DoorOutput) {
        if let (open, _) = shape.thoughtTags {
            let mark = isInTags ? "" : open
            isInTags = true
            content(mark + text, into: &output)
            return
        }
        if !hasThought {
            hasThought = true
            makeContentPieces()
        }
        chunk(.content, into: &output) { [shape] piece in
            for (place, part) in shape.thought.enumerated() {
                if place > 0 { piece.quote(text) }
                piece.add(part)
            }
        }
    }

    /// The mark that ends thoughts inside of the text, if they are open.
    private mutating func leaveTags() -> String {
        guard isInTags, let (_, close) = shape.thoughtTags else { return "" }
        isInTags = false
        return close
    }

    // MARK: Calls

    /// A call that opens the stream carries the role, and null for content.
    private mutating func toolStart(
        _ index: Int, id: String?, name: String, into output: inout DoorOutput
    ) {
        flushCall(into: &output)
        closeTags(into: &output)
        hasToolCalls = true
        startedCalls.insert(index)
        let id = id ?? accent.callID(stamp, index: index, name: name)
        if shape.gathersCalls {
            gathered = (index, id, name, "")
            return
        }
        call(index, id: id, name: name, arguments: "", into: &output)
    }

    private mutating func call(
        _ index: Int, id: String, name: String, arguments: String, into output: inout DoorOutput
    ) {
        let opening: (before: String, after: String)?
        if let around = shape.openingCall {
            opening = open(into: &output) ? around : nil
        } else {
            opening = nil
            begin(.call, into: &output)
        }
        chunk(.content, into: &output) { [shape] piece in
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("index", index)
            writer.member("id", id)
            writer.member("type", "function")
            writer.key("function")
            writer.beginObject()
            writer.member("name", name)
            writer.member("arguments", arguments)
            writer.endObject()
            writer.endObject()
            piece.add(opening?.before ?? shape.callBefore)
            piece.add("\"tool_calls\":[")
            piece.add(writer.bytes)
            piece.add("]" + (opening?.after ?? ""))
        }
    }

    private mutating func arguments(_ index: Int, _ text: String, into output: inout DoorOutput) {
        guard startedCalls.contains(index) else {
            fail(DoorError(.argumentsWithoutCall(index)), into: &output)
            return
        }
        if gathered?.index == index {
            gathered?.arguments += text
            return
        }
        flushCall(into: &output)
        chunk(.content, into: &output) { [shape] piece in
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("index", index)
            if shape.repeatsEmptyCallID { writer.member("id", "") }
            if shape.repeatsCallType { writer.member("type", "function") }
            writer.key("function")
            writer.beginObject()
            writer.member("arguments", text)
            writer.endObject()
            writer.endObject()
            piece.add(shape.callBefore)
            piece.add("\"tool_calls\":[")
            piece.add(writer.bytes)
            piece.add("]")
        }
    }

    private mutating func flushCall(into output: inout DoorOutput) {
        guard let whole = gathered else { return }
        gathered = nil
        call(
            whole.index, id: whole.id, name: whole.name, arguments: whole.arguments, into: &output)
    }

    private mutating func closeTags(into output: inout DoorOutput) {
        let mark = leaveTags()
        if !mark.isEmpty { content(mark, into: &output) }
    }

    // MARK: The end

    mutating func finish(into output: inout DoorOutput) {
        guard phase != .over else { return }
        guard let finish else { return fail(.unfinished, into: &output) }
        guard accent.ends(with: finish) else { return fail(.stopped(finish), into: &output) }
        flushCall(into: &output)
        begin(.text, into: &output)
        closeTags(into: &output)
        let word = accent.finishWord(finish, hasToolCalls: hasToolCalls, hasRefusal: hasRefusal)
        finishChunk(word, raw: finish.raw, into: &output)
        if case .extraChunk(let choices) = shape.usagePlace, let counts = toldCounts {
            usageChunk(counts, choices: choices, finish: (word, finish.raw), into: &output)
        }
        if case .choice = shape.usagePlace, question.wantsUsageInStream, let usage {
            usageChunk(DoorCounts(usage), choices: "", finish: (word, finish.raw), into: &output)
        }
        if case .wholeAnswer = shape.usagePlace {
            wholeAnswer(into: &output)
        } else if shape.hasDone {
            output.bytes.append(contentsOf: Self.done)
            output.end(.terminator)
        }
        phase = .over
    }

    mutating func fail(_ error: DoorError, into output: inout DoorOutput) {
        guard phase != .over else { return }
        let facts = phase == .open ? self.facts : nil
        phase = .over
        output.bytes.append(contentsOf: accent.event(error, facts, stamp: stamp))
        output.end(.error)
        guard shape.endsErrorsWithDone else { return }
        output.bytes.append(contentsOf: Self.done)
        output.end(.terminator)
    }

    func keepAlive(into output: inout DoorOutput) {
        output.bytes.append(contentsOf: shape.keepAlive.utf8)
        output.end(.keepAlive)
    }

    /// The counts, if the end of this stream is to tell them.
    private var toldCounts: DoorCounts? {
        shape.usage.holds(question.wantsUsageInStream) ? usage.map(DoorCounts.init) : nil
    }

    private mutating func finishChunk(
        _ word: String, raw: String, into output: inout DoorOutput
    ) {
        let delta = roleIfNeeded(
            before: hasThought
                ? shape.finishDeltaAfterThought ?? shape.finishDelta : shape.finishDelta)
        let facts = facts
        let reason = reason(word, raw)
        var told = toldCounts
        if case .finishChunk = shape.usagePlace {} else { told = nil }
        var inChoice: [UInt8] = []
        if case .choice = shape.usagePlace, let usage {
            inChoice = member("usage") { writer in
                accent.writeUsage(DoorCounts(usage), facts, to: &writer)
            }
        }
        for index in 0..<max(1, question.choices) {
            openChoice(index, into: &output)
            output.bytes.append(contentsOf: delta.utf8)
            output.bytes.append(0x7D)
            output.bytes.append(contentsOf: reason)
            output.bytes.append(contentsOf: inChoice)
            output.bytes.append(contentsOf: "}]".utf8)
            output.bytes.append(contentsOf: suffix)
            if let told {
                let usage = member("usage") { accent.writeUsage(told, facts, to: &$0) }
                output.bytes.append(contentsOf: usage)
            } else if shape.nullUsage.holds(question.wantsUsageInStream) {
                output.bytes.append(contentsOf: Self.nullUsage.utf8)
            }
            if told != nil || toldCounts == nil { writeClosing(facts, into: &output) }
            pad(into: &output)
            output.bytes.append(contentsOf: Self.end)
            output.end(.finish)
        }
    }

    private mutating func usageChunk(
        _ counts: DoorCounts, choices: String, finish: (word: String, raw: String),
        into output: inout DoorOutput
    ) {
        let facts = facts
        output.bytes.append(contentsOf: prefix)
        if !choices.isEmpty {
            output.bytes.append(contentsOf: choices.utf8)
            if shape.repeatsFinish {
                output.bytes.append(contentsOf: reason(finish.word, finish.raw))
            }
            output.bytes.append(0x7D)
        }
        output.bytes.append(0x5D)
        output.bytes.append(contentsOf: suffix)
        let usage = member("usage") { accent.writeUsage(counts, facts, to: &$0) }
        output.bytes.append(contentsOf: usage)
        writeClosing(facts, into: &output)
        pad(into: &output)
        output.bytes.append(contentsOf: Self.end)
        output.end(.usage)
    }

    /// Members of the last chunk alone.
    private func writeClosing(_ facts: ChatFacts, into output: inout DoorOutput) {
        guard let usage else { return }
        var writer = JSONWriter()
        writer.beginObject()
        accent.writeClosing(DoorCounts(usage), facts, to: &writer)
        guard writer.bytes.count > 1 else { return }
        output.bytes.append(0x2C)
        output.bytes.append(contentsOf: writer.bytes.dropFirst())
    }

    /// `,"finish_reason":"stop"` and what stands beside it.
    private func reason(_ word: String, _ raw: String) -> [UInt8] {
        var bytes = ChunkBytes()
        bytes.add(shape.finished)
        bytes.quote(word)
        if shape.namesNativeFinish {
            bytes.add(",\"native_finish_reason\":")
            bytes.quote(raw)
        }
        return bytes.bytes
    }

    /// `,"key":` and a value.
    private func member(_ key: String, _ value: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        value(&writer)
        return Array(",\"\(key)\":".utf8) + writer.bytes
    }

    /// Once more all that was said, as one object that is no delta.
    private func wholeAnswer(into output: inout DoorOutput) {
        var answer = DoorAnswer(said)
        answer.id = facts.id
        var writer = JSONWriter()
        OpenAIChatDoor(accent).writeAnswer(answer, to: question, stamp: stamp, into: &writer)
        output.bytes.append(contentsOf: "data: ".utf8)
        output.bytes.append(contentsOf: writer.bytes)
        output.bytes.append(contentsOf: "\n\n".utf8)
        output.end(.finish)
    }

    // MARK: Chunks

    private var facts: ChatFacts {
        ChatFacts(
            question: question, stamp: stamp, id: id ?? accent.answerID(stamp),
            model: accent.echo(served: model, asked: question.model), isStreamed: true,
            evidence: evidence)
    }

    /// Fixes what all chunks share. False if the stream was open before.
    private mutating func open(into output: inout DoorOutput) -> Bool {
        guard phase == .waiting else { return false }
        phase = .open
        if let greeting = shape.greeting {
            output.bytes.append(contentsOf: greeting.utf8)
            output.end(.keepAlive)
        }
        if let preface = shape.preface {
            output.bytes.append(contentsOf: preface.utf8)
            output.end(.opening)
        }
        let facts = facts
        var head = JSONWriter()
        head.beginObject()
        accent.writeHead(facts, to: &head)
        prefix = Array("data: ".utf8) + head.bytes
        prefix.append(contentsOf: (head.bytes.count > 1 ? "," : "").utf8)
        prefix.append(contentsOf: "\"choices\":[".utf8)
        var tail = JSONWriter()
        tail.beginObject()
        accent.writeTail(facts, to: &tail)
        if tail.bytes.count > 1 { suffix = [0x2C] + tail.bytes.dropFirst() }
        makeContentPieces()
        return true
    }

    private mutating func makeContentPieces() {
        let around = hasThought ? shape.textAfterThought ?? shape.text : shape.text
        contentPrefix = prefix + Self.firstChoice + Array(around.before.utf8)
        let unfinished = shape.unfinishedText ?? shape.unfinished
        contentSuffix = Array((around.after + "}" + unfinished + "}]").utf8) + suffix
        if shape.nullUsage.holds(question.wantsUsageInStream) {
            contentSuffix.append(contentsOf: Self.nullUsage.utf8)
        }
    }

    /// The chunk of nearly every delta, put together of constants and one escaped text.
    private mutating func content(_ text: String, into output: inout DoorOutput) {
        guard question.choices == 1, !needsRole else {
            let around = hasThought ? shape.textAfterThought ?? shape.text : shape.text
            return textPiece(before: around.before, after: around.after, text, into: &output)
        }
        piece.removeAll()
        piece.quote(text)
        output.bytes.append(contentsOf: contentPrefix)
        output.bytes.append(contentsOf: piece.bytes)
        output.bytes.append(contentsOf: contentSuffix)
        pad(into: &output)
        output.bytes.append(contentsOf: Self.end)
        output.end(.content)
    }

    private mutating func textPiece(
        before: String, after: String, _ text: String, into output: inout DoorOutput
    ) {
        chunk(.content, into: &output) { piece in
            piece.add(before)
            piece.quote(text)
            piece.add(after)
        }
    }

    private mutating func chunk(
        _ kind: DoorOutput.Kind, into output: inout DoorOutput,
        _ delta: (inout ChunkBytes) -> Void
    ) {
        let role = roleIfNeeded(before: "")
        piece.removeAll()
        if !role.isEmpty { piece.add(role + ",") }
        delta(&piece)
        for index in 0..<max(1, question.choices) {
            openChoice(index, into: &output)
            output.bytes.append(contentsOf: piece.bytes)
            output.bytes.append(0x7D)
            output.bytes.append(contentsOf: shape.unfinished.utf8)
            output.bytes.append(contentsOf: "}]".utf8)
            output.bytes.append(contentsOf: suffix)
            if shape.nullUsage.holds(question.wantsUsageInStream) {
                output.bytes.append(contentsOf: Self.nullUsage.utf8)
            }
            pad(into: &output)
            output.bytes.append(contentsOf: Self.end)
            output.end(kind)
        }
    }

    /// The role before the members of the first delta, where no chunk of its own had it.
    private mutating func roleIfNeeded(before members: String) -> String {
        guard needsRole else { return members }
        needsRole = false
        guard !shape.text.before.contains(Self.role) else { return members }
        return members.isEmpty ? Self.role : "\(Self.role),\(members)"
    }

    private func openChoice(_ index: Int, into output: inout DoorOutput) {
        output.bytes.append(contentsOf: prefix)
        if index == 0 {
            output.bytes.append(contentsOf: Self.firstChoice)
        } else {
            output.bytes.append(contentsOf: "{\"index\":\(index),\"delta\":{".utf8)
        }
    }

    /// Random text of random length, so that the size of a chunk tells nobody what is in it.
    private mutating func pad(into output: inout DoorOutput) {
        guard shape.pads, question.allowsPadding, stamp.persona == .provider else { return }
        let chance = mixer.next()
        let start = Int(chance % 51)
        output.bytes.append(contentsOf: Self.obfuscation)
        output.bytes.append(contentsOf: Self.padding[start..<start + Int((chance >> 32) % 12)])
        output.bytes.append(0x22)
    }

    private static let role = #""role":"assistant""#
    private static let firstChoice = Array(#"{"index":0,"delta":{"#.utf8)
    private static let nullUsage = #","usage":null"#
    private static let obfuscation = Array(#","obfuscation":""#.utf8)
    /// 62 letters in no order: any run of them looks like chance.
    private static let padding = Array(
        "q7ZbTn0XcR4vKmE9sWyJ2fGhUaL6dPpC1xIoQ8rHkVtYw3SNeBz5MgAujDlFOi".utf8)
    private static let end = Array("}\n\n".utf8)
    private static let done = Array("data: [DONE]\n\n".utf8)
}
