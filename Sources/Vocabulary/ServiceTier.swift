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

    /// It costs what a price list says first.
    public static func isUsual(_ word: String) -> Bool { usual.contains(word) }

    /// It is known to cost something else, whether or not a list says how much: bought by the token at another
    /// price, or by the month.
    public static func isPricedApart(_ word: String) -> Bool { pricedApart.contains(word) }

    /// Whether what served is what was asked for: whoever leaves the choice to the provider gets what he asked for.
    public static func isServed(_ asked: String, by served: String?) -> Bool {
        guard asked != "auto", let served else { return isUsual(asked) }
        if isUsual(asked) { return isUsual(served) }
        return one(asked) == one(served)
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
}
