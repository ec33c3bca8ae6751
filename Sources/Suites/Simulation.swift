import Documents
public import Vocabulary

/// What a simulated provider answers to a test, before its variables are filled in.
public struct Simulation: Sendable, Equatable {
    struct Call: Sendable, Equatable {
        var name: String
        var arguments: TemplateTree
    }

    var text: Template?
    var calls: [Call] = []
    var reasoning: Template?
    var finish: Finish.Reason?
    var serviceTier: String?

    public var hasToolCalls: Bool { !calls.isEmpty }

    /// Nil for a name without a value; `firstMissing` tells which.
    public func rendered(with values: [String: Variable]) -> SimulatedAnswer? {
        var answer = SimulatedAnswer(text: "", finish: finish, serviceTier: serviceTier)
        if let text {
            guard let rendered = text.rendered(with: values) else { return nil }
            answer.text = rendered
        }
        if let reasoning {
            guard let rendered = reasoning.rendered(with: values) else { return nil }
            answer.reasoning = rendered
        }
        for call in calls {
            guard let arguments = call.arguments.rendered(with: values) else { return nil }
            answer.toolCalls.append(ToolCall(id: nil, name: call.name, arguments: arguments))
        }
        return answer
    }

    public func firstMissing(in values: [String: Variable]) -> String? {
        let names =
            (text?.variables ?? []) + (reasoning?.variables ?? [])
            + calls.flatMap(\.arguments.variables)
        return names.first { values.value(named: $0) == nil }
    }
}

extension Simulation {
    /// Text, or a mapping with what else an answer may hold. Nil where there is a mistake.
    init?(_ node: Node, in mistakes: Mistakes) {
        guard node.entries != nil else {
            guard let template = node.template(in: mistakes) else { return nil }
            text = template
            return
        }
        let before = mistakes.items.count
        let reader = MappingReader(node, in: mistakes, what: "'simulate'")
        text = reader.node("text").flatMap { $0.template(in: mistakes) }
        reasoning = reader.node("reasoning").flatMap { $0.template(in: mistakes) }
        calls = (reader.list("tool_calls") ?? []).compactMap { Call($0, in: mistakes) }
        finish = reader.choice("finish", of: Self.finishes.map(\.rawValue))
            .flatMap(Finish.Reason.init)
        serviceTier = reader.string("service_tier")
        reader.finish()
        if text == nil, calls.isEmpty, reasoning == nil, mistakes.items.count == before {
            mistakes.add(
                "'simulate' holds no answer", at: node,
                hint: "give it 'text', 'tool_calls' or both")
        }
        guard mistakes.items.count == before else { return nil }
    }

    /// What a healthy provider may say; errors are played by causes.
    private static let finishes: [Finish.Reason] = [
        .stop, .length, .toolCalls, .contentFilter, .refusal,
    ]
}

extension Simulation.Call {
    fileprivate init?(_ node: Node, in mistakes: Mistakes) {
        let reader = MappingReader(node, in: mistakes, what: "a tool call")
        let name = reader.string("name", required: true)
        let arguments = reader.node("arguments")
        reader.finish()
        let tree = arguments.map { TemplateTree($0, in: mistakes) } ?? .object([])
        guard let name, let tree else { return nil }
        self.init(name: name, arguments: tree)
    }
}
