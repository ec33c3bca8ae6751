import Vocabulary

extension Price {
    /// What a service tier costs: rates in place of the usual ones, or a share of them.
    enum TierTerms: Sendable, Equatable {
        case rates(Rates)
        case factor(Factor)
    }

    /// Nil where the list has none for it.
    func terms(ofTier word: String) -> TierTerms? {
        if word == "batch", let batch { return .rates(batch) }
        if let rates = services[word] { return .rates(rates) }
        if let factor = factors[word] { return .factor(factor) }
        // Lists still have OpenAI's older word for it.
        return word == "fast" ? terms(ofTier: "priority") : nil
    }

    /// Whether it says what requests cost that were served in this tier.
    public func lists(tier word: String) -> Bool {
        isFree || ServiceTier.isUsual(word) || terms(ofTier: word) != nil
    }

    /// Nobody bills it, in whichever tier.
    var isFree: Bool { rates.input == .free && rates.output == .free }

    /// The price of requests that were served in this tier, as one without tiers; nil where it is not listed.
    public func served(in word: String) -> Price? {
        guard !ServiceTier.isUsual(word), !isFree else { return self }
        var price = self
        switch terms(ofTier: word) {
        case .rates(let special):
            price.rates = special.filled(from: rates)
            price.tiers = []
        case .factor(let factor): price.multipliers.insert(factor, at: 0)
        case nil:
            guard !ServiceTier.isPricedApart(word) else { return nil }
        }
        (price.batch, price.services, price.factors) = (nil, [:], [:])
        return price
    }
}
