public import Checks
import Documents
public import Ledger
public import Plans
import Suites
import Synchronization
public import Vocabulary

/// A plan whose checks are read and bound: whatever a suite's author got wrong has been said by now.
public struct PreparedSuite: Sendable {
    public let plan: Plan
    /// How many cases a run of everything has.
    public let caseCount: Int
    public let prices: LegPrices
    public let testCount: Int
    /// The legs' providers are asked, or what they said is played.
    let hasRealAnswers: Bool
    /// What they say is kept, and played to whoever asks the same again.
    public var isRecorded = false
    /// By which checks turn other currencies into dollars: those of the run.
    public var rates = ExchangeRates.none
    /// Who is asked about answers where a check wants that: those that the suite names.
    public var advisers: [Adviser] = []
    /// Nobody is asked about what simulated providers say.
    var asksAdvisers: Bool { !advisers.isEmpty && (hasRealAnswers || !isSimulated) }
    private let isSimulated: Bool
    private let judges: Judges
    private let planted: PlantedFaults

    /// - Parameters:
    ///   - isSimulated: the legs are lanes of ours, which can be broken and keep journals.
    ///   - hasRealAnswers: what the lanes say when they are not broken was said by their providers; otherwise a
    ///     test without `simulate:` has a made-up answer.
    ///   - ownPrices: what single legs cost, whatever the book says.
    ///   - retryAfterMax: the longest wait that is asked of a gateway whose times are scaled.
    public init(
        _ plan: Plan, isSimulated: Bool, hasRealAnswers: Bool = false,
        retryAfterMax: Duration? = nil,
        book: PriceBook = .shipped, ownPrices: [LegID: Price?] = [:]
    ) throws(Diagnostics) {
        self.plan = plan
        self.hasRealAnswers = hasRealAnswers
        self.isSimulated = isSimulated
        prices = LegPrices(
            plan.routes, in: book, own: ownPrices, tier: plan.suite.parameters.serviceTier)
        let mistakes = Mistakes()
        planted =
            mistakes.collect { () throws(Diagnostics) in
                try Self.planted(of: plan, isSimulated: isSimulated)
            } ?? PlantedFaults()
        let defaults = plan.suite.defaultAsserts.flatMap { asserts in
            CheckReader.checks(from: asserts, in: mistakes)
        }
        var own: [[ConfiguredCheck]] = []
        if case .list(let tests) = plan.suite.tests {
            own = tests.map { Judges.checks(of: $0, in: mistakes) }
        }
        var judges = Judges(
            defaults: defaults, threshold: plan.suite.defaultThreshold, isSimulated: isSimulated,
            hasRealAnswers: hasRealAnswers,
            tools: plan.suite.sharedTools, schema: plan.suite.sharedSchema,
            retryAfterMax: retryAfterMax, repeats: plan.suite.repeats,
            hasJudge: plan.suite.judge != nil, hasEmbedder: plan.suite.embedder != nil)
        let tests = Self.bind(plan, own: own, to: &judges, mistakes)
        try mistakes.check()
        self.judges = judges
        testCount = tests
        caseCount = plan.ways.reduce(0) { $0 + plan.caseCount(of: $1, tests: tests) }
    }

    /// What the legs play on this path.
    func causes(on path: Path) -> [LegID: Cause] { planted.causes(on: path) }

    private static func planted(
        of plan: Plan, isSimulated: Bool
    ) throws(Diagnostics) -> PlantedFaults {
        guard let planted = plan.suite.planted else { return PlantedFaults() }
        guard isSimulated else {
            throw Diagnostics([
                Diagnostic(
                    "'planted' breaks simulated legs, and those behind a URL are not ours",
                    at: plan.suite.location, hint: "leave out --gateway")
            ])
        }
        return try PlantedFaults(planted, on: plan.routes)
    }

    /// What the legs answer where they are simulated and healthy: what the test says, else what its checks
    /// ask for, else anything.
    func simulatedAnswer(for planned: Case) -> SimulatedAnswer {
        planned.test.simulated?.rendered(with: planned.test.variables)
            ?? SimulatedAnswer(text: judges.example(for: planned.test) ?? "A simulated answer.")
    }

    /// What judges this case's attempts.
    public func judgement(for planned: Case) throws(Diagnostic) -> Judgement {
        let name = planned.path.route
        if let kept = judges.kept(for: planned.test, on: name) { return kept }
        let legs = plan.routes.first { $0.name == name }?.legs ?? []
        return try judges.judgement(of: planned.test, on: legs)
    }

    /// Binds every check to every test and route once, which finds what no reading of one line can:
    /// a variable that a test lacks, a leg that a route has not. Gives the number of tests.
    private static func bind(
        _ plan: Plan, own: [[ConfiguredCheck]], to judges: inout Judges, _ all: Mistakes
    ) -> Int {
        var mistakes: [Diagnostic] = []
        var tests = 0
        // What asks for no leg can be bound without one.
        let routes =
            plan.routes.isEmpty
            ? [Route(name: "", legs: [], location: plan.suite.location)] : plan.routes
        do throws(Diagnostics) {
            var iterator = plan.suite.tests.makeIterator()
            while let test = try iterator.next() {
                tests += 1
                mistakes += missingVariables(of: test, in: plan.suite.prompts)
                for route in routes {
                    do throws(Diagnostics) {
                        let listed = own.isEmpty ? nil : own[test.index]
                        try judges.bind(test, listed: listed, to: route)
                    } catch {
                        mistakes += error.items.filter { isNews($0, of: test, in: plan.suite) }
                    }
                }
                // One bad column makes every row of a file bad: the first rows tell it all.
                if mistakes.count >= 20 { break }
                guard iterator.isUniform else { continue }
                // What the first row of a table gives, every row gives.
                while try iterator.skip() { tests += 1 }
            }
        } catch {
            mistakes += error.items
        }
        if tests == 0, mistakes.isEmpty, plan.suite.isSound {
            mistakes.append(
                Diagnostic(
                    "the suite has no test: there is nothing to show", at: plan.suite.location))
        }
        var seen: Set<Diagnostic> = []
        all.add(Diagnostics(mistakes.filter { seen.insert($0).inserted }))
        return tests
    }

    /// Whether a mistake does not follow from one that was told when the suite was read.
    private static func isNews(_ mistake: Diagnostic, of test: Test, in suite: Suite) -> Bool {
        switch mistake.code {
        case Judges.lacksVariable: test.isSound
        case ConfiguredCheck.lacksTools: suite.isSound
        default: true
        }
    }

    private static func missingVariables(
        of test: Test, in prompts: [PromptTemplate]
    ) -> [Diagnostic] {
        guard test.isSound else { return [] }
        var missing = prompts.map { prompt in
            (what: "prompt '\(prompt.id)'", name: prompt.firstMissing(in: test.variables))
        }
        missing.append(("`simulate:`", test.simulated?.firstMissing(in: test.variables)))
        return missing.compactMap { what, name in
            guard let missing = name else { return nil }
            return Diagnostic(
                "\(what) asks for '{{ \(missing) }}', which this test does not give",
                at: test.location,
                hint: didYouMean(missing, among: test.variables.askable)
                    ?? "add it under `vars:`")
        }
    }
}

/// Checks bound to tests and routes. What is the same for all rows of a file is bound once.
struct Judges: Sendable {
    private let defaults: [ConfiguredCheck]
    private let threshold: Double?
    private let isSimulated: Bool
    private let hasRealAnswers: Bool
    private let retryAfterMax: Duration?
    private let repeats: Int
    private let hasJudge: Bool
    private let hasEmbedder: Bool
    /// What all prompts declare; nil where they differ.
    private let tools: [Tool]?
    /// What answers are made up by, where a test brings no check of its own.
    private let commonExample: String?
    /// Those of listed tests, where they differ from it.
    private var examples: [Int: String] = [:]
    /// By route and listed test.
    private var listed: [String: [Judgement]] = [:]
    /// By route, for rows of a file that bring nothing of their own.
    private var common: [String: Judgement] = [:]
    /// A default check has a variable in it, so it differs from row to row.
    private var usesVariables = false

    /// - Parameter schema: by which the prompts want their answers.
    init(
        defaults: [ConfiguredCheck], threshold: Double?, isSimulated: Bool,
        hasRealAnswers: Bool = false, tools: [Tool]?,
        schema: String?, retryAfterMax: Duration?, repeats: Int, hasJudge: Bool,
        hasEmbedder: Bool
    ) {
        (self.hasJudge, self.hasEmbedder) = (hasJudge, hasEmbedder)
        self.defaults = defaults
        self.threshold = threshold
        self.isSimulated = isSimulated
        self.hasRealAnswers = hasRealAnswers
        self.retryAfterMax = retryAfterMax
        self.repeats = repeats
        self.tools = tools
        commonExample =
            isSimulated
            ? Self.example(by: defaults) ?? schema.flatMap(ExampleAnswer.fitting) : nil
    }

    /// What the first check that says enough would hold for.
    private static func example(by checks: [ConfiguredCheck]) -> String? {
        for check in checks {
            if let example = check.exampleAnswer { return example }
        }
        return nil
    }

    /// The answer that is made up for a test.
    func example(for test: Test) -> String? {
        guard isSimulated else { return nil }
        if let listed = examples[test.index] { return listed }
        guard commonExample == nil, listed.isEmpty, !test.asserts.isEmpty else {
            return commonExample
        }
        return (try? Self.checks(of: test)).flatMap(Self.example)
    }

    func kept(for test: Test, on route: String) -> Judgement? {
        if let listed = listed[route] { return listed[test.index] }
        return isCommon(test) ? common[route] : nil
    }

    func judgement(of test: Test, on legs: [Leg]) throws(Diagnostic) -> Judgement {
        do throws(Diagnostics) {
            return try judgement(of: test, try Self.checks(of: test), on: legs).judgement
        } catch {
            throw error.items.first ?? Diagnostic("the checks of '\(test.name)' cannot be bound")
        }
    }

    mutating func bind(
        _ test: Test, listed own: [ConfiguredCheck]?, to route: Route
    ) throws(Diagnostics) {
        if let own {
            if isSimulated, test.simulated == nil, commonExample == nil {
                examples[test.index] = examples[test.index] ?? Self.example(by: own)
            }
            let bound = try judgement(of: test, own, on: route.legs)
            listed[route.name, default: []].append(bound.judgement)
        } else if !isCommon(test) || common[route.name] == nil {
            let bound = try judgement(of: test, try Self.checks(of: test), on: route.legs)
            usesVariables = usesVariables || bound.usesVariables
            if isCommon(test) { common[route.name] = bound.judgement }
        }
    }

    static func checks(of test: Test, in mistakes: Mistakes) -> [ConfiguredCheck] {
        test.asserts.flatMap { CheckReader.checks(from: $0, in: mistakes) }
    }

    /// The checks that a row of a file brings along.
    private static func checks(of test: Test) throws(Diagnostics) -> [ConfiguredCheck] {
        guard !test.asserts.isEmpty else { return [] }
        let mistakes = Mistakes()
        let checks = checks(of: test, in: mistakes)
        try mistakes.check()
        return checks
    }

    private func isCommon(_ test: Test) -> Bool {
        !usesVariables && test.asserts.isEmpty && test.simulated == nil
            && test.threshold == threshold
    }

    private func judgement(
        of test: Test, _ own: [ConfiguredCheck], on legs: [Leg]
    ) throws(Diagnostics) -> (judgement: Judgement, usesVariables: Bool) {
        let asked = Asked()
        let context = CheckContext(
            legs: legs, tools: tools, retryAfterMax: retryAfterMax, repeats: repeats,
            hasJudge: hasJudge, hasEmbedder: hasEmbedder,
            variables: {
                asked.isSet.store(true, ordering: .relaxed)
                return Variable.object(
                    test.variables.sorted { $0.key < $1.key }.map {
                        Variable.Member(name: $0.key, value: $0.value)
                    }
                ).json
            }
        ) { text throws(Diagnostic) in
            asked.isSet.store(true, ordering: .relaxed)
            return try Self.rendered(text, for: test)
        }
        var bound: [ConfiguredCheck] = []
        var mistakes: [Diagnostic] = []
        for check in defaults + own {
            do throws(Diagnostic) {
                if !isSimulated, check.family == .path {
                    throw Diagnostic(
                        "'\(check.name)' asks what the legs saw, and legs behind a URL keep no journal",
                        at: check.location,
                        hint: "the embedded gateway's legs do: leave out --gateway")
                }
                bound.append(try check.bound(to: context))
            } catch {
                mistakes.append(error)
            }
        }
        guard mistakes.isEmpty else { throw Diagnostics(mistakes) }
        let isMadeUp = isSimulated && !hasRealAnswers && test.simulated == nil
        let judgement = Judgement(
            checks: bound, threshold: test.threshold, simulatesWithoutAnswer: isMadeUp,
            example: isMadeUp ? example(for: test) : nil, legs: legs,
            retryAfterMax: retryAfterMax)
        return (judgement, asked.isSet.load(ordering: .relaxed))
    }

    /// A test that could not be read whole may have given it.
    static let lacksVariable = "lacks-variable"

    /// Whether rendering was asked for at all.
    private final class Asked: Sendable {
        let isSet = Atomic(false)
    }

    private static func rendered(_ text: String, for test: Test) throws(Diagnostic) -> String {
        let template: Template
        do throws(Template.Malformed) {
            template = try Template(text)
        } catch {
            throw Diagnostic(error.message, hint: error.hint)
        }
        if let rendered = template.rendered(with: test.variables) { return rendered }
        let missing = template.firstMissing(in: test.variables) ?? ""
        throw Diagnostic(
            "'{{ \(missing) }}' has no value in the test '\(test.name)'",
            hint: didYouMean(missing, among: test.variables.askable), code: lacksVariable)
    }
}
