/// What a schema asks of numbers, decided on their digits: doubles would take 0.3 for no multiple of 0.1.
extension JSONDecimal {
    /// The number is whole, however it is spelled. Nil where the exponent is beyond reason.
    var isWhole: Bool? {
        exponent.map { $0 >= 0 }
    }

    /// Nil where an exponent is beyond reason.
    func isLess(than other: JSONDecimal) -> Bool? {
        guard let order = order(to: other) else { return nil }
        return order < 0
    }

    /// Below, at or above 0 as this number is below, equal to or above the other.
    private func order(to other: JSONDecimal) -> Int? {
        guard let exponent, let otherExponent = other.exponent else { return nil }
        let (sign, otherSign) = (self.sign, other.sign)
        guard sign == otherSign, sign != 0 else { return sign - otherSign }
        // Where the decimal point stands tells the larger of two, since the first digit is not 0.
        let point = digits.count + exponent
        let otherPoint = other.digits.count + otherExponent
        if point != otherPoint { return point < otherPoint ? -sign : sign }
        for place in 0..<max(digits.count, other.digits.count) {
            let digit = place < digits.count ? digits[place] : 0
            let otherDigit = place < other.digits.count ? other.digits[place] : 0
            if digit != otherDigit { return digit < otherDigit ? -sign : sign }
        }
        return 0
    }

    private var sign: Int {
        digits.isEmpty ? 0 : isNegative ? -1 : 1
    }

    /// How much work `isMultiple` may be, in digits looked at.
    func workOfDividing(by divisor: JSONDecimal) -> Int {
        (digits.count + 4 * divisor.digits.count) * divisor.digits.count
    }

    /// The number is a whole number of times the divisor, which is not 0. Nil where an exponent is beyond
    /// reason.
    func isMultiple(of divisor: JSONDecimal) -> Bool? {
        guard let exponent, let divisorExponent = divisor.exponent else { return nil }
        if digits.isEmpty { return true }
        var zeros = exponent - divisorExponent
        // The last digit is not 0, so ten times any whole number cannot divide the digits.
        guard zeros >= 0 else { return false }
        // A divisor of so many digits has fewer than four times as many twos and fives in it, and more
        // zeros than that help nobody.
        zeros = min(zeros, 4 * divisor.digits.count)
        let dividend = digits + repeatElement(0, count: zeros)
        return divisor.digits.count <= 18
            ? Self.isDivisible(dividend, byShort: divisor.digits)
            : Self.isDivisible(dividend, by: divisor.digits)
    }

    private static func isDivisible(_ dividend: [UInt8], byShort divisor: [UInt8]) -> Bool {
        let divisor = divisor.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
        // Below 10 to the 18th, so ten times a remainder fits.
        return dividend.reduce(UInt64(0)) { ($0 * 10 + UInt64($1)) % divisor } == 0
    }

    /// Long division, of which only the remainder is kept: as many digits as the divisor has, and one more.
    private static func isDivisible(_ dividend: [UInt8], by divisor: [UInt8]) -> Bool {
        let divisor = [0] + divisor
        var remainder = [UInt8](repeating: 0, count: divisor.count)
        for digit in dividend {
            remainder.removeFirst()
            remainder.append(digit)
            while !remainder.lexicographicallyPrecedes(divisor) {
                var borrow: UInt8 = 0
                for place in remainder.indices.reversed() {
                    let taken = divisor[place] + borrow
                    borrow = remainder[place] < taken ? 1 : 0
                    remainder[place] = remainder[place] + 10 * borrow - taken
                }
            }
        }
        return remainder.allSatisfy { $0 == 0 }
    }
}
