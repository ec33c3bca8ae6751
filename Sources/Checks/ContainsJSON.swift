import Documents
public import Vocabulary

/// Some JSON object or list must stand in the answer, prose round it or not; where there is a schema, one
/// that fits. Bare numbers and words do not count: nearly every text has one.
public struct ContainsJSON: TextCheck {
    public static let name = "contains-json"
    public static let summary = "a JSON object or list stands in the answer, and fits this schema"
    public static let arguments = [(key: "value", summary: AnswerSchema.summary)]

    let schema: AnswerSchema?

    public init(_ arguments: CheckArguments) throws(Diagnostic) {
        if let value = arguments.optional("value") {
            schema = try AnswerSchema(value, of: arguments.name)
        } else {
            schema = nil
        }
    }

    public var wish: String {
        schema == nil ? "contain JSON" : "contain JSON that fits the schema"
    }

    public func objection(to text: String) throws(Diagnostic) -> String? {
        var search = JSONSearch(text)
        var count = 0
        var firstObjection: String?
        while try search.findNext() {
            guard let schema else { return nil }
            let found = try schema.objection(to: search.tape.root, in: search.tape)
            guard let found else { return nil }
            firstObjection = firstObjection ?? found
            count += 1
        }
        guard let firstObjection else { return "no JSON object or list stands in it" }
        return count == 1 ? firstObjection : "the first of \(count) in it: \(firstObjection)"
    }
}
