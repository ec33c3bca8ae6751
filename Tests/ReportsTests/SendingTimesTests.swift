import Foundation
import Reports
import Rows
import Testing
import Vocabulary

/// What reports show of a case that was sent three times.
@Suite struct SendingTimesTests {
    /// The first took longest and failed: the case's own row is of it.
    private var rows: [Row] {
        var row = SampleRun.row(
            "s", LegID(route: "chat", index: 0), nil, stream: true, "t", .passed)
        (row.repeats, row.repeatsPassed) = (3, 2)
        row.latency = .milliseconds(3_000)
        row.firstContent = .milliseconds(900)
        row.firstAnswer = .milliseconds(950)
        row.hop = .milliseconds(2_000)
        let attempts = [
            (3_000, 900, 950, 2_000), (1_000, 500, 500, 30), (1_200, 400, 700, 40),
        ].enumerated().map { number, times in
            var attempt = AttemptRow(
                caseID: row.id, number: number + 1, verdict: number == 0 ? .failed : .passed,
                started: .zero, latency: .milliseconds(times.0), status: 200)
            attempt.firstContent = .milliseconds(times.1)
            attempt.firstAnswer = .milliseconds(times.2)
            attempt.hop = .milliseconds(times.3)
            return Row.attempt(attempt)
        }
        var single = SampleRun.row(
            "s", LegID(route: "chat", index: 0), nil, stream: true, "u", .passed)
        single.latency = .milliseconds(70)
        // What a killed run had begun to write of another case is none of this one's.
        let stray = AttemptRow(
            caseID: "another", number: 1, verdict: .passed, started: .zero,
            latency: .milliseconds(9_000))
        return [.run(SampleRun.run), .attempt(stray)] + attempts + [.case(row), .case(single)]
    }

    @Test func `a test takes as long as all its sendings together`() throws {
        for kind in [any Report.Type]([JUnitReport.self, StrictJUnitReport.self]) {
            let xml = try rendered(kind, rows)
            #expect(xml.contains(#"time="5.200""#) && xml.contains(#"time="0.070""#), "\(xml)")
            // The suite's, and that of all.
            #expect(xml.components(separatedBy: #"time="5.270""#).count >= 2, "\(xml)")
            #expect(!xml.contains(#"time="3.000""#))
        }
        let json = try rendered(CTRFReport.self, rows)
        #expect(json.contains(#""duration":5200"#) && json.contains(#""duration":3000"#))
    }

    @Test func `a spreadsheet has the median of one sending`() throws {
        let lines = try rendered(CSVReport.self, rows).split(separator: "\n")
        let cells = lines[1].split(separator: ",", omittingEmptySubsequences: false)
        #expect(cells[27] == "1200.000" && cells[28] == "700.000")
        #expect(cells[33] == "500.000" && cells[34] == "40.000", "\(lines[1])")
        let single = lines[2].split(separator: ",", omittingEmptySubsequences: false)
        #expect(single[27] == "70.000")
    }
}
