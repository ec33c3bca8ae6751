import Vocabulary

extension Parameters {
    /// The tier that is asked for as a provider has it that knows these and a usual one; nil where none is, or one
    /// that it does not have.
    func tier(of known: Set<String>, usual: String) -> String? {
        guard let serviceTier, serviceTier != "auto" else { return nil }
        if ServiceTier.isUsual(serviceTier) { return usual }
        return known.contains(serviceTier) ? serviceTier : nil
    }

    /// Where a request may only keep itself out of what was bought beforehand.
    var tierOfTwo: String? {
        guard let serviceTier, ServiceTier.isUsual(serviceTier) else { return nil }
        return serviceTier == "auto" ? "auto" : "standard_only"
    }

    /// What is lost of the wish, where this is what is sent of it.
    func unsentTier(_ sent: String?, _ reason: String) -> [Unsent] {
        serviceTier == nil || serviceTier == "auto" || sent != nil ? [] : [.tier(reason)]
    }
}

extension Unsent {
    public static let tierField = "service_tier"

    static func tier(_ reason: String) -> Unsent { Unsent(tierField, reason) }
}
