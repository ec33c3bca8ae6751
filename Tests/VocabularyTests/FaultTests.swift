import Testing
import Vocabulary

@Test func `a fault that lasts is called as its cause, any other says how often`() {
    #expect(Fault(.rateLimit).name == "rate-limit")
    #expect(Fault(.rateLimit, .once).name == "rate-limit-once")
    #expect(Fault(.rateLimit, .times(3)).name == "rate-limit-3-times")
    #expect(Fault(.unavailable, .flapping).name == "unavailable-flapping")
}

@Test(arguments: allCauses)
func `every fault is found by its name`(cause: Cause) {
    for recurrence in [Recurrence.always, .once, .times(2), .times(12), .flapping] {
        let fault = Fault(cause, recurrence)
        #expect(Fault.named(fault.name) == fault)
    }
}

@Test(arguments: [
    "", "once", "-once", "rate-limit-0-times", "rate-limit-1-times", "rate-limits-once",
    "hang-x-times", "2-times",
])
func `what is no fault has none`(name: String) {
    #expect(Fault.named(name) == nil)
}

@Test func `a recurrence says which calls it strikes`() {
    let struck = { (recurrence: Recurrence) in (0..<5).map { recurrence.strikes(call: $0) } }
    #expect(struck(.always) == [true, true, true, true, true])
    #expect(struck(.once) == [true, false, false, false, false])
    #expect(struck(.times(3)) == [true, true, true, false, false])
    #expect(struck(.flapping) == [true, false, true, false, true])
}

@Test
func
    `the sixteen scenarios of failoverbench stand in their order, each with a fault or a healthy leg`()
{
    #expect(allScenarios.map(\.id) == (1...16).map { $0 < 10 ? "S0\($0)" : "S\($0)" })
    #expect(allScenarios.filter { $0.fault == nil }.map(\.id) == ["S16"])
    #expect(allScenarios.filter { $0.place == .fallback }.map(\.id) == ["S14", "S16"])
    #expect(Set(allScenarios.compactMap(\.fault)).count == 15)
}
