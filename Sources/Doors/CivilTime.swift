/// A second of UTC as calendars have it, for the headers that want one.
struct CivilTime {
    private let year: Int64
    private let month: Int64
    private let day: Int64
    private let weekday: Int64
    private let secondOfDay: Int64

    init(unixSeconds: Int64) {
        let days = Self.floored(unixSeconds, by: 86_400)
        secondOfDay = unixSeconds - days * 86_400
        // 1 January 1970 was a Thursday.
        weekday = Self.modulo(days + 4, 7)

        // Years that begin in March, in eras of 400 years: leap days then come last.
        let shifted = days + 719_468
        let era = Self.floored(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `2026-11-20T08:05:09Z`
    var rfc3339: String {
        "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(clock)Z"
    }

    /// `Fri, 20 Nov 2026 08:05:09 GMT`
    var httpDate: String {
        let name = Self.weekdays[Int(weekday)]
        return
            "\(name), \(padded(day)) \(Self.months[Int(month - 1)]) \(padded(year, 4)) \(clock) GMT"
    }

    private var clock: String {
        "\(padded(secondOfDay / 3_600)):\(padded(secondOfDay / 60 % 60)):\(padded(secondOfDay % 60))"
    }

    private func padded(_ value: Int64, _ width: Int = 2) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func floored(_ value: Int64, by divisor: Int64) -> Int64 {
        (value - modulo(value, divisor)) / divisor
    }

    private static func modulo(_ value: Int64, _ divisor: Int64) -> Int64 {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
