import Vocabulary

/// The named facts of a case: properties, and the same as lines for readers that know none.
struct JUnitFacts {
    private var facts: [(name: StaticString, value: String, isImportant: Bool)] = []

    init(_ row: CaseRow, gateway: String?) {
        facts.reserveCapacity(20)
        add("pathproof.route", row.route)
        add("pathproof.leg", row.legName)
        add("pathproof.leg_index", String(row.leg.index + 1))
        add("pathproof.cause", row.cause ?? "healthy")
        add("pathproof.stream", row.isStreamed ? "true" : "false")
        if let gateway { add("pathproof.gateway", gateway) }
        add("pathproof.expected", row.expectedOutcome.rawValue)
        if let leg = row.answeredBy { add("pathproof.answered_by", leg.description, important: true) }
        if !row.calls.isEmpty {
            add(
                "pathproof.attempts", String(row.calls.reduce(0) { $0 + $1.count }), important: true)
        }
        add("pathproof.model_requested", row.modelRequested)
        if let model = row.modelServed { add("pathproof.model_served", model, important: true) }
        add("pathproof.prompt", row.promptID)
        add("pathproof.prompt_digest", row.promptDigest)
        if let latency = row.latency {
            add("pathproof.latency_ms", Figures.milliseconds(latency), important: true)
        }
        if let first = row.firstContent { add("pathproof.ttft_ms", Figures.milliseconds(first)) }
        if let first = row.firstAnswer {
            add("pathproof.first_answer_ms", Figures.milliseconds(first))
        }
        if let tokens = row.inputTokens { add("pathproof.tokens_in", String(tokens)) }
        if let tokens = row.outputTokens { add("pathproof.tokens_out", String(tokens)) }
        if let tokens = row.cachedTokens { add("pathproof.tokens_cached", String(tokens)) }
        if let id = row.requestID { add("pathproof.request_id", id) }
        for check in row.checks where check.verdict == .passed {
            add("pathproof.evidence", check.message, important: true)
        }
    }

    private mutating func add(_ name: StaticString, _ value: String, important: Bool = false) {
        facts.append((name, value, important))
    }

    func appendProperties(to xml: inout XMLFragment) {
        xml.begin("properties")
        for fact in facts { xml.property(fact.name, fact.value) }
        xml.end("properties")
    }

    /// `pathproof.latency_ms=12.300`, a line each.
    func lines(onlyImportant: Bool) -> String {
        var text = ""
        for fact in facts where fact.isImportant || !onlyImportant {
            text += "\(fact.name)=\(fact.value)\n"
        }
        return text
    }
}
