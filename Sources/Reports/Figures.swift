import Vocabulary

/// Numbers for people, the same in every locale.
public enum Figures {
    /// `12,345`.
    public static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1 case`, `2 cases`.
    public static func counted(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(grouped(number)) \(number == 1 ? one : many ?? one + "s")"
    }

    /// Three digits that matter, with the unit that fits: `840 µs`, `12.3 ms`, `1.24 s`, `2:05 min`.
    public static func short(_ duration: Duration) -> String {
        let nanoseconds = max(0, duration.inNanoseconds)
        switch nanoseconds {
        case ..<999_500: return "\((nanoseconds + 500) / 1000) µs"
        case ..<999_500_000: return threeDigits(nanoseconds, unit: 1_000_000) + " ms"
        case ..<60_000_000_000: return threeDigits(nanoseconds, unit: 1_000_000_000) + " s"
        default: return clock(duration) + " min"
        }
    }

    /// `11.9–12.8 ms`, `840 µs–1.02 ms`.
    static func range(_ range: ClosedRange<Duration>) -> String {
        let (low, high) = (short(range.lowerBound), short(range.upperBound))
        let (one, other) = (low.split(separator: " "), high.split(separator: " "))
        return one.last == other.last ? "\(one[0])–\(high)" : "\(low)–\(high)"
    }

    /// Minutes and seconds: `0:07`, `12:40`, `1:02:03`.
    static func clock(_ duration: Duration) -> String {
        let seconds = max(0, duration.inNanoseconds) / 1_000_000_000
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
        let tail = (rest < 10 ? "0" : "") + String(rest)
        guard hours > 0 else { return "\(minutes):\(tail)" }
        return "\(hours):\(minutes < 10 ? "0" : "")\(minutes):\(tail)"
    }

    /// The nearest; what was not measured, or lies before its start, is zero.
    static func milliseconds(_ duration: Duration?) -> Int {
        duration.map { Int(max(0, ($0.inNanoseconds + 500_000) / 1_000_000)) } ?? 0
    }

    static func microseconds(_ duration: Duration) -> Int {
        Int(max(0, (duration.inNanoseconds + 500) / 1000))
    }

    private static func threeDigits(_ nanoseconds: Int64, unit: Int64) -> String {
        // Rounded to the digits that are shown: 9.996 is 10.0, not 10.00.
        for (decimals, below) in [(2, Int64(10)), (1, 100), (0, 1000)] {
            let scale: Int64 = decimals == 2 ? 100 : decimals == 1 ? 10 : 1
            let rounded = (nanoseconds + unit / scale / 2) / (unit / scale)
            guard rounded < below * scale || decimals == 0 else { continue }
            if decimals == 0 { return String(rounded) }
            let rest = String(rounded % scale)
            return "\(rounded / scale)." + String(repeating: "0", count: decimals - rest.count)
                + rest
        }
        return String(nanoseconds / unit)
    }
}
