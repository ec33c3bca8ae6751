/// A JSON number taken apart exactly: its digits as one whole number, times a power of ten.
///
/// Two of them are equal where their numbers are, unless an exponent is beyond reason.
public struct JSONDecimal: Sendable, Equatable {
    /// Never for zero.
    var isNegative: Bool
    /// From 0 to 9, neither the first nor the last of them 0; none for zero.
    var digits: [UInt8]
    /// Nil where the exponent itself is beyond reason.
    public private(set) var exponent: Int?

    /// Takes the text of a number that the scanner accepted.
    public init(_ text: some Collection<UInt8>) {
        isNegative = text.first == 0x2D
        digits = []
        var scale = 0
        var written: Int? = 0
        var isFraction = false
        var isExponent = false
        var isExponentNegative = false
        for byte in text {
            switch byte {
            case 0x2E: isFraction = true
            case 0x65, 0x45: isExponent = true
            case 0x2D: isExponentNegative = isExponent
            case 0x30...0x39 where isExponent:
                written = written.flatMap { Self.appending(byte - 0x30, to: $0) }
            case 0x30...0x39:
                if isFraction { scale -= 1 }
                if byte != 0x30 || !digits.isEmpty { digits.append(byte - 0x30) }
            default: break
            }
        }
        while digits.last == 0 {
            digits.removeLast()
            scale += 1
        }
        if digits.isEmpty {
            isNegative = false
            exponent = 0
        } else {
            exponent = written.map { scale + (isExponentNegative ? -$0 : $0) }
        }
    }

    private static func appending(_ digit: UInt8, to exponent: Int) -> Int? {
        // No number in use comes near, and sums of such exponents cannot overflow.
        exponent < 1_000_000_000_000 ? exponent * 10 + Int(digit) : nil
    }

    /// The number as a whole one of 64 bits, if it is one.
    var integer: Int? {
        guard let exponent, exponent >= 0, digits.count + exponent <= 19 else { return nil }
        var value = 0
        for place in 0..<digits.count + exponent {
            let digit = place < digits.count ? Int(digits[place]) : 0
            let (product, isTooBig) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooSmall) = product.subtractingReportingOverflow(digit)
            if isTooBig || isTooSmall { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// One spelling for all that mean the same number: 12.50, 1.25e1 and 125e-1 are 12.5. Nil
    /// where the exponent is beyond reason.
    var canonical: String? {
        guard let exponent else { return nil }
        guard !digits.isEmpty else { return "0" }
        let sign = isNegative ? "-" : ""
        // Where the decimal point stands, counted from the first digit; limits are ECMAScript's.
        let point = digits.count + exponent
        if exponent >= 0, point <= 21 { return sign + text(digits[...]) + zeros(exponent) }
        if (1...21).contains(point) {
            return sign + text(digits[..<point]) + "." + text(digits[point...])
        }
        if (-5...0).contains(point) { return sign + "0." + zeros(-point) + text(digits[...]) }
        let fraction = digits.count > 1 ? "." + text(digits[1...]) : ""
        let power = point - 1
        return sign + text(digits[..<1]) + fraction + (power < 0 ? "e-" : "e+")
            + String(power.magnitude)
    }

    private func text(_ digits: ArraySlice<UInt8>) -> String {
        String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
    }

    private func zeros(_ count: Int) -> String {
        String(repeating: "0", count: count)
    }
}
