import Rows
import Synchronization
import Testing
import Vocabulary

@testable import Runs

private func finished(_ number: Int) -> RowDesk.Finished {
    RowDesk.Finished(
        CaseRow(
            id: "\(number)", suite: "s", route: "r", leg: LegID(route: "r", index: 0), legName: "l",
            cause: nil, isStreamed: false, test: "t", promptID: "1", promptDigest: "d",
            location: nil, verdict: .passed, expectedOutcome: .answers, modelRequested: "r"),
        calls: [])
}

@Suite struct RowDeskTests {
    /// What a desk wrote, and what it put aside.
    private final class Paper: Sendable {
        let written = Mutex<[String]>([])
        let aside = Mutex<[String]>([])
    }

    private func desk(_ paper: Paper) -> RowDesk {
        RowDesk(
            start: Moment(nanoseconds: 0), now: { Moment(nanoseconds: 0) },
            write: { rows in paper.written.withLock { $0 += rows.map(\.row.id) } },
            putAside: { rows in paper.aside.withLock { $0 += rows.map(\.row.id) } }, flush: {})
    }

    @Test func `whatever the order in which cases end, they are written in the plan's`() async {
        let paper = Paper()
        let desk = desk(paper)
        for number in (0..<500).map({ ($0 * 173) % 500 }) {
            desk.put(finished(number), for: number)
        }
        await desk.finish()
        #expect(paper.written.withLock { $0 } == (0..<500).map(String.init))
    }

    @Test(.timeLimit(.minutes(1)))
    func `whoever ran far ahead of a case that never comes is let go`() async {
        let desk = desk(Paper())
        let ahead = Task { await desk.admit(5000) }
        await Task.yield()
        desk.giveUp()
        await ahead.value
        await desk.admit(9000)
        await desk.finish()
    }

    @Test func `a case that waits for a slow one is put aside once, and written in its turn`()
        async throws
    {
        let paper = Paper()
        let desk = desk(paper)
        let keeping = Task { await desk.keepTime() }
        for number in 1...3 { desk.put(finished(number), for: number) }
        for _ in 0..<200 where paper.aside.withLock({ $0.count }) < 3 {
            try await Task.sleep(for: .milliseconds(20))
        }
        try await Task.sleep(for: .milliseconds(500))
        #expect(paper.aside.withLock { $0.sorted() } == ["1", "2", "3"])
        #expect(paper.written.withLock { $0.isEmpty })
        desk.put(finished(0), for: 0)
        // Nobody puts another: time alone must write it.
        for _ in 0..<200 where paper.written.withLock({ $0.count }) < 4 {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(paper.written.withLock { $0 } == ["0", "1", "2", "3"])
        keeping.cancel()
        await keeping.value
        await desk.finish()
    }
}
