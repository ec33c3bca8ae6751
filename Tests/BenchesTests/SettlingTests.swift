import Statistics
import Synchronization
import TestSupport
import Testing
import Transports

@testable import Benches

/// How long a bench warms up: as long as what it measures changes from round to round.
@Suite struct SettlingTests {
    /// Times as servers have them: most near their usual one, some far above.
    private func noise(_ count: Int, seed: Int) -> [Double] {
        var chance = Chance(seed: UInt64(seed))
        return (0..<count).map { _ in 1_000 + 10_000 / (1 + Double(chance.below(1_000)) / 10) }
    }

    private func isSettled(_ plain: [Double], _ stream: [Double]) -> Bool? {
        Drift.chance(of: [(plain, 1_200), (stream, 1_200)]).map { $0 >= Drift.chanceOfWarmUp }
    }

    @Test func `what is steady is taken for it nine times in ten, what falls slowly hardly ever`() {
        var (steady, falling) = (0, 0)
        for seed in 1...300 {
            let (plain, stream) = (noise(200, seed: seed), noise(200, seed: 1_000 + seed))
            if isSettled(plain, stream) == true { steady += 1 }
            func slower(_ times: [Double]) -> [Double] {
                times.enumerated().map { $1 + 60 * (1 - Double($0) / 200) }
            }
            if isSettled(slower(plain), slower(stream)) == true { falling += 1 }
        }
        // 270 are due, and four deviations are 21.
        #expect(steady > 245, "\(steady)")
        // By five in a hundred of what an answer takes, from the first round to the last.
        #expect(falling < 30, "\(falling)")
    }

    @Test func `few rounds tell nothing, and a change that matters to nobody is none`() {
        #expect(Drift.chance(of: [(Array(repeating: 5, count: 19), 5)]) == nil)
        let tiny = (0..<10_000).map { 1_000 - Double($0) / 10_000 }
        #expect(Drift.chance(of: [(tiny, 1_000)]) == 1)
        #expect(Drift.chance(of: [(tiny, 1)]) ?? 1 < 1e-9)
    }

    // MARK: On the wire

    /// Milliseconds that the answer with a number takes.
    private func figures(
        _ delay: @escaping @Sendable (Int) -> Double, pairs: Int = 40, upTo warmUpMax: Int,
        seed: UInt64 = 1, progress: @escaping @Sendable (BenchRun.Progress) -> Void = { _ in }
    ) async throws -> (ContestFigures, asked: Int) {
        var manner = Origin.Manner()
        manner.excess = { .microseconds(Int(delay($0) * 1_000)) }
        let (origin, hop) = (try Origin(), try Origin(manner))
        let contest = pair(origin.contender("leg"), hop.contender("hop", .gateway))
        let transport = try Transport()
        let run = BenchRun(
            BenchRun.Options(
                pairs: pairs, warmUp: 3, warmUpMax: warmUpMax, seed: seed, resamples: 400),
            over: transport)
        let figures = await Task(executorPreference: transport.taskExecutor) {
            await run.carryOut(contest, progress: progress)
        }.value
        await transport.close()
        return (figures, hop.messages.count)
    }

    private func added(_ figures: ContestFigures) throws -> TimeFigure {
        try #require(figures.comparisons.first?.added[.plainAnswer])
    }

    @Test func `a gateway that gets quicker for 150 rounds is measured after them`() async throws {
        let warming: @Sendable (Int) -> Double = { 2 + 6 * max(0, 1 - Double($0) / 150) }
        // Whatever else the machine does: of three times it is seen once at least.
        var isSeen = false
        for _ in 0..<3 where !isSeen {
            let (fixed, _) = try await figures(warming, upTo: 3)
            let before = try added(fixed)
            #expect(fixed.warmUp == 3 && before.p50.value > 4_500, "\(before)")
            isSeen = fixed.isSettled == false && before.drift?.isMarked == true
        }
        #expect(isSeen)
        var isMeasuredQuick = false
        for _ in 0..<3 where !isMeasuredQuick {
            let last = Mutex(BenchRun.Progress(wanted: 0))
            let (found, asked) = try await figures(warming, upTo: 1_000) { progress in
                last.withLock { $0 = progress }
            }
            let after = try added(found)
            // 75 of each kind; of the last ones so few are left that they change nothing.
            #expect(found.warmUp >= 50, "\(found.warmUp)")
            #expect(after.count == 40 && asked == 2 * (found.warmUp + 40), "\(after)")
            #expect(found.comparisons[0].wanted == 80 && found.contenders[1].requests == 80)
            let told = last.withLock { $0 }
            #expect(told == .init(warmUp: 2 * found.warmUp, timed: 80, wanted: 80))
            isMeasuredQuick = found.isSettled == true && after.p50.value < 3_500
        }
        #expect(isMeasuredQuick)
    }

    /// Whatever the machine does: of five times it is steady once at least.
    @Test func `one that is steady from the start is warmed up no longer than before`() async throws
    {
        var seen: [Int] = []
        for seed: UInt64 in 1...5 where seen.last != 3 {
            let (found, _) = try await figures({ _ in 3 }, upTo: 200, seed: seed)
            seen.append(found.warmUp)
        }
        #expect(seen.last == 3, "\(seen)")
    }

    @Test func `one that never settles is told so, and asked no more than was allowed`()
        async throws
    {
        let (found, asked) = try await figures({ 1 + Double($0) / 8 }, upTo: 40)
        #expect(found.warmUp == 40 && found.isSettled == false)
        #expect(asked == 2 * (40 + 40))
        let drift = try #require(try added(found).drift)
        // Half of the window are 40 requests of both kinds, each 125 microseconds slower than the one before:
        // more than a busy machine hides.
        #expect(drift.isMarked && drift.change.value > 2000, "\(drift)")
        #expect(drift.change.interval.low > 0, "\(drift)")
        let options = BenchRun.Options(pairs: 40, warmUp: 3, warmUpMax: 40)
        #expect(options.requestsMost == asked && options.requestsLeast == 2 * (3 + 40))
    }

    @Test func `a crowd is sent what is counted beforehand, at the most`() async throws {
        let (origin, hop) = (try Origin(), try Origin())
        let contest = pair(origin.contender("leg"), hop.contender("hop", .gateway))
        let transport = try Transport()
        let options = BenchRun.Options(pairs: 10, warmUp: 2, resamples: 20, atOnce: 5)
        _ = await BenchRun(options, over: transport).carryOut(contest)
        await transport.close()
        #expect(hop.messages.count <= options.requestsMost)
        #expect(hop.messages.count == options.requestsLeast)
    }

    @Test func `how far it is says no total while it warms up`() {
        var progress = BenchRun.Progress(warmUp: 12, wanted: 800)
        #expect(BenchText.progress(progress) == "warming up, 12 rounds")
        progress.timed = 37
        #expect(BenchText.progress(progress) == "37 of 800 rounds, after 12 rounds to warm up")
    }
}
