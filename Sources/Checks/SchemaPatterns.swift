import Documents

/// The regular expressions of schemas. An engine belongs here only if it ends in bounded time: what it
/// is given was written by a model.
enum SchemaPatterns {
    /// There is none, and a pattern that nobody looks at must not seem to hold.
    static func matcher(_ pattern: String) throws(JSONSchemaStop) -> JSONSchema.Matcher {
        throw JSONSchemaStop("regular expressions are not matched in schemas of checks")
    }
}
