/// Something in a schema that is no schema, or none that can be held against a value.
public struct JSONSchemaMistake: Sendable, Equatable {
    /// The place in the schema's own text.
    public var pointer: String
    public var reason: String
    public var hint: String?

    public init(pointer: String, reason: String, hint: String? = nil) {
        self.pointer = pointer
        self.reason = reason
        self.hint = hint
    }
}

/// All mistakes of a schema, not only the first.
public struct JSONSchemaMistakes: Error, Sendable, Equatable {
    public var items: [JSONSchemaMistake]
}

/// Why a question could not be decided: a limit was reached. It says nothing about the value.
public struct JSONSchemaStop: Error, Sendable, Equatable {
    public var reason: String

    public init(_ reason: String) { self.reason = reason }
}

/// One place where a value departs from its schema.
public struct JSONSchemaFailure: Sendable, Equatable, CustomStringConvertible {
    /// A JSON pointer into the value; empty for the whole.
    public var instance: String
    public var keyword: String
    /// Where the keyword stands: `#/properties/queue/enum`, after the URI of another document.
    public var schema: String
    /// What was expected and what was found.
    public var words: String

    public init(instance: String, keyword: String, schema: String, words: String) {
        self.instance = instance
        self.keyword = keyword
        self.schema = schema
        self.words = words
    }

    public var description: String { "\(shortDescription), by \(schema)" }

    var shortDescription: String {
        "\(instance.isEmpty ? "the whole" : "at \(instance)"): \(words)"
    }
}

/// What one validation may take: a schema of a few lines can ask for more than all time.
public struct JSONSchemaLimits: Sendable, Equatable {
    /// Schemas applied within each other: so many take less than 256 KB of the stack in a release build,
    /// and 2 MB in a debug build.
    public var depthMax: Int
    /// Keywords and members looked at, long texts counted as several.
    public var stepsMax: Int
    /// Failing places that are told.
    public var failuresMax: Int

    public init(depthMax: Int = 256, stepsMax: Int = 2_000_000, failuresMax: Int = 3) {
        self.depthMax = depthMax
        self.stepsMax = stepsMax
        self.failuresMax = failuresMax
    }

    public static let standard = JSONSchemaLimits()
}
