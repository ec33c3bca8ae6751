import GatewayMaps
import Testing
import Vocabulary

/// Three legs: the second for limits of speed, the third for servers that fail.
private let route: Route = {
    func leg(_ index: Int, retry: Leg.Retry = Leg.Retry(), _ admits: Set<Trigger>) -> Leg {
        Leg(
            id: LegID(route: "chat", index: index), provider: "openai", model: "m\(index)",
            pin: "m\(index)", timeout: .seconds(1), retry: retry, admits: admits)
    }
    return Route(
        name: "chat",
        legs: [
            leg(0, retry: Leg.Retry(times: 2, on: [.timeout]), []), leg(1, [.rateLimit]),
            leg(2, [.serverError, .timeout]),
        ])
}()
private let legs = route.legs.map(\.id)

@Test func `a healthy first leg answers and no other is called`() {
    let expected = Prediction.walk(route, causes: [:], isStreamed: false)
    #expect(expected == Expectation(outcome: .answers, answeredBy: legs[0], calls: [legs[0]: 1]))
}

@Test func `a failure moves on to the first later leg that admits it`() {
    let limited = Prediction.walk(route, causes: [legs[0]: .rateLimit], isStreamed: true)
    #expect(limited.outcome == .movesOn)
    #expect(limited.answeredBy == legs[1])
    #expect(limited.calls == [legs[0]: 1, legs[1]: 1])
    let failed = Prediction.walk(route, causes: [legs[0]: .serverError], isStreamed: true)
    #expect(failed.answeredBy == legs[2])
    #expect(failed.calls == [legs[0]: 1, legs[2]: 1])
}

@Test func `retries are counted where the failure is among those retried`() {
    let hung = Prediction.walk(route, causes: [legs[0]: .hang], isStreamed: false)
    #expect(hung.calls == [legs[0]: 3, legs[2]: 1])
}

@Test func `a failure that no later leg admits surfaces`() {
    let last = Prediction.walk(
        route, causes: [legs[0]: .rateLimit, legs[1]: .rateLimit], isStreamed: false)
    #expect(
        last
            == Expectation(
                outcome: .surfaces, answeredBy: nil, calls: [legs[0]: 1, legs[1]: 1]))
    let cut = Prediction.walk(route, causes: [legs[0]: .cut], isStreamed: false)
    #expect(cut.outcome == .surfaces)
}

@Test func `what a gateway cannot see or take back must be caught`() {
    let table = Prediction.walk(route, causes: [legs[0]: .markdownTable], isStreamed: false)
    #expect(table.outcome == .mustBeCaught)
    #expect(table.answeredBy == legs[0])
    #expect(
        Prediction.walk(route, causes: [legs[0]: .cut], isStreamed: true).outcome == .mustBeCaught)
}

@Test func `the way to a leg is the shortest, by the first cause that leads there`() {
    #expect(Prediction.causes(leadingTo: legs[0], on: route, isStreamed: false) == [:])
    #expect(
        Prediction.causes(leadingTo: legs[1], on: route, isStreamed: false) == [legs[0]: .rateLimit]
    )
    #expect(
        Prediction.causes(leadingTo: legs[2], on: route, isStreamed: false) == [
            legs[0]: .serverError
        ])
}

@Test func `a leg that nothing leads to has no way`() {
    var lonely = route
    lonely.legs[1].admits = []
    #expect(Prediction.causes(leadingTo: legs[1], on: lonely, isStreamed: false) == nil)
}

@Test func `an answer that is only oddly framed is handed on`() {
    let odd = Prediction.walk(
        route, causes: [legs[0]: .rateLimit, legs[1]: .noTerminator], isStreamed: true)
    #expect(
        odd
            == Expectation(
                outcome: .movesOn, answeredBy: legs[1], calls: [legs[0]: 1, legs[1]: 1]))
}

@Test
func `a leg whose name is not found sees the call that finds it, one that fails TLS sees all`() {
    var retrying = route
    retrying.legs[0].retry = Leg.Retry(times: 2, on: [.connection])
    for (cause, count) in [(Cause.dnsFailure, 1), (.tlsFailure, 2)] {
        let once = Prediction.walk(
            retrying, causes: [legs[0]: cause], recurrences: [legs[0]: .once], isStreamed: true)
        #expect(once.answeredBy == legs[0] && once.calls == [legs[0]: count])
        let always = Prediction.walk(retrying, causes: [legs[0]: cause], isStreamed: true)
        #expect(always.calls[legs[0]] == (cause == .dnsFailure ? 0 : 3))
    }
}

@Test func `a port that is shut sees no call, and the next leg is asked all the same`() {
    var open = route
    open.legs[1].admits = [.connection]
    let walk = Prediction.walk(open, causes: [legs[0]: .refused], isStreamed: false)
    #expect(walk.answeredBy == legs[1])
    #expect(walk.calls == [legs[0]: 0, legs[1]: 1])
}
