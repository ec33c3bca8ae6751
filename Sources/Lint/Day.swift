/// A day of the calendar, for counting how far off another one is.
public struct Day: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Since 1970-01-01.
    private let number: Int
    public let description: String

    /// `2026-11-21`, or what begins so; nil for what is no day.
    public init?(_ text: String) {
        let parts = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, let year = Int(parts[0]),
            let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month),
            (1...31).contains(day)
        else { return nil }
        // Counted from March, so that the leap day is the last of its year.
        let shifted = month <= 2 ? year - 1 : year
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = shifted / 400 * 146_097 + dayOfEra - 719_468
        description = String(text.prefix(10))
    }

    public func days(until other: Day) -> Int { other.number - number }

    public static func < (one: Day, other: Day) -> Bool { one.number < other.number }
    public static func == (one: Day, other: Day) -> Bool { one.number == other.number }
    public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}
