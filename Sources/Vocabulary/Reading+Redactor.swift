extension Reading {
    /// The same reading without the keys, wherever the other side put them.
    public func redacted(by redactor: Redactor) -> Reading {
        guard !redactor.isIdle else { return self }
        var reading = self
        reading.text = redactor.redacted(text)
        reading.reasoning = redactor.redacted(reasoning)
        reading.refusal = redactor.redacted(refusal)
        for (index, call) in toolCalls.enumerated() {
            reading.toolCalls[index] = ToolCall(
                id: redactor.redacted(call.id), name: redactor.redacted(call.name),
                arguments: redactor.redacted(call.arguments))
        }
        if let finish {
            reading.finish?.raw = redactor.redacted(finish.raw)
            reading.finish?.detail = redactor.redacted(finish.detail)
        }
        reading.model = redactor.redacted(model)
        reading.id = redactor.redacted(id)
        reading.error = error?.redacted(by: redactor)
        for (index, finding) in findings.enumerated() {
            reading.findings[index].message = redactor.redacted(finding.message)
        }
        for (index, evidence) in evidence.enumerated() {
            switch evidence {
            case .servedBy(let name):
                reading.evidence[index] = .servedBy(redactor.redacted(name))
            case .deployment(let name):
                reading.evidence[index] = .deployment(redactor.redacted(name))
            case .requestID(let id): reading.evidence[index] = .requestID(redactor.redacted(id))
            default: break
            }
        }
        return reading
    }
}

extension ProviderError {
    /// The same error without the keys: providers repeat what they refuse in each of its parts.
    public func redacted(by redactor: Redactor) -> ProviderError {
        var error = self
        error.type = redactor.redacted(type)
        error.code = redactor.redacted(code)
        error.message = redactor.redacted(message)
        error.reason = redactor.redacted(reason)
        return error
    }
}

extension LaneCall {
    /// The same call without the keys, where a provider repeats them.
    public func redacted(by redactor: Redactor) -> LaneCall {
        var call = self
        call.refused = redactor.redacted(refused)
        call.model = redactor.redacted(model)
        if let answer {
            call.answer?.text = redactor.redacted(answer.text)
            call.answer?.model = redactor.redacted(answer.model)
        }
        for (index, finding) in findings.enumerated() {
            call.findings[index].message = redactor.redacted(finding.message)
        }
        return call
    }
}
