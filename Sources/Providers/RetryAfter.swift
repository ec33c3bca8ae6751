import Vocabulary

/// The waiting times that an answer's fields name; the more exact one counts.
///
/// None is longer than a year, whatever a peer says: sums of such times stay far from the ends of a clock.
struct Waits {
    static let longest: Duration = .seconds(365 * 86_400)

    var milliseconds: String?
    var retryAfter: String?
    /// Asked last: Azure's documents name the other two before it.
    var azureMilliseconds: String?

    /// A date to wait for means nothing without the answer's own: this room has no clock.
    func duration(madeAt date: @autoclosure () -> String?) -> Duration? {
        if let milliseconds, let wait = Self.decimal(milliseconds, unit: 1_000_000) { return wait }
        if let retryAfter, let wait = Self.wait(retryAfter, madeAt: date) { return wait }
        return azureMilliseconds.flatMap { Self.decimal($0, unit: 1_000_000) }
    }

    private static func wait(_ written: String, madeAt date: () -> String?) -> Duration? {
        if let wait = decimal(written, unit: 1_000_000_000) { return wait }
        guard let until = HTTPDate.seconds(written), let now = date().flatMap(HTTPDate.seconds)
        else { return nil }
        return min(.seconds(max(0, until - now)), longest)
    }

    /// A decimal number of units of so many nanoseconds: digits, and at most one point among them.
    static func decimal(_ text: String, unit: Double) -> Duration? {
        guard let first = text.utf8.first, first >= 0x30, first <= 0x39,
            text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 || $0 == UInt8(ascii: ".") }),
            let number = Double(text)
        else { return nil }
        let nanoseconds = min(number * unit + 0.5, Double(longest.inNanoseconds))
        return .nanoseconds(Int64(nanoseconds))
    }

    /// `6m0s`, `1h2m3s`, `50.6s`, `12ms`: durations as OpenAI and Google write them.
    static func spelled(_ text: Substring) -> Duration? {
        var total: Duration = .zero
        var rest = text
        while let first = rest.first, first.isASCII, first.isNumber {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let nanoseconds = Self.units[String(unit)],
                let part = decimal(String(number), unit: nanoseconds)
            else { return nil }
            total = min(total + part, longest)
        }
        return rest.isEmpty && !text.isEmpty ? total : nil
    }

    private static let units: [String: Double] = [
        "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9, "d": 86_400e9,
    ]

    /// `Please try again in 6m0.5s.`, `Please retry in 34.4s.`, `try again after 1 seconds` and `Please retry
    /// after 20 seconds.`: where an error has no other word on it.
    static func told(in message: String) -> Duration? {
        let words = message.split(separator: " ")
        for index in words.indices.dropLast(2)
        where ["again", "retry"].contains(words[index])
            && ["in", "after"].contains(words[index + 1])
        {
            let number = trimmed(words[index + 2])
            if let wait = spelled(number) { return wait }
            if index + 3 < words.count, trimmed(words[index + 3]).hasPrefix("second"),
                let wait = decimal(String(number), unit: 1e9)
            {
                return wait
            }
        }
        return nil
    }

    private static func trimmed(_ word: Substring) -> Substring {
        var word = word
        while let last = word.last, last == "." || last == "," { word.removeLast() }
        return word
    }
}

/// The date of RFC 9110 that is still sent: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970.
    static func seconds(_ text: String) -> Int64? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT" || words[5] == "UTC", let day = Int(words[1]),
            (1...31).contains(day), let month = months.firstIndex(of: String(words[2])),
            let year = Int(words[3]), (1970...9999).contains(year)
        else { return nil }
        let time = words[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3, (0..<24).contains(time[0]), (0..<60).contains(time[1]),
            (0...60).contains(time[2])
        else { return nil }
        let days = daysSince1970(year, month + 1, day)
        return Int64(days * 86_400 + time[0] * 3600 + time[1] * 60 + time[2])
    }

    /// Days of the Gregorian calendar, counted in years that start in March so that leap days come last.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
