package import Vocabulary

/// Deltas, one after the other, become a reading.
package struct AnswerFold: Sendable {
    private var text = ""
    private var reasoning: String?
    private var refusal: String?
    private var calls: [ToolCall] = []
    private var finish: Finish?
    private var model: String?
    private var id: String?
    private var usage: Usage?
    private var error: ProviderError?
    private var evidence: [Evidence] = []

    package init() {}

    package mutating func add(_ delta: Delta) {
        switch delta {
        case .text(let piece): text += piece
        case .reasoning(let piece): reasoning = (reasoning.take() ?? "") + piece
        case .refusal(let piece): refusal = (refusal.take() ?? "") + piece
        case .toolStart(let index, let id, let name): start(index, id, name)
        case .toolArguments(let index, let piece):
            guard calls.indices.contains(index) else { return }
            calls[index].arguments += piece
        case .start(let id, let model):
            // In a stream the first word that is not empty counts; a plain answer has one, even if empty.
            if let id, self.id?.isEmpty ?? true { self.id = id }
            if let model, self.model?.isEmpty ?? true { self.model = model }
        case .finish(let finish): self.finish = finish
        case .usage(let usage): self.usage = usage
        case .error(let error): self.error = self.error ?? error
        case .evidence(let evidence): add(evidence)
        case .role: return
        }
    }

    /// A call that is started again is told something that was missing before.
    private mutating func start(_ index: Int, _ id: String?, _ name: String) {
        // Bounded by the reader: it numbers calls without gaps.
        guard index >= 0, index <= calls.count else { return }
        guard index < calls.count else {
            return calls.append(ToolCall(id: id, name: name, arguments: ""))
        }
        calls[index].id = calls[index].id ?? id
        if calls[index].name.isEmpty { calls[index].name = name }
    }

    /// Running totals replace each other; all else is kept in order.
    private mutating func add(_ new: Evidence) {
        guard let known = evidence.firstIndex(where: { $0.isUpdated(by: new) }) else {
            return evidence.append(new)
        }
        evidence[known] = new
    }

    package func reading(_ facts: WireFacts) -> Reading {
        var reading = Reading(outcome: error != nil ? .error : facts.isTruncated ? .truncated : .ok)
        reading.status = facts.status
        reading.text = error.map(\.isInStream) ?? true ? text : nil
        reading.reasoning = reasoning
        reading.refusal = refusal
        reading.toolCalls = calls
        reading.finish = finish
        reading.model = model
        reading.id = id
        reading.usage = usage
        reading.error = error
        reading.evidence = evidence
        reading.stream = facts.stream
        reading.clocks = facts.clocks
        reading.findings = facts.findings
        return reading
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
