import Vocabulary

/// Words of a schema that ask nothing, because nobody knows them: a slip of the pen, most likely.
public struct JSONSchemaOddities: Sendable {
    /// Keywords that are none of the schema's draft.
    public private(set) var keywords: [JSONSchemaMistake] = []
    /// Formats that are never judged.
    public private(set) var formats: [JSONSchemaMistake] = []

    /// - Parameter tape: the text of a schema without mistakes.
    public init(_ tape: JSONTape) {
        let library = JSONSchemaLibrary(tape, others: [:], fallback: .draft2020)
        for place in library.schemas[0] {
            look(at: place, in: tape, library)
        }
    }

    private mutating func look(
        at place: JSONSchemaPlace, in tape: JSONTape, _ library: JSONSchemaLibrary
    ) {
        let home = library.home(of: place)
        let isDraft7 = library.resources[home.resource].dialect.isDraft7
        let known = isDraft7 ? Self.draft7 : Self.draft2020
        for (key, value) in tape.members(place.node) {
            guard let name = tape.string(key) else { continue }
            let pointer = JSONPointer.appending(name, to: home.pointer)
            if name == "format", let format = tape.string(value) {
                guard !JSONSchema.formats.contains(format) else { continue }
                formats.append(
                    JSONSchemaMistake(
                        pointer: pointer,
                        reason:
                            "unknown format \(JSONSchemaWords.quoted(format)): it is not judged",
                        hint: didYouMean(format, among: JSONSchema.formats)))
            } else if !known.contains(name), !Self.isOwn(name) {
                keywords.append(
                    JSONSchemaMistake(
                        pointer: pointer,
                        reason: "unknown keyword \(JSONSchemaWords.quoted(name)): it asks nothing",
                        hint: Self.hint(for: name, isDraft7: isDraft7)))
            }
        }
    }

    private static func hint(for name: String, isDraft7: Bool) -> String {
        if let known = hints[name] { return known }
        let (own, other) = isDraft7 ? (draft7, draft2020) : (draft2020, draft7)
        if other.contains(name) {
            return
                "only draft \(isDraft7 ? "2020-12" : "7") has it: '$schema' says which one is meant"
        }
        return didYouMean(name, among: own.sorted()) ?? "JSON Schema has no such word"
    }

    /// Words that are meant to be no keywords: those of one's own, and of Gemini's schemas.
    private static func isOwn(_ name: String) -> Bool {
        name.hasPrefix("x-") || name == "propertyOrdering" || name == "property_ordering"
    }

    private static let hints = [
        "nullable": "write type: [string, \"null\"]",
        "example": "write examples: with a list", "id": "write $id",
    ]

    private static let common: Set<String> = [
        "$schema", "$id", "$ref", "$comment",
        "title", "description", "default", "examples", "readOnly", "writeOnly",
        "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "minLength", "maxLength", "pattern", "format", "minItems", "maxItems",
        "uniqueItems", "minProperties", "maxProperties", "required", "contentEncoding",
        "contentMediaType",
    ]

    private static let draft7 = common.union(words(of: .draft7))
    private static let draft2020 = common.union(words(of: .draft2020)).union([
        "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "deprecated",
        "dependentRequired", "minContains", "maxContains",
    ])

    private static func words(of dialect: JSONSchemaDialect) -> [String] {
        Array(dialect.schemaKeywords) + dialect.schemaListKeywords + dialect.schemaMapKeywords
    }
}
