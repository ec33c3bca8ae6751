import Documents
import Vocabulary

/// The tool calls of a Responses answer: one for each item of that type, at its place in the output.
struct ResponseCalls: Sendable {
    private struct Call: Sendable {
        var id: String?
        var name: String
        var arguments = ""
        /// Free text of a custom tool: not JSON, and not meant to be.
        var isCustom: Bool
        var offset: Int
    }

    private var calls: [Call] = []
    /// Which call the item at each place is.
    private var byPlace: [Int: Int] = [:]

    var count: Int { calls.count }

    func knows(_ place: Int) -> Bool { byPlace[place] != nil }

    static func isCall(_ tape: borrowing JSONTape, _ item: JSONTape.Node) -> Bool {
        guard let type = tape.member("type", of: item) else { return false }
        return tape.equals(type, "function_call") || tape.equals(type, "custom_tool_call")
    }

    mutating func begin(
        _ tape: borrowing JSONTape, _ item: JSONTape.Node, at place: Int,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        guard calls.count < WireContext.toolCallsMax else {
            // What follows at this place is of the dropped call.
            byPlace[place] = nil
            return context.noteToolCallLimit()
        }
        let id = tape.string("call_id", of: item).flatMap { $0.isEmpty ? nil : $0 }
        if let known = byPlace[place], calls[known].id == id {
            return context.notes.add(
                "wire.stream.duplicate-start", .error, at: context.offset,
                "a second start of the tool call at place \(place)")
        }
        let name = tape.string("name", of: item) ?? ""
        if name.isEmpty {
            context.notes.add(
                "wire.tool.no-name", .error, at: context.offset, "a tool call without a name")
        }
        let isCustom =
            tape.member("type", of: item).map { tape.equals($0, "custom_tool_call") } ?? false
        byPlace[place] = calls.count
        calls.append(Call(id: id, name: name, isCustom: isCustom, offset: context.offset))
        context.say(tool: .toolStart(index: calls.count - 1, id: id, name: name), emit)
    }

    mutating func add(
        _ piece: String, at place: Int, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard !piece.isEmpty, let index = byPlace[place] else { return }
        calls[index].arguments += piece
        context.say(tool: .toolArguments(index: index, piece), emit)
    }

    /// The arguments as a whole: said now if there were no pieces of them, else compared with them.
    mutating func end(
        _ whole: String, at place: Int, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard !whole.isEmpty, let index = byPlace[place] else { return }
        if calls[index].arguments.isEmpty { return add(whole, at: place, &context, emit) }
        guard calls[index].arguments != whole else { return }
        context.notes.add(
            "wire.stream.whole-differs", .error, at: context.offset,
            "the arguments of '\(calls[index].name)' as a whole are not what their pieces were")
    }

    /// The arguments that stand in a whole item; nil if there are none.
    static func arguments(
        _ tape: borrowing JSONTape, _ item: JSONTape.Node, _ context: inout WireContext
    ) -> String? {
        guard let node = tape.member("arguments", of: item) ?? tape.member("input", of: item),
            !tape.isNull(node)
        else { return nil }
        if let text = tape.string(node) { return text }
        context.notes.add(
            "wire.tool.arguments-type", .warning, at: context.offset,
            "arguments that are a JSON \(tape.kind(node)), not text")
        return tape.text(node)
    }

    func finish(_ context: inout WireContext) {
        for call in calls where !call.isCustom && !call.arguments.isEmpty {
            guard !JSONCheck.isJSON(call.arguments) else { continue }
            context.notes.add(
                "wire.tool.arguments", .error, at: call.offset,
                "the arguments of '\(call.name)' are no JSON")
        }
    }
}
