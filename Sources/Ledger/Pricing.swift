public import Vocabulary

/// Under which conditions a request was served that its counts do not tell, as far as they change its price.
public struct Circumstances: Sendable, Equatable {
    /// When the request began; nil takes the base rates, which are the dearer ones.
    public var time: UnixTime?
    /// Names of factors in the price: `region_eu`, `us`, `fast`.
    public var factors: [String]
    /// The request was in thinking mode, whether or not reasoning was counted.
    public var isThinking: Bool

    public init(
        time: UnixTime? = nil, factors: [String] = [], isThinking: Bool = false
    ) {
        self.time = time
        self.factors = factors
        self.isThinking = isThinking
    }

    public static let standard = Circumstances()
}

/// Tokens times prices: exact up to the one rounding at the end.
public enum Pricing {
    /// What this costs, rounded half to even to whole billionths; nil where a count or a price that it
    /// needs is not known, or a count is below zero.
    public static func cost(
        of counts: TokenCounts, at price: Price, under circumstances: Circumstances = .standard
    ) -> Money? {
        guard let exact = exact(counts, price, circumstances) else { return nil }
        return Money(nanos: exact.nanos, price.currency)
    }

    /// The same in 10^-15 units, without a rounding, where no factor applies.
    public static func femtos(
        of counts: TokenCounts, at price: Price, under circumstances: Circumstances = .standard
    ) -> Int128? {
        guard let exact = exact(counts, price, circumstances) else { return nil }
        return exact.value / exact.scale
    }

    /// An amount in 10^-15 units times a scale.
    private struct Exact {
        var value: Int128
        var scale: Int128

        var nanos: Int128 {
            let unit = scale * 1_000_000
            let (whole, rest) = value.quotientAndRemainder(dividingBy: unit)
            let isUp = rest > unit - rest || (rest == unit - rest && !whole.isMultiple(of: 2))
            return isUp ? whole + 1 : whole
        }
    }

    private static func exact(
        _ counts: TokenCounts, _ price: Price, _ circumstances: Circumstances
    ) -> Exact? {
        guard let total = counts.inputTotal,
            let rates = rates(of: price, input: total, counts.tier, at: circumstances.time),
            let sum = sum(counts, rates, circumstances)
        else { return nil }
        var exact = sum
        for name in circumstances.factors {
            guard let factor = price.factors[name], multiply(&exact, by: factor) else {
                return nil
            }
        }
        for part in counts.tier.map(ServiceTier.parts) ?? [] {
            guard case .factor(let factor)? = price.terms(ofTier: part) else { continue }
            guard multiply(&exact, by: factor) else { return nil }
        }
        for factor in price.multipliers {
            guard multiply(&exact, by: factor) else { return nil }
        }
        if let offPeak = price.offPeak, let factor = offPeak.multiplier,
            let time = circumstances.time, !offPeak.hours.contains(time)
        {
            guard multiply(&exact, by: factor) else { return nil }
        }
        return exact
    }

    private static func multiply(_ exact: inout Exact, by factor: Factor) -> Bool {
        let (value, isOver) = exact.value.multipliedReportingOverflow(
            by: Int128(factor.millionths))
        guard !isOver, exact.scale <= scaleMax else { return false }
        exact = Exact(value: value, scale: exact.scale * Factor.scale)
        return true
    }

    /// Four factors on a price of minutes; what is rounded then still fits.
    private static let scaleMax = 60 * Factor.scale * Factor.scale * Factor.scale

    // MARK: Which rates

    /// Nil where the list does not say: a paid tier above a threshold, or one that it does not have and that is
    /// known to cost something else. A tier that nobody has heard of costs as usual.
    private static func rates(
        of price: Price, input: Int, _ service: String?, at time: UnixTime?
    ) -> Rates? {
        let base = base(of: price, at: time)
        let step = price.tiers.last { input > $0.above }
        guard let service else { return step.map { $0.rates.filled(from: base) } ?? base }
        var special: Rates?
        for part in ServiceTier.parts(service) {
            switch price.terms(ofTier: part) {
            case .rates(let rates): special = rates
            case .factor: break
            case nil: if ServiceTier.isPricedApart(part), !price.isFree { return nil }
            }
        }
        if let special { return step == nil ? special.filled(from: base) : nil }
        return step.map { $0.rates.filled(from: base) } ?? base
    }

    private static func base(of price: Price, at time: UnixTime?) -> Rates {
        guard let time else { return price.rates }
        if let offPeak = price.offPeak, !offPeak.hours.contains(time) {
            return offPeak.rates.filled(from: price.rates)
        }
        guard !price.changes.isEmpty else { return price.rates }
        let day = time.day
        let change = price.changes.last { $0.from <= day }
        return change.map { $0.rates.filled(from: price.rates) } ?? price.rates
    }

    // MARK: Adding up

    /// A cache without a price of its own costs what input costs, and so do pictures; sound, what is no text in
    /// an answer, long storage and calls of tools without one are not known.
    private static func sum(
        _ counts: TokenCounts, _ rates: Rates, _ circumstances: Circumstances
    ) -> Exact? {
        let isThinking = circumstances.isThinking || counts.reasoning > 0
        let output = isThinking ? rates.outputThinking ?? rates.output : rates.output
        var sum: Int128 = 0
        // Most requests have nothing but text.
        if counts.isText {
            guard add(counts.inputFresh, rates.input, to: &sum),
                add(counts.output, output, to: &sum)
            else { return nil }
            return Exact(value: sum, scale: 1)
        }
        let fresh = apart(counts.image, of: counts.inputFresh, has: rates.image)
        let cached = apart(counts.cachedImage, of: counts.cacheRead, has: rates.cachedImage)
        guard add(fresh.rest, rates.input, to: &sum), add(fresh.part, rates.image, to: &sum),
            add(cached.rest, rates.cachedInput ?? rates.input, to: &sum),
            add(cached.part, rates.cachedImage, to: &sum),
            add(counts.textOutput, output, to: &sum),
            add(counts.audioOutput, rates.audioOutput, to: &sum),
            add(counts.imageOutput, rates.imageOutput, to: &sum),
            add(counts.cacheWrite, rates.cacheWrite ?? rates.input, to: &sum),
            add(counts.cacheWriteLong, rates.cacheWriteLong, to: &sum),
            add(counts.audio, rates.audio, to: &sum),
            add(counts.cachedAudio, rates.cachedAudio, to: &sum),
            add(counts.searches, rates.searches, to: &sum),
            add(counts.fetches, rates.fetches, to: &sum),
            add(counts.pictures, rates.pictures ?? .free, to: &sum)
        else { return nil }
        guard counts.audioSeconds != 0 else { return Exact(value: sum, scale: 1) }
        // A second is the sixtieth part of a minute, and that of a price has no end in decimals.
        sum *= 60
        guard add(counts.audioSeconds, rates.audioMinutes, to: &sum) else { return nil }
        return Exact(value: sum, scale: 60)
    }

    /// A part of a count by itself where it has a price of its own.
    private static func apart(
        _ part: Int, of whole: Int?, has rate: Rate?
    ) -> (rest: Int?, part: Int) {
        guard rate != nil, let whole else { return (whole, 0) }
        let (rest, isOver) = whole.subtractingReportingOverflow(part)
        return (isOver ? nil : rest, part)
    }

    /// False where that cannot be said.
    private static func add(_ count: Int?, _ rate: Rate?, to sum: inout Int128) -> Bool {
        guard let count, count >= 0 else { return false }
        guard count > 0 else { return true }
        guard let rate else { return false }
        sum += Int128(count) * Int128(rate.nanosPerMillion)
        return true
    }
}

extension TokenCounts {
    /// Nothing of a cache, of pictures and sound, or of tools.
    fileprivate var isText: Bool {
        cacheRead | cacheWrite | cacheWriteLong | audio | cachedAudio | searches | fetches == 0
            && cachedImage | image | audioOutput | imageOutput | audioSeconds | pictures == 0
    }

    /// Nil where more of the output is sound and pictures than there is of it.
    fileprivate var textOutput: Int? {
        guard let output else { return nil }
        let (rest, isOver) = output.subtractingReportingOverflow(audioOutput)
        let (text, isOverToo) = rest.subtractingReportingOverflow(imageOutput)
        return isOver || isOverToo ? nil : text
    }
}
