import Testing
import Vocabulary

struct StreamTraceTests {
    private func trace(of gaps: [Int64]) -> GapTrace {
        gaps.reduce(into: GapTrace()) { $0.add(nanoseconds: $1) }
    }

    @Test func `a short stream keeps every moment, and its longest gap where it was`() throws {
        let gaps = trace(of: [1_000_000, 2_000_000, 40_000_000, 3_000_000])
        let trace = try #require(
            StreamTrace(
                gaps, events: 5, firstContent: .milliseconds(10), end: .milliseconds(57)))
        #expect(trace.moments == [10_000, 11_000, 13_000, 53_000, 56_000])
        #expect(trace.stall == 13_000..<53_000)
        #expect(trace.every == 1 && trace.end == 57_000)
    }

    @Test func `a silence after the last event counts as one between two`() throws {
        let trace = try #require(
            StreamTrace(
                trace(of: [1_000_000, 5_000_000]), events: 3, firstContent: .milliseconds(4),
                end: .milliseconds(1010)))
        #expect(trace.stall == 10_000..<1_010_000)
    }

    @Test func `a stream of any length fits into the same room, first and last event included`()
        throws
    {
        for count in [126, 127, 128, 129, 1000, 100_001] {
            let gaps = trace(
                of: (1...count).map { $0 == count / 2 ? 70_000_000 : 1_000 })
            let trace = try #require(
                StreamTrace(gaps, events: count + 1, firstContent: .zero, end: .milliseconds(71)))
            #expect(trace.moments.count <= 130 && trace.moments.count >= min(count, 63))
            #expect(trace.moments == trace.moments.sorted())
            #expect(trace.moments.first == 0)
            #expect(trace.moments.last == count - 1 + 70_000)
            let steps = trace.every == 1 || trace.moments[1] == trace.every
            #expect(steps, "\(count)")
        }
    }

    @Test func `of a stream that never stood still, and of one with one event, nothing is kept`() {
        #expect(
            StreamTrace(
                trace(of: [1_000_000, 5_000_000]), events: 3, firstContent: .milliseconds(4),
                end: .milliseconds(12)) == nil)
        #expect(StreamTrace(GapTrace(), events: 1, firstContent: .zero, end: .seconds(9)) == nil)
    }
}
