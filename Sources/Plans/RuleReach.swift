import GatewayMaps
package import Suites
import Vocabulary

/// Which tests of a suite go where, when they ask for `auto`: over the route of the first rule that takes
/// them, as the gateway will decide it.
package struct RuleReach: Sendable {
    private let suite: Suite
    private let rules: [RouteRule]
    private let ruled: Set<String>
    private var counts: [Key: Int] = [:]
    /// Tests, of any prompt, plain or streamed, that no rule takes.
    private(set) var unmatched = 0

    private struct Key: Hashable {
        var route: String
        var isStreamed: Bool
        /// Its id.
        var prompt: String
    }

    /// Of the marker's length is what a run adds to a prompt, and so what the gateway will measure.
    private static let marker = Marker(
        text: Marker.prefix + String(repeating: "0", count: Marker.digits))

    /// Goes through all tests once.
    init(_ suite: Suite, _ rules: [RouteRule], streamings: [Bool]) throws(Diagnostics) {
        self.suite = suite
        self.rules = rules
        ruled = Set(rules.map(\.route))
        var tests = suite.tests.makeIterator()
        while let test = try tests.next() {
            for prompt in suite.prompts {
                guard let asked = asked(prompt, test) else { continue }
                for isStreamed in streamings {
                    guard let rule = rule(for: asked, isStreamed: isStreamed) else {
                        unmatched += 1
                        continue
                    }
                    let key = Key(route: rule.route, isStreamed: isStreamed, prompt: prompt.id)
                    counts[key, default: 0] += 1
                }
            }
        }
    }

    /// Whether this test goes over this route; all tests go over one that stands for no rule.
    package func takes(
        _ test: Test, of prompt: PromptTemplate, over route: String, isStreamed: Bool
    ) -> Bool {
        guard ruled.contains(route) else { return true }
        return asked(prompt, test).flatMap { rule(for: $0, isStreamed: isStreamed) }?.route == route
    }

    /// How many tests of a prompt go over a route; nil for one that stands for no rule.
    func count(over route: String, of prompt: PromptTemplate, isStreamed: Bool) -> Int? {
        guard ruled.contains(route) else { return nil }
        return counts[Key(route: route, isStreamed: isStreamed, prompt: prompt.id), default: 0]
    }

    func isReached(_ route: String) -> Bool { counts.keys.contains { $0.route == route } }

    /// A test that lacks a variable is told elsewhere; it goes nowhere.
    private func asked(_ prompt: PromptTemplate, _ test: Test) -> Prompt? {
        prompt.prompt(
            with: test.variables, parameters: suite.parameters, marker: Self.marker,
            metadata: suite.routing(of: test), surroundings: test.surroundings)
    }

    private func rule(for prompt: Prompt, isStreamed: Bool) -> RouteRule? {
        rules.rule(for: RequestFacts(prompt, isStreamed: isStreamed))
    }
}

extension Plan {
    /// How many cases a way has, of a suite with so many tests.
    package func caseCount(of way: Way, tests: Int) -> Int {
        let need = way.path.cause?.need
        return suite.prompts(for: need).reduce(0) { sum, prompt in
            let count = reach?.value.count(
                over: way.path.route, of: prompt, isStreamed: way.isStreamed)
            guard way.isProbeOnly else { return sum + (count ?? tests) }
            guard let count else { return sum + 1 }
            // The tests that the rule takes may lack what the cause needs.
            guard count > 0, need != nil else { return sum + min(count, 1) }
            let probe = try? suite.probe(for: need) { takes($0, of: prompt, over: way) }
            return sum + (probe == nil ? 0 : 1)
        }
    }

    package func takes(_ test: Test, of prompt: PromptTemplate, over way: Way) -> Bool {
        reach?.value.takes(test, of: prompt, over: way.path.route, isStreamed: way.isStreamed)
            ?? true
    }
}
