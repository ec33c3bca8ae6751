public import Vocabulary

extension RowWriter {
    public mutating func add(_ row: CaseRow) {
        if !common.areOf(row) { remember(row) }
        json.raw(#"{"type":"case","id":"#)
        json.string(row.id)
        json.raw(common.path)
        json.string(row.test)
        json.raw(common.prompt)
        if let location = row.location {
            json.integer(location.line)
            json.member(#","column":"#, location.column)
        }
        json.member(#","verdict":"#, row.verdict.rawValue)
        member(#","checks":"#, row.checks)
        json.raw(common.outcome)
        answer(of: row)
        times(of: row)
        troubles(of: row)
        json.raw("}\n")
    }

    /// Writes the members that many rows share, and takes them out again.
    private mutating func remember(_ row: CaseRow) {
        let start = json.count
        writePath(of: row)
        let prompt = json.count
        writePrompt(of: row)
        let outcome = json.count
        writeOutcome(of: row)
        let written = json.bytes(from: start)
        json.removeLast(written.count)
        common = CommonMembers(
            kept: KeptRow(row), path: Array(written[..<(prompt - start)]),
            prompt: Array(written[(prompt - start)..<(outcome - start)]),
            outcome: Array(written[(outcome - start)...]))
    }

    private mutating func writePath(of row: CaseRow) {
        json.member(#","suite":"#, row.suite)
        json.member(#","route":"#, row.route)
        member(#","leg":"#, row.leg)
        json.member(#","leg_name":"#, row.legName)
        json.member(#","cause":"#, row.cause)
        json.member(#","stream":"#, row.isStreamed)
        json.raw(#","test":"#)
    }

    private mutating func writePrompt(of row: CaseRow) {
        json.member(#","prompt_id":"#, row.promptID)
        json.member(#","prompt_digest":"#, row.promptDigest)
        guard let location = row.location else { return }
        json.member(#","file":"#, location.file)
        json.raw(#","line":"#)
    }

    private mutating func writeOutcome(of row: CaseRow) {
        json.member(#","checks_passed":"#, row.checksPassed)
        json.member(#","repeats":"#, row.repeats)
        json.member(#","repeats_passed":"#, row.repeatsPassed)
        json.member(#","expected":"#, row.expectedOutcome.rawValue)
        member(#","expected_answered_by":"#, row.expectedAnsweredBy)
        member(#","expected_calls":"#, row.expectedCalls)
        member(#","answered_by":"#, row.answeredBy)
        member(#","calls":"#, row.calls)
        json.member(#","model_requested":"#, row.modelRequested)
        json.optionalMember(#","model_served":"#, row.modelServed)
        json.optionalMember(#","status":"#, row.status)
        json.optionalMember(#","finish":"#, row.finish)
    }

    private mutating func member(_ key: StaticString, _ metrics: [Metric]) {
        guard !metrics.isEmpty else { return }
        json.raw(key)
        var before: StaticString = #"[{"metric":"#
        for metric in metrics {
            json.member(before, metric.name)
            json.member(#","score":"#, metric.score)
            json.member(#","weight":"#, metric.weight)
            before = #"},{"metric":"#
        }
        json.raw("}]")
    }

    private mutating func answer(of row: CaseRow) {
        member(#","metrics":"#, row.metrics)
        json.optionalMember(#","request_id":"#, row.requestID)
        json.optionalMember(#","input_tokens":"#, row.inputTokens)
        json.optionalMember(#","output_tokens":"#, row.outputTokens)
        json.optionalMember(#","cached_tokens":"#, row.cachedTokens)
        json.optionalMember(#","cache_write_tokens":"#, row.cacheWriteTokens)
        json.optionalMember(#","reasoning_tokens":"#, row.reasoningTokens)
        json.optionalMember(#","service_tier":"#, row.serviceTier)
        member(row.charges)
        json.optionalMember(#","request_bytes":"#, row.requestBytes)
        if !row.tags.isEmpty { member(#","tags":["#, row.tags) }
        json.members(row.cost)
        member(row.swaps)
    }

    private mutating func times(of row: CaseRow) {
        member(#","latency_us":"#, row.latency)
        member(#","first_byte_us":"#, row.firstByte)
        member(#","first_content_us":"#, row.firstContent)
        member(#","first_answer_us":"#, row.firstAnswer)
        member(#","gap_p99_us":"#, row.gapP99)
        member(#","longest_gap_us":"#, row.longestGap)
        if let trace = row.trace { add(trace) }
        member(#","hop_us":"#, row.hop)
        member(#","loop_lag_us":"#, row.loopLag)
    }

    private mutating func add(_ trace: StreamTrace) {
        json.member(#","trace":{"events":"#, trace.events)
        json.member(#","every":"#, trace.every)
        json.raw(#","at_us":["#)
        for (index, moment) in trace.moments.enumerated() {
            json.member(index == 0 ? "" : ",", moment)
        }
        json.member(#"],"stall_us":"#, trace.stall.lowerBound)
        json.member(#","stall_end_us":"#, trace.stall.upperBound)
        json.member(#","end_us":"#, trace.end)
        json.raw("}")
    }

    private mutating func troubles(of row: CaseRow) {
        members(row.breakage, row.providerError)
        if !row.findings.isEmpty {
            json.raw(#","findings":["#)
            var before: StaticString = #"{"code":"#
            for finding in row.findings {
                members(finding, first: before)
                before = #"},{"code":"#
            }
            json.raw("}]")
        }
        json.optionalMember(#","prompt":"#, row.prompt)
        json.optionalMember(#","output":"#, row.output)
        json.optionalMember(#","rerun":"#, row.rerun)
        json.optionalMember(#","transcript":"#, row.transcript)
    }

    /// What broke, of a case or of one sending of it.
    mutating func members(_ breakage: Breakage?, _ error: ProviderError?) {
        if let breakage {
            json.member(#","breakage":{"kind":"#, breakage.kind.rawValue)
            json.member(#","reason":"#, breakage.reason)
            json.raw("}")
        }
        if let error { member(error) }
    }

    private mutating func member(_ error: ProviderError) {
        json.member(#","provider_error":{"in_stream":"#, error.isInStream)
        json.optionalMember(#","status":"#, error.status)
        json.optionalMember(#","type":"#, error.type)
        json.optionalMember(#","code":"#, error.code)
        json.optionalMember(#","message":"#, error.message)
        member(#","retry_after_us":"#, error.retryAfter)
        json.raw("}")
    }
}
