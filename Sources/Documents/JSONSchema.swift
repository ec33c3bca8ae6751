/// A JSON Schema of draft 2020-12 or draft 7, read once and held against any number of values.
///
/// `format` refuses something only where it is asked to, and the `content…` keywords nothing. Numbers are exact. A `$ref`
/// must lead into the same document, a document given with it, or a known metaschema: nothing is fetched.
public struct JSONSchema: Sendable {
    /// Whether a text matches one pattern. It must end in bounded time, or throw.
    public typealias Matcher = @Sendable (String) throws(JSONSchemaStop) -> Bool
    /// Reads a pattern, so that it is read once; throws what is wrong with it.
    public typealias PatternReader = @Sendable (String) throws(JSONSchemaStop) -> Matcher

    /// Every format that can be judged.
    public static let formats = JSONSchemaFormat.names

    let rules: [JSONSchemaRule]
    /// By resource: the schemas that `$dynamicRef` may find there.
    let dynamicAnchors: [[String: Int]]

    /// - Parameters:
    ///   - tape: the text of the schema.
    ///   - others: further documents by their URIs, for references to them.
    ///   - isDraft7: for a schema that does not say its own draft.
    ///   - judgesFormats: a value must be what a known `format` says; otherwise only a metaschema can ask for that.
    public init(
        _ tape: JSONTape, others: [String: JSONTape] = [:], isDraft7: Bool = false,
        judgesFormats: Bool = false, patterns: @escaping PatternReader
    ) throws(JSONSchemaMistakes) {
        let library = JSONSchemaLibrary(
            tape, others: others, fallback: isDraft7 ? .draft7 : .draft2020)
        var compiler = JSONSchemaCompiler(library, judgesFormats: judgesFormats)
        compiler.compile(with: patterns)
        let mistakes = compiler.library.mistakes
        guard mistakes.isEmpty else { throw JSONSchemaMistakes(items: mistakes) }
        rules = compiler.rules
        dynamicAnchors = compiler.dynamicAnchors
    }

    /// The first places where a value departs from the schema; none where it holds.
    public func failures(
        of value: JSONTape.Node, in tape: JSONTape, limits: JSONSchemaLimits = .standard
    ) throws(JSONSchemaStop) -> [JSONSchemaFailure] {
        var validator = JSONSchemaValidator(self, tape, limits)
        return try validator.failures(of: value)
    }
}
