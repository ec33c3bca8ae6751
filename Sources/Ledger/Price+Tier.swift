import Vocabulary

extension Price {
    /// What a service tier costs: rates in place of the usual ones, or a share of them.
    enum TierTerms: Sendable, Equatable {
        case rates(Rates)
        case factor(Factor)
    }

    /// Nil where the list has none for it, which is one part of what tiers are joined of.
    func terms(ofTier word: String) -> TierTerms? {
        if word == "batch", let batch { return .rates(batch) }
        if let rates = services[word] { return .rates(rates) }
        if let factor = factors[word] { return .factor(factor) }
        // Lists still have OpenAI's older word for it.
        return word == "fast" ? terms(ofTier: "priority") : nil
    }

    /// Whether it says what requests cost that were served in this tier.
    public func lists(tier word: String) -> Bool {
        isFree || unlisted(partsOf: word).isEmpty
    }

    /// The parts of a tier that it does not price.
    public func unlisted(partsOf word: String) -> [String] {
        ServiceTier.parts(word).filter { terms(ofTier: $0) == nil }
    }

    /// Nobody bills it, in whichever tier.
    var isFree: Bool { rates.input == .free && rates.output == .free }

    /// The price of requests that were served in this tier, as one without tiers; nil where it is not listed.
    public func served(in word: String) -> Price? {
        guard !ServiceTier.isUsual(word), !isFree else { return self }
        var price = self
        for part in ServiceTier.parts(word) {
            switch terms(ofTier: part) {
            case .rates(let special):
                price.rates = special.filled(from: rates)
                price.tiers = []
            case .factor(let factor): price.multipliers.insert(factor, at: 0)
            case nil:
                guard !ServiceTier.isPricedApart(part) else { return nil }
            }
        }
        (price.batch, price.services, price.factors) = (nil, [:], [:])
        return price
    }
}
