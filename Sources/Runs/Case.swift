package import Plans
package import Suites
package import Vocabulary

/// One planned case: a way, a prompt and a test; its repeats fold into one verdict.
package struct Case: Sendable {
    package var way: Plan.Way
    package var prompt: PromptTemplate
    package var test: Test
    /// All that is known of its row before anything is sent.
    package var row: CaseRow

    /// A name that is the same in every run of the same suite.
    package var id: String { row.id }

    /// Stands in a name where a cause would: nothing on this leg is broken.
    package static let healthy = "healthy"
}

/// What the cases of one way and one prompt have in common, made once for all of them.
struct CaseMould {
    private let way: Plan.Way
    private let prompt: PromptTemplate
    private let row: CaseRow

    init(_ way: Plan.Way, _ prompt: PromptTemplate, in plan: Plan) {
        self.way = way
        self.prompt = prompt
        let (path, suite, leg) = (way.path, plan.suite, plan.leg(way.path.leg))
        let cause = path.cause?.name ?? Case.healthy
        let mode = way.isStreamed ? "stream" : "plain"
        var row = CaseRow(
            id: "\(suite.name)/\(path.leg)/\(cause)/\(mode)/\(prompt.id)/", suite: suite.name,
            route: path.route, leg: path.leg,
            legName: leg.map { "\($0.provider):\($0.model)" } ?? path.route,
            cause: path.cause?.name, isStreamed: way.isStreamed, test: "", promptID: prompt.id,
            promptDigest: prompt.digest, location: nil, verdict: .skipped,
            expectedOutcome: path.expected.outcome, modelRequested: path.route)
        row.expectedAnsweredBy = path.expected.answeredBy
        row.expectedCalls = CaseRow.inOrder(path.expected.calls)
        self.row = row
    }

    func made(for test: Test) -> Case {
        var row = row
        row.id += test.name
        row.test = test.name
        row.location = test.location
        return Case(way: way, prompt: prompt, test: test, row: row)
    }
}
