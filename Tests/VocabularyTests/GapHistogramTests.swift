import Testing
import Vocabulary

@Test func `no gap has no percentile`() {
    #expect(GapHistogram().percentile(0.5) == nil)
}

@Test func `percentiles are at most 1.6 percent off, from nanoseconds to minutes`() throws {
    for exact in [7, 40, 999, 20_000, 1_234_567, 90_000_000, 61_000_000_000] as [Int64] {
        var gaps = GapHistogram()
        for _ in 0..<100 { gaps.add(.nanoseconds(exact)) }
        gaps.add(.nanoseconds(exact * 3))
        let median = try #require(gaps.percentile(0.5)).inNanoseconds
        let error = Double(abs(median - exact)) / Double(exact)
        #expect(error <= 0.016, "\(exact) read as \(median)")
        #expect(gaps.longest == .nanoseconds(exact * 3))
        #expect(gaps.count == 101)
    }
}

@Test func `a percentile is the smallest gap that covers its share`() throws {
    var gaps = GapHistogram()
    for number in 1...20 { gaps.add(.nanoseconds(Int64(number))) }
    #expect(gaps.percentile(0.5) == .nanoseconds(10))
    #expect(gaps.percentile(0.95) == .nanoseconds(19))
    #expect(gaps.percentile(1) == .nanoseconds(20))
}

@Test func `a gap of hours stays exact as the longest`() {
    var gaps = GapHistogram()
    gaps.add(.seconds(7200))
    #expect(gaps.longest == .seconds(7200))
    #expect(gaps.percentile(0.99).map { $0 <= .seconds(7200) } == true)
}

@Test func `merged histograms tell what one histogram of all gaps tells`() {
    var (all, merged) = (GapHistogram(), GapHistogram())
    for part in 0..<5 {
        var one = GapHistogram()
        for gap in 0..<(part * 100) {
            let duration = Duration.microseconds(gap * gap % 70_001 * (part + 1))
            one.add(duration)
            all.add(duration)
        }
        merged.merge(one)
    }
    #expect(merged == all)
    #expect(merged.percentile(0.95) == all.percentile(0.95))
    var empty = GapHistogram()
    empty.merge(GapHistogram())
    #expect(empty.percentile(0.5) == nil)
}

@Test func `histograms are equal by their gaps, in whatever order these came`() {
    let gaps: [Duration] = [
        .milliseconds(20), .nanoseconds(3), .seconds(90), .microseconds(700), .milliseconds(21),
    ]
    var (forwards, backwards, halves) = (GapHistogram(), GapHistogram(), GapHistogram())
    for gap in gaps { forwards.add(gap) }
    for gap in gaps.reversed() { backwards.add(gap) }
    for part in [gaps.prefix(1), gaps.dropFirst()] {
        var half = GapHistogram()
        for gap in part { half.add(gap) }
        halves.merge(half)
    }
    #expect(forwards == backwards && forwards == halves)
    for share in [0.1, 0.3, 0.5, 0.7, 1] {
        #expect(forwards.percentile(share) == backwards.percentile(share))
        #expect(forwards.percentile(share) == halves.percentile(share))
    }
    backwards.add(.nanoseconds(4))
    halves.add(.nanoseconds(5))
    #expect(backwards != halves && backwards != forwards)
}
