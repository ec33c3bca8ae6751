public import Documents
public import Ledger
public import Vocabulary

/// What a user wants shown: prompts, tests, and the paths that they go over.
public struct Suite: Sendable {
    public enum Paths: String, Sendable, CaseIterable {
        /// The healthy first leg only.
        case primary
        /// Every leg answers once for every test; one cause stands for each fallback.
        case legs
        /// The same, and every cause on every leg for one probe test of each route.
        case causes
    }

    public enum Streaming: Sendable { case both, plain, streamed }

    /// The file's name without its ending.
    public var name: String
    public var file: String
    public var description: String?
    /// Sent as metadata: route rules and comparisons by task use it.
    public var task: String?
    /// Nil: all routes of the gateway under test.
    public var through: [Named]?
    /// Models whose legs are asked directly, without a gateway.
    public var models: [Named]?
    /// The gateway under test by its name; nil: the embedded one.
    public var gateway: Named?
    /// The key of the routes file that its requests are sent with; nil: nobody's, by an open gateway.
    public var key: Named?
    /// The model that judges answers where a check asks for a judge.
    public var judge: Named?
    /// The model by whose embeddings texts are compared.
    public var embedder: Named?
    /// What models cost in this suite's runs, other than by all else that is known.
    public var prices: [NamedPrice]
    /// What other currencies are worth in its runs, whatever the routes file says.
    public var rates: ExchangeRates
    /// Which share of a case's repeats must pass, of 1.
    public var passRate: Double
    public var paths: Paths
    /// Those that are played, each as often as it says; nil: every cause, where `paths` asks for causes.
    public var faults: [Fault]?
    public var streaming: Streaming
    public var repeats: Int
    public var parameters: Parameters
    public var prompts: [PromptTemplate]
    public var tests: TestSource
    /// The `assert:` list that is asked of every test, before its own; none or one.
    public var defaultAsserts: [Node]
    /// What a test without a `threshold:` of its own is held against.
    public var defaultThreshold: Double?
    /// What breaks without being planned; nil in a suite that proves something.
    public var planted: Planted?
    public var location: SourceLocation
    /// Read without a mistake. Where not, what it lacks has been told, and what follows from that is no news.
    public var isSound = true

    /// A name in the file, and where it stands.
    public struct Named: Sendable {
        public var name: String
        public var node: Node
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

extension Suite {
    /// What route rules read: `task`, and `tags` with commas between them.
    public func routing(of test: Test) -> [String: String] {
        var pairs: [String: String] = [:]
        if let task { pairs["task"] = task }
        if !test.tags.isEmpty { pairs["tags"] = test.tags.joined(separator: ",") }
        return pairs
    }
}
