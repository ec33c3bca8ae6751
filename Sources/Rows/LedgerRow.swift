public import Vocabulary

/// What one gateway told of tokens and cost, beside what its legs counted and the price list says.
///
/// Both sides are of the same calls: whole answers of healthy legs. Amounts are dollars to 10^-15, exact.
public struct LedgerRow: Sendable, Equatable {
    /// Whose gateway it is, where a suite has one of its own.
    public var suite: String?
    public var unpricedCalls = 0
    /// How it seems to bill, in words.
    public var bills: [String] = []
    public var legs: [Line] = []

    public init(suite: String?) { self.suite = suite }

    public struct Line: Sendable, Equatable {
        public var leg: LegID
        public var legName: String
        public var calls = 0
        public var counted = Tokens()
        public var told = Tokens()
        /// Of the calls, those that the sums of money are of.
        public var chargedCalls = 0
        public var listedFemtos: Int128 = 0
        public var chargedFemtos: Int128 = 0
        /// Of a leg with charges: each price that may have counted, as text that its room reads back.
        public var prices: [String] = []

        public init(leg: LegID, legName: String) {
            self.leg = leg
            self.legName = legName
        }
    }

    /// Cached tokens are of the input, reasoning is of the output.
    public struct Tokens: Sendable, Equatable {
        public var input = 0
        public var cached = 0
        public var output = 0
        public var reasoning = 0

        public init() {}
    }

    public var calls: Int { legs.reduce(0) { $0 + $1.calls } }
    public var chargedCalls: Int { legs.reduce(0) { $0 + $1.chargedCalls } }
    public var listedFemtos: Int128 { legs.reduce(0) { $0 + $1.listedFemtos } }
    public var chargedFemtos: Int128 { legs.reduce(0) { $0 + $1.chargedFemtos } }

    /// An amount as rows and reports have it: `0.00112`.
    public static func dollars(_ femtos: Int128) -> String {
        DecimalText.text(femtos, places: places)
    }

    fileprivate static let places = 15
}

extension RowWriter {
    public mutating func add(_ row: LedgerRow) {
        json.raw(#"{"type":"ledger""#)
        json.optionalMember(#","suite":"#, row.suite)
        json.member(#","calls":"#, row.calls)
        json.member(#","charged_calls":"#, row.chargedCalls)
        json.member(#","unpriced_calls":"#, row.unpricedCalls)
        json.member(#","listed":"#, LedgerRow.dollars(row.listedFemtos))
        json.member(#","charged":"#, LedgerRow.dollars(row.chargedFemtos))
        if !row.bills.isEmpty { member(#","bills":["#, row.bills) }
        json.raw(#","legs":["#)
        for (index, line) in row.legs.enumerated() {
            json.raw(index == 0 ? "{" : ",{")
            json.raw(#""leg":"#)
            json.string(line.leg.description)
            json.member(#","leg_name":"#, line.legName)
            json.member(#","calls":"#, line.calls)
            member(#","counted":"#, line.counted)
            member(#","told":"#, line.told)
            json.member(#","charged_calls":"#, line.chargedCalls)
            json.member(#","listed":"#, LedgerRow.dollars(line.listedFemtos))
            json.member(#","charged":"#, LedgerRow.dollars(line.chargedFemtos))
            if !line.prices.isEmpty { member(#","prices":["#, line.prices) }
            json.raw("}")
        }
        json.raw("]}\n")
    }

    private mutating func member(_ key: StaticString, _ tokens: LedgerRow.Tokens) {
        json.raw(key)
        json.member(#"{"input":"#, tokens.input)
        json.member(#","cached":"#, tokens.cached)
        json.member(#","output":"#, tokens.output)
        json.member(#","reasoning":"#, tokens.reasoning)
        json.raw("}")
    }
}

extension RowMembers {
    /// The sums of the whole row are those of its legs: they are written for readers without a program.
    mutating func ledgerRow() throws(Wrong) -> LedgerRow {
        var row = LedgerRow(suite: optional("suite"))
        _ = (number("calls"), number("charged_calls"))
        row.unpricedCalls = try count("unpriced_calls")
        _ = (optional("listed"), optional("charged"))
        row.bills = strings("bills")
        for var members in objects("legs") {
            var line = LedgerRow.Line(
                leg: try members.neededLeg("leg"), legName: try members.text("leg_name"))
            line.calls = try members.count("calls")
            line.counted = try members.tokens("counted")
            line.told = try members.tokens("told")
            line.chargedCalls = try members.count("charged_calls")
            line.listedFemtos = try members.femtos("listed")
            line.chargedFemtos = try members.femtos("charged")
            line.prices = members.strings("prices")
            row.legs.append(line)
            try leave(members)
        }
        return row
    }

    private mutating func tokens(_ key: StaticString) throws(Wrong) -> LedgerRow.Tokens {
        var tokens = LedgerRow.Tokens()
        guard var members = object(key) else { return tokens }
        tokens.input = try members.count("input")
        tokens.cached = try members.count("cached")
        tokens.output = try members.count("output")
        tokens.reasoning = try members.count("reasoning")
        try leave(members)
        return tokens
    }

    private mutating func femtos(_ key: StaticString) throws(Wrong) -> Int128 {
        let text = try text(key)
        guard let scaled = DecimalText.scaled(text, places: LedgerRow.places), scaled.isExact else {
            throw Wrong(reason: "'\(key)' is no amount, found \"\(text)\"")
        }
        return scaled.value
    }
}
