import Testing

@testable import Ledger

struct BusyHoursTests {
    /// The minute of a day in Beijing, eight hours before UTC's.
    private func beijing(_ day: CivilDay, _ hour: Int, _ minute: Int = 0) -> UnixTime {
        UnixTime(seconds: day.number * 86_400 + (hour - 8) * 3600 + minute * 60)
    }

    @Test func `mornings and afternoons of working days are busy, up to the minute`() {
        let monday: CivilDay = "2026-11-23"
        let busy = [(9, 0), (11, 59), (14, 0), (17, 59)]
        let quiet = [(0, 0), (8, 59), (12, 0), (13, 59), (18, 0), (23, 59)]
        for (hour, minute) in busy {
            #expect(BusyHours.beijingOffice.contains(beijing(monday, hour, minute)))
        }
        for (hour, minute) in quiet {
            #expect(!BusyHours.beijingOffice.contains(beijing(monday, hour, minute)))
        }
    }

    @Test func `weekends and holidays are quiet all day, worked Saturdays too`() {
        for day: CivilDay in [
            "2026-11-21", "2026-11-22", "2026-01-01", "2026-02-16", "2026-02-23", "2026-04-06",
            "2026-05-05", "2026-06-19", "2026-09-25", "2026-10-01", "2026-10-07", "2026-10-10",
        ] {
            #expect(!BusyHours.beijingOffice.contains(beijing(day, 10)), "\(day.text)")
        }
        for day: CivilDay in ["2026-10-08", "2026-02-24", "2026-09-28", "2027-01-01"] {
            #expect(BusyHours.beijingOffice.contains(beijing(day, 10)), "\(day.text)")
        }
    }

    @Test func `days are numbered as calendars do`() {
        #expect(CivilDay(text: "1970-01-01")?.number == 0)
        #expect(CivilDay(text: "2000-02-29")?.number == 11_016)
        #expect(CivilDay(text: "2026-11-20")?.number == 20_777)
        #expect(CivilDay(text: "2026-11-20")?.weekday == 5)
        for text in [
            "2026-13-01", "2026-02-29", "2026-2-1", "20261120", "2026-00-10", "2026-04-31",
        ] {
            #expect(CivilDay(text: text) == nil, "\(text)")
        }
        for number in stride(from: 0, to: 40_000, by: 13) {
            let day = CivilDay(number: number)
            #expect(CivilDay(text: day.text) == day)
        }
    }
}
