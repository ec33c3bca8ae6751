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
/// The gateway is asked for real. One that keeps no clock of its own between two requests is asked as fast as it
/// answers, and its time-outs and pauses are counted as the configuration has them; one that does is asked at the
/// pace of the day, for a part of it. Arrivals take turns over the routes, and over each route's healthy cases.
package struct Rehearsal: Sendable {
    package struct Terms: Sendable {
        package var mix: FaultMix
        /// How much time all requests stand for.
        package var duration: Duration
        package var requests: Int
        /// How many of them are sent: the first ones.
        package var sample: Int
        package var seed: UInt64
        /// By which prices count that depend on the hour.
        package var time: UnixTime?

        package init(
            mix: FaultMix, duration: Duration, requests: Int, sample: Int? = nil, seed: UInt64,
            time: UnixTime? = nil
        ) {
            self.mix = mix
            self.duration = duration
            self.requests = requests
            self.sample = min(requests, sample ?? requests)
            self.seed = seed
            self.time = time
        }
    }

    /// How long a gateway waits before it asks a leg again.
    package typealias Pause =
        @Sendable (_ attempts: Int, _ retryAfter: Duration?, _ seed: UInt64) -> Duration

    package enum Timing: Sendable {
        /// What the configuration says of time-outs and pauses is added up.
        case counted(Pause)
        /// Requests come at the pace of the day and are timed; what a time-out was shortened by is added, by leg.
        case measured(shortened: [LegID: Duration])
    }

    package let terms: Terms
    let courses: [Course]
    /// All that there are, of every course.
    private let legs: [Leg]
    let prices: LegPrices
    private let suite: PreparedSuite
    private let timing: Timing

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
        _ suite: PreparedSuite, routes: [String] = [], terms: Terms, timing: Timing
    ) throws(Diagnostics) {
        self.suite = suite
        self.terms = terms
        self.timing = timing
        prices = suite.prices
        let source = CaseSource(suite.plan, selection: CaseSelection(routes: routes))
        var courses: [Course] = []
        while let (_, planned) = source.next() {
            let name = planned.path.route
            if let place = courses.firstIndex(where: { $0.route.name == name }) {
                if courses[place].cases.count < Self.casesMax {
                    courses[place].cases.append(planned)
                }
            } else if let route = Self.route(of: planned, in: suite.plan) {
                courses.append(Course(route: route, cases: [planned]))
            }
        }
        if let mistake = source.mistake { throw mistake }
        guard !courses.isEmpty else {
            let names = routes.map { "'\($0)'" }.joined(separator: ", ")
            throw Diagnostics([
                Diagnostic(
                    "there is nothing to rehearse: no prompt goes over "
                        + (routes.isEmpty ? "a route" : names) + " to a leg that can be shown",
                    hint:
                        "`pathproof run --plan` of a suite, and `pathproof drill --plan` of a gateway's "
                        + "file, show what goes where")
            ])
        }
        self.courses = courses
        legs = suite.plan.routes.flatMap(\.legs)
    }

    /// A group for every name of a kind, `openai/*`, is asked by one such name: then the route is called by that.
    private static func route(of planned: Case, in plan: Plan) -> Route? {
        let name = planned.path.route
        if let route = plan.routes.first(where: { $0.name == name }) { return route }
        guard var route = plan.routes.first(where: { $0.name == planned.path.leg.route }) else {
            return nil
        }
        route.name = name
        return route
    }

    /// What is asked for, each name once.
    package var routeNames: [String] {
        var seen: Set<String> = []
        return courses.compactMap(\.cases.first?.modelRequested).filter { seen.insert($0).inserted }
    }

    /// Which requests of all go over a route, by its place.
    func arrivals(of course: Int) -> StrideTo<Int> {
        stride(from: course, to: terms.sample, by: courses.count)
    }

    // MARK: A day

    /// What came of one request.
    struct Outcome: Sendable, Equatable {
        /// What is known of it, in the currency of the first leg's price.
        var nanos: Int128 = 0
        var waited: Duration = .zero
        /// The leg that answered; nil where the caller got no answer.
        var answeredBy: LegID?
        var isDisturbed = false
    }

    package struct Day: Sendable {
        /// By arrival; nil where a signal came before the answer.
        var outcomes: [Outcome?]
        /// Of each course: several may lead to one leg.
        var legs: [[LegID: RehearsalRow.Line]]

        package var requests: Int { outcomes.count { $0 != nil } }
    }

    /// Sends all arrivals, or as many as there is time for before it is stopped.
    ///
    /// - Parameters:
    ///   - targets: by route, where each kind of request has something of its own.
    ///   - isStopped: asked before each of them, and while one waits for its turn.
    package func day(
        _ name: RehearsalRow.DayName, asking target: Target, or targets: [String: Target] = [:],
        breaking faults: any FaultControl, over transport: Transport, width: Int,
        isStopped: @escaping @Sendable () -> Bool
    ) async -> Day {
        let turns = Turns(of: terms.sample, every: interval)
        var day = Day(
            outcomes: [Outcome?](repeating: nil, count: terms.sample),
            legs: courses.map { _ in [:] })
        await withTaskGroup(of: Part.self) { workers in
            for _ in 0..<width {
                workers.addTask(executorPreference: transport.taskExecutor) {
                    var part = Part(legs: courses.map { _ in [:] })
                    while let arrival = await turns.next(unless: isStopped) {
                        let outcome = await outcome(
                            of: arrival, on: name, target, targets, faults, transport,
                            &part.legs[arrival % courses.count])
                        if let outcome { part.outcomes.append((arrival, outcome)) }
                    }
                    return part
                }
            }
            // Who waits for an answer then waits no longer: that request is none of the day's.
            workers.addTask {
                while !isStopped() {
                    do { try await Task.sleep(for: Turns.slice) } catch { break }
                }
                return Part(legs: [])
            }
            var left = width
            for await part in workers {
                // The watch ends before the last of the others only where it was stopped.
                left -= 1
                if left == 0 || isStopped() { workers.cancelAll() }
                for (arrival, outcome) in part.outcomes { day.outcomes[arrival] = outcome }
                for (course, legs) in part.legs.enumerated() {
                    for (leg, line) in legs { day.legs[course][leg, default: line.blank].add(line) }
                }
            }
        }
        return day
    }

    /// What one worker has done.
    private struct Part: Sendable {
        var outcomes: [(arrival: Int, outcome: Outcome)] = []
        var legs: [[LegID: RehearsalRow.Line]]
    }

    var isMeasured: Bool { interval != nil }

    /// Between two arrivals; nil where each comes as soon as it can.
    private var interval: Duration? {
        if case .measured = timing { terms.duration / terms.requests } else { nil }
    }

    private func outcome(
        of arrival: Int, on day: RehearsalRow.DayName, _ target: Target,
        _ targets: [String: Target], _ faults: any FaultControl, _ transport: Transport,
        _ legs: inout [LegID: RehearsalRow.Line]
    ) async -> Outcome? {
        let course = courses[arrival % courses.count]
        let planned = course.cases[arrival / courses.count % course.cases.count]
        let target = targets[planned.path.route] ?? target
        let marker = Marker.next()
        guard
            let prompt = planned.mould.prompt.prompt(
                with: planned.test.variables, parameters: suite.plan.suite.parameters,
                marker: marker, metadata: suite.plan.suite.routing(of: planned.test),
                surroundings: planned.test.surroundings)
        else { preconditionFailure("'\(planned.id)' lacks a variable that was looked for before") }
        var script = FaultScript(causes: [:], answer: suite.simulatedAnswer(for: planned))
        if day != .quiet {
            script.turns = turns(at: arrival, planned.isStreamed)
        }
        await faults.arm(marker, with: script)
        let reader = AnswerReader(target.provider.reader(isStreamed: planned.isStreamed))
        let exchange = await transport.send(
            target.request(
                for: prompt, route: planned.modelRequested, isStreamed: planned.isStreamed),
            into: reader)
        guard !Task.isCancelled else { return nil }
        var calls = await faults.settle(marker, within: Self.settleMax)
        prices.price(&calls, at: terms.time, pictures: prompt.pictures)
        let isAnswered =
            exchange.breakage == nil && reader.reading(exchange: exchange).outcome == .ok
        let took = (exchange.lastByte ?? Clock.now()) - (exchange.sent ?? exchange.started)
        return take(
            calls, of: arrival, over: course.route, planned.isStreamed, isAnswered, took: took,
            &legs)
    }

    /// What strikes each leg, call by call. A gateway's groups lead to each other's legs.
    private func turns(at arrival: Int, _ isStreamed: Bool) -> [LegID: [Cause?]] {
        var turns: [LegID: [Cause?]] = [:]
        for (place, leg) in legs.enumerated() {
            // One more than there can be: whoever retries the first leg meets the same day.
            turns[leg.id] = (0...max(leg.retry.times, Self.retriesMin) + 1).map { call in
                let cause = terms.mix.cause(
                    seed: terms.seed, arrival: arrival, leg: place, call: call)
                return cause?.effect(isStreamed: isStreamed) == nil ? nil : cause
            }
        }
        return turns
    }

    /// Other gateways retry of themselves, whatever a leg says.
    private static let retriesMin = 4

    // MARK: What a walk comes to

    private func take(
        _ calls: [LaneCall], of arrival: Int, over route: Route, _ isStreamed: Bool,
        _ isAnswered: Bool, took: Duration, _ legs: inout [LegID: RehearsalRow.Line]
    ) -> Outcome {
        var outcome = Outcome()
        let currency = self.currency(of: route)
        var attempts = 0
        if case .measured = timing { outcome.waited = took }
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
            } else if !call.isUnpaid {
                // Without a price an error has no cost to look up, and nobody bills it either.
                if isWhole {
                    line.unpriced += 1
                } else if (call.status ?? 0) < 400 {
                    line.unknown += 1
                }
            }
            let hasWaited = call.cause?.waits(isStreamed: isStreamed) == true
            switch timing {
            case .counted(let pause):
                var waited = Duration.zero
                if hasWaited {
                    waited += self.legs.first { $0.id == call.leg }?.timeout ?? .zero
                }
                if index + 1 < calls.count, calls[index + 1].leg == call.leg {
                    waited += pause(attempts, call.retryAfter, terms.seed &+ UInt64(arrival))
                }
                line.waited += waited
                outcome.waited += waited
            case .measured(let shortened):
                let more = hasWaited ? shortened[call.leg] ?? .zero : .zero
                if !isWhole { line.waited += (call.ended ?? call.arrived) - call.arrived + more }
                outcome.waited += more
            }
            if isAnswered, index + 1 == calls.count {
                line.answered += 1
                outcome.answeredBy = call.leg
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

/// Hands out the arrivals in their order, to as many workers as ask; each when its time has come.
private final class Turns: Sendable {
    private let counter = Atomic(0)
    private let count: Int
    private let interval: Duration?
    private let begun = ContinuousClock.now

    init(of count: Int, every interval: Duration?) {
        self.count = count
        self.interval = interval
    }

    /// How late a stop may be noticed.
    static let slice: Duration = .milliseconds(200)

    func next(unless isStopped: @Sendable () -> Bool) async -> Int? {
        guard !isStopped() else { return nil }
        let turn = counter.add(1, ordering: .relaxed).oldValue
        guard turn < count else { return nil }
        guard let interval else { return turn }
        let due = begun + interval * turn
        while ContinuousClock.now < due {
            do {
                try await Task.sleep(until: min(due, ContinuousClock.now + Self.slice))
            } catch {
                return nil
            }
            if isStopped() { return nil }
        }
        return turn
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
    fileprivate var blank: RehearsalRow.Line { RehearsalRow.Line(leg: leg, legName: legName) }

    fileprivate mutating func add(_ other: RehearsalRow.Line) {
        calls += other.calls
        failed += other.failed
        answered += other.answered
        unknown += other.unknown
        unpriced += other.unpriced
        waited += other.waited
        if let cost, let more = other.cost {
            self.cost = Money.sum(cost, more)
        } else {
            cost = cost ?? other.cost
        }
    }
}
