import Documents
import Vocabulary

/// A schema that the JSON of an answer must fit: a mapping in the suite, JSON text in it, or a file beside it.
struct AnswerSchema: Sendable {
    static let summary =
        "a JSON Schema (draft 2020-12, or 7 where it says so): a mapping, JSON text, or "
        + "file:// with a path from this file's folder; without it any JSON will do"

    private let schema: JSONSchema

    /// Reads the whole schema, so that its mistakes are told before anything is sent.
    init(_ node: Node, of name: String) throws(Diagnostic) {
        let (written, asker) = try Self.written(node, of: name)
        guard written.entries != nil || written.asBool != nil else {
            throw (asker ?? written).diagnostic(
                "expected a JSON Schema for 'value' of '\(name)', found \(written.shown)",
                hint: "write a mapping, or file://schema.json")
        }
        var tape = JSONTape()
        let text = try written.asJSON
        do throws(JSONError) {
            try tape.read(text)
        } catch {
            throw written.diagnostic("this schema is too much: \(error.reason)")
        }
        do throws(JSONSchemaMistakes) {
            schema = try JSONSchema(tape, patterns: SchemaPatterns.matcher)
        } catch {
            throw Self.diagnostic(error.items, in: written, askedBy: asker)
        }
    }

    /// The schema's own nodes; with the value that holds them as text, where their lines are nobody's.
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

    private static func diagnostic(
        _ mistakes: [JSONSchemaMistake], in schema: Node, askedBy asker: Node?
    ) -> Diagnostic {
        let first = mistakes.first ?? JSONSchemaMistake(pointer: "", reason: "it is no JSON Schema")
        var message = first.reason
        if mistakes.count > 1 { message += " (and \(mistakes.count - 1) more in this schema)" }
        if let asker {
            let place = first.pointer.isEmpty ? "" : " at \(first.pointer)"
            return asker.diagnostic("the schema\(place): \(message)", hint: first.hint)
        }
        let place = schema.at(pointer: first.pointer) ?? schema
        return place.diagnostic(message, hint: first.hint)
    }

    /// JSON that fits; nil where none was found.
    var example: String? { schema.example() }

    /// Nil where the value fits; otherwise the first places where it departs.
    func objection(to value: JSONTape.Node, in tape: JSONTape) throws(Diagnostic) -> String? {
        do throws(JSONSchemaStop) {
            let failures = try schema.failures(of: value, in: tape)
            return failures.isEmpty ? nil : failures.map(\.description).joined(separator: "; ")
        } catch {
            throw Diagnostic("whether the answer fits its schema cannot be told: \(error.reason)")
        }
    }
}
