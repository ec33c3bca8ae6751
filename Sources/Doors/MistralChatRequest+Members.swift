import Documents
import Vocabulary

/// Members by their kind, and Mistral's words for one that is of another.
extension MistralChatRequest {
    func string(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> String? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard let text = tape.string(value) else { throw wrong("string", value, at: path()) }
        return text
    }

    func bool(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> Bool? {
        guard let value = tape.present(name, of: node) else { return nil }
        guard let bool = tape.bool(value) else { throw wrong("boolean", value, at: path()) }
        return bool
    }

    func decimal(_ name: String, in range: ClosedRange<Double>) throws(DoorError) -> String? {
        guard let value = tape.present(name, of: tape.root) else { return nil }
        guard let text = tape.number(value) else { throw wrong("number", value, at: name) }
        // A number beyond all doubles is out of range by its sign.
        let number = tape.double(value) ?? (text.hasPrefix("-") ? -.infinity : .infinity)
        if number < range.lowerBound { throw tooSmall(Self.plain(range.lowerBound), value, name) }
        if number > range.upperBound { throw tooGreat(Self.plain(range.upperBound), value, name) }
        return text
    }

    func integer(
        _ name: String, from minimum: Int, to maximum: Int = .max
    ) throws(DoorError) -> Int? {
        guard let value = tape.present(name, of: tape.root) else { return nil }
        guard let number = tape.integer(value) else { throw wrong("integer", value, at: name) }
        if number < minimum { throw tooSmall(String(minimum), value, name) }
        if number > maximum { throw tooGreat(String(maximum), value, name) }
        return number
    }

    // MARK: Words

    func missing(_ path: String, in parent: JSONTape.Node) -> DoorError {
        .misfit("missing", "Field required", at: path, input: tape.text(parent))
    }

    func wrong(_ kind: String, _ node: JSONTape.Node, at path: String) -> DoorError {
        let types = [
            "string": "string_type", "boolean": "bool_type", "number": "float_type",
            "integer": "int_type", "list": "list_type", "dictionary": "dict_type",
        ]
        return .misfit(
            types[kind] ?? "value_error", "Input should be a valid \(kind)", at: path,
            input: tape.text(node))
    }

    func wrongObject(_ node: JSONTape.Node, at path: String) -> DoorError {
        .misfit(
            "model_attributes_type",
            "Input should be a valid dictionary or object to extract fields from", at: path,
            input: tape.text(node))
    }

    func wrongWord(_ word: String, _ known: [String], at path: String) -> DoorError {
        let quoted = known.map { "'\($0)'" }
        let list =
            quoted.count > 1
            ? quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? "")
            : quoted.joined()
        var writer = JSONWriter()
        writer.string(word)
        return .misfit(
            "enum", "Input should be \(list)", at: path,
            input: String(decoding: writer.bytes, as: UTF8.self), context: list)
    }

    private func tooSmall(_ limit: String, _ node: JSONTape.Node, _ path: String) -> DoorError {
        .misfit(
            "greater_than_equal", "Input should be greater than or equal to \(limit)", at: path,
            input: tape.text(node), context: limit)
    }

    private func tooGreat(_ limit: String, _ node: JSONTape.Node, _ path: String) -> DoorError {
        .misfit(
            "less_than_equal", "Input should be less than or equal to \(limit)", at: path,
            input: tape.text(node), context: limit)
    }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() ? String(Int(number)) : String(number)
    }
}
