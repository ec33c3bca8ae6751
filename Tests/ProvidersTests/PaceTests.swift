import Testing
import Vocabulary

@testable import Providers

private func moment(_ milliseconds: Int) -> Moment {
    Moment(nanoseconds: Int64(milliseconds) * 1_000_000)
}

@Suite struct PaceTests {
    @Test(arguments: [1, 7, 60, 600, 12_345])
    func `no minute sees more requests than are allowed, however they come`(perMinute: Int) {
        var pace = Pace(requestsPerMinute: perMinute)
        var state: UInt64 = 42
        var (now, places) = (moment(0), [Moment]())
        for _ in 0..<3 * perMinute + 10 {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            if state >> 62 == 0 { now = now + .milliseconds(Int(state >> 40) % 1000) }
            let place = pace.place(at: now, tokens: 100)
            #expect(place >= now)
            places.append(place)
        }
        for (index, place) in places.enumerated() where index >= perMinute {
            // One nanosecond a request is what dividing a minute may lose.
            #expect(
                place - places[index - perMinute] >= .seconds(60) - .nanoseconds(perMinute))
        }
    }

    @Test func `without a limit nothing waits`() {
        var pace = Pace()
        for number in 0..<100 {
            #expect(pace.place(at: moment(number), tokens: 9_999_999) == moment(number))
        }
    }

    @Test func `tokens are paid back where fewer were used than guessed`() {
        var pace = Pace(tokensPerMinute: 60_000)
        #expect(pace.place(at: moment(0), tokens: 2000) == moment(0))
        pace.correct(guessed: 2000, used: 500)
        #expect(pace.place(at: moment(0), tokens: 0) == moment(500))
        pace.correct(guessed: 0, used: 1000)
        #expect(pace.place(at: moment(0), tokens: 0) == moment(1500))
        // Whoever took a place before that was known can tell by how much it moved.
        #expect(pace.correction == .milliseconds(-500))
    }

    @Test func `who is asked for patience has it, and takes a place of his own afterwards`() {
        var pace = Pace(requestsPerMinute: 60)
        let first = pace.place(at: moment(0), tokens: 0)
        let second = pace.place(at: moment(0), tokens: 0)
        #expect((first, second) == (moment(0), moment(1000)))
        pace.hear(RateWord(wait: .seconds(5)), at: moment(100))
        #expect(pace.isFree(first) == false && pace.isFree(second) == false)
        #expect(pace.place(at: moment(1000), tokens: 0) == moment(5100))
        #expect(pace.place(at: moment(1000), tokens: 0) == moment(6100))
        #expect(pace.isFree(moment(5100)))
        // A shorter wish that comes later does not shorten the longer one.
        pace.hear(RateWord(wait: .milliseconds(1)), at: moment(200))
        #expect(!pace.isFree(moment(5000)))
    }

    @Test(
        arguments: [
            (429, ["retry-after": "7"], 7000), (503, ["retry-after": "2"], 2000),
            (429, ["retry-after-ms": "1500"], 1500), (200, ["retry-after": "7"], nil),
            (
                200,
                ["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s"],
                360_000
            ),
            (200, ["x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "120ms"], 120),
            (
                200, ["x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "1s"],
                nil
            ),
            (200, ["ratelimit-remaining": "0", "ratelimit-reset": "30"], 30_000),
            (200, ["ratelimit-remaining": "0", "ratelimit-reset": "soon"], nil),
            (429, [:], nil),
        ] as [(Int, [String: String], Int?)])
    func `heads say how long to wait`(status: Int, fields: [String: String], wait: Int?) {
        let word = RateWord(status: status, Headers(fields.map { ($0.key, $0.value) }))
        #expect(word.wait == wait.map { .milliseconds($0) })
    }
}
