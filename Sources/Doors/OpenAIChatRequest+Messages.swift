import Documents
import Vocabulary

/// Messages, and the pairing of calls with their answers.
extension OpenAIChatRequest {
    mutating func readMessages() throws(DoorError) {
        guard let list = present("messages", of: tape.root) else { throw .missing("messages") }
        guard tape.kind(list) == .array else {
            throw wrongType("messages", "an array of objects", list)
        }
        guard tape.count(list) > 0 else { throw .emptyArray("messages") }
        // The calls of the last assistant turn, those not yet answered, and where that turn stood.
        var calls: [String] = []
        var answerable: Set<String> = []
        var open: Set<String> = []
        var asked = 0
        for (index, node) in tape.elements(list).enumerated() {
            let path = "messages[\(index)]"
            guard tape.kind(node) == .object else { throw wrongType(path, "an object", node) }
            var message = try message(node, at: path)
            message.isKept = marksCache(node)
            if message.role == .tool, let id = message.answeredCall {
                guard answerable.contains(id) else {
                    throw .malformed(
                        "Invalid parameter: messages with role 'tool' must be a response to a "
                            + "preceeding message with 'tool_calls'.",
                        param: "messages.[\(index)].role")
                }
                open.remove(id)
            } else {
                guard open.isEmpty else {
                    throw .unansweredCalls(calls.filter(open.contains), at: asked)
                }
                calls = message.callIDs
                answerable = Set(calls)
                open = answerable
                asked = index
            }
            question.prompt.messages.append(message)
        }
        guard open.isEmpty else {
            throw .unansweredCalls(calls.filter(open.contains), at: asked)
        }
    }

    /// A part of it has Anthropic's mark for the cache, which gateways take from anyone.
    private func marksCache(_ node: JSONTape.Node) -> Bool {
        guard let content = present("content", of: node), tape.kind(content) == .array else {
            return false
        }
        return tape.elements(content).contains { part in
            tape.kind(part) == .object && present("cache_control", of: part) != nil
        }
    }

    private mutating func message(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message {
        guard let role = present("role", of: node) else { throw .missing("\(path).role") }
        guard let name = tape.string(role) else {
            throw wrongType("\(path).role", "a string", role)
        }
        switch name {
        case "system", "developer":
            return Message(.system, try content(of: node, at: path))
        case "user":
            return Message(.user, try content(of: node, at: path))
        case "assistant":
            return try assistant(node, at: path)
        case "tool":
            guard let id = try string("tool_call_id", of: node, at: "\(path).tool_call_id") else {
                throw .missing("\(path).tool_call_id")
            }
            let text = try content(of: node, at: path).joinedText
            return Message(.tool, [.toolResult(id: id, text: text, isError: false)])
        case "function":
            // The old form names the function in place of the call: nothing pairs it.
            let text = try content(of: node, at: path).joinedText
            question.notCarried.append("\(path).role")
            return Message(.user, text)
        default:
            throw .malformed(
                "Invalid value: '\(name)'. Supported values are: 'system', 'assistant', 'user', "
                    + "'function', 'tool', and 'developer'.",
                param: "\(path).role", code: "invalid_value")
        }
    }

    private mutating func assistant(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message {
        let hasOther = ["tool_calls", "function_call", "refusal", "audio"].contains {
            present($0, of: node) != nil
        }
        var parts: [Message.Part] = []
        if present("content", of: node) != nil || !hasOther {
            parts = try content(of: node, at: path)
        }
        // What the model refused to say is a part of the talk, and text to everyone else.
        if let refusal = try string("refusal", of: node, at: "\(path).refusal") {
            parts.append(.text(refusal))
        }
        for name in ["function_call", "audio"] where present(name, of: node) != nil {
            question.notCarried.append("\(path).\(name)")
        }
        if let calls = present("tool_calls", of: node) {
            if present("reasoning_content", of: node) == nil { question.callsLackReasoning = true }
            guard tape.kind(calls) == .array else {
                throw wrongType("\(path).tool_calls", "an array of objects", calls)
            }
            guard tape.count(calls) > 0 else { throw .emptyArray("\(path).tool_calls") }
            for (index, call) in tape.elements(calls).enumerated() {
                parts.append(try toolCall(call, at: "\(path).tool_calls[\(index)]"))
            }
        }
        return Message(.assistant, parts)
    }

    private mutating func toolCall(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part {
        guard tape.kind(node) == .object else { throw wrongType(path, "an object", node) }
        guard let id = try string("id", of: node, at: "\(path).id") else {
            throw .missing("\(path).id")
        }
        guard let type = try string("type", of: node, at: "\(path).type") else {
            throw .missing("\(path).type")
        }
        guard type == "function" || type == "custom" else {
            throw .unsupported(type, ["function", "custom"], at: "\(path).type")
        }
        guard let call = present(type, of: node) else { throw .missing("\(path).\(type)") }
        guard let name = try string("name", of: call, at: "\(path).\(type).name") else {
            throw .missing("\(path).\(type).name")
        }
        let member = type == "function" ? "arguments" : "input"
        guard let arguments = try string(member, of: call, at: "\(path).\(type).\(member)") else {
            throw .missing("\(path).\(type).\(member)")
        }
        if type == "custom" { question.notCarried.append(path) }
        return .toolCall(id: id, name: name, arguments: arguments)
    }

    private mutating func content(
        of node: JSONTape.Node, at path: String
    ) throws(DoorError) -> [Message.Part] {
        guard let content = tape.member("content", of: node) else {
            throw .missing("\(path).content")
        }
        switch tape.kind(content) {
        case .string:
            return [.text(tape.string(content) ?? "")]
        case .null:
            // OpenAI spells the path of this one with a dot before the bracket.
            throw .malformed(
                "Invalid value for 'content': expected a string, got null.",
                param: path.replacingFirstBracket + ".content")
        case .array:
            guard tape.count(content) > 0 else { throw .emptyArray("\(path).content") }
            var parts: [Message.Part] = []
            for (index, part) in tape.elements(content).enumerated() {
                if let part = try self.part(part, at: "\(path).content[\(index)]") {
                    parts.append(part)
                }
            }
            return parts
        default:
            throw wrongType("\(path).content", "one of a string or array of objects", content)
        }
    }

    private mutating func part(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part? {
        guard tape.kind(node) == .object else { throw wrongType(path, "an object", node) }
        guard let type = try string("type", of: node, at: "\(path).type") else {
            throw .missing("\(path).type")
        }
        switch type {
        case "text", "refusal":
            guard let text = try string(type, of: node, at: "\(path).\(type)") else {
                throw .missing("\(path).\(type)")
            }
            return .text(text)
        case "image_url":
            guard let image = present("image_url", of: node) else {
                throw .missing("\(path).image_url")
            }
            guard tape.kind(image) == .object else {
                throw wrongType("\(path).image_url", "an object", image)
            }
            guard let url = try string("url", of: image, at: "\(path).image_url.url") else {
                throw .missing("\(path).image_url.url")
            }
            return .image(
                try Self.image(
                    url, at: "\(path).image_url.url", takes: accent.takesImage))
        case "input_audio", "audio", "file":
            question.notCarried.append(path)
            return nil
        case _ where accent.foreignParts.contains(type):
            question.notCarried.append(path)
            return nil
        default:
            throw .unsupported(
                type, ["text", "image_url", "input_audio", "refusal", "audio", "file"],
                at: "\(path).type")
        }
    }

    static func image(
        _ url: String, at path: String, takes: (String) -> Bool = { _ in false }
    ) throws(DoorError) -> Message.Image {
        guard url.hasPrefix("data:") else {
            let isWeb = url.hasPrefix("http://") || url.hasPrefix("https://")
            guard isWeb || takes(url) else {
                throw .malformed(
                    "Invalid '\(path)'. Expected a valid URL, but got a value with an invalid "
                        + "format.", param: path, code: "invalid_value")
            }
            return .url(url)
        }
        let rest = url.dropFirst("data:".count)
        guard let comma = rest.firstIndex(of: ","), rest[..<comma].hasSuffix(";base64") else {
            throw .malformed(
                "Invalid '\(path)'. Expected a base64-encoded data URL with an image MIME type "
                    + "(e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), but got a value "
                    + "without the 'base64' mark.", param: path, code: "invalid_value")
        }
        let type = rest[..<comma].dropLast(";base64".count)
        return .data(mediaType: String(type), base64: String(rest[rest.index(after: comma)...]))
    }
}

extension DoorError {
    fileprivate static func unansweredCalls(_ ids: [String], at index: Int) -> DoorError {
        .malformed(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to "
                + "each 'tool_call_id'. The following tool_call_ids did not have response messages: "
                + ids.joined(separator: ", "), param: "messages.[\(index)].role")
    }
}

extension String {
    /// `messages[0]` as `messages.[0]`
    fileprivate var replacingFirstBracket: String {
        guard let bracket = firstIndex(of: "[") else { return self }
        return self[..<bracket] + "." + self[bracket...]
    }
}
