import Documents
import Vocabulary

extension Price {
    /// It as JSON, in the words of `prices:`: for rows, so that what a run found can be found again in its parts. Not
    /// of what depends on the day or on a paid tier.
    public var text: String {
        var members = [Self.member("currency", currency)]
        members += Self.members(of: rates)
        let steps = tiers.map { tier in
            "{"
                + (["\"above\":\(tier.above)"] + Self.members(of: tier.rates)).joined(
                    separator: ",")
                + "}"
        }
        if !steps.isEmpty { members.append("\"tiers\":[\(steps.joined(separator: ","))]") }
        if let offPeak {
            members.append("\"off_peak\":{\(Self.members(of: offPeak).joined(separator: ","))}")
        }
        let factors = multipliers.map { "\"\($0.text)\"" }.joined(separator: ",")
        return "{\"price\":{\(members.joined(separator: ","))},\"multipliers\":[\(factors)]}"
    }

    private static func members(of offPeak: OffPeak) -> [String] {
        members(of: offPeak.hours)
            + (offPeak.multiplier.map { [member("multiplier", $0.text)] } ?? [])
            + members(of: offPeak.rates)
    }

    private static func members(of hours: BusyHours) -> [String] {
        guard case .outside(let quiet) = hours else {
            return [member("hours", BusyHours.outsideOffice)]
        }
        let parts = quiet.text.split(separator: " ").map(String.init)
        return [member("hours", parts[0]), member("zone", parts[1])]
            + (quiet.coversWeekends ? ["\"weekends\":true"] : [])
    }

    private static func member(_ name: String, _ value: String) -> String {
        "\"\(name)\":\"\(value)\""
    }

    private static func members(of rates: Rates) -> [String] {
        Rates.words.compactMap { word in
            rates[keyPath: word.place].map {
                member(word.name, word.isEach ? $0.eachText : $0.text)
            }
        }
    }

    /// Nil for what `text` has not made.
    public init?(text: String) {
        let mistakes = Mistakes()
        let node = mistakes.collect { () throws(Diagnostics) in
            try Document.read(SourceText(file: "price", text: text), environment: { _ in nil })
        }
        guard let node else { return nil }
        let reader = MappingReader(node, in: mistakes, what: "a price's text")
        let terms = reader.node("price").flatMap { PriceReader(in: mistakes).terms($0) }
        let factors = reader.list("multipliers")?.compactMap {
            $0.text.flatMap { Factor(text: $0) }
        }
        reader.finish()
        guard !mistakes.hasErrors, case .price(var price)? = terms, let factors else { return nil }
        price.multipliers = factors
        self = price
    }
}
