import Documents
import Vocabulary

/// Members by their kind, and Google's words for one that is of another.
extension GeminiRequest {
    /// A member by its camelCase name or the other; null stands for absent.
    func present(_ name: String, of node: JSONTape.Node) -> JSONTape.Node? {
        let value =
            tape.member(name, of: node)
            ?? tape.member(name.snakeCased, of: node)
        return value.flatMap { tape.isNull($0) ? nil : $0 }
    }

    /// The elements of a list, or the one value that stands for it.
    func list(
        _ name: String, of node: JSONTape.Node, at path: String
    ) throws(DoorError) -> [JSONTape.Node] {
        guard let value = present(name, of: node) else { return [] }
        return tape.kind(value) == .array ? Array(tape.elements(value)) : [value]
    }

    func string(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> String? {
        guard let value = present(name, of: node) else { return nil }
        guard let text = tape.string(value) else { throw wrongValue(path(), nil, value) }
        return text
    }

    func bool(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> Bool? {
        guard let value = present(name, of: node) else { return nil }
        guard let bool = tape.bool(value) else {
            throw .invalidValue(path(), "TYPE_BOOL", tape.text(value))
        }
        return bool
    }

    func decimal(
        _ name: String, of node: JSONTape.Node, in range: ClosedRange<Double>
    ) throws(DoorError) -> String? {
        guard let value = present(name, of: node) else { return nil }
        let path = "generation_config.\(name.snakeCased)"
        guard let text = tape.number(value) ?? tape.string(value), let number = Double(text) else {
            throw .invalidValue(path, "TYPE_FLOAT", tape.text(value))
        }
        guard range.contains(number) else {
            throw .invalidField(
                path,
                "\(name.snakeCased) must be in the range [\(range.lowerBound), "
                    + "\(range.upperBound)].")
        }
        return text
    }

    func integer(
        _ name: String, of node: JSONTape.Node, in range: ClosedRange<Int>,
        at parent: String = "generation_config"
    ) throws(DoorError) -> Int? {
        guard let value = present(name, of: node) else { return nil }
        let path = "\(parent).\(name.snakeCased)"
        guard let number = tape.integer(value) ?? tape.string(value).flatMap({ Int($0) }) else {
            throw .invalidValue(path, "TYPE_INT32", tape.text(value))
        }
        guard range.contains(number) else {
            throw .invalidField(
                path,
                "\(name.snakeCased) must be in the range [\(range.lowerBound), "
                    + "\(range.upperBound)].")
        }
        return number
    }

    /// A value of another type than that message, or than a text where no message is named.
    func wrongValue(
        _ path: String, _ message: String?, _ node: JSONTape.Node
    ) -> DoorError {
        let type =
            message.map { "type.googleapis.com/google.ai.generativelanguage.v1beta.\($0)" }
            ?? "TYPE_STRING"
        return .invalidValue(path, type, tape.text(node))
    }
}

extension DoorError {
    /// What the reading of the JSON finds.
    static func invalidValue(_ path: String, _ type: String, _ text: String) -> DoorError {
        .malformed("Invalid value at '\(path)' (\(type)), \(text.prefix(bytes: 256))")
    }

    /// What the checking of the message finds.
    static func invalidField(_ path: String, _ words: String) -> DoorError {
        .malformed("* GenerateContentRequest.\(path): \(words)\n")
    }
}

extension String {
    /// `maxOutputTokens` as `max_output_tokens`; a name in that form stays as it is.
    var snakeCased: String {
        guard utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return self }
        var text = ""
        for character in unicodeScalars {
            if character.isASCII, character.properties.isUppercase {
                if !text.isEmpty, text.last != "_" { text.append("_") }
                text.append(String(character).lowercased())
            } else {
                text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
