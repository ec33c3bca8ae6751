import GatewayMaps
package import Plans
package import Suites
package import Vocabulary

/// One planned case: a way, a prompt and a test; its repeats fold into one verdict.
///
/// An object, since a case is handed on a few times, and each copy would touch a dozen texts; what it shares
/// with the other cases of its way is one too.
package final class Case: Sendable {
    let mould: CaseMould
    package let test: Test

    init(_ mould: CaseMould, _ test: Test) {
        self.mould = mould
        self.test = test
    }

    package var way: Plan.Way { mould.way }
    package var prompt: PromptTemplate { mould.prompt }

    // Parts of the way, which as a whole would be copied.
    package var path: Path { mould.path }
    var suite: String { mould.row.suite }
    func path(ofRepeat number: Int) -> Path {
        mould.hasTurns ? mould.way.path(ofRepeat: number) : mould.path
    }

    /// Whether so many of its repeats are as many as must pass.
    func isEnough(passed: Int, rate: Double) -> Bool {
        // 0.07 of 100 is a little more than 7 to a Double.
        Double(passed) + 1e-9 >= (test.passRate ?? rate) * Double(repeats)
    }

    var isStreamed: Bool { mould.way.isStreamed }
    var repeats: Int { mould.way.repeats }
    /// `Plan.Way.pins` of a leg.
    func pins(of leg: LegID) -> [String]? { mould.way.pins.isEmpty ? nil : mould.way.pins[leg] }
    /// The name that the gateway is asked by.
    var modelRequested: String { mould.row.modelRequested }

    /// A name that is the same in every run of the same suite.
    package var id: String { mould.row.id + test.name }

    /// All that is known of its row before anything is sent, made anew at each call.
    package var row: CaseRow {
        var row = mould.row
        row.stand(for: test)
        return row
    }

    /// Stands in a name where a cause would: nothing on this leg is broken.
    package static let healthy = "healthy"
}

extension CaseRow {
    /// Becomes the row of a test: it was its mould's.
    mutating func stand(for test: Test) {
        id += test.name
        self.test = test.name
        location = test.location
        guard !test.tags.isEmpty || !test.metadata.isEmpty else { return }
        // What the user calls it by, in a stable order, behind the key that it is asked with.
        tags += test.tags + test.metadata.map { "\($0.key)=\($0.value)" }.sorted()
    }
}

extension Path {
    /// The leg, and the route where it is another's: a gateway's groups lead to each other's legs.
    fileprivate var placeName: String {
        route == leg.route ? leg.description : "\(route) to \(leg)"
    }
}

/// What the cases of one way and one prompt have in common, made once for all of them.
final class CaseMould: Sendable {
    let way: Plan.Way
    let path: Path
    let hasTurns: Bool
    let prompt: PromptTemplate
    /// Of no test yet: its id lacks the test's name.
    let row: CaseRow

    init(_ way: Plan.Way, _ prompt: PromptTemplate, in plan: Plan) {
        (self.way, self.prompt) = (way, prompt)
        (self.path, hasTurns) = (way.path, !way.turns.isEmpty)
        let (path, suite, leg) = (way.path, plan.suite, plan.leg(way.path.leg))
        let cause = path.word ?? Case.healthy
        let mode = way.isStreamed ? "stream" : "plain"
        var row = CaseRow(
            id: "\(suite.name)/\(path.placeName)/\(cause)/\(mode)/\(prompt.id)/", suite: suite.name,
            route: path.route, leg: path.leg,
            legName: leg.map { "\($0.provider):\($0.model)" } ?? path.route,
            cause: path.word, isStreamed: way.isStreamed, test: "", promptID: prompt.id,
            promptDigest: prompt.digest, location: nil, verdict: .skipped,
            expectedOutcome: path.expected.outcome,
            expectedAnsweredBy: path.expected.answeredBy,
            expectedCalls: CaseRow.inOrder(path.expected.calls),
            modelRequested: plan.routes.first { $0.name == path.route }?.requested ?? path.route)
        if let key = plan.key { row.tags = ["key=\(key.name)"] }
        self.row = row
    }
}
