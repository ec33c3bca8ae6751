import Rows
import Testing
import Vocabulary

@testable import Reports

struct TranscriptCountTests {
    private func rows(failing: Int, kept: Int) -> [Row] {
        (0..<failing).map { number in
            var row = SampleRun.cases[2]
            row.id += "\(number)"
            row.transcript = number < kept ? "cases/\(number).txt" : nil
            return .case(row)
        }
    }

    private let words =
        "312 cases that did not pass have no file in cases/: only the first 1,000 are kept"

    @Test func `every report says how many failing cases have no file`() throws {
        let rows = rows(failing: 1_312, kept: TranscriptCount.filesMax)
        for type in [ConsoleReport.self, MarkdownReport.self, HTMLReport.self]
            as [any Report.Type]
        {
            #expect(try rendered(type, rows).contains(words), "\(type.name)")
        }
        #expect(try rendered(SummaryReport.self, rows).contains(#""transcripts_left_out":312"#))
    }

    @Test(arguments: [(1_000, 1_000), (40, 0), (40, 39)])
    func `where the limit was not reached nobody speaks of it`(failing: Int, kept: Int) throws {
        let rows = rows(failing: failing, kept: kept)
        #expect(!(try rendered(ConsoleReport.self, rows).contains("no file in cases/")))
        #expect(try rendered(SummaryReport.self, rows).contains(#""transcripts_left_out":0"#))
    }
}
