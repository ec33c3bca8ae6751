import Documents
import Vocabulary

/// The input: messages, calls and their results in one list.
extension OpenAIResponsesRequest {
    mutating func readInput() throws(DoorError) {
        guard let input = present("input", of: tape.root) else {
            guard !hasStateElsewhere else { return }
            if question.members.contains("messages") {
                throw OpenAIResponsesRules.moved("messages", to: "input")
            }
            throw .malformed(
                "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation_id' "
                    + "must be provided.", param: "input", code: "missing_required_parameter")
        }
        switch tape.kind(input) {
        case .string:
            question.prompt.messages.append(Message(.user, tape.string(input) ?? ""))
        case .array:
            for (index, node) in tape.elements(input).enumerated() {
                try readItem(node, at: "input[\(index)]")
            }
            try pairCalls()
        default:
            throw wrongType("input", "one of a string or array of input items", input)
        }
    }

    /// A talk that goes on may have its beginning, and its calls, at the provider.
    private var hasStateElsewhere: Bool {
        ["previous_response_id", "conversation", "prompt"].contains {
            present($0, of: tape.root) != nil
        }
    }

    /// Every call has a result and every result a call.
    private func pairCalls() throws(DoorError) {
        guard !hasStateElsewhere else { return }
        let calls = question.prompt.messages.flatMap(\.callIDs)
        let results = question.prompt.messages.compactMap(\.answeredCall)
        let (asked, answered) = (Set(calls), Set(results))
        if let id = results.first(where: { !asked.contains($0) }) {
            throw .malformed(
                "No tool call found for function call output with call_id \(id).", param: "input")
        }
        if let id = calls.first(where: { !answered.contains($0) }) {
            throw .malformed(
                "No tool output found for function call \(id).", param: "input")
        }
    }

    private mutating func readItem(_ node: JSONTape.Node, at path: String) throws(DoorError) {
        guard tape.kind(node) == .object else { throw wrongType(path, "an object", node) }
        let type = try string("type", of: node, at: "\(path).type") ?? "message"
        switch type {
        case "message": try readMessage(node, at: path)
        case "function_call": try readCall(node, at: path)
        case "function_call_output": try readResult(node, at: path)
        case let other where Self.otherItems.contains(other):
            question.notCarried.append(path)
        default:
            throw .unsupported(
                type,
                (Self.otherItems + ["function_call", "function_call_output", "message"]).sorted(),
                at: "\(path).type")
        }
    }

    private static let otherItems: [String] = [
        "apply_patch_call", "apply_patch_call_output", "code_interpreter_call", "compaction",
        "computer_call", "computer_call_output", "custom_tool_call", "custom_tool_call_output",
        "file_search_call", "image_generation_call", "item_reference", "local_shell_call",
        "local_shell_call_output", "mcp_approval_request", "mcp_approval_response", "mcp_call",
        "mcp_list_tools", "reasoning", "shell_call", "shell_call_output", "tool_search_call",
        "tool_search_output", "web_search_call",
    ]

    private mutating func readMessage(_ node: JSONTape.Node, at path: String) throws(DoorError) {
        guard let name = try string("role", of: node, at: "\(path).role") else {
            throw .missing("\(path).role")
        }
        let role: Message.Role
        switch name {
        case "user": role = .user
        case "assistant": role = .assistant
        case "system", "developer": role = .system
        default:
            throw .unsupported(
                name, ["assistant", "system", "developer", "user"], at: "\(path).role")
        }
        guard let content = present("content", of: node) else { throw .missing("\(path).content") }
        var parts: [Message.Part] = []
        switch tape.kind(content) {
        case .string: parts = [.text(tape.string(content) ?? "")]
        case .array:
            for (index, part) in tape.elements(content).enumerated() {
                if let part = try self.part(part, at: "\(path).content[\(index)]") {
                    parts.append(part)
                }
            }
        default:
            throw wrongType(
                "\(path).content", "one of an array of objects or string", content)
        }
        question.prompt.messages.append(Message(role, parts))
    }

    private mutating func part(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part? {
        guard tape.kind(node) == .object else { throw wrongType(path, "an object", node) }
        guard let type = try string("type", of: node, at: "\(path).type") else {
            throw .missing("\(path).type")
        }
        switch type {
        case "input_text", "output_text", "refusal":
            let member = type == "refusal" ? "refusal" : "text"
            guard let text = try string(member, of: node, at: "\(path).\(member)") else {
                throw .missing("\(path).\(member)")
            }
            return .text(text)
        case "input_image":
            guard let url = try string("image_url", of: node, at: "\(path).image_url") else {
                guard present("file_id", of: node) != nil else {
                    throw .missing("\(path).image_url")
                }
                question.notCarried.append(path)
                return nil
            }
            return .image(try OpenAIChatRequest.image(url, at: "\(path).image_url"))
        case "input_file", "input_audio", "computer_screenshot", "summary_text":
            question.notCarried.append(path)
            return nil
        default:
            throw .unsupported(
                type,
                [
                    "input_text", "input_image", "output_text", "refusal", "input_file",
                    "computer_screenshot", "summary_text",
                ], at: "\(path).type")
        }
    }

    /// A call belongs to the turn of the model that made it.
    private mutating func readCall(_ node: JSONTape.Node, at path: String) throws(DoorError) {
        var texts: [String] = []
        for name in ["call_id", "name", "arguments"] {
            guard let text = try string(name, of: node, at: "\(path).\(name)") else {
                throw .missing("\(path).\(name)")
            }
            texts.append(text)
        }
        let call = Message.Part.toolCall(id: texts[0], name: texts[1], arguments: texts[2])
        let last = question.prompt.messages.count - 1
        if last >= 0, question.prompt.messages[last].role == .assistant {
            question.prompt.messages[last].parts.append(call)
        } else {
            question.prompt.messages.append(Message(.assistant, [call]))
        }
    }

    private mutating func readResult(_ node: JSONTape.Node, at path: String) throws(DoorError) {
        guard let id = try string("call_id", of: node, at: "\(path).call_id") else {
            throw .missing("\(path).call_id")
        }
        guard let output = present("output", of: node) else { throw .missing("\(path).output") }
        var text = ""
        switch tape.kind(output) {
        case .string: text = tape.string(output) ?? ""
        case .array:
            var parts: [Message.Part] = []
            for (index, part) in tape.elements(output).enumerated() {
                let place = "\(path).output[\(index)]"
                guard let part = try self.part(part, at: place) else { continue }
                if case .image = part { question.notCarried.append(place) }
                parts.append(part)
            }
            text = parts.joinedText
        default:
            throw wrongType("\(path).output", "one of an array of objects or string", output)
        }
        question.prompt.messages.append(
            Message(.tool, [.toolResult(id: id, text: text, isError: false)]))
    }
}
