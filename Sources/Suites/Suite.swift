package import Documents
package import Vocabulary

/// What a user wants shown: prompts, tests, and the paths that they go over.
package struct Suite: Sendable {
    package enum Paths: String, Sendable, CaseIterable {
        /// The healthy first leg only.
        case primary
        /// Every leg answers once for every test; one cause stands for each fallback.
        case legs
        /// The same, and every cause on every leg for one probe test of each route.
        case causes
    }

    package enum Streaming: Sendable { case both, plain, streamed }

    /// The file's name without its ending.
    package var name: String
    package var file: String
    package var description: String?
    /// Sent as metadata: route rules and comparisons by task use it.
    package var task: String?
    /// Nil: all routes of the gateway under test.
    package var through: [Named]?
    package var paths: Paths
    package var streaming: Streaming
    package var repeats: Int
    package var parameters: Parameters
    package var prompts: [PromptTemplate]
    package var tests: TestSource
    /// The `assert:` list that is asked of every test, before its own; none or one.
    package var defaultAsserts: [Node]
    /// What a test without a `threshold:` of its own is held against.
    package var defaultThreshold: Double?
    package var location: SourceLocation

    /// A name in the file, and where it stands.
    package struct Named: Sendable {
        package var name: String
        package var node: Node
    }
}

/// What `defaultTest:` gives to every test that does not say otherwise.
struct CommonTest: Sendable {
    var asserts: [Node] = []
    var variables: [String: String] = [:]
    var simulated: Template?
    var threshold: Double?
}

/// Values for one prompt, what is asked of the answer, and what a simulated provider answers.
package struct Test: Sendable {
    /// Counts from 0 in the suite.
    package var index: Int
    package var name: String
    package var variables: [String: String]
    package var asserts: [Node]
    package var simulated: Template?
    /// The least mean of the checks' scores; nil where all checks must hold.
    package var threshold: Double?
    package var isProbe: Bool
    package var location: SourceLocation
}
