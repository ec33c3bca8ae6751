import Vocabulary

/// What a plain scalar means by YAML 1.2's core schema: `yes`, `no`, `on` and `off` are text.
func plainValue(_ text: String) -> Node.Value {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: return isNumber(text) ? .number(text) : .string(text)
    }
}

/// YAML's numbers: decimal, `0x`, `0o`, decimals, exponents, `.inf` and `.nan`.
func isNumber(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, first < 0x3A, bytes.count <= 4096 else { return false }
    switch text {
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan",
        ".NaN",
        ".NAN":
        return true
    default: break
    }
    if text.hasPrefix("0x") || text.hasPrefix("0o") {
        let digits = text.dropFirst(2)
        let isHex = text.hasPrefix("0x")
        return !digits.isEmpty
            && digits.utf8.allSatisfy {
                isHex ? hexDigits.contains($0) : (0x30...0x37).contains($0)
            }
    }
    var rest = bytes[...]
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let whole = takeDigits(&rest)
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
        rest.removeFirst()
        fraction = takeDigits(&rest)
    }
    guard whole + fraction > 0 else { return false }
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
        rest.removeFirst()
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        guard takeDigits(&rest) > 0 else { return false }
    }
    return rest.isEmpty
}

func integer(of number: String) -> Int? {
    if number.hasPrefix("0x") { return Int(number.dropFirst(2), radix: 16) }
    if number.hasPrefix("0o") { return Int(number.dropFirst(2), radix: 8) }
    return Int(number)
}

func float(of number: String) -> Double? {
    switch number.lowercased() {
    case ".inf", "+.inf": return .infinity
    case "-.inf": return -.infinity
    case ".nan": return .nan
    default: return Double(number)
    }
}

/// A span of time: whole or decimal amounts with their units, largest first, as in `1m30s` or `1.5s`.
public func duration(of text: String) -> Duration? {
    let units: [(name: String, nanoseconds: Int64)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
        ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
    ]
    var rest = Array(text.utf8)[...]
    var total: Int64 = 0
    var nextUnit = 0
    guard !rest.isEmpty, rest.count <= 40 else { return nil }
    while !rest.isEmpty {
        let whole = rest.prefix(while: decimalDigits.contains)
        rest = rest.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: decimalDigits.contains)
            rest = rest.dropFirst(1 + fraction.count)
            if fraction.isEmpty { return nil }
        }
        let name = String(decoding: rest.prefix { !decimalDigits.contains($0) }, as: UTF8.self)
        rest = rest.dropFirst(name.utf8.count)
        guard let place = units[nextUnit...].firstIndex(where: { $0.name == name }), !whole.isEmpty,
            let part = nanoseconds(whole: whole, fraction: fraction, unit: units[place].nanoseconds)
        else { return nil }
        let (sum, overflow) = total.addingReportingOverflow(part)
        guard !overflow else { return nil }
        total = sum
        nextUnit = place + 1
    }
    return .nanoseconds(total)
}

/// A span of time in the largest unit in which it is whole, as `duration(of:)` reads it back: `90s`, `200ms`.
public func durationText(_ duration: Duration) -> String {
    let units: [(name: String, nanoseconds: Int64)] = [
        ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000),
    ]
    let nanoseconds = duration.inNanoseconds
    let unit = units.first { nanoseconds % $0.nanoseconds == 0 } ?? ("ns", 1)
    return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
}

/// Exact, or nil: beyond Int64, or finer than a nanosecond.
private func nanoseconds(whole: ArraySlice<UInt8>, fraction: ArraySlice<UInt8>, unit: Int64)
    -> Int64?
{
    guard let count = Int64(String(decoding: whole, as: UTF8.self)) else { return nil }
    let (result, overflow) = count.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    var (sum, scale) = (result, unit)
    for digit in fraction {
        guard digit == 0x30 || scale % 10 == 0 else { return nil }
        scale /= 10
        let (next, overflow) = sum.addingReportingOverflow(Int64(digit - 0x30) * scale)
        guard !overflow else { return nil }
        sum = next
    }
    return sum
}

private let decimalDigits: ClosedRange<UInt8> = 0x30...0x39
private let hexDigits = Set("0123456789abcdefABCDEF".utf8)

private func takeDigits(_ rest: inout ArraySlice<UInt8>) -> Int {
    let digits = rest.prefix(while: decimalDigits.contains)
    rest = rest.dropFirst(digits.count)
    return digits.count
}
