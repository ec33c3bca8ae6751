public import Vocabulary

/// At which of the hours that change a price.
public enum PriceHour: Sendable, Equatable, CaseIterable {
    case dearest, cheapest

    /// Of what the same costs at several hours; nil where one of them is not known.
    public func chosen(of costs: [Money?]) -> Money? {
        let known = costs.compactMap(\.self)
        guard known.count == costs.count else { return nil }
        return self == .dearest
            ? known.max { $0.nanos < $1.nanos } : known.min { $0.nanos < $1.nanos }
    }
}

extension Price {
    /// It as it counts in the busy hours, and then in the quiet ones; one alone where the hour changes nothing.
    public var byHour: [Price] {
        guard let offPeak else { return [self] }
        var (busy, quiet) = (self, self)
        busy.offPeak = nil
        quiet.offPeak = nil
        quiet.changes = []
        quiet.rates = offPeak.rates.filled(from: rates)
        if let factor = offPeak.multiplier { quiet.multipliers.append(factor) }
        return [busy, quiet]
    }

    /// As it counts in the hours that a time is not in; nil where the hour changes nothing.
    public func atOtherHours(than time: UnixTime?) -> Price? {
        guard let offPeak, let time else { return nil }
        return byHour[offPeak.hours.contains(time) ? 1 : 0]
    }
}
