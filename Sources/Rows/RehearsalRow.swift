package import Vocabulary

/// What a mix of failures does to the spend and the latency of one route: three days with the same arrivals.
///
/// Every figure lies within its 95 % interval, by drawing the arrivals again and again.
package struct RehearsalRow: Sendable, Equatable {
    package enum DayName: String, Sendable, CaseIterable {
        /// Nothing fails.
        case quiet
        /// Calls fail by the mix.
        case mix
        /// The same calls fail, and the first leg is asked once more before anything else happens.
        case retried
    }

    /// An amount in billionths of the row's currency.
    package struct Amount: Sendable, Equatable {
        package var nanos: Int128
        package var low: Int128
        package var high: Int128

        package init(nanos: Int128, low: Int128, high: Int128) {
            self.nanos = nanos
            self.low = low
            self.high = high
        }
    }

    package struct Time: Sendable, Equatable {
        package var value: Duration
        package var low: Duration
        package var high: Duration

        package init(value: Duration, low: Duration, high: Duration) {
            self.value = value
            self.low = low
            self.high = high
        }
    }

    package struct Day: Sendable, Equatable {
        package var name: DayName
        /// How many were sent before a signal ended the day; nil: all of them.
        package var requests: Int?
        /// Requests whose caller got an answer, whichever leg gave it.
        package var answered = 0
        package var spend: Amount?
        /// What failures added to a request's latency.
        package var mean: Time?
        package var p95: Time?
        package var p99: Time?
        package var longest: Duration = .zero
        package var legs: [Line] = []

        package init(_ name: DayName) { self.name = name }
    }

    package struct Line: Sendable, Equatable {
        package var leg: LegID
        package var legName: String
        package var calls = 0
        package var failed = 0
        /// Requests that were answered by this leg.
        package var answered = 0
        package var cost: Money?
        /// Calls that hung or broke off, of which nobody knows what they cost.
        package var unknown = 0
        /// Answers without a known price.
        package var unpriced = 0
        /// That calls of this leg made requests wait before they failed, in all.
        package var waited: Duration = .zero

        package init(leg: LegID, legName: String) {
            self.leg = leg
            self.legName = legName
        }

        /// What it cost in another currency: a sum in this one leaves it out.
        package func costOutside(_ currency: String) -> Money? {
            cost.flatMap { $0.currency == currency || $0.nanos == 0 ? nil : $0 }
        }
    }

    package var route: String
    /// As it was asked for: `rate-limit=5%,hang=1%`.
    package var mix: String
    /// How much time the requests stand for.
    package var duration: Duration
    package var requests: Int
    /// Of the figures above; nil where the first leg has no known price.
    package var currency: String?
    /// Requests of the mix that another leg answered than on the quiet day.
    package var movedOn = 0
    /// What the day of the mix cost beyond the quiet one, and what one more try of the first leg takes off it; nil
    /// where either day has answers of another currency or without a known price, which no sum has in it.
    package var extra: Amount?
    package var saved: Amount?
    /// Requests on which the machine was so late that a healthy leg's answer was not waited for.
    package var disturbed = 0
    /// Latencies are whole and were timed, at the pace of the day; else they are what failures add, counted up.
    package var isMeasured = false
    package var days: [Day] = []

    /// How many requests of a day were sent.
    package func requests(of day: Day) -> Int { day.requests ?? requests }

    /// A day that came to its end.
    package func whole(_ name: DayName) -> Day? {
        days.first { $0.name == name && $0.requests == nil }
    }

    package init(route: String, mix: String, duration: Duration, requests: Int, currency: String?) {
        self.route = route
        self.mix = mix
        self.duration = duration
        self.requests = requests
        self.currency = currency
    }
}

extension RowWriter {
    package mutating func add(_ row: RehearsalRow) {
        json.raw(#"{"type":"rehearsal""#)
        json.member(#","route":"#, row.route)
        json.member(#","mix":"#, row.mix)
        member(#","duration_us":"#, row.duration)
        json.member(#","requests":"#, row.requests)
        json.optionalMember(#","currency":"#, row.currency)
        json.member(#","moved_on":"#, row.movedOn)
        member(#","extra":"#, row.extra)
        member(#","saved":"#, row.saved)
        json.member(#","disturbed":"#, row.disturbed)
        if row.isMeasured { json.raw(#","measured":true"#) }
        json.raw(#","days":["#)
        for (index, day) in row.days.enumerated() {
            json.raw(index == 0 ? "" : ",")
            add(day)
        }
        json.raw("]}\n")
    }

    private mutating func add(_ day: RehearsalRow.Day) {
        json.member(#"{"day":"#, day.name.rawValue)
        if let requests = day.requests { json.member(#","requests":"#, requests) }
        json.member(#","answered":"#, day.answered)
        member(#","spend":"#, day.spend)
        member(#","mean":"#, day.mean)
        member(#","p95":"#, day.p95)
        member(#","p99":"#, day.p99)
        member(#","longest_us":"#, day.longest)
        json.raw(#","legs":["#)
        for (index, line) in day.legs.enumerated() {
            json.raw(index == 0 ? "{" : ",{")
            json.raw(#""leg":"#)
            json.string(line.leg.description)
            json.member(#","leg_name":"#, line.legName)
            json.member(#","calls":"#, line.calls)
            json.member(#","failed":"#, line.failed)
            json.member(#","answered":"#, line.answered)
            json.optionalMember(#","cost":"#, line.cost?.amount)
            json.optionalMember(#","currency":"#, line.cost?.currency)
            json.member(#","unknown":"#, line.unknown)
            if line.unpriced > 0 { json.member(#","unpriced":"#, line.unpriced) }
            member(#","waited_us":"#, line.waited)
            json.raw("}")
        }
        json.raw("]}")
    }

    private mutating func member(_ key: StaticString, _ amount: RehearsalRow.Amount?) {
        guard let amount else { return }
        json.raw(key)
        json.member(#"{"amount":"#, RehearsalRow.text(amount.nanos))
        json.member(#","low":"#, RehearsalRow.text(amount.low))
        json.member(#","high":"#, RehearsalRow.text(amount.high))
        json.raw("}")
    }

    private mutating func member(_ key: StaticString, _ time: RehearsalRow.Time?) {
        guard let time else { return }
        json.raw(key)
        json.raw("{")
        member(#""us":"#, time.value)
        member(#","low_us":"#, time.low)
        member(#","high_us":"#, time.high)
        json.raw("}")
    }
}

extension RehearsalRow {
    fileprivate static func text(_ nanos: Int128) -> String {
        DecimalText.text(nanos, places: Money.places)
    }
}

extension RowMembers {
    mutating func rehearsalRow() throws(Wrong) -> RehearsalRow {
        var row = RehearsalRow(
            route: try text("route"), mix: try text("mix"), duration: try neededTime("duration_us"),
            requests: try count("requests"), currency: optional("currency"))
        row.movedOn = try count("moved_on")
        row.extra = try rehearsedAmount("extra")
        row.saved = try rehearsedAmount("saved")
        row.disturbed = try count("disturbed")
        row.isMeasured = optionalFlag("measured") ?? false
        for var members in objects("days") {
            row.days.append(try members.rehearsedDay())
            try leave(members)
        }
        return row
    }

    private mutating func rehearsedDay() throws(Wrong) -> RehearsalRow.Day {
        var day = RehearsalRow.Day(try word("day"))
        day.requests = number("requests")
        day.answered = try count("answered")
        day.spend = try rehearsedAmount("spend")
        day.mean = try rehearsedTime("mean")
        day.p95 = try rehearsedTime("p95")
        day.p99 = try rehearsedTime("p99")
        day.longest = try neededTime("longest_us")
        for var members in objects("legs") {
            var line = RehearsalRow.Line(
                leg: try members.neededLeg("leg"), legName: try members.text("leg_name"))
            line.calls = try members.count("calls")
            line.failed = try members.count("failed")
            line.answered = try members.count("answered")
            let cost = members.optional("cost")
            if let cost, let currency = members.optional("currency") {
                guard let money = Money(cost, currency) else {
                    throw Wrong(reason: "'cost' is no amount, found \"\(cost)\"")
                }
                line.cost = money
            }
            line.unknown = try members.count("unknown")
            line.unpriced = members.number("unpriced") ?? 0
            line.waited = try members.neededTime("waited_us")
            day.legs.append(line)
            try leave(members)
        }
        return day
    }

    private mutating func rehearsedAmount(
        _ key: StaticString
    ) throws(Wrong) -> RehearsalRow.Amount? {
        guard var members = object(key) else { return nil }
        let amount = RehearsalRow.Amount(
            nanos: try members.rehearsedNanos("amount"), low: try members.rehearsedNanos("low"),
            high: try members.rehearsedNanos("high"))
        try leave(members)
        return amount
    }

    private mutating func rehearsedNanos(_ key: StaticString) throws(Wrong) -> Int128 {
        let text = try text(key)
        guard let scaled = DecimalText.scaled(text, places: Money.places), scaled.isExact else {
            throw Wrong(reason: "'\(key)' is no amount, found \"\(text)\"")
        }
        return scaled.value
    }

    private mutating func rehearsedTime(_ key: StaticString) throws(Wrong) -> RehearsalRow.Time? {
        guard var members = object(key) else { return nil }
        let time = RehearsalRow.Time(
            value: try members.neededTime("us"), low: try members.neededTime("low_us"),
            high: try members.neededTime("high_us"))
        try leave(members)
        return time
    }
}
