import Documents
import Vocabulary

/// Puts tool calls together: by index where there is one, else a new id begins a new call.
///
/// The first id and name that are not empty are kept, arguments are joined. Two known faults of others are
/// mended: all calls under one index, and a last piece that repeats all arguments.
struct OpenAIToolCalls: Sendable {
    private struct Call: Sendable {
        var id: String?
        var name: String?
        var arguments = ""
        var isSaid = false
        var offset: Int
    }

    private var calls: [Call] = []
    /// The last call under each index and each id: a stream of many calls is read in one pass.
    private var byKey: [Int: Int] = [:]
    private var byID: [String: Int] = [:]
    /// A call was dropped: what names no call may belong to it.
    private var isOverLimit = false
    /// Each call has a number of its own, by contract: another way of numbering is told.
    private let numbersCalls: Bool

    init(numbersCalls: Bool = true) { self.numbersCalls = numbersCalls }

    var count: Int { calls.count }

    mutating func read(
        _ tape: borrowing JSONTape, _ list: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        for piece in tape.elements(list) where tape.kind(piece) == .object {
            let sentID = tape.string("id", of: piece)
            let id = sentID.flatMap { $0.isEmpty ? nil : $0 }
            let function = tape.member("function", of: piece) ?? tape.member("custom", of: piece)
            let name = function.flatMap { tape.string("name", of: $0) }.flatMap {
                $0.isEmpty ? nil : $0
            }
            guard
                let index = place(
                    key: tape.integer("index", of: piece), id: id, name: name, &context)
            else { continue }
            if sentID == "", calls[index].id != nil {
                context.notes.add(
                    "wire.tool.id-emptied", .note, at: context.offset,
                    "a later piece of a tool call with an empty id")
            }
            say(index, id: id, name: name, &context, emit)
            let arguments = function.flatMap {
                tape.member("arguments", of: $0) ?? tape.member("input", of: $0)
            }
            if let arguments { take(arguments: tape, arguments, index, &context, emit) }
        }
    }

    /// Which call a piece belongs to; a new one is appended, while there may be more.
    private mutating func place(
        key: Int?, id: String?, name: String?, _ context: inout WireContext
    ) -> Int? {
        if let known = known(key: key, id: id, name: name, &context) { return known }
        guard calls.count < WireContext.toolCallsMax else {
            context.noteToolCallLimit()
            isOverLimit = true
            // What follows under this index is of the dropped call, not of the one before it.
            if let key { byKey[key] = nil }
            return nil
        }
        if let key, context.isStream {
            if key > calls.count {
                context.notes.add(
                    "wire.tool.index-gap", .note, at: context.offset,
                    "tool call \(calls.count + 1) stands under index \(key)")
            }
            byKey[key] = calls.count
        }
        calls.append(Call(offset: context.offset))
        return calls.count - 1
    }

    private func known(
        key: Int?, id: String?, name: String?, _ context: inout WireContext
    ) -> Int? {
        guard context.isStream else { return nil }
        guard let key else {
            if numbersCalls {
                context.notes.add(
                    "wire.tool.no-index", .note, at: context.offset,
                    "a piece of a tool call without an index")
            }
            guard let id else { return isOverLimit ? nil : calls.indices.last }
            return byID[id]
        }
        guard let last = byKey[key] else { return nil }
        // Another id with another name under an index in use: the sender numbers all calls alike.
        guard let id, name != nil, let first = calls[last].id, first != id else { return last }
        if numbersCalls {
            context.notes.add(
                "wire.tool.index-reused", .warning, at: context.offset,
                "two tool calls under index \(key)")
        }
        return nil
    }

    /// Says a call as soon as it has a name, and again if its id comes later.
    private mutating func say(
        _ index: Int, id: String?, name: String?, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        let isNew = calls[index].id == nil && id != nil || calls[index].name == nil && name != nil
        if let id, calls[index].id == nil {
            calls[index].id = id
            if context.isStream { byID[id] = max(index, byID[id] ?? index) }
        }
        calls[index].name = calls[index].name ?? name
        guard isNew, let name = calls[index].name else { return }
        let wasSaid = calls[index].isSaid
        calls[index].isSaid = true
        context.say(tool: .toolStart(index: index, id: calls[index].id, name: name), emit)
        // Arguments that came before the name have waited for it.
        if !wasSaid, !calls[index].arguments.isEmpty {
            emit(.toolArguments(index: index, calls[index].arguments))
        }
    }

    private mutating func take(
        arguments tape: borrowing JSONTape, _ node: JSONTape.Node, _ index: Int,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        var text: String
        if let sent = tape.string(node) {
            text = sent
        } else if tape.isNull(node) {
            return
        } else {
            context.notes.add(
                "wire.tool.arguments-type", .warning, at: context.offset,
                "arguments that are a JSON \(tape.kind(node)), not text")
            text = tape.text(node)
        }
        guard !text.isEmpty else { return }
        if text == calls[index].arguments, JSONCheck.isObject(text) {
            context.notes.add(
                "wire.tool.arguments-repeated", .warning, at: context.offset,
                "the same arguments a second time")
            return
        }
        calls[index].arguments += text
        guard calls[index].isSaid else { return }
        context.say(tool: .toolArguments(index: index, text), emit)
    }

    /// Says what never got a name, and looks whether arguments are JSON.
    mutating func finish(_ context: inout WireContext, _ emit: (consuming Delta) -> Void) {
        for index in calls.indices {
            let call = calls[index]
            if !call.isSaid {
                context.notes.add(
                    "wire.tool.no-name", .error, at: call.offset, "a tool call without a name")
                emit(.toolStart(index: index, id: call.id, name: ""))
                if !call.arguments.isEmpty {
                    emit(.toolArguments(index: index, call.arguments))
                }
            }
            if call.id == nil {
                context.notes.add(
                    "wire.tool.no-id", .warning, at: call.offset,
                    "a tool call without an id, to which no result can be given")
            }
            guard !call.arguments.isEmpty, !JSONCheck.isJSON(call.arguments) else { continue }
            context.notes.add(
                "wire.tool.arguments", .error, at: call.offset,
                "the arguments of '\(call.name ?? "")' are no JSON")
        }
    }
}

/// Whether a text is JSON: for the few that are not read further.
enum JSONCheck {
    static func isJSON(_ text: String) -> Bool {
        var tape = JSONTape()
        return (try? tape.read(text)) != nil
    }

    static func isObject(_ text: String) -> Bool {
        var tape = JSONTape()
        return (try? tape.read(text)) != nil && tape.kind(tape.root) == .object
    }
}
