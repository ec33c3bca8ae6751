public import Ledger
public import Vocabulary

/// What a case is going to cost, told before anything is sent: a guess, and called so.
public enum Estimate {
    /// Where a request names no limit of its own.
    public static let outputTokens = 512
    private static let bytesPerToken = 4

    /// Input by the rule of four bytes a token and a thousand for a picture, output by the request's own limit.
    public static func tokens(of prompt: Prompt) -> TokenCounts {
        var counts = tokens(
            bytes: prompt.allText.utf8.count, outputMax: prompt.parameters.maxTokens)
        counts.pictures = prompt.pictures
        counts.image = counts.pictures * tokensPerPicture
        counts.inputFresh = counts.inputFresh.map { $0 + counts.image }
        return counts
    }

    /// As route rules count it.
    private static let tokensPerPicture = 1_000

    static func tokens(bytes: Int, outputMax: Int?) -> TokenCounts {
        TokenCounts(
            inputFresh: (bytes + bytesPerToken - 1) / bytesPerToken,
            output: max(0, outputMax ?? outputTokens))
    }
}

extension LegPrices {
    /// The calls that a path leads to, if real providers stood behind it. A leg that answers with an error costs
    /// nothing; any other is taken to answer in full, though a broken one may not come to its end.
    public func estimate(
        _ path: Path, _ tokens: TokenCounts, at time: UnixTime? = nil
    ) -> MoneySum {
        var sum = MoneySum()
        for (leg, count) in path.expected.calls {
            for call in 0..<count {
                sum.add(estimate(of: leg, path.cause(of: leg, call: call), tokens, time))
            }
        }
        return sum
    }

    /// The same of one call.
    func estimate(
        of leg: LegID, _ cause: Cause?, _ tokens: TokenCounts, _ time: UnixTime? = nil,
        isLive: Bool = true
    ) -> Money? {
        guard let entry = entry(of: leg), let price = entry.price else { return nil }
        if cause?.isUnpaid(isLive: isLive) == true { return Money(nanos: 0, price.currency) }
        var tokens = tokens
        tokens.tier = entry.tier
        return Pricing.cost(of: tokens, at: price, under: Circumstances(time: time))
    }

    /// What a call costs at the most, by what the request or else the model allows for its answer; nil where
    /// nobody knows.
    func most(of entry: Entry, _ cause: Cause?, _ size: PromptSize, isLive: Bool) -> Int128? {
        if cause?.isUnpaid(isLive: isLive) == true { return 0 }
        guard size.pictures == 0, let output = size.outputMax ?? entry.outputMax else { return nil }
        return entry.ceiling?.nanos(input: size.inputMax, output: output)
    }
}

extension Cause {
    /// Who refuses with a status bills nothing. A lane before a real provider breaks other answers on their way,
    /// but where nothing or something else is to come, it asks nobody.
    func isUnpaid(isLive: Bool) -> Bool {
        switch family {
        case .status: true
        case .connection, .content: isLive
        case .stream, .lie: false
        }
    }
}

extension Path {
    /// What a leg plays on one of its calls, counted from 0; nil where it is healthy then.
    func cause(of leg: LegID, call: Int) -> Cause? {
        let recurrence = recurrences[leg] ?? .always
        return recurrence.strikes(call: call + callsBefore[leg, default: 0]) ? causes[leg] : nil
    }
}
