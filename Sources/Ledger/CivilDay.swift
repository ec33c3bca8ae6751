/// A day of the calendar, without a clock or a time zone of its own.
public struct CivilDay: Sendable, Hashable, Comparable, ExpressibleByStringLiteral {
    /// Since 1970-01-01.
    public var number: Int

    public init(number: Int) { self.number = number }

    /// Reads `2026-12-01`.
    public init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]),
            let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month), day >= 1
        else { return nil }
        let first = Self.number(year, month)
        let next = month == 12 ? Self.number(year + 1, 1) : Self.number(year, month + 1)
        guard first + day <= next else { return nil }
        number = first + day - 1
    }

    /// Only lists of our own are written so.
    public init(stringLiteral text: String) {
        guard let day = CivilDay(text: text) else { preconditionFailure("'\(text)' is no day") }
        self = day
    }

    public static func < (one: CivilDay, other: CivilDay) -> Bool { one.number < other.number }

    /// Monday is 1, Sunday 7: 1970-01-01 was a Thursday.
    public var weekday: Int { ((number + 3) % 7 + 7) % 7 + 1 }

    /// As in `2026-12-01`.
    public var text: String {
        var year = 1970 + number / 366
        while Self.number(year + 1, 1) <= number { year += 1 }
        var month = 12
        while Self.number(year, month) > number { month -= 1 }
        let day = number - Self.number(year, month) + 1
        return "\(year)-\(Self.two(month))-\(Self.two(day))"
    }

    private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

    /// The first day of a month, by the Gregorian calendar.
    private static func number(_ year: Int, _ month: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
        let past = year - 1
        let days = past * 365 + past / 4 - past / 100 + past / 400
        return days - 719_162 + before[month - 1] + (isLeap && month > 2 ? 1 : 0)
    }
}

/// Seconds since 1970 in UTC, as prices need them: the hour of a request may choose its price.
public struct UnixTime: Sendable, Hashable, Comparable {
    public var seconds: Int

    public init(seconds: Int) { self.seconds = seconds }

    public static func < (one: UnixTime, other: UnixTime) -> Bool { one.seconds < other.seconds }

    /// The day, and the minute of it, where clocks are so many minutes before Greenwich's.
    func local(minutesEast: Int) -> (day: CivilDay, minute: Int) {
        let (quotient, rest) = (seconds + minutesEast * 60).quotientAndRemainder(
            dividingBy: 86_400)
        let day = rest < 0 ? quotient - 1 : quotient
        return (CivilDay(number: day), (rest < 0 ? rest + 86_400 : rest) / 60)
    }

    public var day: CivilDay { local(minutesEast: 0).day }
}
