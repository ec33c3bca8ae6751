/// The types that a schema may ask for; a whole number is a number too.
struct JSONSchemaTypes: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = JSONSchemaTypes(rawValue: 1)
    static let boolean = JSONSchemaTypes(rawValue: 2)
    static let integer = JSONSchemaTypes(rawValue: 4)
    static let number = JSONSchemaTypes(rawValue: 8)
    static let string = JSONSchemaTypes(rawValue: 16)
    static let array = JSONSchemaTypes(rawValue: 32)
    static let object = JSONSchemaTypes(rawValue: 64)

    static let names: [(name: String, type: JSONSchemaTypes)] = [
        ("null", .null), ("boolean", .boolean), ("integer", .integer), ("number", .number),
        ("string", .string), ("array", .array), ("object", .object),
    ]

    var words: String {
        Self.names.filter { contains($0.type) }.map(\.name).joined(separator: " or ")
    }
}

/// One thing that a schema asks, ready to be held against a value. Schemas are named by their numbers.
enum JSONSchemaKeyword: Sendable {
    case types(JSONSchemaTypes)
    /// Values in their canonical spelling, and as the schema has them.
    case values(keyword: String, canonical: Set<[UInt8]>, shown: String)
    case bound(JSONSchemaBound)
    case multipleOf(JSONDecimal, shown: String)
    case length(min: Int, max: Int)
    case pattern(String, JSONSchema.Matcher)
    case format(JSONSchemaFormat)
    case itemCount(min: Int, max: Int)
    case uniqueItems
    case items(prefix: [Int], prefixKeyword: String, rest: Int?, restKeyword: String)
    case contains(schema: Int, min: Int, max: Int, marks: Bool)
    case memberCount(min: Int, max: Int)
    case required([String])
    case dependentRequired(keyword: String, [(name: String, needs: [String])])
    case dependentSchemas(keyword: String, [(name: String, schema: Int)])
    case members(JSONSchemaMembers)
    case propertyNames(Int)
    case allOf([Int])
    case anyOf([Int])
    case oneOf([Int])
    case not(Int)
    case condition(Int, then: Int?, else: Int?)
    case reference(Int, keyword: String)
    /// The outermost schema in use that has this name, else the one that stands nearest.
    case dynamicReference(String, else: Int)
    case unevaluatedItems(Int)
    case unevaluatedProperties(Int)

    /// It asks what the other keywords have looked at, so it comes after them.
    var isLast: Bool {
        switch self {
        case .unevaluatedItems, .unevaluatedProperties: true
        default: false
        }
    }
}

/// One of the four bounds of a number.
struct JSONSchemaBound: Sendable {
    var keyword: String
    var words: String
    var limit: JSONDecimal
    var isUpper: Bool
    var isExclusive: Bool
    var shown: String
}

/// The three keywords that share the members of an object among them.
struct JSONSchemaMembers: Sendable {
    /// By the bytes of the name: to Swift two spellings of one letter are equal, and to JSON they are not.
    var named: [[UInt8]: Int] = [:]
    var patterns: [(pattern: String, matches: JSONSchema.Matcher, schema: Int)] = []
    var additional: Int?
}

/// One schema of the compiled set.
struct JSONSchemaRule: Sendable {
    /// For `true` and `false` in place of a schema.
    var verdict: Bool?
    var keywords: [JSONSchemaKeyword] = []
    /// What the author says of values beside what is asked: examples as JSON, and the name of a format.
    var suggestions: [String] = []
    var format: String?
    var resource: Int
    var location: String
    /// It must know what its parts have looked at.
    var tracks = false
}
