import Documents
public import Vocabulary

/// The whole answer must be one JSON value, with nothing but white space round it, that fits the schema
/// where there is one.
public struct IsJSON: TextCheck {
    public static let name = "is-json"
    public static let summary = "the whole answer is JSON, and fits this schema"
    public static let arguments = [(key: "value", summary: AnswerSchema.summary)]

    // Deeper than any model answers, and no deeper than a scanner may safely follow.
    static let limits = JSONLimits(depthMax: 1000)

    let schema: AnswerSchema?

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        if let value = arguments.optional("value") {
            schema = try AnswerSchema(value, of: arguments.name)
        } else {
            schema = nil
        }
    }

    public var wish: String { schema == nil ? "be JSON" : "be JSON that fits the schema" }

    public func objection(to text: String) throws(Diagnostic) -> String? {
        var tape = JSONTape(limits: Self.limits)
        do throws(JSONError) {
            try tape.read(text)
        } catch {
            return "\(error.reason), at byte \(error.offset)"
        }
        return try schema?.objection(to: tape.root, in: tape)
    }
}
