/// Something in a schema that is no schema, or none that can be held against a value.
package struct JSONSchemaMistake: Sendable, Equatable {
    /// The place in the schema's own text.
    package var pointer: String
    package var reason: String
    package var hint: String?

    package init(pointer: String, reason: String, hint: String? = nil) {
        self.pointer = pointer
        self.reason = reason
        self.hint = hint
    }
}

/// All mistakes of a schema, not only the first.
package struct JSONSchemaMistakes: Error, Sendable, Equatable {
    package var items: [JSONSchemaMistake]
}

/// Why a question could not be decided: a limit was reached. It says nothing about the value.
package struct JSONSchemaStop: Error, Sendable, Equatable {
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// One place where a value departs from its schema.
package struct JSONSchemaFailure: Sendable, Equatable, CustomStringConvertible {
    /// A JSON pointer into the value; empty for the whole.
    package var instance: String
    package var keyword: String
    /// Where the keyword stands: `#/properties/queue/enum`, after the URI of another document.
    package var schema: String
    /// What was expected and what was found.
    package var words: String

    package init(instance: String, keyword: String, schema: String, words: String) {
        self.instance = instance
        self.keyword = keyword
        self.schema = schema
        self.words = words
    }

    package var description: String { "\(shortDescription), by \(schema)" }

    var shortDescription: String {
        "\(instance.isEmpty ? "the whole" : "at \(instance)"): \(words)"
    }
}

/// What one validation may take: a schema of a few lines can ask for more than all time.
package struct JSONSchemaLimits: Sendable, Equatable {
    /// Schemas applied within each other: so many take less than 256 KB of the stack in a release build,
    /// and 2 MB in a debug build.
    package var depthMax: Int
    /// Keywords and members looked at, long texts counted as several.
    package var stepsMax: Int
    /// Failing places that are told.
    package var failuresMax: Int

    package init(depthMax: Int = 256, stepsMax: Int = 2_000_000, failuresMax: Int = 3) {
        self.depthMax = depthMax
        self.stepsMax = stepsMax
        self.failuresMax = failuresMax
    }

    package static let standard = JSONSchemaLimits()
}
