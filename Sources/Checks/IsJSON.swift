import Documents
package import Vocabulary

/// The whole answer must be one JSON value of any kind, with nothing but white space round it.
package struct IsJSON: TextCheck {
    package static let name = "is-json"
    package static let summary = "the whole answer is JSON"

    package init(_ arguments: CheckArguments) throws(Diagnostic) {}

    package var wish: String { "be JSON" }

    package func objection(to text: String) -> String? {
        nil
    }
}
