/// Which keywords a schema's words are, by its `$schema`.
struct JSONSchemaDialect: Sendable, Equatable {
    enum Draft: Sendable { case draft7, draft2020 }

    var draft: Draft
    // Groups of keywords that a metaschema of one's own may leave out.
    var applies = true
    var validates = true
    var seesUnevaluated = true
    /// Only a metaschema of one's own asks for that.
    var judgesFormats = false

    static let draft7 = JSONSchemaDialect(draft: .draft7)
    static let draft2020 = JSONSchemaDialect(draft: .draft2020)

    var isDraft7: Bool { draft == .draft7 }

    /// The dialects that need no metaschema to be read.
    static func known(_ uri: String) -> JSONSchemaDialect? {
        var name = uri[...]
        for prefix in ["https://", "http://"] where name.hasPrefix(prefix) {
            name = name.dropFirst(prefix.count)
        }
        if name.hasSuffix("#") { name = name.dropLast() }
        switch name {
        case "json-schema.org/draft/2020-12/schema": return .draft2020
        case "json-schema.org/draft-07/schema": return .draft7
        default: return nil
        }
    }

    /// The dialect of a metaschema that lists its vocabularies; the first that it must have and nobody
    /// here knows is given in place of it.
    static func listed(
        in vocabulary: JSONTape.Node, of tape: JSONTape
    ) -> (dialect: JSONSchemaDialect, unknown: String?) {
        var dialect = JSONSchemaDialect(
            draft: .draft2020, applies: false, validates: false, seesUnevaluated: false)
        var unknown: String?
        let prefix = "https://json-schema.org/draft/2020-12/vocab/"
        for (key, value) in tape.members(vocabulary) {
            let name = tape.string(key) ?? ""
            switch name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : "" {
            case "core", "meta-data", "format-annotation", "content": break
            case "applicator": dialect.applies = true
            case "validation": dialect.validates = true
            case "unevaluated": dialect.seesUnevaluated = true
            case "format-assertion": dialect.judgesFormats = true
            default: if tape.bool(value) == true { unknown = unknown ?? name }
            }
        }
        return (dialect, unknown)
    }

    /// Keywords whose value is a schema, a list of schemas, or schemas by name: only there may a schema
    /// have a name of its own. What stands elsewhere, as in `const`, is data.
    var schemaKeywords: Set<String> {
        var keywords: Set = [
            "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames",
            "then",
        ]
        if isDraft7 {
            keywords.insert("additionalItems")
        } else {
            keywords.formUnion(["contentSchema", "unevaluatedItems", "unevaluatedProperties"])
        }
        return keywords
    }

    var schemaListKeywords: Set<String> {
        isDraft7
            ? ["allOf", "anyOf", "oneOf", "items"] : ["allOf", "anyOf", "oneOf", "prefixItems"]
    }

    var schemaMapKeywords: Set<String> {
        // 2020-12 keeps the two older names for those who come from before.
        let common: Set = ["definitions", "dependencies", "patternProperties", "properties"]
        return isDraft7 ? common : common.union(["$defs", "dependentSchemas"])
    }
}
