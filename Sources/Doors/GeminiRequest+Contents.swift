import Documents
import Vocabulary

/// Turns and their parts, and the pairing of calls with their responses.
extension GeminiRequest {
    /// A part, and where it stands.
    struct PlacedPart {
        var part: Message.Part
        var path: String
    }

    mutating func readContents() throws(DoorError) {
        let contents = try list("contents", of: root, at: "contents")
        guard !contents.isEmpty else {
            throw .invalidField("contents", "contents is not specified")
        }
        for (index, node) in contents.enumerated() {
            try readContent(node, at: "contents[\(index)]")
        }
        guard openCalls.isEmpty else {
            throw .malformed(
                "Please ensure that multiturn requests end with a user turn or a function response "
                    + "turn.")
        }
    }

    private mutating func readContent(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) {
        guard tape.kind(node) == .object else { throw wrongValue(path, "Content", node) }
        let role = try string("role", of: node, at: "\(path).role") ?? "user"
        guard ["user", "model", "function", ""].contains(role) else {
            throw .malformed("Please use a valid role: user, model.")
        }
        let expected = openCalls
        let parts = try contentParts(node, at: path)
        let responses = parts.filter {
            if case .toolResult = $0.part { true } else { false }
        }
        guard responses.count == expected.count else {
            throw .malformed(
                expected.isEmpty
                    ? "Please ensure that function response turn comes immediately after a "
                        + "function call turn."
                    : "Please ensure that the number of function response parts is equal to the "
                        + "number of function call parts of the function call turn.")
        }
        if role == "model" {
            let calls = parts.compactMap { part -> (id: String, name: String)? in
                guard case .toolCall(let id, let name, _) = part.part else { return nil }
                return (id, name)
            }
            openCalls = calls
            question.prompt.messages.append(Message(.assistant, parts.map(\.part)))
            return
        }
        openCalls = []
        for response in responses {
            question.prompt.messages.append(Message(.tool, [response.part]))
        }
        let others = parts.map(\.part).filter {
            if case .toolResult = $0 { false } else { true }
        }
        if !others.isEmpty || responses.isEmpty {
            question.prompt.messages.append(Message(.user, others))
        }
    }

    /// The parts of a turn or of the system instruction, which may be a bare text too.
    mutating func contentParts(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> [PlacedPart] {
        if let text = tape.string(node), path == "system_instruction" {
            return [PlacedPart(part: .text(text), path: path)]
        }
        guard tape.kind(node) == .object else { throw wrongValue(path, "Content", node) }
        let nodes = try list("parts", of: node, at: "\(path).parts")
        guard !nodes.isEmpty else {
            throw .invalidField("\(path).parts", "contents.parts must not be empty.")
        }
        var parts: [PlacedPart] = []
        for (index, node) in nodes.enumerated() {
            let place = "\(path).parts[\(index)]"
            if let part = try self.part(node, at: place) {
                parts.append(PlacedPart(part: part, path: place))
            }
        }
        return parts
    }

    private mutating func part(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part? {
        guard tape.kind(node) == .object else { throw wrongValue(path, "Part", node) }
        if present("thoughtSignature", of: node) != nil {
            question.notCarried.append("\(path).thought_signature")
        }
        if try bool("thought", of: node, at: "\(path).thought") == true {
            question.notCarried.append(path)
            return nil
        }
        if let text = try string("text", of: node, at: "\(path).text") { return .text(text) }
        if let data = present("inlineData", of: node) {
            return try inlineData(data, at: "\(path).inline_data", part: path)
        }
        if let file = present("fileData", of: node) {
            return try fileData(file, at: "\(path).file_data", part: path)
        }
        if let call = present("functionCall", of: node) {
            return try functionCall(call, at: "\(path).function_call")
        }
        if let response = present("functionResponse", of: node) {
            return try functionResponse(response, at: "\(path).function_response")
        }
        let others = ["executableCode", "codeExecutionResult", "toolCall", "toolResponse"]
        guard others.contains(where: { present($0, of: node) != nil }) else {
            // A signature may come in a part of its own.
            if present("thoughtSignature", of: node) != nil { return nil }
            throw .invalidField(
                "\(path).data", "required oneof field 'data' must have one initialized field")
        }
        question.notCarried.append(path)
        return nil
    }

    private mutating func inlineData(
        _ node: JSONTape.Node, at path: String, part: String
    ) throws(DoorError) -> Message.Part? {
        guard tape.kind(node) == .object else { throw wrongValue(path, "Blob", node) }
        let type = try string("mimeType", of: node, at: "\(path).mime_type") ?? ""
        let data = try string("data", of: node, at: "\(path).data") ?? ""
        guard data.utf8.allSatisfy(\.isBase64) else {
            throw .malformed(
                "Invalid value at '\(path).data' (TYPE_BYTES), Base64 decoding failed for "
                    + "\"\(data.prefix(bytes: 64))\"")
        }
        guard type.hasPrefix("image/") else {
            question.notCarried.append(part)
            return nil
        }
        return .image(.data(mediaType: type, base64: data))
    }

    private mutating func fileData(
        _ node: JSONTape.Node, at path: String, part: String
    ) throws(DoorError) -> Message.Part? {
        guard tape.kind(node) == .object else { throw wrongValue(path, "FileData", node) }
        let type = try string("mimeType", of: node, at: "\(path).mime_type") ?? "image/*"
        guard let place = try string("fileUri", of: node, at: "\(path).file_uri") else {
            throw .invalidField("\(path).file_uri", "file_uri must not be empty.")
        }
        guard type.hasPrefix("image/") else {
            question.notCarried.append(part)
            return nil
        }
        return .image(.url(place))
    }

    private mutating func functionCall(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part {
        guard tape.kind(node) == .object else { throw wrongValue(path, "FunctionCall", node) }
        guard let name = try string("name", of: node, at: "\(path).name"), !name.isEmpty else {
            throw .invalidField("\(path).name", "Name cannot be empty.")
        }
        var arguments = "{}"
        if let value = present("args", of: node) {
            guard tape.kind(value) == .object else { throw notAStruct("\(path).args", value) }
            arguments = tape.text(value)
        }
        callsMade += 1
        // Calls need no id here; they are told apart by their order.
        let id = try string("id", of: node, at: "\(path).id") ?? "\(name)-\(callsMade)"
        return .toolCall(id: id, name: name, arguments: arguments)
    }

    private mutating func functionResponse(
        _ node: JSONTape.Node, at path: String
    ) throws(DoorError) -> Message.Part {
        guard tape.kind(node) == .object else {
            throw wrongValue(path, "FunctionResponse", node)
        }
        guard let name = try string("name", of: node, at: "\(path).name"), !name.isEmpty else {
            throw .invalidField("\(path).name", "Name cannot be empty.")
        }
        let id = try string("id", of: node, at: "\(path).id") ?? takeCall(named: name)
        guard let response = present("response", of: node) else {
            return .toolResult(id: id ?? name, text: "{}", isError: false)
        }
        guard tape.kind(response) == .object else {
            throw notAStruct("\(path).response", response)
        }
        // The keys that the API itself knows; anything else is the function's own JSON.
        if tape.count(response) == 1 {
            for key in ["output", "result", "error"] {
                guard let value = tape.member(key, of: response) else { continue }
                return .toolResult(
                    id: id ?? name, text: tape.string(value) ?? tape.text(value),
                    isError: key == "error")
            }
        }
        return .toolResult(id: id ?? name, text: tape.text(response), isError: false)
    }

    /// The first call of that name that nothing has answered yet.
    private mutating func takeCall(named name: String) -> String? {
        guard let place = openCalls.firstIndex(where: { $0.name == name }) else { return nil }
        return openCalls.remove(at: place).id
    }

    private func notAStruct(_ path: String, _ node: JSONTape.Node) -> DoorError {
        .invalidValue(path, "type.googleapis.com/google.protobuf.Struct", tape.text(node))
    }
}

extension UInt8 {
    /// Either alphabet of base64, and its padding.
    fileprivate var isBase64: Bool {
        isNameByte || [0x2B, 0x2F, 0x3D].contains(self)
    }
}
