import Testing
import Vocabulary

@testable import Runs

struct TraceKeeperTests {
    private func row(_ leg: Int, silence milliseconds: Int) -> CaseRow {
        let leg = LegID(route: "chat", index: leg)
        var row = CaseRow(
            id: "", suite: "s", route: "chat", leg: leg, legName: "", cause: nil, isStreamed: true,
            test: "t", promptID: "p", promptDigest: "d", location: nil, verdict: .passed,
            expectedOutcome: .answers, modelRequested: "chat")
        row.trace = StreamTrace(
            events: 2, every: 1, moments: [0, milliseconds * 1000],
            stall: 0..<milliseconds * 1000, end: milliseconds * 1000)
        return row
    }

    private func isKept(_ keeper: inout TraceKeeper, _ leg: Int, _ milliseconds: Int) -> Bool {
        var row = row(leg, silence: milliseconds)
        keeper.settle(&row)
        return row.trace != nil
    }

    @Test func `each leg keeps what was clearly slower than all before it`() {
        var keeper = TraceKeeper()
        let kept = [30, 31, 25, 40, 100, 110, 200].map { isKept(&keeper, 0, $0) }
        #expect(kept == [true, false, false, true, true, false, true])
        #expect(isKept(&keeper, 1, 30))
    }

    @Test func `streams that stood still are kept, the first twenty of a leg`() {
        var keeper = TraceKeeper()
        let kept = (0..<30).count { _ in isKept(&keeper, 0, 1500) }
        #expect(kept == 20)
        #expect(isKept(&keeper, 1, 1500))
    }

    @Test func `a hundred thousand streams of one leg keep a few`() {
        var keeper = TraceKeeper()
        let kept = (0..<100_000).count { isKept(&keeper, 0, 20 + $0 % 900) }
        #expect(kept < 25)
    }
}
