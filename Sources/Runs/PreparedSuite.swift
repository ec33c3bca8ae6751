package import Checks
import Documents
package import Plans
import Suites
package import Vocabulary

/// A plan whose checks are read and bound: whatever a suite's author got wrong has been said by now.
package struct PreparedSuite: Sendable {
    package let plan: Plan
    /// How many cases a run of everything has.
    package let caseCount: Int

    private let isSimulated: Bool
    private let defaults: [ConfiguredCheck]
    /// By the test's index; empty for tests that come from a file of data.
    private let own: [[ConfiguredCheck]]
    /// Bound for each route and listed test.
    private let bound: [String: [Judgement]]

    /// - Parameter isSimulated: the legs are simulated, so a test without `simulate:` has a made-up answer.
    package init(_ plan: Plan, isSimulated: Bool) throws(Diagnostics) {
        self.plan = plan
        self.isSimulated = isSimulated
        let mistakes = Mistakes()
        let defaults = plan.suite.defaultAsserts.flatMap { asserts in
            CheckReader.checks(from: asserts, in: mistakes)
        }
        self.defaults = defaults
        var own: [[ConfiguredCheck]] = []
        if case .list(let tests) = plan.suite.tests {
            own = tests.map { test in
                test.asserts.flatMap { CheckReader.checks(from: $0, in: mistakes) }
            }
        }
        self.own = own
        try mistakes.check()
        (bound, caseCount) = try Self.bind(
            plan, defaults: defaults, own: own, isSimulated: isSimulated)
    }

    /// What judges this case's attempts.
    package func judgement(for planned: Case) throws(Diagnostic) -> Judgement {
        if let listed = bound[planned.way.path.route] { return listed[planned.test.index] }
        let route = plan.routes.first { $0.name == planned.way.path.route }
        let checks = defaults + (try Self.checks(of: planned.test))
        return try Self.judgement(
            planned.test, checks, on: route?.legs ?? [], isSimulated: isSimulated)
    }

    /// Binds every check to every test and route once, which finds what no reading of one line can:
    /// a variable that a test lacks, a leg that a route has not.
    private static func bind(
        _ plan: Plan, defaults: [ConfiguredCheck], own: [[ConfiguredCheck]], isSimulated: Bool
    ) throws(Diagnostics) -> (bound: [String: [Judgement]], cases: Int) {
        var mistakes: [Diagnostic] = []
        var bound: [String: [Judgement]] = [:]
        var tests = 0
        var iterator = plan.suite.tests.makeIterator()
        while let test = try iterator.next() {
            tests += 1
            for prompt in plan.suite.prompts {
                guard let missing = prompt.variables.first(where: { test.variables[$0] == nil })
                else { continue }
                mistakes.append(
                    Diagnostic(
                        "prompt '\(prompt.id)' asks for '{{ \(missing) }}', "
                            + "which this test does not give",
                        at: test.location,
                        hint: didYouMean(missing, among: test.variables.keys.sorted())
                            ?? "add it under `vars:`"))
            }
            if let missing = test.simulated?.firstMissing(in: test.variables) {
                mistakes.append(
                    Diagnostic(
                        "`simulate:` asks for '{{ \(missing) }}', which this test does not give",
                        at: test.location, hint: "add it under `vars:`"))
            }
            for route in plan.routes {
                do throws(Diagnostic) {
                    let checks = defaults + (own.isEmpty ? try checks(of: test) : own[test.index])
                    let judgement = try judgement(
                        test, checks, on: route.legs, isSimulated: isSimulated)
                    if !own.isEmpty { bound[route.name, default: []].append(judgement) }
                } catch {
                    mistakes.append(error)
                }
            }
            // One bad column makes every row of a file bad: the first rows tell it all.
            if mistakes.count >= 20 { break }
        }
        guard mistakes.isEmpty else { throw Diagnostics(unique(mistakes)) }
        let perTest = tests * plan.suite.prompts.count
        let probes = min(tests, 1) * plan.suite.prompts.count
        let cases = plan.ways.reduce(0) { $0 + ($1.isProbeOnly ? probes : perTest) }
        return (bound, cases)
    }

    private static func judgement(
        _ test: Test, _ checks: [ConfiguredCheck], on legs: [Leg], isSimulated: Bool
    ) throws(Diagnostic) -> Judgement {
        let variables = test.variables
        let context = CheckContext(legs: legs) { text throws(Diagnostic) in
            let template: Template
            do throws(Template.Malformed) {
                template = try Template(text)
            } catch {
                throw Diagnostic(error.message, hint: error.hint)
            }
            if let rendered = template.rendered(with: variables) { return rendered }
            let missing = template.firstMissing(in: variables) ?? ""
            throw Diagnostic(
                "'{{ \(missing) }}' has no value in the test '\(test.name)'",
                hint: didYouMean(missing, among: variables.keys.sorted()))
        }
        var bound: [ConfiguredCheck] = []
        for check in checks { bound.append(try check.bound(to: context)) }
        return Judgement(
            checks: bound, simulatesWithoutAnswer: isSimulated && test.simulated == nil, legs: legs)
    }

    /// The checks that a row of a file brings along.
    private static func checks(of test: Test) throws(Diagnostic) -> [ConfiguredCheck] {
        guard !test.asserts.isEmpty else { return [] }
        let mistakes = Mistakes()
        let checks = test.asserts.flatMap { CheckReader.checks(from: $0, in: mistakes) }
        if let first = mistakes.items.first(where: { $0.severity == .error }) { throw first }
        return checks
    }

    private static func unique(_ mistakes: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return mistakes.filter { seen.insert($0).inserted }
    }
}
