public import Vocabulary

/// A JSON Schema as a suite has it: a mapping, JSON text, or a file beside it.
public struct WrittenSchema {
    /// The schema's own.
    private let node: Node
    /// What holds them as text, where their lines are nobody's.
    private let asker: Node?

    /// - Parameter name: what asks for the schema, for messages.
    public init(_ value: Node, of name: String) throws(Diagnostic) {
        (node, asker) = try Self.written(value, of: name)
        guard node.entries != nil || node.asBool != nil else {
            throw (asker ?? node).diagnostic(
                "expected a JSON Schema for 'value' of '\(name)', found \(node.shown)",
                hint: "write a mapping, or file://schema.json")
        }
    }

    private static func written(
        _ node: Node, of name: String
    ) throws(Diagnostic) -> (Node, asker: Node?) {
        guard let text = node.asString else { return (node, nil) }
        do throws(Diagnostics) {
            if text.hasPrefix("file://") {
                return (try Document.read(path: path(text, from: node), askedBy: node), nil)
            }
            return (try YAMLReader.read(SourceText(file: "schema", text: text)), node)
        } catch {
            let first = error.items.first ?? Diagnostic("the schema cannot be read")
            guard !text.hasPrefix("file://") else { throw first }
            let line = first.location.map { ", line \($0.line) of it" } ?? ""
            throw node.diagnostic("the schema of '\(name)'\(line): \(first.message)")
        }
    }

    private static func path(_ reference: String, from node: Node) -> String {
        let name = String(reference.dropFirst("file://".count))
        let file = node.location.file
        guard !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return name }
        return file[...slash] + name
    }

    public var tape: JSONTape {
        get throws(Diagnostic) {
            var tape = JSONTape()
            let text = try node.asJSON
            do throws(JSONError) {
                try tape.read(text)
            } catch {
                throw node.diagnostic("this schema is too much: \(error.reason)")
            }
            return tape
        }
    }

    /// The mistake at its place in the user's file.
    ///
    /// - Parameters:
    ///   - count: of how many it is the first.
    ///   - atKey: it is told at the word itself, not at what that is given.
    public func diagnostic(
        _ mistake: JSONSchemaMistake, of count: Int = 1, atKey: Bool = false
    ) -> Diagnostic {
        var message = mistake.reason
        if count > 1 { message += " (and \(count - 1) more in this schema)" }
        if let asker {
            let place = mistake.pointer.isEmpty ? "" : " at \(mistake.pointer)"
            return asker.diagnostic("the schema\(place): \(message)", hint: mistake.hint)
        }
        let place = (atKey ? key(at: mistake.pointer) : nil) ?? node.at(pointer: mistake.pointer)
        return (place ?? node).diagnostic(message, hint: mistake.hint)
    }

    private func key(at pointer: String) -> Node? {
        guard let name = JSONPointer.tokens(of: pointer)?.last,
            let slash = pointer.lastIndex(of: "/")
        else { return nil }
        let parent = node.at(pointer: String(pointer[..<slash]))
        return parent?.entries?.first { $0.key.text == name }?.key
    }
}
