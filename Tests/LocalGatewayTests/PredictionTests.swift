import GatewayMaps
import Lanes
import Providers
import TestSupport
import Testing
import Vocabulary

@testable import LocalGateway

/// SplitMix64, so that a seed that fails can be asked again.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A chain of one to four legs with retries, admissions and causes by chance.
private struct Chance {
    var legs: [Leg] = []
    var companies: [Company] = []
    var causes: [Int: Cause] = [:]
    var recurrences: [Int: Recurrence] = [:]
    var isStreamed: Bool
    var front: Company

    init(seed: UInt64) {
        var chance = Seeded(state: seed)
        isStreamed = Bool.random(using: &chance)
        front = Company.allCases[Int.random(in: 0...1, using: &chance)]
        let triggers: [Trigger] = [
            .timeout, .connection, .rateLimit, .serverError, .any, .badAnswer,
        ]
        func some() -> Set<Trigger> {
            Set(triggers.filter { _ in Int.random(in: 0...2, using: &chance) == 0 })
        }
        for index in 0..<Int.random(in: 1...4, using: &chance) {
            let company = Company.allCases[Int.random(in: 0...1, using: &chance)]
            companies.append(company)
            legs.append(
                Leg(
                    id: LegID(route: "chat", index: index), provider: company.rawValue,
                    model: company.pin, pin: company.pin, timeout: .seconds(1),
                    retry: .init(times: Int.random(in: 0...2, using: &chance), on: some()),
                    admits: index == 0 ? [] : some()))
            let fates: [Cause?] = [
                nil, .rateLimit, .serverError, .cut, .markdownTable, .rateLimit, .serverError,
                .hang, .dnsFailure, .tlsFailure,
            ]
            if let fate = fates[Int.random(in: 0..<fates.count, using: &chance)] {
                causes[index] = fate
            }
            let recurrence: [Recurrence] = [.always, .always, .once, .times(2), .flapping]
            recurrences[index] = recurrence[Int.random(in: 0..<recurrence.count, using: &chance)]
        }
    }
}

/// What the plan says of a configuration is what this gateway does with it: calls per leg, the leg that
/// answers, and whether the caller sees an error.
@Test func `the gateway walks as the map of its routes foretells`() async throws {
    try await atOnce(Array(UInt64(1)...100)) { try await walk(Chance(seed: $0), seed: $0) }
}

private func walk(_ chance: Chance, seed: UInt64) async throws {
    // Only of a leg that hangs is a time-out wanted; of any other a busy machine must not cause one.
    var legs = chance.legs
    for index in legs.indices {
        legs[index].timeout = chance.causes[index] == .hang ? .milliseconds(750) : .seconds(20)
    }
    let house = try House(legs, chance.companies)
    let causes = Dictionary(
        uniqueKeysWithValues: chance.causes.map { (chance.legs[$0.key].id, $0.value) })
    let recurrences = Dictionary(
        uniqueKeysWithValues: chance.recurrences.map { (chance.legs[$0.key].id, $0.value) })
    // A leg may have had calls of the case before this request.
    let callsBefore = chance.legs.first.map { [$0.id: Int(seed % 3)] } ?? [:]
    let foretold = Prediction.walk(
        Route(name: "chat", legs: chance.legs), causes: causes, recurrences: recurrences,
        callsBefore: callsBefore, isStreamed: chance.isStreamed)
    let got = try await house.ask(
        chance.front, isStreamed: chance.isStreamed, causes: chance.causes,
        recurrences: chance.recurrences, callsBefore: callsBefore)
    let calls = got.calls.reduce(into: [LegID: Int]()) { $0[$1.leg, default: 0] += 1 }
    #expect(calls == foretold.calls.filter { $0.value > 0 }, "seed \(seed): \(got.path ?? "")")
    switch foretold.outcome {
    case .answers, .movesOn:
        #expect(got.reading.outcome == .ok, "seed \(seed)")
        #expect(got.headers["x-pathproof-leg"] == foretold.answeredBy?.description, "seed \(seed)")
    case .surfaces:
        #expect(got.reading.outcome == .error && (got.exchange.status ?? 0) >= 400, "seed \(seed)")
    case .mustBeCaught:
        #expect(got.exchange.status == 200, "seed \(seed)")
        #expect(got.headers["x-pathproof-leg"] == foretold.answeredBy?.description, "seed \(seed)")
    }
}

@Test(arguments: [false, true])
func `a leg that comes and goes is asked with every request, and the journal shows which it broke`(
    isStreamed: Bool
) async throws {
    let house = try House()
    var before: [LegID: Int] = [:]
    var seen: [[String]] = []
    for _ in 0..<4 {
        let got = try await house.ask(
            .openAI, isStreamed: isStreamed, causes: [0: .unavailable], recurrences: [0: .flapping],
            callsBefore: before)
        #expect(got.reading.outcome == .ok)
        seen.append(got.calls.map { "\($0.leg) \($0.cause?.name ?? "healthy")" })
        before[house.legs[0].id, default: 0] += got.calls(of: 0)
    }
    let fails = ["chat/1 unavailable", "chat/2 healthy"]
    #expect(seen == [fails, ["chat/1 healthy"], fails, ["chat/1 healthy"]])
}

@Test(arguments: [false, true])
func `a cause that strikes once is cured by a retry`(isStreamed: Bool) async throws {
    let house = try House(retry: .init(times: 1, on: [.any]))
    for cause in [Cause.rateLimit, .serverError, .reset] {
        let got = try await house.ask(
            .openAI, isStreamed: isStreamed, causes: [0: cause], recurrences: [0: .once])
        #expect(got.reading.outcome == .ok)
        #expect(got.calls(of: 0) == 2 && got.calls(of: 1) == 0, "\(cause.name)")
        #expect(got.calls.map(\.cause) == [cause, nil])
    }
}
