/// The hours in which the full price counts.
package enum BusyHours: Sendable, Equatable {
    /// Monday to Friday, 9 to 12 and 14 to 18 o'clock in Beijing, but no public holiday of China.
    case beijingOffice

    package func contains(_ time: UnixTime) -> Bool {
        let (day, minute) = time.local(hoursEast: 8)
        guard day.weekday <= 5, !Self.isHoliday(day) else { return false }
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
