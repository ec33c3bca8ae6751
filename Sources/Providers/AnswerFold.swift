package import Vocabulary

/// Deltas, one after the other, become a reading.
package struct AnswerFold: Sendable {
    private var reading = Reading()

    package init() {}

    package mutating func add(_ delta: Delta) {
        switch delta {
        case .text(let piece): Self.append(piece, to: &reading.text)
        case .reasoning(let piece): Self.append(piece, to: &reading.reasoning)
        case .refusal(let piece): Self.append(piece, to: &reading.refusal)
        case .toolStart(let index, let id, let name): start(index, id, name)
        case .toolArguments(let index, let piece):
            guard reading.toolCalls.indices.contains(index) else { return }
            reading.toolCalls[index].arguments += piece
        case .start(let id, let model):
            // In a stream the first word that is not empty counts; a plain answer has one, even if empty.
            if let id, reading.id?.isEmpty ?? true { reading.id = id }
            if let model, reading.model?.isEmpty ?? true { reading.model = model }
        case .finish(let finish): reading.finish = finish
        case .usage(let usage): reading.usage = usage
        case .error(let error): if reading.error == nil { reading.error = error }
        case .evidence(let evidence): add(evidence)
        case .role: return
        }
    }

    private static func append(_ piece: String, to text: inout String?) {
        if text == nil {
            text = piece
        } else {
            text?.append(piece)
        }
    }

    /// A call that is started again is told something that was missing before.
    private mutating func start(_ index: Int, _ id: String?, _ name: String) {
        // Readers number calls without gaps.
        guard index >= 0, index <= reading.toolCalls.count else { return }
        guard index < reading.toolCalls.count else {
            return reading.toolCalls.append(ToolCall(id: id, name: name, arguments: ""))
        }
        if reading.toolCalls[index].id == nil { reading.toolCalls[index].id = id }
        if reading.toolCalls[index].name.isEmpty { reading.toolCalls[index].name = name }
    }

    /// Running totals replace each other; all else is kept in order.
    private mutating func add(_ new: Evidence) {
        if let known = reading.evidence.firstIndex(where: { $0.isUpdated(by: new) }) {
            reading.evidence[known] = new
        } else {
            reading.evidence.append(new)
        }
    }

    /// Ends it with what is known beside the deltas.
    package mutating func finish(_ facts: borrowing WireFacts) -> Reading {
        if reading.text == nil { reading.text = "" }
        reading.outcome = facts.isTruncated ? .truncated : .ok
        if reading.error != nil {
            reading.outcome = .error
            if reading.error?.isInStream == false { reading.text = nil }
        }
        reading.status = facts.status
        reading.stream = facts.stream
        reading.clocks = facts.clocks
        reading.findings = facts.findings
        // Given away and not copied: a copy would retain each of its strings.
        var done = Reading()
        swap(&done, &reading)
        return done
    }
}

extension Evidence {
    fileprivate func isUpdated(by new: Evidence) -> Bool {
        switch (self, new) {
        case (.cost(_, let field, _), .cost(_, let other, _)): field == other
        case (.fallbacks, .fallbacks), (.deployment, .deployment): true
        default: false
        }
    }
}
