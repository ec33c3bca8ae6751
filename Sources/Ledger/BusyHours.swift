/// The hours in which the full price counts.
public enum BusyHours: Sendable, Equatable {
    /// Monday to Friday, 9 to 12 and 14 to 18 o'clock in Beijing, but no public holiday of China.
    case beijingOffice
    /// All but these.
    case outside(QuietHours)

    /// What `off_peak:` calls the hours outside of these.
    static let outsideOffice = "outside-beijing-office"

    public func contains(_ time: UnixTime) -> Bool {
        switch self {
        case .beijingOffice: Self.isOfficeHour(time)
        case .outside(let quiet): !quiet.contains(time)
        }
    }

    private static func isOfficeHour(_ time: UnixTime) -> Bool {
        let (day, minute) = time.local(minutesEast: 8 * 60)
        guard day.weekday <= 5, !isHoliday(day) else { return false }
        return (9 * 60..<12 * 60).contains(minute) || (14 * 60..<18 * 60).contains(minute)
    }

    /// From the notice of the State Council's General Office on the holidays of 2026, looked at on
    /// 2026-11-21 in two reprints of its text. Each year's is announced in the autumn before: days of a
    /// year that is not listed are taken for working days, which is the dearer guess. Saturdays that are
    /// worked in exchange stay outside: the wording is "Monday to Friday".
    private static let holidays: [ClosedRange<CivilDay>] = [
        "2026-01-01"..."2026-01-03",
        "2026-02-15"..."2026-02-23",
        "2026-04-04"..."2026-04-06",
        "2026-05-01"..."2026-05-05",
        "2026-06-19"..."2026-06-21",
        "2026-09-25"..."2026-09-27",
        "2026-10-01"..."2026-10-07",
    ]

    private static func isHoliday(_ day: CivilDay) -> Bool {
        holidays.contains { $0.contains(day) }
    }
}

/// The hours of each day in which a contract asks less.
public struct QuietHours: Sendable, Equatable {
    /// Of the day; where the end is before the start they go over midnight.
    public var start: Int
    public var end: Int
    /// Where the clock hangs.
    public var minutesEast: Int
    /// Saturdays and Sundays are quiet all day.
    public var coversWeekends: Bool

    public init(start: Int, end: Int, minutesEast: Int = 0, coversWeekends: Bool = false) {
        self.start = start
        self.end = end
        self.minutesEast = minutesEast
        self.coversWeekends = coversWeekends
    }

    public func contains(_ time: UnixTime) -> Bool {
        let (day, minute) = time.local(minutesEast: minutesEast)
        if coversWeekends, day.weekday > 5 { return true }
        return start < end
            ? (start..<end).contains(minute) : minute >= start || minute < end
    }
}

extension QuietHours {
    /// Reads `16:30-00:30` and a zone such as `+08:00` or `UTC`.
    public init?(hours: String, zone: String, coversWeekends: Bool) {
        let sides = hours.split(separator: "-", omittingEmptySubsequences: false)
        guard sides.count == 2, let start = Self.minute(sides[0]),
            let end = Self.minute(sides[1]), start != end, start < Self.day,
            let east = Self.minutesEast(zone)
        else { return nil }
        self.init(start: start, end: end, minutesEast: east, coversWeekends: coversWeekends)
    }

    /// As files have them.
    public var text: String {
        var text = "\(Self.clock(start))-\(Self.clock(end)) "
        if minutesEast == 0 {
            text += "UTC"
        } else {
            text += (minutesEast < 0 ? "-" : "+") + Self.clock(abs(minutesEast))
        }
        return text + (coversWeekends ? " and weekends" : "")
    }

    private static let day = 24 * 60

    /// `24:00` is the end of a day.
    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 2, (1...2).contains(parts[0].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60,
            hour * 60 + minute <= day
        else { return nil }
        return hour * 60 + minute
    }

    private static func minutesEast(_ zone: String) -> Int? {
        if zone == "UTC" { return 0 }
        guard let sign = zone.first, sign == "+" || sign == "-",
            let minutes = minute(zone.dropFirst()), minutes <= 14 * 60
        else { return nil }
        return sign == "-" ? -minutes : minutes
    }

    private static func clock(_ minute: Int) -> String {
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(two(minute / 60)):\(two(minute % 60))"
    }
}
