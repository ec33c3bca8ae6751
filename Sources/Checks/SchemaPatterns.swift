import Documents

/// The regular expressions of schemas, by the engine of `regex`: it always comes to an end, which matters
/// because a model wrote what they are held against.
enum SchemaPatterns {
    static func matcher(_ text: String) throws(JSONSchemaStop) -> JSONSchema.Matcher {
        let pattern: Pattern
        do throws(Pattern.Mistake) {
            pattern = try Pattern(text)
        } catch {
            throw JSONSchemaStop(error.reason)
        }
        return { text throws(JSONSchemaStop) in
            do throws(Pattern.GivenUp) {
                return try pattern.isFound(in: text)
            } catch {
                throw JSONSchemaStop("the search for a pattern \(error.reason)")
            }
        }
    }
}
