import Documents
import GatewayMaps
import Suites
import Vocabulary

extension LintRule {
    /// Such a prompt shows how its leg refuses it, and nothing of what the suite asks.
    static let longPrompt = LintRule(
        "long-prompt", .warning,
        "prompts of a suite that do not fit into the `context:` that `models:` declares for a leg"
    ) { subject in
        guard let map = subject.map else { return [] }
        return subject.suitesOverRoutes.flatMap { suite, document -> [Diagnostic] in
            let legs = narrow(legs(of: suite, in: map), in: map)
            guard !legs.isEmpty else { return [] }
            do throws(Diagnostics) {
                return try prompts(of: suite).flatMap { prompt, length in
                    legs.filter { $0.window < length }.map { leg, window in
                        Diagnostic(
                            "prompt '\(prompt.id)' has about \(length) tokens with the room for its answer, "
                                + "and \(leg.provider):\(leg.model) takes \(window)",
                            at: prompt.location, hint: "`context:` in \(map.file) says so")
                    }
                }
            } catch {
                // A test that cannot be read is told elsewhere.
                return []
            }
        }
    }

    /// Those that its requests may come to; a rule's route is chosen by the length itself.
    private static func legs(of suite: Suite, in map: RouteMap) -> [Leg] {
        if let models = suite.models {
            return map.legs.filter { leg in models.contains { $0.name == leg.model } }
        }
        let routes = map.routes.filter { $0.requested == $0.name }
        guard let through = suite.through else { return routes.flatMap(\.legs) }
        return routes.filter { route in through.contains { $0.name == route.name } }
            .flatMap(\.legs)
    }

    /// Each model once, with its window where the file declares one.
    private static func narrow(
        _ legs: [Leg], in map: RouteMap
    ) -> [(leg: Leg, window: Int)] {
        var seen: Set<String> = []
        return legs.compactMap { leg in
            let model = map.models.first { $0.name == leg.model && $0.provider == leg.provider }
            guard let window = model?.contextTokens,
                seen.insert("\(leg.provider):\(leg.model)").inserted
            else { return nil }
            return (leg, window)
        }
    }

    /// The longest that each prompt becomes over the tests, by the rule of four bytes a token, and what it leaves to
    /// the answer.
    private static func prompts(
        of suite: Suite
    ) throws(Diagnostics) -> [(prompt: PromptTemplate, length: Int)] {
        var lengths = suite.prompts.map { _ in 0 }
        var tests = suite.tests.makeIterator()
        while let test = try tests.next() {
            for (place, template) in suite.prompts.enumerated() {
                let prompt = template.prompt(
                    with: test.variables, parameters: suite.parameters,
                    surroundings: test.surroundings)
                guard let prompt else { continue }
                let length = RequestFacts(prompt, isStreamed: false).contextLength
                lengths[place] = max(
                    lengths[place], length + (prompt.parameters.maxTokens ?? 0))
            }
        }
        return Array(zip(suite.prompts, lengths))
    }
}
