import Foundation
import Testing

@testable import Doors

@Test(arguments: [
    (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
    (1_795_248_000, "2026-11-21T08:00:00Z", "Sat, 21 Nov 2026 08:00:00 GMT"),
    (951_782_399, "2000-02-28T23:59:59Z", "Mon, 28 Feb 2000 23:59:59 GMT"),
    (951_782_400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
    (-1, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
])
func `seconds become dates`(seconds: Int64, rfc3339: String, http: String) {
    #expect(CivilTime(unixSeconds: seconds).rfc3339 == rfc3339)
    #expect(CivilTime(unixSeconds: seconds).httpDate == http)
}

@Test func `dates agree with Foundation's over four centuries`() {
    let formatter = ISO8601DateFormatter()
    var dice = Dice(1)
    for _ in 0..<2_000 {
        let seconds = Int64.random(in: -2_000_000_000...10_000_000_000, using: &dice)
        let date = Date(timeIntervalSince1970: Double(seconds))
        #expect(CivilTime(unixSeconds: seconds).rfc3339 == formatter.string(from: date))
    }
}
