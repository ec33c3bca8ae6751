/// Dates, times and durations as RFC 3339 writes them.
enum TimeFormats {
    static func isDate(_ text: String) -> Bool {
        var scan = FormatScan(text)
        return takesDate(&scan) && scan.isAtEnd
    }

    static func isTime(_ text: String, needsOffset: Bool = true) -> Bool {
        var scan = FormatScan(text)
        return takesTime(&scan, needsOffset: needsOffset) && scan.isAtEnd
    }

    static func isDateTime(_ text: String, needsOffset: Bool = true) -> Bool {
        var scan = FormatScan(text)
        guard takesDate(&scan) else { return false }
        let isParted = scan.takes { $0 | 0x20 == 0x74 } || !needsOffset && scan.takes(" ")
        return isParted && takesTime(&scan, needsOffset: needsOffset) && scan.isAtEnd
    }

    private static func takesDate(_ scan: inout FormatScan) -> Bool {
        guard let year = scan.number(digits: 4), scan.takes("-"),
            let month = scan.number(digits: 2), scan.takes("-"),
            let day = scan.number(digits: 2), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    private static func takesTime(_ scan: inout FormatScan, needsOffset: Bool) -> Bool {
        guard let hour = scan.number(digits: 2), hour < 24, scan.takes(":"),
            let minute = scan.number(digits: 2), minute < 60, scan.takes(":"),
            let second = scan.number(digits: 2), second <= 60
        else { return false }
        if scan.takes("."), scan.skip(\.isDigit) == 0 { return false }
        guard let offset = takesOffset(&scan) else { return false }
        if offset.isMissing, needsOffset { return false }
        // A leap second is the last one of a day by UTC.
        return second < 60 || (hour * 60 + minute - offset.minutes + 2880) % 1440 == 1439
    }

    private static func takesOffset(
        _ scan: inout FormatScan
    ) -> (minutes: Int, isMissing: Bool)? {
        if scan.takes({ $0 | 0x20 == 0x7A }) { return (0, false) }
        let isWest = scan.next == 0x2D
        guard scan.takes({ $0 == 0x2B || $0 == 0x2D }) else { return (0, true) }
        guard let hours = scan.number(digits: 2), hours < 24, scan.takes(":"),
            let minutes = scan.number(digits: 2), minutes < 60
        else { return nil }
        return ((hours * 60 + minutes) * (isWest ? -1 : 1), false)
    }

    /// Appendix A: units in their order without a gap, or weeks alone.
    static func isDuration(_ text: String) -> Bool {
        var scan = FormatScan(text)
        guard scan.takes("P") else { return false }
        let days = units(&scan, among: "YMDW")
        guard let days, !scan.isAtEnd || !days.isEmpty else { return false }
        if scan.isAtEnd { return days == "W" || !days.contains("W") && "YMD".contains(days) }
        guard !days.contains("W"), days.isEmpty || "YMD".contains(days), scan.takes("T"),
            let times = units(&scan, among: "HMS"), !times.isEmpty
        else { return false }
        return scan.isAtEnd && "HMS".contains(times)
    }

    /// The letters of the numbers that stand here; nil where a number has none.
    private static func units(_ scan: inout FormatScan, among letters: String) -> String? {
        var found = ""
        while scan.next?.isDigit == true {
            scan.skip(\.isDigit)
            guard let letter = scan.next, scan.takes({ $0.isOne(of: letters) }) else { return nil }
            found.unicodeScalars.append(Unicode.Scalar(letter))
        }
        return found
    }
}
