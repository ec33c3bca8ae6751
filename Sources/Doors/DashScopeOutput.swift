import Documents
import Vocabulary

/// The `output` of one answer or of one event: what is to be told in it, in one of three layouts.
///
/// Of a stream that is not cumulative only what came since the last event is left in it; of any other
/// everything is, already escaped, so that an event costs a copy and not another reading of the text.
struct DashScopeOutput {
    private struct Call {
        var index: Int
        var id: String
        var name: String
        var arguments: [UInt8]
        /// A call that was told before: its id comes as an empty text then, and no name.
        var isOpen: Bool
        var isTold: Bool
    }

    private let choices: Int
    private var layout: Question.Layout
    private let thinks: Bool
    private var text: [UInt8] = []
    private var reasoning: [UInt8] = []
    private var hasReasoning = false
    private var calls: [Call] = []
    private var places: [Int: Int] = [:]
    private var escaper = JSONWriter()
    /// Nil while the answer goes on.
    var finish: String?

    init(question: Question) {
        choices = max(1, question.choices)
        layout = question.layout
        thinks = question.effort == "true"
    }

    mutating func add(text piece: String, reasoning thought: String? = nil) {
        append(piece, to: \.text)
        guard let thought, !thought.isEmpty else { return }
        hasReasoning = true
        append(thought, to: \.reasoning)
    }

    /// A bare text has no room for calls: the answer is a message from here on.
    mutating func start(_ index: Int, id: String, name: String) {
        guard places[index] == nil else { return }
        if layout == .text { layout = .message }
        places[index] = calls.count
        calls.append(
            Call(index: calls.count, id: id, name: name, arguments: [], isOpen: false, isTold: true)
        )
    }

    /// False where that call never started.
    mutating func add(arguments piece: String, to index: Int) -> Bool {
        guard let place = places[index] else { return false }
        escape(piece)
        calls[place].arguments.append(contentsOf: escaper.bytes.dropFirst().dropLast())
        calls[place].isTold = true
        return true
    }

    /// What was told is told; the next event has only what is new.
    mutating func forget() {
        text.removeAll(keepingCapacity: true)
        reasoning.removeAll(keepingCapacity: true)
        for place in calls.indices where calls[place].isTold {
            calls[place].arguments.removeAll()
            calls[place].isOpen = true
            calls[place].isTold = false
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        if layout == .text {
            member("text", text, to: &writer)
            if hasReasoning { member("reasoning_content", reasoning, to: &writer) }
            writer.member("finish_reason", finish ?? "null")
            writer.endObject()
            return
        }
        writer.key("choices")
        writer.beginArray()
        for index in 0..<choices {
            writer.beginObject()
            writer.key("message")
            writeMessage(to: &writer)
            writer.member("finish_reason", finish ?? "null")
            if choices > 1 { writer.member("index", index) }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private func writeMessage(to writer: inout JSONWriter) {
        writer.beginObject()
        if layout == .parts {
            writer.key("content")
            writer.beginArray()
            if !text.isEmpty {
                writer.beginObject()
                member("text", text, to: &writer)
                writer.endObject()
            }
            writer.endArray()
        } else {
            member("content", text, to: &writer)
        }
        if thinks || hasReasoning { member("reasoning_content", reasoning, to: &writer) }
        writer.member("role", "assistant")
        let told = calls.filter(\.isTold)
        if !told.isEmpty {
            writer.key("tool_calls")
            writer.beginArray()
            for call in told { write(call, to: &writer) }
            writer.endArray()
        }
        writer.endObject()
    }

    private func write(_ call: Call, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("function")
        writer.beginObject()
        if !call.isOpen { writer.member("name", call.name) }
        member("arguments", call.arguments, to: &writer)
        writer.endObject()
        writer.member("index", call.index)
        writer.member("id", call.isOpen ? "" : call.id)
        writer.member("type", "function")
        writer.endObject()
    }

    private mutating func append(
        _ piece: String, to place: WritableKeyPath<DashScopeOutput, [UInt8]>
    ) {
        escape(piece)
        self[keyPath: place].append(contentsOf: escaper.bytes.dropFirst().dropLast())
    }

    private mutating func escape(_ piece: String) {
        escaper.removeAll()
        escaper.string(piece)
    }

    private func member(_ name: String, _ escaped: [UInt8], to writer: inout JSONWriter) {
        writer.key(name)
        writer.raw(bytes: [0x22] + escaped + [0x22])
    }
}
