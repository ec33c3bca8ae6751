import Vocabulary

/// Tool calls of a stream that numbers them: the number says which call a piece belongs to, and a call begins with
/// its name. Where there is no number, each call comes whole and the last one is meant.
struct NumberedCalls: Sendable {
    private struct Call: Sendable {
        var name: String
        var arguments = ""
        var offset: Int
    }

    private var calls: [Call] = []
    private var byNumber: [Int: Int] = [:]
    /// The last call was dropped: what follows belongs to it.
    private var isOverLimit = false

    var isEmpty: Bool { calls.isEmpty }

    /// Begins a call; one under a number in use takes its place.
    mutating func start(
        _ number: Int?, id: String?, name: String, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard calls.count < WireContext.toolCallsMax else {
            context.noteToolCallLimit()
            isOverLimit = true
            if let number { byNumber[number] = nil }
            return
        }
        let id = id.flatMap { $0.isEmpty ? nil : $0 }
        if name.isEmpty {
            context.notes.add(
                "wire.tool.no-name", .error, at: context.offset, "a tool call without a name")
        }
        if let number { byNumber[number] = calls.count }
        calls.append(Call(name: name, offset: context.offset))
        context.say(tool: .toolStart(index: calls.count - 1, id: id, name: name), emit)
    }

    func knows(_ number: Int) -> Bool { byNumber[number] != nil }

    /// A piece of a call's arguments.
    mutating func add(
        _ arguments: String, to number: Int?, _ context: inout WireContext,
        _ emit: (consuming Delta) -> Void
    ) {
        guard !arguments.isEmpty else { return }
        guard let index = index(number) else {
            if !isOverLimit {
                context.notes.add(
                    "wire.tool.no-start", .warning, at: context.offset,
                    "a piece of a tool call that did not begin")
            }
            return
        }
        calls[index].arguments += arguments
        context.say(tool: .toolArguments(index: index, arguments), emit)
    }

    private func index(_ number: Int?) -> Int? {
        guard let number else { return isOverLimit ? nil : calls.indices.last }
        return byNumber[number]
    }

    /// What a call's arguments are so far.
    func arguments(of number: Int) -> String? { byNumber[number].map { calls[$0].arguments } }

    /// Looks whether arguments are JSON, now that they are whole.
    mutating func finish(_ context: inout WireContext) {
        for call in calls where !call.arguments.isEmpty && !JSONCheck.isJSON(call.arguments) {
            context.notes.add(
                "wire.tool.arguments", .error, at: call.offset,
                "the arguments of '\(call.name)' are no JSON")
        }
    }
}
