import Testing

@testable import Transports

@Suite struct LagTrackTests {
    @Test func `the largest delay since a turn is found, and none from before it`() {
        var track = LagTrack()
        let delays: [Int64] = [5, 90, 20, 30, 10, 1]
        for delay in delays { track.endTurn(lag: delay) }
        for turn in delays.indices {
            #expect(track.largest(since: turn) == delays[turn...].max(), "since \(turn)")
        }
        #expect(track.largest(since: track.turn) == 0)
        track.forget()
        #expect(track.largest(since: 0) == 0)
    }

    @Test func `delays that fall for ever are kept in bounded memory and never understated`() {
        var track = LagTrack()
        for turn in 0..<1000 { track.endTurn(lag: Int64(1000 - turn)) }
        let understated = (0..<1000).filter { track.largest(since: $0) < Int64(1000 - $0) }
        #expect(understated.isEmpty)
        #expect(track.largest(since: 999) == 1, "the newest stay exact")
    }
}
