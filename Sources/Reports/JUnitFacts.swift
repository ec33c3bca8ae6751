import Vocabulary

/// The named facts of a case: properties, and the same as lines for readers that know none.
///
/// What all cases of a route share (gateway, route, model asked for) stands at their suite.
struct JUnitFacts {
    let row: CaseRow

    private static let scalarsMax = 1000

    func appendProperties(to xml: inout XMLFragment) {
        xml.begin("properties")
        visit { name, value, _ in xml.property(name, Shortened.scalars(value, Self.scalarsMax)) }
        xml.end("properties")
    }

    /// `pathproof.latency_ms=12.300`, a line each.
    func appendLines(onlyImportant: Bool, to xml: inout XMLFragment) {
        visit { name, value, isImportant in
            guard isImportant || !onlyImportant else { return }
            xml.append(name)
            xml.append("=")
            xml.text(Shortened.scalars(value, Self.scalarsMax))
            xml.append("\n")
        }
    }

    /// Every fact that is known, with whether readers without properties need it of a case that passed.
    private func visit(_ body: (_ name: StaticString, _ value: String, _ isImportant: Bool) -> Void)
    {
        body("pathproof.leg", row.legName, false)
        body("pathproof.leg_index", String(row.leg.index + 1), false)
        body("pathproof.cause", row.cause ?? "healthy", false)
        body("pathproof.expected", row.expectedOutcome.rawValue, false)
        if let leg = row.answeredBy { body("pathproof.answered_by", leg.description, true) }
        if !row.calls.isEmpty {
            body("pathproof.attempts", String(row.calls.reduce(0) { $0 + $1.count }), true)
        }
        if let model = row.modelServed { body("pathproof.model_served", model, true) }
        body("pathproof.prompt_digest", row.promptDigest, false)
        visitFigures(body)
        if let id = row.requestID { body("pathproof.request_id", id, false) }
        for check in row.checks where check.verdict == .passed {
            body("pathproof.evidence", check.message, true)
        }
    }

    private func visitFigures(_ body: (StaticString, String, Bool) -> Void) {
        if let latency = row.latency {
            body("pathproof.latency_ms", Figures.milliseconds(latency), true)
        }
        if let first = row.firstContent {
            body("pathproof.ttft_ms", Figures.milliseconds(first), false)
        }
        if let first = row.firstAnswer {
            body("pathproof.first_answer_ms", Figures.milliseconds(first), false)
        }
        if let tokens = row.inputTokens { body("pathproof.tokens_in", String(tokens), false) }
        if let tokens = row.outputTokens { body("pathproof.tokens_out", String(tokens), false) }
        if let tokens = row.cachedTokens { body("pathproof.tokens_cached", String(tokens), false) }
    }
}
