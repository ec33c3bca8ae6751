public import Vocabulary

extension UsageRule {
    /// Takes the counts apart. A negative one shows a wrong rule or a wrong gateway: it is reported, and
    /// never made zero, because a price of zero would hide it.
    public func canonical(_ usage: Usage) -> TokenCounts {
        let sent = SentCounts(usage)
        let rule = resolved(sent)
        let parts = sent.parts(under: rule)
        var counts = TokenCounts(
            inputFresh: parts.fresh.flatMap { Int(exactly: $0) },
            cacheRead: Int(clamping: sent.read - sent.cachedAudio),
            cacheWrite: Int(clamping: sent.write - sent.writeLong),
            cacheWriteLong: Int(clamping: sent.writeLong),
            audio: Int(clamping: sent.audio - sent.cachedAudio),
            cachedAudio: Int(clamping: sent.cachedAudio),
            output: parts.output.flatMap { Int(exactly: $0) },
            reasoning: Int(clamping: sent.reasoning), rule: rule,
            findings: sent.findings(under: rule))
        (counts.searches, counts.fetches) = (sent.searches, sent.fetches)
        // Of a cache that holds more pictures than were sent, the price cannot be told: a count below zero has none.
        counts.image = Int(clamping: Int128(sent.image) - Int128(sent.cachedImage))
        counts.cachedImage = sent.cachedImage
        (counts.audioOutput, counts.imageOutput) = (sent.audioOutput, sent.imageOutput)
        counts.audioSeconds = sent.audioSeconds
        counts.tier = usage.tier
        return counts
    }

    /// What is wrong with these counts: nothing, as a rule, and that is quickly told.
    func findings(_ sent: SentCounts) -> [Finding] { sent.findings(under: resolved(sent)) }

    /// Of a gateway's the first rule whose sum is the total; without a total, OpenAI's.
    private func resolved(_ sent: SentCounts) -> UsageRule {
        guard self == .bySum else { return self }
        if sent.sum(under: .inclusive) == sent.total { return .inclusive }
        if sent.sum(under: .reasoningBeside) == sent.total { return .reasoningBeside }
        return sent.sum(under: .cacheBeside) == sent.total ? .cacheBeside : .inclusive
    }
}
