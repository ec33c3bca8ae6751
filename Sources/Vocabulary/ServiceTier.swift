/// The words that requests and answers have for how fast, how surely and at which price a request is served.
public enum ServiceTier {
    /// In one word for all providers: `ON_DEMAND_FLEX` is `flex`, in small letters as most have them.
    public static func word(_ sent: String) -> String {
        switch sent {
        case "ON_DEMAND_FLEX": "flex"
        case "ON_DEMAND_PRIORITY": "priority"
        case "PROVISIONED_THROUGHPUT": "provisioned"
        default: sent.lowercased()
        }
    }

    /// A tier and what else has its price beside it: `fast+us` was served in the faster mode and in the United States
    /// alone. Each part multiplies what the other costs.
    public static func joined(_ word: String?, _ other: String) -> String {
        guard let word, !isUsual(word) else { return other }
        return "\(word)+\(other)"
    }

    /// The parts that are no usual ones.
    public static func parts(_ word: String) -> [String] {
        guard word.utf8.contains(UInt8(ascii: "+")) else { return isUsual(word) ? [] : [word] }
        return word.split(separator: "+").map(String.init).filter { !isUsual($0) }
    }

    /// Where inference ran, as a part of a tier; nil where that costs nothing.
    public static func place(_ sent: String) -> String? {
        ["", "global", "not_available"].contains(sent) ? nil : sent.lowercased()
    }

    /// It costs what a price list says first.
    public static func isUsual(_ word: String) -> Bool { usual.contains(word) }

    /// It is known to cost something else, whether or not a list says how much: bought by the token at another
    /// price, or by the month.
    public static func isPricedApart(_ word: String) -> Bool {
        parts(word).contains { pricedApart.contains($0) || places.contains($0) }
    }

    /// Whether what served is what was asked for: whoever leaves the choice to the provider gets what he asked for.
    public static func isServed(_ asked: String, by served: String?) -> Bool {
        guard asked != "auto", let served = served.map(withoutPlaces) else { return isUsual(asked) }
        if isUsual(asked) { return isUsual(served) }
        return one(asked) == one(served)
    }

    /// Requests ask for no place: a workspace's settings choose it.
    private static func withoutPlaces(_ word: String) -> String {
        parts(word).filter { !places.contains($0) }.joined(separator: "+")
    }

    /// OpenAI has renamed what it calls `priority` in its answers.
    private static func one(_ word: String) -> String { word == "fast" ? "priority" : word }

    private static let usual: Set<String> = [
        "", "default", "standard", "standard_only", "auto", "on_demand",
        "traffic_type_unspecified", "unspecified",
    ]

    private static let pricedApart: Set<String> = [
        "flex", "priority", "fast", "ultrafast", "batch", "scale", "reserved", "provisioned",
    ]

    /// Anthropic asks a tenth more for inference in the United States alone
    /// (platform.claude.com/docs/en/manage-claude/data-residency, looked at on 2026-11-22).
    public static let places: Set<String> = ["us"]
}
