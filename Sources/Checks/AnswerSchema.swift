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
        let written = try WrittenSchema(node, of: name)
        let tape = try written.tape
        do throws(JSONSchemaMistakes) {
            schema = try JSONSchema(
                tape, judgesFormats: true, patterns: SchemaPatterns.matcher)
        } catch {
            let first = error.items.first
            throw written.diagnostic(
                first ?? JSONSchemaMistake(pointer: "", reason: "it is no JSON Schema"),
                of: error.items.count)
        }
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
