import Vocabulary

/// Calls of a stream whose dialect tells each only when it is whole.
struct GatheredCalls {
    private(set) var calls: [ToolCall] = []
    private var places: [Int: Int] = [:]

    var isEmpty: Bool { calls.isEmpty }

    mutating func start(_ index: Int, id: String?, name: String) {
        guard places[index] == nil else { return }
        places[index] = calls.count
        calls.append(ToolCall(id: id, name: name, arguments: ""))
    }

    /// False where that call never started.
    mutating func add(_ index: Int, _ piece: String) -> Bool {
        guard let place = places[index] else { return false }
        calls[place].arguments += piece
        return true
    }
}
