package import Documents
package import Vocabulary

/// A LiteLLM configuration, what is wrong with it, and where its values stand.
package struct LiteLLMExamination: Sendable {
    /// Of a file with errors: what could be read.
    package var config: LiteLLMConfig
    /// With all that it includes.
    package var document: Node
    /// Errors have no code: LiteLLM does not start with them, or there is nothing to prove.
    package var mistakes: [Diagnostic]

    package var hasErrors: Bool { mistakes.contains { $0.severity == .error } }

    /// Throws all mistakes where one of them is an error.
    package func sound() throws(Diagnostics) -> LiteLLMConfig {
        guard !hasErrors else { throw Diagnostics(mistakes) }
        return config
    }

    /// What the reader warns of, by the names under which `lint` files it.
    package enum Code: String, Sendable, CaseIterable {
        case unknownName = "unknown-name"
        case unknownKey = "unknown-key"
        /// No name that is known is near it.
        case unfamiliarKey = "unfamiliar-key"
        case unknownProvider = "unknown-provider"
        case wrongSection = "wrong-section"
        case withoutEffect = "without-effect"
        case textForList = "text-for-list"
        case lostFallback = "lost-fallback"
        case untimedStream = "untimed-stream"
        case literalKey = "literal-key"
        case unresolvedReference = "unresolved-reference"
        case repeatedID = "repeated-id"
        case skippedLeg = "skipped-leg"
        case mockLeft = "mock-left-on"
        case hiddenRetries = "hidden-retries"
        case wrongPrice = "wrong-price"
        case otherPrice = "other-price"
    }
}
