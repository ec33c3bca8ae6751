import Documents
import Vocabulary

/// What OpenAI refuses on this endpoint although the body is well formed: members of the chat API, rules
/// of model families, strict schemas that are not strict, and talks that nobody kept.
enum OpenAIResponsesRules {
    static func refusal(of question: Question) -> DoorError? {
        for name in question.members.subtracting(members).sorted() {
            if let place = movedMembers[name] { return moved(name, to: place) }
            return .malformed(
                "Unknown parameter: '\(name)'.", param: name, code: "unknown_parameter")
        }
        if let id = question.previousResponse {
            return .malformed(
                "Previous response with id '\(id)' not found.", param: "previous_response_id",
                code: "previous_response_not_found")
        }
        if question.prompt.format == .json, !question.prompt.allText.lowercased().contains("json") {
            return .malformed(
                "Response input messages must contain the word 'json' in some form to use "
                    + "'text.format' of type 'json_object'.", param: "input")
        }
        for (index, tool) in question.prompt.tools.enumerated() where tool.isStrict {
            guard let fault = StrictSchema.fault(in: tool.schema) else { continue }
            return .malformed(
                "Invalid schema for function '\(tool.name)': \(fault)",
                param: "tools[\(index)].parameters", code: "invalid_function_parameters")
        }
        if case .schema(let name, let schema, isStrict: true) = question.prompt.format,
            let fault = StrictSchema.fault(in: schema)
        {
            return .malformed(
                "Invalid schema for response_format '\(name)': \(fault)",
                param: "text.format.schema", code: "invalid_json_schema")
        }
        return refusalOfSampling(question)
    }

    static func moved(_ name: String, to place: String) -> DoorError {
        .malformed(
            "Unsupported parameter: '\(name)'. In the Responses API, this parameter has moved to "
                + "'\(place)'. Try again with the new parameter. See the API documentation for "
                + "more information: "
                + "https://platform.openai.com/docs/api-reference/responses/create.",
            param: name, code: "unsupported_parameter")
    }

    private static func refusalOfSampling(_ question: Question) -> DoorError? {
        guard OpenAIChatRules.isReasoning(question.model), OpenAIChatRules.thinks(question) else {
            return nil
        }
        let parameters = question.prompt.parameters
        for (name, value) in [
            ("temperature", parameters.temperature), ("top_p", parameters.topP),
        ] {
            guard let value, Double(value) != 1 else { continue }
            return .malformed(
                "Unsupported parameter: '\(name)' is not supported with this model.",
                param: name)
        }
        return nil
    }

    private static let movedMembers = [
        "messages": "input", "max_tokens": "max_output_tokens",
        "max_completion_tokens": "max_output_tokens", "response_format": "text.format",
        "reasoning_effort": "reasoning.effort", "verbosity": "text.verbosity",
    ]

    private static let members: Set<String> = [
        "background", "context_management", "conversation", "include", "input", "instructions",
        "max_output_tokens", "max_tool_calls", "metadata", "model", "moderation",
        "parallel_tool_calls", "previous_response_id", "prompt", "prompt_cache_key",
        "prompt_cache_options", "prompt_cache_retention", "reasoning", "safety_identifier",
        "service_tier", "store", "stream", "stream_options", "temperature", "text", "tool_choice",
        "tools", "top_logprobs", "top_p", "truncation", "user",
    ]
}

extension Question {
    /// The talk that this one is to go on from.
    fileprivate var previousResponse: String? {
        guard members.contains("previous_response_id") else { return nil }
        var tape = JSONTape()
        do {
            try tape.read([0x7B] + echo + [0x7D])
        } catch {
            return nil
        }
        return tape.string("previous_response_id", of: tape.root)
    }
}

/// OpenAI's strict mode: every object is closed and every property required.
enum StrictSchema {
    /// The first fault, in OpenAI's words; nil if there is none.
    static func fault(in schema: String) -> String? {
        var tape = JSONTape()
        do {
            try tape.read(schema)
        } catch {
            return "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'."
        }
        return fault(tape.root, of: tape, at: [], depth: 0)
    }

    private static func fault(
        _ node: JSONTape.Node, of tape: JSONTape, at context: [String], depth: Int
    ) -> String? {
        // OpenAI takes ten levels of nesting; each has two of context.
        guard depth < 64, tape.kind(node) == .object else { return nil }
        if let properties = tape.member("properties", of: node), tape.kind(properties) == .object {
            if let fault = faultOfObject(node, properties, of: tape, at: context) { return fault }
            for (key, value) in tape.members(properties) {
                let path = context + ["properties", tape.string(key) ?? ""]
                if let fault = fault(value, of: tape, at: path, depth: depth + 1) { return fault }
            }
        }
        if let items = tape.member("items", of: node) {
            let path = context + ["items"]
            if let fault = fault(items, of: tape, at: path, depth: depth + 1) { return fault }
        }
        return nil
    }

    private static func faultOfObject(
        _ node: JSONTape.Node, _ properties: JSONTape.Node, of tape: JSONTape,
        at context: [String]
    ) -> String? {
        let place = "In context=\(tuple(context)), "
        guard let closed = tape.member("additionalProperties", of: node),
            tape.bool(closed) == false
        else {
            return place + "'additionalProperties' is required to be supplied and to be false."
        }
        let required = Set(
            (tape.member("required", of: node).map { Array(tape.elements($0)) } ?? [])
                .compactMap { tape.string($0) })
        for (key, _) in tape.members(properties) {
            guard let name = tape.string(key), !required.contains(name) else { continue }
            return place
                + "'required' is required to be supplied and to be an array including every key in "
                + "properties. Missing '\(name)'."
        }
        return nil
    }

    /// As Python writes a tuple: `()`, `('a',)`, `('a', 'b')`.
    private static func tuple(_ parts: [String]) -> String {
        let quoted = parts.map { "'\($0)'" }
        return quoted.count == 1 ? "(\(quoted[0]),)" : "(\(quoted.joined(separator: ", ")))"
    }
}
