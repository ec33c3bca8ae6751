/// How a run stands against its baseline.
public struct GateRow: Sendable, Equatable {
    public enum Verdict: String, Sendable, CaseIterable { case pass, regression, inconclusive }

    /// By how much a figure of the cases that passed both times changed: now through before, and its interval.
    public struct Ratio: Sendable, Equatable {
        public var paired: Int
        public var millionths: Int
        public var lowMillionths: Int
        public var highMillionths: Int

        public init(paired: Int, millionths: Int, lowMillionths: Int, highMillionths: Int) {
            self.paired = paired
            self.millionths = millionths
            self.lowMillionths = lowMillionths
            self.highMillionths = highMillionths
        }
    }

    /// The cases of one route that both runs have judged.
    public struct Family: Sendable, Equatable {
        public var route: String
        public var verdict: Verdict
        /// Why, in words.
        public var reason: String
        public var paired: Int
        public var passedBefore: Int
        public var passedNow: Int
        /// Passed before and not now; now and not before.
        public var worse: Int
        public var better: Int
        /// Of the exact McNemar test, corrected after Holm.
        public var pMillionths: Int
        /// Wilson's interval of the share that passes now.
        public var lowMillionths: Int
        public var highMillionths: Int
        /// The median of what each case's latency became, and what all of them cost together; nil where too few
        /// cases have both figures.
        public var latency: Ratio?
        public var cost: Ratio?

        public init(
            route: String, verdict: Verdict, reason: String, paired: Int, passedBefore: Int,
            passedNow: Int, worse: Int, better: Int, pMillionths: Int, lowMillionths: Int,
            highMillionths: Int
        ) {
            self.route = route
            self.verdict = verdict
            self.reason = reason
            self.paired = paired
            self.passedBefore = passedBefore
            self.passedNow = passedNow
            self.worse = worse
            self.better = better
            self.pMillionths = pMillionths
            self.lowMillionths = lowMillionths
            self.highMillionths = highMillionths
        }
    }

    public var verdict: Verdict
    /// The file or run that was compared with.
    public var baseline: String
    public var families: [Family]
    /// Cases of the baseline that this run has not judged, the first of them by id, and new ones.
    public var lost: Int
    public var lostCases: [String]
    public var new: Int
    /// Cases that passed there and failed here, the first of them.
    public var worseCases: [String] = []

    public init(
        verdict: Verdict, baseline: String, families: [Family], lost: Int, lostCases: [String],
        new: Int
    ) {
        self.verdict = verdict
        self.baseline = baseline
        self.families = families
        self.lost = lost
        self.lostCases = lostCases
        self.new = new
    }
}

extension RowWriter {
    public mutating func add(_ row: GateRow) {
        json.raw(#"{"type":"gate""#)
        json.member(#","verdict":"#, row.verdict.rawValue)
        json.member(#","baseline":"#, row.baseline)
        if !row.families.isEmpty {
            json.raw(#","families":["#)
            var before: StaticString = #"{"route":"#
            for family in row.families {
                json.member(before, family.route)
                members(of: family)
                before = #"},{"route":"#
            }
            json.raw("}]")
        }
        json.member(#","lost":"#, row.lost)
        if !row.lostCases.isEmpty { member(#","lost_cases":["#, row.lostCases) }
        json.member(#","new":"#, row.new)
        if !row.worseCases.isEmpty { member(#","worse_cases":["#, row.worseCases) }
        json.raw("}\n")
    }

    private mutating func members(of family: GateRow.Family) {
        json.member(#","verdict":"#, family.verdict.rawValue)
        json.member(#","reason":"#, family.reason)
        json.member(#","paired":"#, family.paired)
        json.member(#","passed_before":"#, family.passedBefore)
        json.member(#","passed_now":"#, family.passedNow)
        json.member(#","worse":"#, family.worse)
        json.member(#","better":"#, family.better)
        json.member(#","p_millionths":"#, family.pMillionths)
        json.member(#","low_millionths":"#, family.lowMillionths)
        json.member(#","high_millionths":"#, family.highMillionths)
        if let ratio = family.latency {
            json.member(#","latency_paired":"#, ratio.paired)
            json.member(#","latency_ratio_millionths":"#, ratio.millionths)
            json.member(#","latency_low_millionths":"#, ratio.lowMillionths)
            json.member(#","latency_high_millionths":"#, ratio.highMillionths)
        }
        if let ratio = family.cost {
            json.member(#","cost_paired":"#, ratio.paired)
            json.member(#","cost_ratio_millionths":"#, ratio.millionths)
            json.member(#","cost_low_millionths":"#, ratio.lowMillionths)
            json.member(#","cost_high_millionths":"#, ratio.highMillionths)
        }
    }
}

extension RowMembers {
    mutating func gateRow() throws(Wrong) -> GateRow {
        let verdict: GateRow.Verdict = try word("verdict")
        let baseline = try text("baseline")
        var families: [GateRow.Family] = []
        for var members in objects("families") {
            families.append(try members.gateFamily())
            try leave(members)
        }
        var row = GateRow(
            verdict: verdict, baseline: baseline, families: families, lost: try count("lost"),
            lostCases: strings("lost_cases"), new: try count("new"))
        row.worseCases = strings("worse_cases")
        return row
    }

    private mutating func gateFamily() throws(Wrong) -> GateRow.Family {
        var family = GateRow.Family(
            route: try text("route"), verdict: try word("verdict"), reason: try text("reason"),
            paired: try count("paired"), passedBefore: try count("passed_before"),
            passedNow: try count("passed_now"), worse: try count("worse"),
            better: try count("better"), pMillionths: try count("p_millionths"),
            lowMillionths: try count("low_millionths"),
            highMillionths: try count("high_millionths"))
        if let paired = number("latency_paired") {
            family.latency = GateRow.Ratio(
                paired: paired, millionths: try count("latency_ratio_millionths"),
                lowMillionths: try count("latency_low_millionths"),
                highMillionths: try count("latency_high_millionths"))
        }
        if let paired = number("cost_paired") {
            family.cost = GateRow.Ratio(
                paired: paired, millionths: try count("cost_ratio_millionths"),
                lowMillionths: try count("cost_low_millionths"),
                highMillionths: try count("cost_high_millionths"))
        }
        return family
    }
}
