import Documents
import Vocabulary

/// Gemini's tool calls: each whole in one part, as a rule, or as a start, values by their paths, and an empty
/// call for an end.
struct GeminiCalls: Sendable {
    private(set) var count = 0
    /// The arguments that are still being told, and of which call.
    private var open: (index: Int, arguments: GeminiArguments)?
    /// What follows is of a call that was dropped.
    private var isDropping = false

    mutating func read(
        _ tape: borrowing JSONTape, _ call: JSONTape.Node, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        let name = tape.string("name", of: call) ?? ""
        if !name.isEmpty { begin(tape, call, name, &context, emit) }
        if let pieces = tape.member("partialArgs", of: call), open != nil {
            for piece in tape.elements(pieces) where open?.arguments.add(tape, piece) == false {
                context.notes.add(
                    "wire.tool.arguments", .error, at: context.offset,
                    "a piece of arguments whose path leads nowhere")
            }
        }
        let goesOn = tape.member("willContinue", of: call).map { tape.bool($0) == true } ?? false
        if goesOn { return }
        if open != nil { return end(&context, emit) }
        guard name.isEmpty, !isDropping else { return }
        context.notes.add(
            "wire.tool.no-name", .error, at: context.offset, "a tool call without a name")
    }

    private mutating func begin(
        _ tape: borrowing JSONTape, _ call: JSONTape.Node, _ name: String,
        _ context: inout WireContext, _ emit: (consuming Delta) -> Void
    ) {
        end(&context, emit)
        isDropping = count >= WireContext.toolCallsMax
        guard !isDropping else { return context.noteToolCallLimit() }
        let id = tape.string("id", of: call).flatMap { $0.isEmpty ? nil : $0 }
        context.say(tool: .toolStart(index: count, id: id, name: name), emit)
        if let whole = tape.member("args", of: call), tape.kind(whole) == .object {
            context.say(tool: .toolArguments(index: count, tape.text(whole)), emit)
        } else {
            open = (count, GeminiArguments())
        }
        count += 1
    }

    /// Says the arguments that were told in pieces: a call without any has an empty object.
    mutating func end(_ context: inout WireContext, _ emit: (consuming Delta) -> Void) {
        guard let (index, arguments) = open else { return }
        open = nil
        context.say(tool: .toolArguments(index: index, arguments.text), emit)
    }
}
