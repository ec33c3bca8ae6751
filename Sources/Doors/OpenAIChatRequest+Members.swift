import Documents
import Vocabulary

/// A body that is read as OpenAI reads it, whichever of its APIs it is for.
protocol OpenAIBody {
    var tape: JSONTape { get }
}

extension OpenAIChatRequest: OpenAIBody {}

/// Members by their kind, and OpenAI's words for one that is of another.
extension OpenAIBody {
    /// A member that is there and not null: null stands for absent all over this API.
    func present(_ name: String, of node: JSONTape.Node) -> JSONTape.Node? {
        tape.member(name, of: node).flatMap { tape.isNull($0) ? nil : $0 }
    }

    func string(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> String? {
        guard let value = present(name, of: node) else { return nil }
        guard let text = tape.string(value) else { throw wrongType(path(), "a string", value) }
        return text
    }

    func bool(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> Bool? {
        guard let value = present(name, of: node) else { return nil }
        guard let bool = tape.bool(value) else { throw wrongType(path(), "a boolean", value) }
        return bool
    }

    func decimal(
        _ name: String, in range: ClosedRange<Double>
    ) throws(DoorError) -> String? {
        guard let value = present(name, of: tape.root) else { return nil }
        guard let text = tape.number(value) else { throw wrongType(name, "a decimal", value) }
        // A number beyond all doubles is out of range by its sign.
        let number = tape.double(value) ?? (text.hasPrefix("-") ? -.infinity : .infinity)
        if number < range.lowerBound {
            throw .malformed(
                "Invalid '\(name)': decimal below minimum value. Expected a value >= "
                    + "\(Int(range.lowerBound)), but got \(text) instead.",
                param: name, code: "decimal_below_min_value")
        }
        if number > range.upperBound {
            throw .malformed(
                "Invalid '\(name)': decimal above maximum value. Expected a value <= "
                    + "\(Int(range.upperBound)), but got \(text) instead.",
                param: name, code: "decimal_above_max_value")
        }
        return text
    }

    func integer(
        _ name: String, from minimum: Int, to maximum: Int = .max
    ) throws(DoorError) -> Int? {
        guard let value = present(name, of: tape.root) else { return nil }
        guard let number = tape.integer(value) else {
            throw wrongType(name, "an integer", value)
        }
        guard number >= minimum else {
            throw .malformed(
                "Invalid '\(name)': integer below minimum value. Expected a value >= \(minimum), "
                    + "but got \(number) instead.", param: name, code: "integer_below_min_value")
        }
        guard number <= maximum else {
            throw .malformed(
                "Invalid '\(name)': integer above maximum value. Expected a value <= \(maximum), "
                    + "but got \(number) instead.", param: name, code: "integer_above_max_value")
        }
        return number
    }

    /// A function of either API, wherever it is wrapped.
    func function(_ node: JSONTape.Node, at path: String) throws(DoorError) -> Tool {
        let name = try name(of: node, at: path)
        let schema = try schema("parameters", of: node, at: path)
        return Tool(
            name: name,
            summary: try string("description", of: node, at: "\(path).description"),
            schema: schema ?? #"{"type":"object","properties":{}}"#,
            isStrict: try bool("strict", of: node, at: "\(path).strict") ?? false)
    }

    func schemaFormat(_ node: JSONTape.Node, at path: String) throws(DoorError) -> AnswerFormat {
        let name = try name(of: node, at: path)
        guard let schema = try schema("schema", of: node, at: path) else {
            throw .missing("\(path).schema")
        }
        return .schema(
            name: name, schema: schema,
            isStrict: try bool("strict", of: node, at: "\(path).strict") ?? false)
    }

    private func schema(
        _ member: String, of node: JSONTape.Node, at path: String
    ) throws(DoorError) -> String? {
        guard let schema = present(member, of: node) else { return nil }
        guard tape.kind(schema) == .object else {
            throw wrongType("\(path).\(member)", "an object", schema)
        }
        return tape.text(schema)
    }

    func name(of node: JSONTape.Node, at place: String) throws(DoorError) -> String {
        let path = "\(place).name"
        guard let name = try string("name", of: node, at: path) else { throw .missing(path) }
        try judge(name: name, at: path)
        return name
    }

    /// Names of functions and schemas: letters, digits, `_` and `-`, at most 64.
    private func judge(name: String, at path: String) throws(DoorError) {
        guard !name.isEmpty else {
            throw .malformed(
                "Invalid '\(path)': empty string. Expected a string with minimum length 1, but "
                    + "got an empty string instead.", param: path, code: "empty_string")
        }
        guard name.utf8.count <= 64 else {
            throw .malformed(
                "Invalid '\(path)': string too long. Expected a string with maximum length 64, "
                    + "but got a string with length \(name.unicodeScalars.count) instead.",
                param: path, code: "string_above_max_length")
        }
        guard name.utf8.allSatisfy(\.isNameByte) else {
            throw .malformed(
                "Invalid '\(path)': string does not match pattern. Expected a string that matches "
                    + "the pattern '^[a-zA-Z0-9_-]+$'.", param: path, code: "invalid_value")
        }
    }

    func wrongType(
        _ path: String, _ expected: String, _ node: JSONTape.Node
    ) -> DoorError {
        .malformed(
            "Invalid type for '\(path)': expected \(expected), but got "
                + "\(tape.openAIName(of: node)) instead.",
            param: path, code: "invalid_type")
    }
}

extension DoorError {
    static func missing(_ path: String) -> DoorError {
        .malformed(
            "Missing required parameter: '\(path)'.", param: path,
            code: "missing_required_parameter")
    }

    static func emptyArray(_ path: String) -> DoorError {
        .malformed(
            "Invalid '\(path)': empty array. Expected an array with minimum length 1, but got an "
                + "empty array instead.", param: path, code: "empty_array")
    }

    static func unsupported(
        _ value: String, _ known: [String], at path: String
    ) -> DoorError {
        let quoted = known.map { "'\($0)'" }
        let list = quoted.dropLast().joined(separator: ", ") + ", and " + (quoted.last ?? "")
        return .malformed(
            "Invalid value: '\(value)'. Supported values are: \(list).", param: path,
            code: "invalid_value")
    }

}

extension JSONTape {
    func openAIName(of node: Node) -> String {
        switch kind(node) {
        case .null: "null"
        case .bool: "a boolean"
        case .number: integer(node) == nil ? "a decimal" : "an integer"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
