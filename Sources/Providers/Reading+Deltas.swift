public import Vocabulary

/// Deltas, one after the other, become a reading.
extension Reading {
    public mutating func add(_ delta: consuming Delta) {
        switch consume delta {
        case .text(let piece): Self.append(piece, to: &text)
        case .reasoning(let piece): Self.append(piece, to: &reasoning)
        case .refusal(let piece): Self.append(piece, to: &refusal)
        case .toolStart(let index, let id, let name): begin(index, id, name)
        case .toolArguments(let index, let piece):
            guard toolCalls.indices.contains(index) else { return }
            toolCalls[index].arguments += piece
        case .start(let id, let model):
            // In a stream the first word that is not empty counts; a plain answer has one, even if empty.
            if let id, self.id?.isEmpty ?? true { self.id = id }
            if let model, self.model?.isEmpty ?? true { self.model = model }
        case .finish(let finish): self.finish = finish
        case .usage(let usage): self.usage = usage
        case .error(let error): if self.error == nil { self.error = error }
        case .evidence(let evidence): add(evidence)
        case .role: return
        }
    }

    private static func append(_ piece: consuming String, to text: inout String?) {
        if text == nil {
            text = piece
        } else {
            text?.append(piece)
        }
    }

    /// A call that is started again is told something that was missing before.
    private mutating func begin(_ index: Int, _ id: String?, _ name: String) {
        // Readers number calls without gaps.
        guard index >= 0, index <= toolCalls.count else { return }
        guard index < toolCalls.count else {
            return toolCalls.append(ToolCall(id: id, name: name, arguments: ""))
        }
        if toolCalls[index].id == nil { toolCalls[index].id = id }
        if toolCalls[index].name.isEmpty { toolCalls[index].name = name }
    }

    /// Running totals replace each other; all else is kept in order.
    private mutating func add(_ new: Evidence) {
        if let known = evidence.firstIndex(where: { $0.isUpdated(by: new) }) {
            evidence[known] = new
        } else {
            evidence.append(new)
        }
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
