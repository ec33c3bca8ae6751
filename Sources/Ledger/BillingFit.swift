import Vocabulary

/// A way of billing, the factors that go with it, and how charges are cut, as some of them would have it.
struct BillingFit: Sendable, Equatable {
    var billing: Billing
    /// Every factor that explains as many charges: 1.12 is a markup of 12 %.
    var range: ClosedRange<Double>
    /// To so many places; `halfEven` stands for both ways to the nearest.
    var rounding: Rounding
    var places: Int
    /// In 10^-15 units, where no request costs less.
    var minimum: Int128?
    /// How many charges it explains.
    var support: Int
    /// Which ones.
    var explained: [Bool]
    /// The range is that of two ways to cut, whose plainest factors differ.
    private var isJoined = false

    init(
        _ billing: Billing, in range: ClosedRange<Double>, _ rounding: Rounding = .halfEven,
        places: Int, minimum: Int128? = nil, explained: [Bool]
    ) {
        self.billing = billing
        self.range = range
        self.rounding = rounding
        self.places = places
        self.minimum = minimum
        self.explained = explained
        support = explained.count { $0 }
    }

    /// A charge, with how far off it may be by its own rounding.
    struct Charge: Sendable {
        var call: ReconciledCall
        var price: Price
        /// In 10^-15 units.
        var femtos: Int128
        /// How many places its text has.
        var places: Int

        func femtos(by billing: Billing) -> Int128? { billing.femtos(of: call, at: price) }
    }

    /// The plainest of its factors.
    var factor: Double { PlainFigure(in: range).value }

    /// No other figure that somebody might have chosen is among them; else the range is all that can be said.
    var isPinned: Bool {
        !hasListFactor || (!isJoined && PlainFigure(in: range).isAlone(in: range))
    }

    /// Takes in the factors of another way to cut.
    mutating func widen(by other: BillingFit) {
        if other.factor != factor { isJoined = true }
        range =
            min(
                range.lowerBound, other.range.lowerBound)...max(
                range.upperBound, other.range.upperBound)
    }

    /// The factor is one on list prices, not a price of the gateway's own.
    var hasListFactor: Bool { billing.unit != .request && billing.unit != .bodyAlone }

    /// A factor or a price was chosen so that it fits.
    var isFitted: Bool { !hasListFactor || factor != 1 }

    var isRoundedUp: Bool { rounding == .up }

    /// Nothing that anybody would have to be told.
    var isHonest: Bool { billing == .honest && !isFitted && !isRoundedUp && minimum == nil }

    /// How much must be believed for it, in decimal digits: an oddity is one of some thirty that may be, a figure one of
    /// as many as have so few digits. Of two fits the one with less is the likelier, by ten for each digit.
    var unlikeliness: Double {
        var digits = Self.oddity * Double(billing.oddities)
        if isRoundedUp { digits += Self.roundingUp }
        if let minimum { digits += Self.oddity + PlainFigure.digits(of: minimum) }
        guard hasListFactor else {
            return digits + PlainFigure(in: range).significantDigits(in: range)
        }
        return factor == 1
            ? digits : digits + Self.oddity + PlainFigure(in: range).shareDigits(in: range)
    }

    private static let oddity = 1.5
    /// Commoner than any other.
    private static let roundingUp = 0.7
}

/// The number with the fewest digits in a range, and 1 before all others: people choose such factors.
struct PlainFigure: Sendable, Equatable {
    let value: Double
    /// Behind the point.
    let decimals: Int

    init(in range: ClosedRange<Double>) {
        let middle = (range.lowerBound + range.upperBound) / 2
        if range.contains(1) {
            (value, decimals) = (1, 0)
            return
        }
        var scale = 1.0
        for decimals in 0..<Self.decimalsMax {
            // Of the multiples in a range the one next to its middle is the last to leave it.
            let candidate = (middle * scale).rounded() / scale
            if range.contains(candidate) {
                (value, self.decimals) = (candidate, decimals)
                return
            }
            scale *= 10
        }
        (value, decimals) = (middle, Self.decimalsMax)
    }

    private static let decimalsMax = 12
    /// Of a factor in which a per cent has a digit behind the point: shares are agreed on in tenths of a per cent.
    private static let tenthsOfPercent = 3

    /// No other number with as few digits is in the range, nor any in tenths of a per cent.
    func isAlone(in range: ClosedRange<Double>) -> Bool {
        Self.count(in: range, decimals: max(decimals, Self.tenthsOfPercent)) <= 1
    }

    /// Of how many shares with as few digits it is one, up to thirty per cent, as a number of digits.
    func shareDigits(in range: ClosedRange<Double>) -> Double {
        let ofPercent = max(0, decimals - 2)
        let uncommon = decimals > Self.tenthsOfPercent ? 2.0 : 0
        return 1.5 + Double(ofPercent) + uncommon
            - Self.digits(Self.count(in: range, decimals: ofPercent + 2))
    }

    /// The same of prices, which may be of any size.
    func significantDigits(in range: ClosedRange<Double>) -> Double {
        guard value > 0 else { return 0 }
        var (unit, digits) = (1.0, 1.0)
        while unit * 10 <= value { unit *= 10 }
        while unit > value { unit /= 10 }
        while digits < 12 {
            let candidate = (value / unit).rounded() * unit
            if range.contains(candidate) { break }
            (unit, digits) = (unit / 10, digits + 1)
        }
        return 0.5 + digits
    }

    /// Of an amount as it is written, without the zeros at its ends.
    static func digits(of amount: Int128) -> Double {
        var (rest, digits) = (amount, 0.0)
        while rest > 0, rest.isMultiple(of: 10) { rest /= 10 }
        while rest > 0 { (rest, digits) = (rest / 10, digits + 1) }
        return digits
    }

    /// How many numbers with so many digits behind the point a range holds.
    private static func count(in range: ClosedRange<Double>, decimals: Int) -> Double {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        return max(
            0,
            (range.upperBound * scale).rounded(.down) - (range.lowerBound * scale).rounded(.up) + 1)
    }

    private static func digits(_ count: Double) -> Double {
        var (rest, digits) = (count, 0.0)
        while rest >= 10 { (rest, digits) = (rest / 10, digits + 1) }
        // Between the powers of ten a straight line is near enough.
        return rest < 1 ? 0 : digits + (rest - 1) / 9
    }
}
