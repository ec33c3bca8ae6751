import Documents
package import Vocabulary

/// The whole answer must be one JSON value of any kind, with nothing but white space round it.
package struct IsJSON: TextCheck {
    package static let name = "is-json"
    package static let summary = "the whole answer is JSON"

    // Deeper than any model answers, and no deeper than a scanner may safely follow.
    private static let limits = JSONLimits(depthMax: 1000)

    package init(_ arguments: CheckArguments) throws(Diagnostic) {}

    package var wish: String { "be JSON" }

    package func objection(to text: String) -> String? {
        var tape = JSONTape(limits: Self.limits)
        do throws(JSONError) {
            try tape.read(text)
            return nil
        } catch {
            return "\(error.reason), at byte \(error.offset)"
        }
    }
}
