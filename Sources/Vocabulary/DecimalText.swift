/// Decimal numbers as text, kept exact: a price or a bill never passes through binary fractions.
public enum DecimalText {
    /// A number in units of 10^-places.
    public struct Scaled: Sendable, Equatable {
        public var value: Int128
        /// False where the text has digits beyond the last place; they are cut off.
        public var isExact: Bool
        /// How many places the text itself has: 4 for `0.0120`, 5 for `1.2e-4`.
        public var places: Int
    }

    /// Longer texts are no amounts; the bound keeps hostile ones cheap.
    private static let lengthMax = 64
    private static let exponentMax = 60

    /// Reads `-12.5`, `.5`, `1.2e-05`; nil for what is no number, or does not fit.
    public static func scaled(_ text: String, places: Int) -> Scaled? {
        guard text.utf8.count <= lengthMax, let parts = Parts(text) else { return nil }
        var value: Int128 = 0
        for digit in parts.digits {
            let (tens, isOver) = value.multipliedReportingOverflow(by: 10)
            let (sum, isOverToo) = tens.addingReportingOverflow(Int128(digit))
            guard !isOver, !isOverToo else { return nil }
            value = sum
        }
        // The value has `parts.places` places now, and shall have `places`.
        var shift = places - parts.places
        var isExact = true
        while shift > 0 {
            let (tens, isOver) = value.multipliedReportingOverflow(by: 10)
            guard !isOver else { return nil }
            value = tens
            shift -= 1
        }
        while shift < 0, value != 0 {
            if value % 10 != 0 { isExact = false }
            value /= 10
            shift += 1
        }
        return Scaled(
            value: parts.isNegative ? -value : value, isExact: isExact,
            places: max(0, parts.places))
    }

    /// The shortest text of a number in units of 10^-places: `0.014624`, `-3`, `0`.
    public static func text(_ value: Int128, places: Int) -> String {
        var digits = String(value.magnitude)
        if digits.count <= places {
            digits = String(repeating: "0", count: places + 1 - digits.count) + digits
        }
        let whole = digits.dropLast(places)
        var fraction = digits.suffix(places)
        while fraction.last == "0" { fraction.removeLast() }
        return (value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// The digits of a number without its point, and where that stood.
    private struct Parts {
        var digits: [UInt8] = []
        var places = 0
        var isNegative = false

        init?(_ text: String) {
            var rest = Array(text.utf8)[...]
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                isNegative = sign == UInt8(ascii: "-")
                rest.removeFirst()
            }
            var hasPoint = false
            var hasDigit = false
            while let byte = rest.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
                rest.removeFirst()
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"):
                    hasDigit = true
                    if hasPoint { places += 1 }
                    // Zeros in front would only use up the room.
                    if !(digits.isEmpty && byte == UInt8(ascii: "0")) {
                        digits.append(byte - UInt8(ascii: "0"))
                    }
                case UInt8(ascii: ".") where !hasPoint: hasPoint = true
                default: return nil
                }
            }
            guard hasDigit else { return nil }
            guard !rest.isEmpty else { return }
            guard let exponent = Int(String(decoding: rest.dropFirst(), as: UTF8.self)),
                abs(exponent) <= exponentMax
            else { return nil }
            places -= exponent
        }
    }
}
