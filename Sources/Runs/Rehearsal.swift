package import Ledger
import Plans
import Providers
package import Rows
import Statistics
import Suites
import Synchronization
package import Transports
package import Vocabulary

/// A day of traffic over a gateway whose legs fail by a mix, and the same arrivals on other days beside it.
///
/// The gateway is asked for real and as fast as it answers; what its time-outs and pauses come to is counted as
/// the configuration has them. Arrivals take turns over the routes, and over each route's healthy cases.
package struct Rehearsal: Sendable {
    package struct Terms: Sendable {
        package var mix: FaultMix
        /// How much time all requests stand for.
        package var duration: Duration
        package var requests: Int
        package var seed: UInt64
        /// By which prices count that depend on the hour.
        package var time: UnixTime?

        package init(
            mix: FaultMix, duration: Duration, requests: Int, seed: UInt64, time: UnixTime? = nil
        ) {
            self.mix = mix
            self.duration = duration
            self.requests = requests
            self.seed = seed
            self.time = time
        }
    }

    /// How long a gateway waits before it asks a leg again.
    package typealias Pause =
        @Sendable (_ attempts: Int, _ retryAfter: Duration?, _ seed: UInt64) -> Duration

    package let terms: Terms
    let courses: [Course]
    let prices: LegPrices
    private let suite: PreparedSuite
    private let pause: Pause

    /// A route, and what is asked over it in turn.
    struct Course: Sendable {
        var route: Route
        var cases: [Case]
    }

    /// More would not tell more, and all of them are kept.
    private static let casesMax = 1000
    /// How long the journals may lag behind the caller's end of an answer.
    private static let settleMax: Duration = .seconds(5)

    /// - Parameter routes: only these; empty: all.
    package init(
        _ suite: PreparedSuite, routes: [String] = [], terms: Terms, pause: @escaping Pause
    ) throws(Diagnostics) {
        self.suite = suite
        self.terms = terms
        self.pause = pause
        prices = suite.prices
        let source = CaseSource(suite.plan, selection: CaseSelection(routes: routes))
        var courses: [Course] = []
        while let (_, planned) = source.next() {
            let name = planned.path.route
            if let place = courses.firstIndex(where: { $0.route.name == name }) {
                if courses[place].cases.count < Self.casesMax {
                    courses[place].cases.append(planned)
                }
            } else if let route = suite.plan.routes.first(where: { $0.name == name }) {
                courses.append(Course(route: route, cases: [planned]))
            }
        }
        if let mistake = source.mistake { throw mistake }
        self.courses = courses
    }

    /// Which requests of all go over a route, by its place.
    func arrivals(of course: Int) -> StrideTo<Int> {
        stride(from: course, to: terms.requests, by: courses.count)
    }

    // MARK: A day

    /// What came of one request.
    struct Outcome: Sendable, Equatable {
        /// What is known of it, in the currency of the first leg's price.
        var nanos: Int128 = 0
        var waited: Duration = .zero
        /// The place of the leg that answered; nil where the caller got no answer.
        var answeredBy: Int?
        var isDisturbed = false
    }

    package struct Day: Sendable {
        var outcomes: [Outcome]
        var legs: [LegID: RehearsalRow.Line] = [:]
    }

    /// Sends all arrivals; nil where it was stopped before the last.
    ///
    /// - Parameter isStopped: asked before each of them.
    package func day(
        _ name: RehearsalRow.DayName, asking target: Target, breaking faults: any FaultControl,
        over transport: Transport, width: Int, isStopped: @escaping @Sendable () -> Bool
    ) async -> Day? {
        let turns = Turns(of: terms.requests)
        var day = Day(outcomes: [Outcome](repeating: Outcome(), count: terms.requests))
        await withTaskGroup(of: Part.self) { workers in
            for _ in 0..<width {
                workers.addTask(executorPreference: transport.taskExecutor) {
                    var part = Part()
                    while !isStopped(), let arrival = turns.next() {
                        let outcome = await outcome(
                            of: arrival, on: name, target, faults, transport, &part.legs)
                        part.outcomes.append((arrival, outcome))
                    }
                    return part
                }
            }
            for await part in workers {
                for (arrival, outcome) in part.outcomes { day.outcomes[arrival] = outcome }
                for (leg, line) in part.legs {
                    day.legs[leg, default: RehearsalRow.Line(leg: leg, legName: line.legName)]
                        .add(line)
                }
            }
        }
        return isStopped() ? nil : day
    }

    /// What one worker has done.
    private struct Part: Sendable {
        var outcomes: [(arrival: Int, outcome: Outcome)] = []
        var legs: [LegID: RehearsalRow.Line] = [:]
    }

    private func outcome(
        of arrival: Int, on day: RehearsalRow.DayName, _ target: Target,
        _ faults: any FaultControl, _ transport: Transport, _ legs: inout [LegID: RehearsalRow.Line]
    ) async -> Outcome {
        let course = courses[arrival % courses.count]
        let planned = course.cases[arrival / courses.count % course.cases.count]
        let marker = Marker.next()
        guard
            let prompt = planned.mould.prompt.prompt(
                with: planned.test.variables, parameters: suite.plan.suite.parameters,
                marker: marker, metadata: suite.plan.suite.routing(of: planned.test),
                surroundings: planned.test.surroundings)
        else { preconditionFailure("'\(planned.id)' lacks a variable that was looked for before") }
        var script = FaultScript(causes: [:], answer: suite.simulatedAnswer(for: planned))
        if day != .quiet {
            script.turns = turns(of: course.route, at: arrival, on: day, planned.isStreamed)
        }
        await faults.arm(marker, with: script)
        let reader = AnswerReader(target.provider.reader(isStreamed: planned.isStreamed))
        let exchange = await transport.send(
            target.request(
                for: prompt, route: planned.modelRequested, isStreamed: planned.isStreamed),
            into: reader)
        var calls = await faults.settle(marker, within: Self.settleMax)
        prices.price(&calls, at: terms.time)
        let isAnswered =
            exchange.breakage == nil && reader.reading(exchange: exchange).outcome == .ok
        return take(
            calls, of: arrival, over: course.route, planned.isStreamed, isAnswered, &legs)
    }

    /// What strikes each leg, call by call.
    private func turns(
        of route: Route, at arrival: Int, on day: RehearsalRow.DayName, _ isStreamed: Bool
    ) -> [LegID: [Cause?]] {
        var turns: [LegID: [Cause?]] = [:]
        for leg in route.legs {
            // One more than there can be: whoever retries the first leg meets the same day.
            turns[leg.id] = (0...leg.retry.times + 1).map { call in
                let cause = terms.mix.cause(
                    seed: terms.seed, arrival: arrival, leg: leg.id.index, call: call)
                return cause?.effect(isStreamed: isStreamed) == nil ? nil : cause
            }
        }
        return turns
    }

    // MARK: What a walk comes to

    private func take(
        _ calls: [LaneCall], of arrival: Int, over route: Route, _ isStreamed: Bool,
        _ isAnswered: Bool, _ legs: inout [LegID: RehearsalRow.Line]
    ) -> Outcome {
        var outcome = Outcome()
        let currency = self.currency(of: route)
        var attempts = 0
        for (index, call) in calls.enumerated() {
            var line =
                legs[call.leg]
                ?? RehearsalRow.Line(leg: call.leg, legName: prices.entry(of: call.leg)?.name ?? "")
            attempts = index > 0 && calls[index - 1].leg == call.leg ? attempts + 1 : 1
            line.calls += 1
            let isWhole = call.claimsSuccess && call.isComplete
            if !isWhole { line.failed += 1 }
            if call.cause == nil, !isWhole { outcome.isDisturbed = true }
            if let cost = call.cost {
                line.cost = line.cost.map { Money.sum($0, cost) } ?? cost
                if cost.currency == currency { outcome.nanos += cost.nanos }
            } else {
                line.unknown += 1
            }
            var waited = Duration.zero
            if call.cause?.waits(isStreamed: isStreamed) == true {
                waited += route.legs.first { $0.id == call.leg }?.timeout ?? .zero
            }
            if index + 1 < calls.count, calls[index + 1].leg == call.leg {
                waited += pause(attempts, call.retryAfter, terms.seed &+ UInt64(arrival))
            }
            line.waited += waited
            outcome.waited += waited
            if isAnswered, index + 1 == calls.count {
                line.answered += 1
                outcome.answeredBy = call.leg.index
            }
            legs[call.leg] = line
        }
        return outcome
    }

    /// Of the figures of a route: that of its first leg's price.
    func currency(of route: Route) -> String? {
        route.legs.first.flatMap { prices.price(of: $0.id)?.currency }
    }
}

/// Hands out the arrivals in their order, to as many workers as ask.
private final class Turns: Sendable {
    private let counter = Atomic(0)
    private let count: Int

    init(of count: Int) { self.count = count }

    func next() -> Int? {
        let turn = counter.add(1, ordering: .relaxed).oldValue
        return turn < count ? turn : nil
    }
}

extension Cause {
    /// It comes to an end only when somebody has waited long enough for it.
    fileprivate func waits(isStreamed: Bool) -> Bool {
        guard family != .status else { return false }
        switch effect(isStreamed: isStreamed) {
        case .fails(.timeout), .breaksOff(.timeout): return true
        default: return false
        }
    }
}

extension RehearsalRow.Line {
    fileprivate mutating func add(_ other: RehearsalRow.Line) {
        calls += other.calls
        failed += other.failed
        answered += other.answered
        unknown += other.unknown
        waited += other.waited
        if let cost, let more = other.cost {
            self.cost = Money.sum(cost, more)
        } else {
            cost = cost ?? other.cost
        }
    }
}
