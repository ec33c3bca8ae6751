extension Price {
    /// All that it says, as lists show it: what, and how much of its currency.
    public var lines: [(what: String, amount: String)] {
        var lines = rates.lines(in: currency)
        for tier in tiers {
            lines += tier.rates.lines(in: currency).map {
                ("\($0.what), above \(tier.above) tokens", $0.amount)
            }
        }
        if let offPeak {
            let hours = offPeak.hours.quietWords
            lines += offPeak.rates.lines(in: currency).map { ("\($0.what), \(hours)", $0.amount) }
            if let factor = offPeak.multiplier {
                lines.append(("all, \(hours)", "× \(factor.text)"))
            }
        }
        if let batch {
            lines += batch.lines(in: currency).map { ("\($0.what), in batches", $0.amount) }
        }
        for (name, rates) in services.sorted(by: { $0.key < $1.key }) {
            lines += rates.lines(in: currency).map { ("\($0.what), \(name)", $0.amount) }
        }
        lines += factors.sorted { $0.key < $1.key }.map { ("all, \($0.key)", "× \($0.value.text)") }
        lines += multipliers.map { ("all", "× \($0.text)") }
        return lines
    }
}

extension PriceOverride {
    /// The same of what it says.
    public var lines: [(what: String, amount: String)] {
        switch terms {
        case .price(let price): price.lines
        case .multiplier(let factor): [("all, as listed", "× \(factor.text)")]
        }
    }
}

extension Rates {
    fileprivate func lines(in currency: String) -> [(what: String, amount: String)] {
        Rates.words.compactMap { word in
            guard let rate = self[keyPath: word.place] else { return nil }
            return (
                word.what,
                word.isEach
                    ? "\(rate.eachText) \(currency) each" : "\(rate.text) \(currency) per million"
            )
        }
    }
}

extension BusyHours {
    /// The hours outside of them.
    public var quietWords: String {
        switch self {
        case .beijingOffice:
            "outside office hours in Beijing (Mon-Fri 9-12 and 14-18, UTC+8) and on holidays"
        case .outside(let quiet): quiet.text
        }
    }
}
