import Documents
import Vocabulary

/// Members by their kind, and Anthropic's words for one that is missing or of another.
extension AnthropicRequest {
    /// A member that is there and not null.
    func present(_ name: String, of node: JSONTape.Node) -> JSONTape.Node? {
        tape.member(name, of: node).flatMap { tape.isNull($0) ? nil : $0 }
    }

    func requiredString(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> String {
        guard let value = tape.member(name, of: node) else {
            throw .malformed("\(path()): Field required")
        }
        guard let text = tape.string(value) else {
            throw .malformed("\(path()): Input should be a valid string")
        }
        return text
    }

    func string(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> String? {
        guard let value = present(name, of: node) else { return nil }
        guard let text = tape.string(value) else {
            throw .malformed("\(path()): Input should be a valid string")
        }
        return text
    }

    func bool(
        _ name: String, of node: JSONTape.Node, at path: @autoclosure () -> String
    ) throws(DoorError) -> Bool? {
        guard let value = present(name, of: node) else { return nil }
        guard let bool = tape.bool(value) else {
            throw .malformed("\(path()): Input should be a valid boolean")
        }
        return bool
    }
}
