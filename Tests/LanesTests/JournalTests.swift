import Testing
import Vocabulary

@testable import Lanes

private let marker = Marker(text: "ppcase00000000000a")
private let script = FaultScript(causes: [:], answer: SimulatedAnswer(text: "Paris"))

private func call(_ nanoseconds: Int64, _ marker: Marker? = marker) -> LaneCall {
    var call = LaneCall(
        leg: LegID(route: "chat", index: 0), arrived: Moment(nanoseconds: nanoseconds))
    call.marker = marker
    return call
}

@Test func `disarming gives the calls in order of arrival, those in progress too`() {
    let journal = Journal(straysMax: 10)
    journal.arm(marker, with: script)
    let first = journal.begin(call(1))
    let second = journal.begin(call(2))
    #expect(second.script == script)
    journal.end(second.number) { $0.isComplete = true }
    let calls = journal.disarm(marker)
    #expect(calls.map(\.arrived.nanoseconds) == [1, 2])
    #expect(calls.map(\.isComplete) == [false, true])

    journal.end(first.number) { $0.callerLeft = true }
    #expect(journal.disarm(marker) == [])
    #expect(journal.calls.map(\.callerLeft) == [true], "what ends late is a stray")
}

@Test func `a call that ended is not changed any more`() {
    let journal = Journal(straysMax: 10)
    journal.arm(marker, with: script)
    let number = journal.begin(call(1)).number
    journal.end(number) { $0.status = 200 }
    journal.note(number) { $0.status = 500 }
    journal.end(number) { $0.status = 501 }
    #expect(journal.disarm(marker).map(\.status) == [200])
}

@Test func `settling waits for the last call of the case, and for no other`() async {
    let journal = Journal(straysMax: 10)
    journal.arm(marker, with: script)
    let (one, two) = (journal.begin(call(1)).number, journal.begin(call(2)).number)
    _ = journal.begin(call(3, nil))
    let waiting = Task { await journal.quiet(marker, within: .seconds(60)) }
    while journal.waiting(for: marker) == 0 { await Task.yield() }
    journal.end(one) { _ in }
    #expect(journal.waiting(for: marker) == 1, "a call is still in progress")
    journal.end(two) { _ in }
    #expect(journal.waiting(for: marker) == 0)
    await waiting.value
    #expect(journal.disarm(marker).count == 2)
}

@Test(.timeLimit(.minutes(1))) func `settling gives up when its time has passed`() async {
    let journal = Journal(straysMax: 10)
    journal.arm(marker, with: script)
    _ = journal.begin(call(1))
    let took = await ContinuousClock().measure {
        await journal.quiet(marker, within: .milliseconds(20))
    }
    #expect(took >= .milliseconds(20))
    #expect(journal.disarm(marker).count == 1)
}

@Test func `disarming wakes who still waits`() async {
    let journal = Journal(straysMax: 10)
    journal.arm(marker, with: script)
    _ = journal.begin(call(1))
    let waiting = Task { await journal.quiet(marker, within: .seconds(60)) }
    while journal.waiting(for: marker) == 0 { await Task.yield() }
    #expect(journal.disarm(marker).count == 1)
    await waiting.value
}

@Test func `calls that nobody asks for are forgotten, and counted`() {
    let journal = Journal(straysMax: 10)
    for moment in 0..<25 {
        let number = journal.begin(call(Int64(moment), nil)).number
        journal.end(number) { _ in }
    }
    #expect(journal.calls.count <= 10)
    #expect(journal.calls.last?.arrived.nanoseconds == 24)
    #expect(journal.forgotten + journal.calls.count == 25)
}

@Test func `what strikes once strikes the first question of each case, and of each leg`() {
    let (first, second) = (LegID(route: "chat", index: 0), LegID(route: "chat", index: 1))
    let other = Marker(text: "ppcase00000000000b")
    let script = FaultScript(
        causes: [first: .rateLimit, second: .serverError],
        recurrences: [first: .once, second: .flapping], answer: SimulatedAnswer(text: ""))
    let journal = Journal(straysMax: 10)
    journal.arm(marker, with: script)
    var later = script
    later.callsBefore = [first: 1, second: 1]
    journal.arm(other, with: later)
    #expect(
        (0..<3).map { _ in journal.nextCause(of: first, for: marker) } == [.rateLimit, nil, nil])
    #expect(
        (0..<3).map { _ in journal.nextCause(of: second, for: marker) }
            == [.serverError, nil, .serverError])
    #expect((0..<2).map { _ in journal.nextCause(of: first, for: other) } == [nil, nil])
    #expect((0..<2).map { _ in journal.nextCause(of: second, for: other) } == [nil, .serverError])
    #expect(journal.nextCause(of: first, for: Marker(text: "ppcase00000000000c")) == nil)
}
