package import Documents
package import Ledger
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
    /// Models whose legs are asked directly, without a gateway.
    package var models: [Named]?
    /// The gateway under test by its name; nil: the embedded one.
    package var gateway: Named?
    /// The key of the routes file that its requests are sent with; nil: nobody's, by an open gateway.
    package var key: Named?
    /// What models cost in this suite's runs, other than by all else that is known.
    package var prices: [NamedPrice]
    /// What other currencies are worth in its runs, whatever the routes file says.
    package var rates: ExchangeRates
    /// Which share of a case's repeats must pass, of 1.
    package var passRate: Double
    package var paths: Paths
    /// Those that are played, each as often as it says; nil: every cause, where `paths` asks for causes.
    package var faults: [Fault]?
    package var streaming: Streaming
    package var repeats: Int
    package var parameters: Parameters
    package var prompts: [PromptTemplate]
    package var tests: TestSource
    /// The `assert:` list that is asked of every test, before its own; none or one.
    package var defaultAsserts: [Node]
    /// What a test without a `threshold:` of its own is held against.
    package var defaultThreshold: Double?
    /// What breaks without being planned; nil in a suite that proves something.
    package var planted: Planted?
    package var location: SourceLocation
    /// Read without a mistake. Where not, what it lacks has been told, and what follows from that is no news.
    package var isSound = true

    /// A name in the file, and where it stands.
    package struct Named: Sendable {
        package var name: String
        package var node: Node
    }
}

/// What the suite and its `defaultTest:` give to every test that does not say otherwise.
struct CommonTest: Sendable {
    var asserts: [Node] = []
    var variables: [String: Variable] = [:]
    var simulated: Simulation?
    var threshold: Double?
    var tags: [String] = []
    var metadata: [String: String] = [:]
    var passRate: Double?
    var options = TestOptions()
    /// What `$ref: "#/assertionTemplates/name"` stands for.
    var checks: [String: Node] = [:]
    var isSound = true
}

/// promptfoo's `options:` of a test, as far as they say something here.
struct TestOptions: Sendable {
    var surroundings = Surroundings()
    /// A list among the variables is one value, and makes no further tests.
    var keepsLists = false
}

/// Values for one prompt, what is asked of the answer, and what a simulated provider answers.
package struct Test: Sendable {
    /// Counts from 0 in the suite.
    package var index: Int
    package var name: String
    package var variables: [String: Variable]
    package var asserts: [Node]
    package var simulated: Simulation?
    /// The least mean of the checks' scores; nil where all checks must hold.
    package var threshold: Double?
    package var isProbe: Bool
    /// Those of the suite, and its own.
    package var tags: [String]
    /// What the user says of it, for choosing tests by; never sent.
    package var metadata: [String: String]
    /// Which share of its repeats must pass; nil: what the suite says.
    package var passRate: Double?
    package var surroundings: Surroundings
    package var location: SourceLocation
    /// Read without a mistake, as its suite is.
    package var isSound = true
}

extension Suite {
    /// What route rules read: `task`, and `tags` with commas between them.
    package func routing(of test: Test) -> [String: String] {
        var pairs: [String: String] = [:]
        if let task { pairs["task"] = task }
        if !test.tags.isEmpty { pairs["tags"] = test.tags.joined(separator: ",") }
        return pairs
    }
}
