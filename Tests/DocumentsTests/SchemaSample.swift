import Documents
import Foundation

/// Schemas and values as texts, with Foundation's regular expressions.
enum SchemaSample {
    static func patterns(_ pattern: String) throws(JSONSchemaStop) -> JSONSchema.Matcher {
        let expression: NSRegularExpression
        do {
            expression = try NSRegularExpression(pattern: pattern)
        } catch {
            throw JSONSchemaStop("it is no regular expression")
        }
        return { text throws(JSONSchemaStop) in
            expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
        }
    }

    static func tape(_ text: String) throws -> JSONTape {
        var tape = JSONTape(limits: JSONLimits(depthMax: 2000))
        try tape.read(text)
        return tape
    }

    static func schema(_ text: String, isDraft7: Bool = false) throws -> JSONSchema {
        try JSONSchema(try tape(text), isDraft7: isDraft7, patterns: patterns)
    }

    static func failures(
        _ schema: String, _ value: String, isDraft7: Bool = false,
        limits: JSONSchemaLimits = .standard
    ) throws -> [JSONSchemaFailure] {
        let value = try tape(value)
        return try Self.schema(schema, isDraft7: isDraft7)
            .failures(of: value.root, in: value, limits: limits)
    }

    static func mistakes(_ schema: String, isDraft7: Bool = false) throws -> [JSONSchemaMistake] {
        let tape = try tape(schema)
        do {
            _ = try JSONSchema(tape, isDraft7: isDraft7, patterns: patterns)
            return []
        } catch {
            return error.items
        }
    }
}
