import Documents
import Vocabulary

extension RowMembers {
    func caseRow() throws(Wrong) -> CaseRow {
        var row = CaseRow(
            id: try text("id"), suite: try text("suite"), route: try text("route"),
            leg: try needed("leg", leg("leg")), legName: try text("leg_name"),
            cause: optional("cause"), isStreamed: try flag("stream"), test: try text("test"),
            promptID: try text("prompt_id"), promptDigest: try text("prompt_digest"),
            location: location(), verdict: try word("verdict"),
            expectedOutcome: try word("expected"), modelRequested: try text("model_requested"))
        row.checks = try checks("checks")
        row.checksPassed = try count("checks_passed")
        row.repeats = try count("repeats")
        row.repeatsPassed = try count("repeats_passed")
        row.expectedAnsweredBy = leg("expected_answered_by")
        row.expectedCalls = try legCalls("expected_calls")
        row.answeredBy = leg("answered_by")
        row.calls = try legCalls("calls")
        row.modelServed = optional("model_served")
        row.status = number("status")
        row.finish = optional("finish")
        row.requestID = optional("request_id")
        row.inputTokens = number("input_tokens")
        row.outputTokens = number("output_tokens")
        row.cachedTokens = number("cached_tokens")
        row.latency = time("latency_us")
        row.firstByte = time("first_byte_us")
        row.firstContent = time("first_content_us")
        row.firstAnswer = time("first_answer_us")
        row.gapP99 = time("gap_p99_us")
        row.longestGap = time("longest_gap_us")
        row.loopLag = time("loop_lag_us")
        row.breakage = breakage()
        row.providerError = providerError()
        row.findings = try findings("findings")
        row.prompt = optional("prompt")
        row.output = optional("output")
        row.rerun = optional("rerun")
        return row
    }
}
