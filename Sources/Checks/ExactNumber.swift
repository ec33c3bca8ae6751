/// A decimal number with all its digits: 0.3 and 0.4 are exactly 0.1 apart.
struct ExactNumber: Sendable {
    /// The number is `digits` times a power of ten; nil where 128 bits do not hold it.
    private let exact: (digits: Int128, power: Int)?
    private let nearest: Double

    /// Takes `-1234.50` and `1e-3`: ASCII digits, at least one, and nothing else.
    init?(_ text: String) {
        guard let nearest = Double(text), nearest.isFinite, text.utf8.contains(where: Self.isDigit),
            !text.utf8.contains(where: { $0 == 0x78 || $0 == 0x58 })
        else { return nil }
        self.nearest = nearest
        exact = Self.exact(text)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func exact(_ text: String) -> (digits: Int128, power: Int)? {
        let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        guard parts.count <= 2, var power = parts.count == 2 ? Int(parts[1]) : 0,
            (-1000...1000).contains(power)
        else { return nil }
        var digits: Int128 = 0
        var isFraction = false
        for byte in parts[0].utf8 {
            if byte == 0x2E { isFraction = true }
            guard isDigit(byte) else { continue }
            let (product, isTooLong) = digits.multipliedReportingOverflow(by: 10)
            let (sum, isTooBig) = product.addingReportingOverflow(Int128(byte - 0x30))
            if isTooLong || isTooBig { return nil }
            digits = sum
            if isFraction { power -= 1 }
        }
        return (parts[0].utf8.first == 0x2D ? -digits : digits, power)
    }

    /// Whether two numbers are no further apart than a third says.
    static func areNear(_ one: ExactNumber, _ other: ExactNumber, within: ExactNumber) -> Bool {
        let all = [one, other, within].compactMap(\.exact)
        let lowest = all.map(\.power).min() ?? 0
        let scaled = all.compactMap { Self.scaled($0.digits, by: $0.power - lowest) }
        if scaled.count == 3 {
            let (difference, isOver) = scaled[0].subtractingReportingOverflow(scaled[1])
            if !isOver { return difference.magnitude <= scaled[2].magnitude }
        }
        return abs(one.nearest - other.nearest) <= within.nearest
    }

    /// The number times a power of ten, what stands behind its point left away; nil where 128 bits do not hold it.
    func wholePart(timesTenTo power: Int) -> Int128? {
        guard let exact else { return nil }
        let power = exact.power + power
        if power >= 0 { return Self.scaled(exact.digits, by: power) }
        var digits = exact.digits
        for _ in 0..<min(-power, 40) { digits /= 10 }
        return digits
    }

    private static func scaled(_ digits: Int128, by power: Int) -> Int128? {
        if digits == 0 { return 0 }
        guard power <= 38 else { return nil }
        var scaled = digits
        for _ in 0..<power {
            let (product, isOver) = scaled.multipliedReportingOverflow(by: 10)
            if isOver { return nil }
            scaled = product
        }
        return scaled
    }
}
