public import Documents
public import Vocabulary

/// Values for one prompt, what is asked of the answer, and what a simulated provider answers.
public struct Test: Sendable {
    /// Counts from 0 in the suite.
    public var index: Int
    public var name: String
    public var variables: [String: Variable]
    public var location: SourceLocation
    /// What rows of one file share, so that to hand one on is no copy of all that.
    private var kind: Shared<TestKind>

    init(
        index: Int, name: String, variables: [String: Variable], location: SourceLocation,
        kind: Shared<TestKind>
    ) {
        self.index = index
        self.name = name
        self.variables = variables
        self.location = location
        self.kind = kind
    }
}

/// What a test has besides its values and its name.
struct TestKind: Sendable {
    var asserts: [Node] = []
    var simulated: Simulation?
    var threshold: Double?
    var isProbe = false
    var tags: [String] = []
    var metadata: [String: String] = [:]
    var passRate: Double?
    var surroundings = Surroundings()
    var isSound = true

    /// Of a test that says nothing of its own.
    init(_ common: CommonTest) {
        simulated = common.simulated
        threshold = common.threshold
        tags = common.tags
        metadata = common.metadata
        passRate = common.passRate
        surroundings = common.options.surroundings
        isSound = common.isSound
    }
}

extension Test {
    /// A kind of its own, for a test that differs from the others of its file.
    private mutating func change(_ body: (inout TestKind) -> Void) { kind = kind.changed(body) }

    public var asserts: [Node] {
        get { kind.value.asserts }
        set { change { $0.asserts = newValue } }
    }

    public var simulated: Simulation? {
        get { kind.value.simulated }
        set { change { $0.simulated = newValue } }
    }

    /// The least mean of the checks' scores; nil where all checks must hold.
    public var threshold: Double? {
        get { kind.value.threshold }
        set { change { $0.threshold = newValue } }
    }

    public var isProbe: Bool {
        get { kind.value.isProbe }
        set { change { $0.isProbe = newValue } }
    }

    /// Those of the suite, and its own.
    public var tags: [String] {
        get { kind.value.tags }
        set { change { $0.tags = newValue } }
    }

    /// What the user says of it, for choosing tests by; never sent.
    public var metadata: [String: String] {
        get { kind.value.metadata }
        set { change { $0.metadata = newValue } }
    }

    /// Which share of its repeats must pass; nil: what the suite says.
    public var passRate: Double? {
        get { kind.value.passRate }
        set { change { $0.passRate = newValue } }
    }

    public var surroundings: Surroundings {
        get { kind.value.surroundings }
        set { change { $0.surroundings = newValue } }
    }

    /// Read without a mistake, as its suite is.
    public var isSound: Bool {
        get { kind.value.isSound }
        set { change { $0.isSound = newValue } }
    }
}
