import Testing
import Vocabulary

@testable import Runs

struct FaultMixTests {
    @Test func `every call is struck by its chance, and by the same on every day with that seed`()
        throws
    {
        let mix = try FaultMix(reading: "rate-limit = 5%, hang=0.5%")
        #expect(mix.words == "rate-limit=5%,hang=0.5%")
        #expect(mix.triggers == [.rateLimit, .timeout])
        var struck: [String: Int] = [:]
        for arrival in 0..<100_000 {
            let cause = mix.cause(seed: 1, arrival: arrival, leg: 0, call: 0)
            #expect(cause == mix.cause(seed: 1, arrival: arrival, leg: 0, call: 0))
            if let cause { struck[cause.name, default: 0] += 1 }
        }
        // Five deviations: 69 and 22 each.
        #expect(abs((struck["rate-limit"] ?? 0) - 5000) < 345)
        #expect(abs((struck["hang"] ?? 0) - 500) < 112)
    }

    @Test func `the legs and calls of one request are struck apart from each other`() throws {
        let mix = try FaultMix(reading: "rate-limit=50%")
        var (both, again) = (0, 0)
        for arrival in 0..<10_000 {
            func isStruck(_ leg: Int, _ call: Int) -> Bool {
                mix.cause(seed: 9, arrival: arrival, leg: leg, call: call) != nil
            }
            if isStruck(0, 0), isStruck(1, 0) { both += 1 }
            if isStruck(0, 0), isStruck(0, 1) { again += 1 }
        }
        #expect(abs(both - 2500) < 220 && abs(again - 2500) < 220)
    }

    @Test func `with seed 7 so many of 600 requests are struck at their first leg`() throws {
        let mix = try FaultMix(reading: "rate-limit=5%")
        let struck = (0..<600).count { mix.cause(seed: 7, arrival: $0, leg: 0, call: 0) != nil }
        #expect(struck == 29)
    }
}
