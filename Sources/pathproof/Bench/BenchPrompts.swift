import Plans
import Suites
import Vocabulary

/// What a bench asks: prompts as suites have them, without a marker, which would change what is cached and
/// counted.
enum BenchPrompts {
    /// More would not make a contest fairer, and all of them are kept in memory.
    static let countMax = 50

    static func all(of suites: [Suite]) throws(Diagnostics) -> [Prompt] {
        var prompts: [Prompt] = []
        for suite in suites { prompts += try all(of: suite) { _, _ in true } }
        return Array(prompts.prefix(countMax))
    }

    /// Those that go over a route, plain and streamed.
    static func all(of plan: Plan, over route: Route) throws(Diagnostics) -> [Prompt] {
        let ways = plan.ways.filter { $0.path.route == route.name && $0.path.cause == nil }
        return try all(of: plan.suite) { test, prompt in
            ways.allSatisfy { plan.takes(test, of: prompt, over: $0) }
        }
    }

    private static func all(
        of suite: Suite, taking isTaken: (Test, PromptTemplate) -> Bool
    ) throws(Diagnostics) -> [Prompt] {
        var prompts: [Prompt] = []
        for template in suite.prompts {
            var tests = suite.tests.makeIterator()
            while prompts.count < countMax, let test = try tests.next() {
                guard isTaken(test, template) else { continue }
                guard
                    let prompt = template.prompt(
                        with: test.variables, parameters: suite.parameters,
                        metadata: suite.routing(of: test), surroundings: test.surroundings)
                else { throw Diagnostics([missing(template, test)]) }
                prompts.append(prompt)
            }
        }
        return prompts
    }

    private static func missing(_ template: PromptTemplate, _ test: Test) -> Diagnostic {
        let name = template.firstMissing(in: test.variables) ?? ""
        return Diagnostic(
            "prompt '\(template.id)' asks for '{{ \(name) }}', which this test does not give",
            at: test.location, hint: "add it under `vars:`")
    }
}
