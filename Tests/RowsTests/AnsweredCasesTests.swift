import Foundation
import TestSupport
import Testing
import Vocabulary

@testable import Rows

@Suite struct AnsweredCasesTests {
    private func row(_ number: Int) -> CaseRow {
        var random = RandomRows(seed: UInt64(number))
        var row = random.caseRow()
        row.id = "case \(number)"
        return row
    }

    private static let run = RunRow(
        version: "1", suites: ["s"], mode: .live, gateway: "g", started: "now", host: "h", seed: 1)

    /// A case with a call before it.
    private func lines(_ numbers: [Int]) -> [UInt8] {
        var writer = RowWriter()
        for number in numbers {
            var call = CallRow(leg: LegID(route: "r", index: 0), arrived: .milliseconds(number))
            call.caseID = "case \(number)"
            writer.add(.call(call))
            writer.add(row(number))
        }
        return writer.bytes
    }

    private var head: [UInt8] {
        var writer = RowWriter()
        writer.add(Self.run)
        return writer.bytes
    }

    @Test func `wherever results are cut, every whole case is there and no other`() throws {
        let folder = try TemporaryFolder()
        let early = lines([7, 3])
        let results = head + lines([0, 1, 2, 3])
        // Where each case ends, its line feed not counted: a whole line needs none.
        var ends: [Int] = []
        for count in 1...4 { ends.append(head.count + lines(Array(0..<count)).count - 1) }
        let cuts = Array(stride(from: head.count - 1, through: results.count, by: 97))
        for cut in Set(cuts + ends.flatMap { [$0 - 1, $0, $0 + 1] }).sorted() {
            let (resultsPath, earlyPath) = (
                try folder.write("results.jsonl", Array(results[..<cut])),
                try folder.write("early.jsonl", early)
            )
            let answered = try #require(
                try AnsweredCases.gather(results: resultsPath, early: earlyPath))
            let whole = ends.count { $0 <= cut }
            let expected = Set(0..<whole).union([3, 7])
            #expect(answered.count == expected.count, "cut at \(cut)")
            for number in 0..<9 {
                let rows = try answered.rows(of: "case \(number)")
                #expect((rows != nil) == expected.contains(number), "\(number), cut at \(cut)")
                if let rows { #expect(rows.count == 2 && rows[1] == .case(row(number))) }
            }
            #expect(answered.run == Self.run)
        }
    }

    @Test func `what was gathered once can be gathered again, with the results begun anew`() throws
    {
        let folder = try TemporaryFolder()
        let results = try folder.write("results.jsonl", head + lines([0, 1]))
        let early = folder.url.appending(path: "early.jsonl").path
        #expect(try AnsweredCases.gather(results: results, early: early)?.count == 2)
        // Killed before the first row of the resumed run, then in its middle.
        _ = try folder.write("results.jsonl", [])
        #expect(try AnsweredCases.gather(results: results, early: early)?.count == 2)
        _ = try folder.write("results.jsonl", head + lines([0, 5]) + Array("{\"type\":\"ca".utf8))
        let answered = try #require(try AnsweredCases.gather(results: results, early: early))
        #expect(answered.count == 3)
        #expect(try answered.rows(of: "case 5")?.last == .case(row(5)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }

    @Test func `a run that wrote nothing has nothing to go on with`() throws {
        let folder = try TemporaryFolder()
        let results = try folder.write("results.jsonl", [])
        let early = folder.url.appending(path: "early.jsonl").path
        #expect(try AnsweredCases.gather(results: results, early: early) == nil)
        #expect(!FileManager.default.fileExists(atPath: early))
    }
}
