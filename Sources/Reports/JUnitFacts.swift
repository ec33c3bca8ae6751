import Vocabulary

/// The named facts of a case: properties, and the same as lines for readers that know none.
///
/// What all cases of a route share (gateway, route, model asked for) stands at their suite. Of a case
/// that passed as it should, what its expectation says already is left out: a run has 100,000 of them.
struct JUnitFacts {
    private enum Value {
        case text(String)
        case number(Int)
        /// Shown as milliseconds.
        case time(Duration)
        /// In billionths.
        case amount(Int128)
    }

    /// Every fact, expected or not.
    let isWhole: Bool

    private static let scalarsMax = 1000

    func appendProperties(
        of row: CaseRow, common: inout JUnitCommon, to xml: inout XMLFragment
    ) {
        xml.begin("properties")
        if !isWhole, common.hasPath(of: row) {
            xml.append(elements: common.path)
        } else {
            let start = xml.startOfElements()
            visitPath(row) { Self.append($0, $1, to: &xml) }
            if !isWhole { common.remember(path: xml.bytes(from: start), of: row) }
        }
        visitRest(row) { Self.append($0, $1, to: &xml) }
        xml.end("properties")
    }

    private static func append(_ name: StaticString, _ value: Value, to xml: inout XMLFragment) {
        switch value {
        case .text(let text): xml.property(name, Shortened.scalars(text, scalarsMax))
        case .number(let number): xml.property(name, number)
        case .time(let time): xml.property(name, thousandths: Figures.microseconds(time))
        case .amount(let nanos): xml.property(name, nanos: nanos)
        }
    }

    /// `pathproof.latency_ms=12.300`, a line each.
    func appendLines(of row: CaseRow, to xml: inout XMLFragment) {
        visit(row) { name, value in
            xml.append(name)
            xml.append("=")
            switch value {
            case .text(let text): xml.text(Shortened.scalars(text, Self.scalarsMax))
            case .number(let number): xml.number(number)
            case .time(let time): xml.thousandths(Figures.microseconds(time))
            case .amount(let nanos): xml.nanos(nanos)
            }
            xml.append("\n")
        }
    }

    private func visit(_ row: CaseRow, _ body: (_ name: StaticString, _ value: Value) -> Void) {
        visitPath(row, body)
        visitRest(row, body)
    }

    /// `JUnitCommon.hasPath` compares all that is looked at here.
    private func visitPath(_ row: CaseRow, _ body: (StaticString, Value) -> Void) {
        body("pathproof.leg", .text(row.legName))
        body("pathproof.leg_index", .number(row.leg.index + 1))
        body("pathproof.cause", .text(row.cause ?? "healthy"))
        if isWhole || row.expectedOutcome != .answers {
            body("pathproof.expected", .text(row.expectedOutcome.rawValue))
        }
        if let leg = row.answeredBy, isWhole || leg != row.leg {
            body("pathproof.answered_by", .text(leg.description))
        }
        if !row.calls.isEmpty {
            body("pathproof.attempts", .number(row.calls.reduce(0) { $0 + $1.count }))
        }
        if let model = row.modelServed { body("pathproof.model_served", .text(model)) }
    }

    private func visitRest(_ row: CaseRow, _ body: (StaticString, Value) -> Void) {
        if isWhole { body("pathproof.prompt_digest", .text(row.promptDigest)) }
        visitFigures(row, body)
        if let id = row.requestID { body("pathproof.request_id", .text(id)) }
        for check in row.checks where check.verdict == .passed {
            body("pathproof.evidence", .text(check.message))
        }
    }

    private func visitFigures(_ row: CaseRow, _ body: (StaticString, Value) -> Void) {
        if let latency = row.latency { body("pathproof.latency_ms", .time(latency)) }
        if let first = row.firstContent { body("pathproof.ttft_ms", .time(first)) }
        if let first = row.firstAnswer { body("pathproof.first_answer_ms", .time(first)) }
        if let hop = row.hop { body("pathproof.hop_ms", .time(hop)) }
        if let tokens = row.inputTokens { body("pathproof.tokens_in", .number(tokens)) }
        if let tokens = row.outputTokens { body("pathproof.tokens_out", .number(tokens)) }
        if let tokens = row.cachedTokens { body("pathproof.tokens_cached", .number(tokens)) }
        if let charge = row.charges.whole(isStreamed: row.isStreamed) {
            body("pathproof.cost_reported_usd", .text(charge.dollars))
        }
        if let cost = row.cost {
            if cost.currency == Money.dollars {
                body("pathproof.cost_usd", .amount(cost.nanos))
            } else {
                body("pathproof.cost", .text(cost.description))
            }
        }
    }
}
